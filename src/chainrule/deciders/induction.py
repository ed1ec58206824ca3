"""What an induction asks to be proved: the base, and the step under its hypothesis."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.derivation import Induction, Step
from chainrule.errors import DerivationError
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Level, level_of
from chainrule.terms.substitute import at_levels

Facts = tuple[Relation, ...]


@dataclass(frozen=True)
class Part:
    """One half of an induction: a chain from `start` to `goal`, under facts and a hypothesis.

    `needed` are facts at other levels that the half rests on, each with what it may follow from.
    """

    name: str
    start: Term
    steps: tuple[Step, ...]
    goal: Relation
    facts: Facts
    hypothesis: Relation | None
    needed: tuple[tuple[Relation, Facts], ...] = ()


def parts(before: Term, step: Step, facts: Facts) -> tuple[Part, Part]:
    """The base and the step of an induction for the claim `before REL step.term`."""
    induction = step.by
    assert isinstance(induction, Induction)
    name = _level_name(induction)
    claim = Relation(before, step.relation, step.term)

    def at(level: Level) -> Relation:
        return Relation(
            at_levels(claim.left, {name: level}), claim.rel, at_levels(claim.right, {name: level})
        )

    here, beyond = induction.over, induction.over + 1
    assert isinstance(beyond, Level)
    start = level_of(induction.start)
    base = at(start)
    known = tuple(f for f in (at_level(fact, name, start) for fact in facts) if not _trivial(f))
    ends = (here, start) if induction.down else (start, here)
    within = Relation(ends[0], "<=", ends[1])
    based = ((within, facts), *((fact, (*facts, within)) for fact in known))
    there = tuple(at_level(fact, name, beyond) for fact in facts)
    if induction.down:
        goal, hypothesis = at(here), at(beyond)
        more = Relation(beyond, "<=", start)
        passed = tuple((fact, (*facts, more)) for fact in there)
    else:
        goal, hypothesis = at(beyond), at(here)
        more = within
        passed = tuple((fact, (*there, more)) for fact in facts)
    return (
        Part("base", base.left, induction.base, base, known, None, based),
        Part("step", goal.left, induction.step, goal, (*facts, more), hypothesis, passed),
    )


def at_level(fact: Relation, name: str, level: Level) -> Relation:
    """A fact with one named level replaced."""
    values = {name: level}
    return Relation(at_levels(fact.left, values), fact.rel, at_levels(fact.right, values))


def _trivial(fact: Relation) -> bool:
    return fact.left == fact.right


def _level_name(induction: Induction) -> str:
    level = induction.over
    if level.constant or len(level.coefficients) != 1:
        raise DerivationError(f"an induction runs over a plain level, not over {level}.")
    return level.coefficients[0][0]
