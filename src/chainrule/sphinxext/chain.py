"""The numbered lines of a derivation as a list of nodes."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes

from chainrule.render.chain import Duty, Line, Part
from chainrule.sphinxext.nodes import fold, fold_summary, step_number
from chainrule.sphinxext.pieces import badge, display, fact_nodes, inline_math, joined, paragraph
from chainrule.verdict import Tier

FEW = 2
"""So many side conditions stand beside a step; more are listed once, after the chain."""


def chain(start: str, lines: Iterable[Line], anchor: str, docname: str) -> list[nodes.Node]:
    """The first line, then one item a step; each item can be linked to as `anchor-number`."""
    first = nodes.container("", display(start), classes=["cr-start"])
    steps = nodes.enumerated_list(
        "", classes=["cr-steps"], enumtype="arabic", prefix="", suffix="."
    )
    steps += [_step(line, anchor, docname) for line in lines]
    return [first, steps]


def _step(line: Line, anchor: str, docname: str) -> nodes.list_item:
    here = f"{anchor}-{line.number}"
    item = nodes.list_item("", ids=[here], classes=["cr-step"])
    item += _number(line.number, here)
    item += nodes.container("", display(f"{line.relation} {line.latex}"), classes=["cr-line"])
    item += _why(line, docname)
    for part in line.parts:
        item += _part(part, anchor, docname)
    return item


def _number(number: str, here: str) -> step_number:
    link = nodes.reference("", f"({number})", internal=True, refid=here)
    made = step_number("", "", classes=["cr-number"])
    made += link
    return made


def _why(line: Line, docname: str) -> nodes.container:
    first, *more = line.facts
    made = nodes.container("", classes=["cr-why"])
    made += paragraph(*fact_nodes(first, docname), classes=["cr-rule"])
    for fact in more:
        made += paragraph("using ", *fact_nodes(fact, docname), classes=["cr-using"])
    if line.note:
        made += paragraph(line.note, classes=["cr-note"])
    made += paragraph(badge(line.tier, modulo(line)), classes=["cr-worth"])
    if not line.tier.green:
        made += paragraph(_finding(line), classes=["cr-evidence"])
    carried = [duty.latex for duty in line.duties if not duty.discharged]
    if 0 < len(carried) <= FEW:
        made += paragraph("holds where ", *joined(carried), classes=["cr-duties"])
    return made


def modulo(line: Line) -> list[str]:
    """What a step is proved modulo; the facts themselves stand just above."""
    facts = ["the facts it cites" if len(line.lemmas) > 1 else "the fact it cites"]
    return (facts if line.lemmas else []) + side_conditions(line.duties)


def side_conditions(duties: Iterable[Duty]) -> list[str]:
    """How many side conditions are carried, in words; empty when none is."""
    carried = sum(not duty.discharged for duty in duties)
    return [f"{carried} side condition{'s' * (carried > 1)}"] if carried else []


def _finding(line: Line) -> str:
    if line.tier is Tier.REFUTED and line.witness is not None:
        return f"Refuted: {line.witness}."
    return line.evidence or f"Settled by {line.decider}."


def _part(part: Part, anchor: str, docname: str) -> nodes.Element:
    made = nodes.container("", classes=["cr-part"])
    made += paragraph(f"{part.title}, at ", inline_math(part.at), classes=["cr-part-title"])
    if part.lines:
        made += chain(part.start, part.lines, anchor, docname)
    else:
        made += nodes.container("", display(part.start), classes=["cr-start"])
    return made


def folded(title: str, *children: nodes.Node, classes: Iterable[str] = ()) -> fold:
    """Children that a reader unfolds."""
    made = fold("", classes=["cr-fold", *classes])
    made += fold_summary("", title)
    made += list(children)
    return made
