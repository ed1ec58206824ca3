"""What is proved and what is not, counted over the whole theory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from docutils import nodes
from docutils.parsers.rst import directives

from chainrule.render.chain import duty
from chainrule.render.statement import listed
from chainrule.sphinxext.domain import chainrule_domain
from chainrule.sphinxext.lists import ListDirective, lemmas, table
from chainrule.sphinxext.pieces import WORDS, badge, inline_math, paragraph, reference, runs
from chainrule.sphinxext.sources import theory_files
from chainrule.verdict import Checked, Tier

PARTS = ("counts", "table", "rests-on")


class LedgerSummaryDirective(ListDirective):
    """The ledger in three parts: counts, a table of derivations, and what the proofs rest on."""

    optional_arguments = 1
    final_argument_whitespace = False

    def run(self) -> list[nodes.Node]:
        """The part that is asked for, or all of them."""
        part = directives.choice(self.arguments[0], PARTS) if self.arguments else ""
        checked = self._checked()
        made: list[nodes.Node] = []
        made += [_counts(checked)] if part in ("", "counts") else []
        made += [self._table(checked)] if part in ("", "table") else []
        made += self._rests_on(checked) if part in ("", "rests-on") else []
        return made

    def _checked(self) -> list[Checked]:
        domain = chainrule_domain(self.env)
        for file in domain.library.modules:
            for needed in theory_files(file):
                self.env.note_dependency(needed)
        shown = (domain.check(domain.library[name]) for name in domain.library)
        return [one for one in shown if one.tier is not Tier.REFUTED]

    def _table(self, checked: Iterable[Checked]) -> nodes.Node:
        docname = self.env.current_document.docname
        rows: list[list[list[nodes.Node]]] = [
            [
                [reference("deriv", one.name, one.derivation.title, docname)],
                [nodes.Text(", ".join(one.derivation.entries))],
                [nodes.Text(str(len(one.verdict.steps)))],
                [badge(one.tier)],
            ]
            for one in sorted(checked, key=lambda one: (one.derivation.entries, one.name))
        ]
        return table(("Derivation", "Entry", "Steps", "Worth"), (50, 15, 10, 25), rows)

    def _rests_on(self, checked: Iterable[Checked]) -> list[nodes.Node]:
        docname = self.env.current_document.docname
        axioms = {lemma.name: lemma.title for lemma in lemmas() if lemma.proof is None}
        made = nodes.bullet_list("", classes=["cr-rests-on"])
        for one in checked:
            used = [name for name in one.verdict.lemmas if name in axioms]
            carried = [duty(obligation) for obligation in one.verdict.carried]
            if not used and not carried and one.tier.green:
                continue
            words: list[nodes.Node | str] = [
                reference("deriv", one.name, one.derivation.title, docname),
                ": ",
                WORDS[one.tier],
            ]
            for name in used:
                words += [", the axiom ", reference("lemma", name, axioms[name], docname)]
            for fact in carried:
                words += [", where ", inline_math(fact.latex)]
            made += nodes.list_item("", paragraph(*words, "."))
        return [made] if made.children else [paragraph("No proof here rests on an axiom.")]


def _counts(checked: Iterable[Checked]) -> nodes.Node:
    all_ = list(checked)
    steps = sum(len(one.verdict.steps) for one in all_)
    tiers = Counter(step.tier for one in all_ for step in one.verdict.steps)
    said = [_count(tier, count) for tier, count in sorted(tiers.items(), reverse=True)]
    head = f"The theory holds {len(all_)} derivations with {steps} steps. Of the steps, "
    return paragraph(*runs([head, *listed(said), "."]), classes=["cr-counts"])


def _count(tier: Tier, count: int) -> str:
    verb, whose = ("is", "it cites") if count == 1 else ("are", "they cite")
    return f"{count} {verb} {WORDS[tier]}" + (f" what {whose}" if tier is Tier.PROVED_MOD else "")
