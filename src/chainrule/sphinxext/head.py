"""What stands around a chain: title, statement, needs and used by, sources, mistakes, questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

from chainrule.render.chain import Line, duty, lines
from chainrule.render.statement import statement
from chainrule.sphinxext.chain import FEW, folded, side_conditions
from chainrule.sphinxext.nodes import derivation_title
from chainrule.sphinxext.pieces import (
    badge,
    display,
    joined,
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
    weak = (line for line in lines(checked) if line.tier is Tier.PROVED_MOD)
    facts = dict.fromkeys(f"“{title}”" for line in weak for title in _cited(line))
    return [*facts, *side_conditions(map(duty, checked.verdict.obligations))]


def _cited(line: Line) -> list[str]:
    """The titles of the lemmas and derivations that a line rests on, its parts included."""
    queue, found = list(line.facts), []
    while queue:
        one = queue.pop(0)
        queue += one.reasons
        found += [one.title] if one.kind in ("lemma", "derivation") else []
    inner = (more for part in line.parts for more in part.lines if more.tier is Tier.PROVED_MOD)
    return found + [title for more in inner for title in _cited(more)]


def theorem(checked: Checked) -> tuple[nodes.container, nodes.math_block]:
    """The statement in words, and its display, which can be given a number."""
    said = statement(checked.derivation)
    claim = display(said.claim)
    made = nodes.container("", classes=["cr-statement"])
    then = [*said.assumptions, " Then"] if said.assumptions else ["Then"]
    if said.definitions:
        made += paragraph(*runs(said.setting), classes=["cr-setting"])
        made += display(r", \qquad ".join(said.definitions) + ".")
        made += paragraph(*runs(then), classes=["cr-setting"])
    else:
        before = [*said.setting, " "] if said.setting else []
        made += paragraph(*runs([*before, *then]), classes=["cr-setting"])
    made += claim
    if said.where:
        made += paragraph(*runs([*said.where, "."]), classes=["cr-where"])
    return made, claim


def conditions(checked: Checked) -> list[nodes.Node]:
    """The side conditions that no assumption settles: the theorem holds where they do."""
    carried = [duty(one).latex for one in checked.verdict.carried]
    if not carried:
        return []
    said = paragraph("The theorem holds where ", *joined(carried), classes=["cr-carried"])
    if len(carried) <= FEW:
        return [said]
    return [folded(f"{len(carried)} side conditions that the proof carries", said)]


def neighbours(word: str, names: Iterable[str], titles: dict[str, str], docname: str) -> nodes.Node:
    """`Needs: ...` or `Used by: ...`, each name a link."""
    made: list[nodes.Node | str] = [span(word, "cr-word"), " "]
    for place, name in enumerate(names):
        made += [", " if place else "", reference("deriv", name, titles.get(name, name), docname)]
    return paragraph(*made, classes=["cr-neighbours"])


def mistake(formula: str, line: int, says: Sequence[nodes.Node], witness: str) -> nodes.Node:
    """A common mistake with the point at which it fails."""
    made = nodes.container("", classes=["cr-slip"])
    made += paragraph(span(f"At step {line}: ", "cr-word"), *says)
    made += [display(formula)] if formula else []
    made += paragraph(badge(Tier.REFUTED), " ", witness, classes=["cr-witness"])
    return made


def question(ask: Sequence[nodes.Node], answer: Sequence[nodes.Node]) -> nodes.Node:
    """An examiner's question with its answer behind a fold of its own."""
    asked = nodes.container("", classes=["cr-question"])
    asked += list(ask)
    asked += folded("Answer", *answer, classes=["cr-answer"])
    return asked
