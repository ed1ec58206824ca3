"""A checked derivation as plain text: its lines, its definitions, and what failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chainrule.deciders.induction import parts
from chainrule.derivation import Citation, Derivation, Induction, Slip, Step
from chainrule.errors import TermError
from chainrule.rules.lemma import Instance, Use, as_use
from chainrule.rules.rule import Rule
from chainrule.terms.leaves import Let, Node
from chainrule.terms.node import Term, walk
from chainrule.terms.relation import Relation
from chainrule.verdict import Checked, StepVerdict, Tier

SIGNS = {"=": "=", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "!=": "≠"}


@dataclass(frozen=True)
class PlainLine:
    """One step: `before relation text`, why, and what it is worth.

    `number` says where it is, as in `3, base, step 1`; `depth` counts the inductions around it.
    """

    number: str
    depth: int
    relation: str
    before: str
    text: str
    reason: str
    verdict: StepVerdict
    note: str = ""


@dataclass(frozen=True)
class PlainHalf:
    """The head of one half of an induction, and its first line."""

    name: str
    depth: int
    start: str


def plain_lines(checked: Checked) -> list[PlainLine | PlainHalf]:
    """The steps of a checked derivation, the halves of an induction after its step."""
    one = checked.derivation
    return list(_chain("", 0, one.start, one.steps, checked.verdict.steps, one.assuming))


def _chain(
    where: str,
    depth: int,
    start: Term,
    steps: tuple[Step, ...],
    verdicts: tuple[StepVerdict, ...],
    facts: tuple[Relation, ...],
) -> Iterator[PlainLine | PlainHalf]:
    before = start
    for number, (step, verdict) in enumerate(zip(steps, verdicts, strict=False), 1):
        here = f"{where}step {number}"
        sign, why = SIGNS[step.relation], plain_reason(step)
        yield PlainLine(here, depth, sign, str(before), str(step.term), why, verdict, step.note)
        if isinstance(step.by, Induction) and verdict.parts:
            for half, (name, inner) in zip(parts(before, step, facts), verdict.parts, strict=True):
                yield PlainHalf(name, depth + 1, str(half.start))
                inside = f"{here}, {name}, "
                yield from _chain(inside, depth + 1, half.start, half.steps, inner, half.facts)
        before = step.term
    for extra in verdicts[len(steps) :]:  # what an induction needs besides its lines
        if extra.tier < Tier.PROVED:
            text = extra.evidence or "its end"
            yield PlainLine(f"{where}end", depth, "", str(before), text, extra.decider, extra)


def plain_reason(step: Step) -> str:
    """What a step cites, in words."""
    by = step.by
    if isinstance(by, Rule):
        said = by.title
    elif isinstance(by, Induction):
        said = f"induction over {by.over}"
    else:
        said = _use(as_use(by))
    return said + "".join(f", using {_use(use)}" for use in step.using)


def _use(use: Use) -> str:
    fact = use.fact
    if isinstance(fact, Instance):
        said = fact.lemma.title + _bound(fact.bindings)
    elif isinstance(fact, Citation):
        said = fact.derivation.name + _bound((*fact.levels, *fact.bindings))
    else:
        said = fact.name if isinstance(fact, Derivation) else "the induction hypothesis"
    factor = "" if use.factor is None else f", times {use.factor}"
    return said + factor + "".join(f", summed over {index}" for index in use.over)


def _bound(pairs: tuple[tuple[str, object], ...]) -> str:
    written = ", ".join(f"{name} = {value}" for name, value in pairs)
    return f" at {written}" if written else ""


def definitions(derivation: Derivation) -> list[str]:
    """`p := exp(z)/Σ_i exp(z[i])` for every let-bound symbol that the lines reach."""
    found: dict[str, str] = {}
    todo = [derivation.start, *(step.term for step in derivation.steps)]
    while todo:
        for part in walk(todo.pop(0)):
            if not isinstance(part, (Let, Node)):
                continue
            if part.name in found or part.definition is None:
                continue
            found[part.name] = f"{part} := {part.definition}"
            todo.append(part.definition)
    return list(found.values())


def slip_text(slip: Slip) -> str:
    """A common mistake as it would be written."""
    try:
        return str(slip.term if isinstance(slip.term, Term) else slip.term())
    except TermError:
        return "(cannot be written: its shapes do not conform)"


def failures(checked: Checked, least: Tier = Tier.ASSUMED) -> list[PlainLine]:
    """The innermost steps that are worth less than `least`."""
    below = [
        line
        for line in plain_lines(checked)
        if isinstance(line, PlainLine) and line.verdict.tier < least
    ]
    inner = [line.number for line in below]
    return [
        line for line in below if not any(other.startswith(f"{line.number}, ") for other in inner)
    ]


def failure_text(name: str, line: PlainLine) -> str:
    """What failed: derivation and step, the two lines, the evidence."""
    tier = line.verdict.tier.name
    said = str(line.verdict.witness) if line.verdict.witness else line.verdict.evidence
    return "\n".join(
        (
            f"Derivation '{name}', {line.number}: {tier} ({line.reason})",
            f"    {line.before}",
            f"  {line.relation or ' '} {line.text}",
            f"  {said}",
        )
    )
