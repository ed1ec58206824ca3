"""What stands around a chain: title, statement, needs and used by, sources, mistakes, questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

from chainrule.render.chain import Duty, duty
from chainrule.render.statement import Run, statement
from chainrule.sphinxext.chain import folded
from chainrule.sphinxext.nodes import derivation_title
from chainrule.sphinxext.pieces import (
    badge,
    display,
    inline_math,
    paragraph,
    reference,
    runs,
    span,
)
from chainrule.verdict import Checked, Tier


def title(checked: Checked) -> derivation_title:
    """The title, the catalogue entries that the derivation fulfils, and what it is worth."""
    made = derivation_title("", "", classes=["cr-title"])
    made += span(checked.derivation.title, "cr-name")
    for entry in checked.derivation.entries:
        made += [nodes.Text(" "), span(entry, "cr-entry")]
    made += [nodes.Text(" "), badge(checked.tier, modulo(checked))]
    return made


def modulo(checked: Checked) -> list[str]:
    """What the whole derivation is proved modulo, counted."""
    if checked.tier is not Tier.PROVED_MOD:
        return []
    weak = [step for step in checked.verdict.steps if step.tier is Tier.PROVED_MOD]
    names = dict.fromkeys(name for step in weak for name in step.lemmas)
    carried = len(checked.verdict.carried)
    return [*names, *([f"{carried} side condition{'s' * (carried > 1)}"] if carried else [])]


def theorem(checked: Checked) -> tuple[nodes.container, nodes.math_block]:
    """The statement in words, and its display, which can be given a number."""
    said = statement(checked.derivation)
    claim = display(said.claim)
    made = nodes.container("", classes=["cr-statement"])
    if said.setting:
        made += paragraph(*_closed(said.setting), classes=["cr-setting"])
    made += claim
    if said.where:
        made += paragraph(*runs(said.where), ".", classes=["cr-where"])
    return made, claim


def _closed(setting: Sequence[Run]) -> list[nodes.Node]:
    return [*runs(setting), nodes.Text(" Then")]


def conditions(checked: Checked) -> list[nodes.Node]:
    """The side conditions that no assumption settles: the theorem holds where they do."""
    carried: list[Duty] = [duty(one) for one in checked.verdict.carried]
    if not carried:
        return []
    made: list[nodes.Node | str] = ["Side conditions that the proof carries: "]
    for place, one in enumerate(carried):
        made += [", " if place else "", inline_math(one.latex)]
    return [paragraph(*made, ".", classes=["cr-carried"])]


def neighbours(word: str, names: Iterable[str], titles: dict[str, str], docname: str) -> nodes.Node:
    """`Needs: ...` or `Used by: ...`, each name a link."""
    made: list[nodes.Node | str] = [span(word, "cr-word"), " "]
    for place, name in enumerate(names):
        made += [", " if place else "", reference("deriv", name, titles.get(name, name), docname)]
    return paragraph(*made, classes=["cr-neighbours"])


def mistake(
    latex: str, relation: str, line: int, says: Sequence[nodes.Node], witness: str
) -> nodes.Node:
    """A common mistake with the point at which it fails."""
    made = nodes.container("", classes=["cr-slip"])
    made += paragraph(span(f"At step {line}: ", "cr-word"), *says)
    made += display(f"{relation} {latex}")
    made += paragraph(badge(Tier.REFUTED), " ", witness, classes=["cr-witness"])
    return made


def question(ask: Sequence[nodes.Node], answer: Sequence[nodes.Node]) -> nodes.Node:
    """An examiner's question with its answer behind a fold of its own."""
    asked = nodes.container("", classes=["cr-question"])
    asked += list(ask)
    asked += folded("Answer", *answer, classes=["cr-answer"])
    return asked
