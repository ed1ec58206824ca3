"""`.. derivation:: NAME`: look up, check, print."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from chainrule.derivation import Derivation, Slip
from chainrule.errors import UnknownDerivationError
from chainrule.render.chain import lines, start_latex
from chainrule.render.latex import SIGNS, latex
from chainrule.sphinxext import head
from chainrule.sphinxext.chain import chain, folded
from chainrule.sphinxext.domain import ChainruleDomain, Place, Shown, chainrule_domain
from chainrule.sphinxext.gate import faults
from chainrule.sphinxext.nodes import derivation_node
from chainrule.sphinxext.pieces import citation, paragraph, span
from chainrule.sphinxext.sources import theory_files
from chainrule.terms.node import Term
from chainrule.verdict import Checked, StepVerdict, Tier
from chainrule.verify import refute_slip


class DerivationDirective(SphinxDirective):
    """A derivation of the theory, checked and printed; what is refuted ends the build."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {
        "expect": lambda word: directives.choice(word, ("refuted",)),
    }

    def run(self) -> list[nodes.Node]:
        """The nodes of one derivation."""
        name, domain = self.arguments[0], chainrule_domain(self.env)
        try:
            derivation = domain.library[name]
        except UnknownDerivationError as error:
            raise self.error(str(error)) from None
        for file in theory_files(domain.library.files[name]):
            self.env.note_dependency(file)
        return [self._whole(domain, domain.check(derivation))]

    def _whole(self, domain: ChainruleDomain, checked: Checked) -> nodes.Element:
        derivation, docname = checked.derivation, self.env.current_document.docname
        anchor = nodes.make_id(derivation.name)
        slips, unrefuted = self._slips(derivation)
        wrong = (*faults(checked, self.options.get("expect", "")), *unrefuted)
        used_by = domain.library.used_by(derivation.name)
        domain.explain("deriv", derivation.name, Place(docname, anchor, derivation.title))
        domain.note(Shown(derivation.name, docname, self.lineno, wrong, used_by))

        whole = derivation_node("", ids=[anchor], classes=["cr-derivation"])
        whole["title"] = derivation.title
        self.state.document.note_explicit_target(whole)
        stated, claim = head.theorem(checked)
        self._number(claim, derivation.name)
        whole += [head.title(checked), *self._warning(), stated, *self._idea(derivation)]
        whole += chain(start_latex(checked), lines(checked), anchor, docname)
        whole += [*head.conditions(checked), *self._links(domain, derivation, used_by)]
        whole += [*slips, *self._questions(derivation)]
        return whole

    def _number(self, claim: nodes.math_block, label: str) -> None:
        """Give the theorem an equation number; `:eq:` refers to it by the derivation's name."""
        equations, docname = self.env.domains.math_domain, self.env.current_document.docname
        equations.note_equation(docname, label, location=claim)
        claim["docname"], claim["label"] = docname, label
        claim["number"] = equations.get_equation_number_for(label)
        target = nodes.target("", "", ids=[nodes.make_id(f"equation-{label}")])
        self.state.document.note_explicit_target(target)
        claim.parent.insert(claim.parent.index(claim), target)

    def _warning(self) -> list[nodes.Node]:
        if "expect" not in self.options:
            return []
        words = "False on purpose: the checker refutes this chain."
        return [paragraph(words, classes=["cr-false"])]

    def _idea(self, derivation: Derivation) -> list[nodes.Node]:
        if not derivation.idea:
            return []
        return [paragraph(span("Idea. ", "cr-word"), *self._inline(derivation.idea))]

    def _links(
        self, domain: ChainruleDomain, derivation: Derivation, used_by: tuple[str, ...]
    ) -> list[nodes.Node]:
        docname, library = self.env.current_document.docname, domain.library
        titles = {name: library[name].title for name in library}
        needs = library.uses(derivation.name)
        made = nodes.container("", classes=["cr-foot"])
        if needs:
            made += head.neighbours("Needs", needs, titles, docname)
        if used_by:
            made += head.neighbours("Used by", used_by, titles, docname)
        if derivation.sources:
            cited = self._inline(", ".join(citation(s, self.env) for s in derivation.sources))
            made += paragraph(span("Sources", "cr-word"), " ", *cited, classes=["cr-sources"])
        return [made] if made.children else []

    def _slips(self, derivation: Derivation) -> tuple[list[nodes.Node], list[str]]:
        shown: list[nodes.Node] = []
        unrefuted: list[str] = []
        for slip in derivation.slips:
            verdict = refute_slip(derivation, slip)
            if verdict.tier is not Tier.REFUTED:
                unrefuted.append(f"has a slip at step {slip.at} that is not refuted: {slip.says}")
            shown.append(self._slip(derivation, slip, verdict))
        title = "Common mistake" if len(shown) == 1 else "Common mistakes"
        return [folded(title, *shown, classes=["cr-slips"])] if shown else [], unrefuted

    def _slip(self, derivation: Derivation, slip: Slip, verdict: StepVerdict) -> nodes.Node:
        formula = ""  # what cannot be written, its shapes not conforming, is told in words only
        if isinstance(slip.term, Term):
            relation = slip.relation or derivation.steps[slip.at - 1].relation
            formula = f"{SIGNS[relation]} {latex(slip.term)}"
        return head.mistake(formula, slip.at, self._inline(slip.says), verdict.evidence)

    def _questions(self, derivation: Derivation) -> list[nodes.Node]:
        asked = [
            head.question(self.parse_text_to_nodes(one.ask), self.parse_text_to_nodes(one.answer))
            for one in derivation.questions
        ]
        return [folded("An examiner asks", *asked, classes=["cr-exam"])] if asked else []

    def _inline(self, text: str) -> list[nodes.Node]:
        found, messages = self.parse_inline(text, lineno=self.lineno)
        return [*found, *messages]
