"""Generated pages: the rules, the lemmas, the notation."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from chainrule.notation import Symbol
from chainrule.render.latex import latex, relation_latex
from chainrule.render.names import name_latex
from chainrule.rules import catalogue
from chainrule.rules import library as lemma_library
from chainrule.rules.lemma import Lemma
from chainrule.sphinxext.domain import Place, chainrule_domain
from chainrule.sphinxext.pieces import (
    badge,
    citation,
    display,
    inline_math,
    joined,
    paragraph,
    reference,
    span,
)
from chainrule.terms.leaves import Tensor
from chainrule.terms.sizes import ONE, Size
from chainrule.verdict import Tier

WITH_PARTS = (
    (
        "induction",
        "induction",
        """A claim that holds at the first level, and at the next level whenever it holds at one,
        holds at every level; the claim at the one level is the induction hypothesis.""",
    ),
    (
        "convexity",
        "the calculus rule",
        r"""If :math:`f(a) = 0`, :math:`f'(a) = 0` and :math:`f'' \ge 0` on an interval around
        :math:`a`, then :math:`f \ge 0` there, by Taylor's formula with remainder.""",
    ),
)
"""Rules that are no `Rule`, for each has a form of its own: slug, title, statement."""


class ListDirective(SphinxDirective):
    """What the generated lists share."""

    def depend_on(self, *modules: ModuleType) -> None:
        """Read the page again when one of these modules changes."""
        for module in modules:
            if module.__file__ is not None:
                self.env.note_dependency(Path(module.__file__))

    def target(self, kind: str, name: str, title: str) -> str:
        """The anchor of an item, noted in the domain."""
        anchor = nodes.make_id(f"{kind}-{name}")
        place = Place(self.env.current_document.docname, anchor, title)
        chainrule_domain(self.env).explain(kind, name, place)
        return anchor

    def text(self, written: str) -> list[nodes.Node]:
        """Inline reStructuredText as nodes."""
        found, messages = self.parse_inline(written, lineno=self.lineno)
        return [*found, *messages]


class RulesDirective(ListDirective):
    """Every rule that a step may cite, with its statement."""

    def run(self) -> list[nodes.Node]:
        """A definition list of rules."""
        self.depend_on(catalogue)
        rules = [(rule.name, rule.title, rule.statement) for rule in catalogue.RULES]
        made = nodes.definition_list("", classes=["cr-rules"])
        for name, title, statement in sorted([*rules, *WITH_PARTS], key=_by_title):
            term = nodes.term("", "", span(title), ids=[self.target("rule", name, title)])
            meaning = nodes.definition("", paragraph(*self.text(statement)))
            made += nodes.definition_list_item("", term, meaning)
        return [made]


def _by_title(rule: tuple[str, str, str]) -> str:
    return rule[1].lower()


class LemmasDirective(ListDirective):
    """Every lemma of the library: statement, side conditions, and proof or source."""

    def run(self) -> list[nodes.Node]:
        """A definition list of lemmas."""
        self.depend_on(*lemma_modules())
        made = nodes.definition_list("", classes=["cr-lemmas"])
        made += [self._item(lemma) for lemma in lemmas()]
        return [made] if made.children else [paragraph("No derivation has needed a lemma yet.")]

    def _item(self, lemma: Lemma) -> nodes.Node:
        anchor = self.target("lemma", lemma.name, lemma.title)
        proved = Tier.PROVED if lemma.proof else Tier.ASSUMED
        term = nodes.term("", "", span(lemma.title), nodes.Text(" "), badge(proved), ids=[anchor])
        meaning = nodes.definition("", display(relation_latex(lemma.statement)))
        if lemma.conditions:
            meaning += paragraph("where ", *joined(map(relation_latex, lemma.conditions)))
        docname = self.env.current_document.docname
        if lemma.proof:
            known = chainrule_domain(self.env).library
            title = known[lemma.proof].title if lemma.proof in known else lemma.proof
            meaning += paragraph("Proof: ", reference("deriv", lemma.proof, title, docname), ".")
        elif lemma.source:
            source = self.text(citation(lemma.source, self.env))
            meaning += paragraph("An axiom of this book. Source: ", *source, ".")
        return nodes.definition_list_item("", term, meaning)


def lemma_modules() -> list[ModuleType]:
    """The modules of the lemma library."""
    names = sorted(info.name for info in pkgutil.iter_modules(lemma_library.__path__))
    return [importlib.import_module(f"{lemma_library.__name__}.{name}") for name in names]


def lemmas() -> tuple[Lemma, ...]:
    """Every lemma of the library, by name."""
    values = (value for module in lemma_modules() for value in vars(module).values())
    found = {value.name: value for value in values if isinstance(value, Lemma)}
    return tuple(found[name] for name in sorted(found))


class NotationDirective(ListDirective):
    """The symbols that derivations share, from the theory's `notation.py`."""

    def run(self) -> list[nodes.Node]:
        """A table: symbol, shape, meaning, where."""
        found = chainrule_domain(self.env).library.modules
        module = next((found[path] for path in found if path.name == "notation.py"), None)
        if module is None:
            raise ExtensionError("The theory has no notation.py; add one with NOTATION = (...).")
        self.depend_on(module)
        rows = [self._row(symbol) for symbol in getattr(module, "NOTATION", ())]
        return [table(("Symbol", "Shape", "Meaning", "Where"), (15, 20, 45, 20), rows)]

    def _row(self, symbol: Symbol) -> list[list[nodes.Node]]:
        term = symbol.symbol
        name = name_latex(term) if isinstance(term, str) else latex(term)
        shape = [] if isinstance(term, str) else _shape(term)
        return [[inline_math(name)], shape, self.text(symbol.meaning), self.text(symbol.where)]


def _shape(term: object) -> list[nodes.Node]:
    sizes = [s for s in getattr(term, "shape", ()) if isinstance(s, Size) and s != ONE]
    if sizes:
        return [inline_math(r" \times ".join(map(latex, sizes)))]
    return [nodes.Text("scalar")] if isinstance(term, Tensor) else []


def table(
    heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Sequence[nodes.Node]]]
) -> nodes.table:
    """A table with a head; each cell is a list of inline nodes."""
    group = nodes.tgroup("", cols=len(heads))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _table_row([[nodes.Text(head)] for head in heads]))
    group += nodes.tbody("", *[_table_row(row) for row in rows])
    return nodes.table("", group, classes=["cr-table"])


def _table_row(cells: Sequence[Sequence[nodes.Node]]) -> nodes.row:
    return nodes.row("", *[nodes.entry("", paragraph(*cell)) for cell in cells])
