"""A checked derivation as the lines of a page."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.derivation import Convexity, Induction, Step
from chainrule.render.facts import Fact, facts
from chainrule.render.latex import SIGNS, latex, relation_latex
from chainrule.render.tidy import tidy
from chainrule.terms.node import Term, as_term
from chainrule.terms.sizes import Level, level_of
from chainrule.terms.substitute import at_levels
from chainrule.verdict import Checked, Obligation, StepVerdict, Tier, Witness


@dataclass(frozen=True)
class Duty:
    """A fact that a step rests on; `discharged` says from what, empty when it is carried."""

    latex: str
    discharged: str


@dataclass(frozen=True)
class Line:
    """One printed step: its number, `relation latex`, what it cites and what it is worth."""

    number: str
    relation: str
    latex: str
    facts: tuple[Fact, ...]
    tier: Tier
    decider: str
    evidence: str
    lemmas: tuple[str, ...]
    duties: tuple[Duty, ...]
    witness: Witness | None
    note: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def rule(self) -> Fact:
        """What the step cites first."""
        return self.facts[0]


@dataclass(frozen=True)
class Part:
    """A part of an induction: a heading, the formula it is about, and a chain where it has one."""

    title: str
    at: str
    start: str
    lines: tuple[Line, ...] = ()


def start_latex(checked: Checked) -> str:
    """The first line of the chain."""
    return latex(checked.derivation.start)


def lines(checked: Checked) -> tuple[Line, ...]:
    """The steps of a checked derivation, numbered from 1."""
    derivation = checked.derivation
    return _chain("", derivation.start, derivation.steps, checked.verdict.steps)


def _chain(
    prefix: str, start: Term, steps: tuple[Step, ...], verdicts: tuple[StepVerdict, ...]
) -> tuple[Line, ...]:
    made, before = [], start  # a half of an induction has one verdict more: that it arrives
    for number, (step, verdict) in enumerate(zip(steps, verdicts, strict=False), 1):
        made.append(_line(f"{prefix}{number}", before, step, verdict))
        before = step.term
    return tuple(made)


def _line(number: str, before: Term, step: Step, verdict: StepVerdict) -> Line:
    return Line(
        number=number,
        relation=SIGNS[step.relation],
        latex=latex(step.term),
        facts=facts(step),
        tier=verdict.tier,
        decider=verdict.decider,
        evidence=verdict.evidence,
        lemmas=verdict.lemmas,
        duties=tuple(map(duty, verdict.obligations)),
        witness=verdict.witness,
        note=step.note,
        parts=_all_parts(number, before, step, verdict),
    )


def duty(obligation: Obligation) -> Duty:
    """An obligation as it is printed."""
    return Duty(relation_latex(tidy(obligation.fact)), obligation.discharged)


def _all_parts(number: str, before: Term, step: Step, verdict: StepVerdict) -> tuple[Part, ...]:
    if isinstance(step.by, Induction):
        return _parts(number, before, step, step.by, verdict)
    if isinstance(step.by, Convexity):
        anywhere = latex(step.by.variable)
        there = f"{anywhere} = {latex(as_term(step.by.at))}"
        return tuple(
            Part(
                name.capitalize(),
                anywhere if name == "curvature" else there,
                relation_latex(tidy(obligation.fact)),
            )
            for name, (check,) in verdict.parts
            for obligation in check.obligations
        )
    return ()


def _parts(
    number: str, before: Term, step: Step, by: Induction, verdict: StepVerdict
) -> tuple[Part, ...]:
    name = by.over.coefficients[0][0]
    one_more = by.over + 1
    assert isinstance(one_more, Level)
    known, wanted = (one_more, by.over) if by.down else (by.over, one_more)
    checked = dict(verdict.parts)  # empty where the claim itself was refuted
    if not checked:
        return ()

    def side(term: Term, level: Level) -> Term:
        return at_levels(term, {name: level})

    def chain(part: str, level: Level, steps: tuple[Step, ...]) -> Part:
        start = side(before, level)
        made = _chain(f"{number}{part[0]}", start, steps, checked.get(part, ()))
        return Part(part.capitalize(), latex(level), latex(start), made)

    claim = f"{latex(side(before, known))} {SIGNS[step.relation]} {latex(side(step.term, known))}"
    return (
        chain("base", level_of(by.start), by.base),
        Part("Hypothesis", latex(known), claim),
        chain("step", wanted, by.step),
    )
