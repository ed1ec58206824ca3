"""Refute a statement at exact rational points, or say to how many digits its sides agree.

A witness is given only where the balls of the two sides are disjoint, in the direction that the
relation forbids; agreement proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from chainrule.deciders.ball.arithmetic import Number, Numbers
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.draw import NoPointError, draw
from chainrule.deciders.ball.evaluate import program
from chainrule.deciders.ball.facts import Fact, fact, places
from chainrule.deciders.ball.model import Model
from chainrule.deciders.ball.run import At, Run, UndefinedError
from chainrule.deciders.ball.structure import trim
from chainrule.deciders.ball.values import FORMS
from chainrule.deciders.ball.witness import describe
from chainrule.terms.functions import Apply, Norm
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import Fold
from chainrule.terms.relation import Relation
from chainrule.verdict import Witness

ENTRIES = 12
"""The most entries of a tensor that are tried at one point."""

RETRIES = 6
"""How often a point outside the domain of a side is drawn anew."""

PLAIN = 10
"""How many readable points are tried for a shorter witness."""


REGIONS = 4
"""How many times more points are tried where a statement may hold in one region and fail in
another: inequalities, and equations with a maximum, a modulus or a ReLU.
"""


@dataclass(frozen=True)
class Refutation:
    """A witness, or `points` at which the sides agree to at least `digits` digits.

    Of an inequality that holds `digits` tells only how near its sides came.
    `reason` says why there are no points, where there are none.
    """

    witness: Witness | None
    digits: int
    points: int
    reason: str = ""


class Found(NamedTuple):
    """The two sides at one entry."""

    at: At
    left: Number
    right: Number


def refute(
    left: Term,
    relation: str,
    right: Term,
    assumptions: tuple[Relation, ...] = (),
    *,
    trials: int = 3,
    seed: int = 0,
    precision: int = 200,
) -> Refutation:
    """Look for a point at which `left relation right` fails although the assumptions hold.

    Sides that are tensors are compared entry by entry.  The last of three or more trials may have
    a size of 1; otherwise sizes of different names differ and are at least 2, in every other trial
    at least 3.
    There are `REGIONS` times more trials where one region does not tell of another, and tensors
    then take each of the `FORMS` in turn.
    """
    trim()
    trials *= REGIONS if relation != "=" or _piecewise(left) or _piecewise(right) else 1
    question = _Question(Relation(left, relation, right), assumptions, seed, balls())
    with question.numbers.working(precision):
        return _search(question, trials)


def _search(question: _Question, trials: int) -> Refutation:
    digits, points, reason = 10**6, 0, "a side is undefined at every point that was tried"
    for trial in range(trials):
        try:
            hit, fewest = _trial(question, trial, single=trial > 1 and trial == trials - 1)
        except NoPointError as error:
            reason = str(error)
            break
        if hit is not None:
            return Refutation(_simplest(question, hit), 0, points + 1)
        points += fewest is not None
        digits = digits if fewest is None else min(digits, fewest)
    return Refutation(None, digits, points) if points else Refutation(None, 0, 0, reason)


def _piecewise(term: Term) -> bool:
    return any(
        (isinstance(part, Fold) and part.kind == "max")
        or (isinstance(part, Apply) and part.function.name in ("abs", "relu"))
        or (isinstance(part, Norm) and part.order != "2")
        for part in walk(term)
    )


def sift(
    left: Term,
    claims: Sequence[tuple[str, Term]],
    assumptions: tuple[Relation, ...] = (),
    *,
    seed: int = 0,
    precision: int = 100,
) -> list[bool]:
    """Which of many claims `left relation right` fail at one point that is drawn for all of them.

    As `refute` with a single trial, but it costs one point for all and gives no witness.  Raises
    NoPointError, and TermError where the claims cannot be tried together.
    """
    trim()
    numbers = balls()
    with numbers.working(precision):
        terms = (left, *(right for _, right in claims))
        model = draw(terms, assumptions, f"sift {seed}", smallest=2 + seed % 2)
        order = tuple(sorted(model.levels.items()))
        failed = []
        for relation, right in claims:
            question = _Question(Relation(left, relation, right), assumptions, seed, numbers)
            found = _values(question, model, fact(question.relation, order))
            failed.append(any(_violates(numbers, one, relation) for one in found))
    return failed


@dataclass(frozen=True)
class _Question:
    relation: Relation
    assumptions: tuple[Relation, ...]
    seed: int
    numbers: Numbers

    def point(self, name: str, **how: int | str) -> tuple[Model, Fact]:
        """A point of this name, and the statement at its levels."""
        sides = self.relation.left, self.relation.right
        seed = f"{self.seed}/{name}"
        model = draw(sides, self.assumptions, seed, **how)  # type: ignore[arg-type]
        return model, fact(self.relation, tuple(sorted(model.levels.items())))


def _trial(question: _Question, trial: int, *, single: bool) -> tuple[Witness | None, int | None]:
    """A witness, or the digits of agreement at the first point where the sides are defined."""
    form = FORMS[trial % len(FORMS)] if question.relation.rel != "=" else ""
    smallest = 2 + trial % 2  # a single size would else always be 2, where a pair is everything
    for attempt in range(RETRIES):
        alone = single and attempt < RETRIES // 2
        how: dict[str, int | str] = {}
        if attempt < RETRIES // 2:
            how = {"form": form, "smallest": smallest}
        try:
            model, statement = question.point(f"{trial}.{attempt}", single=alone, **how)
        except NoPointError:
            if not alone and not how:
                raise
            continue
        digits: int | None = None
        for found in _values(question, model, statement):
            if _violates(question.numbers, found, statement.rel):
                return describe(question.numbers, model, statement, *found), None
            agreed = question.numbers.digits(found.left, found.right)
            digits = agreed if digits is None else min(digits, agreed)
        if digits is not None:
            return None, digits
    return None, None


def _values(question: _Question, model: Model, statement: Fact) -> Iterator[Found]:
    """The sides at some of the entries, where both are defined."""
    numbers, run = question.numbers, Run(model, question.numbers)
    left, right = program(statement.left), program(statement.right)
    chosen = list(places(statement, model))
    if len(chosen) > ENTRIES:
        chosen = Random(question.seed).sample(chosen, ENTRIES)
    for at in chosen:
        try:
            found = Found(at, left(run, dict(at), ()), right(run, dict(at), ()))
        except UndefinedError:
            return
        if numbers.finite(found.left) and numbers.finite(found.right):
            yield found


def _violates(numbers: Numbers, found: Found, relation: str) -> bool:
    """Whether the balls are disjoint in a direction that the relation forbids."""
    more = numbers.below(found.right, found.left)
    less = numbers.below(found.left, found.right)
    forbidden = {"=": more or less, "<=": more, "<": more, ">=": less, ">": less, "!=": False}
    return forbidden[relation]


def _simplest(question: _Question, first: Witness) -> Witness:
    """The shortest of `first` and the witnesses at some readable points."""
    best = first
    for number in range(PLAIN):
        try:
            model, statement = question.point(
                f"plain {number}", plain=True, smallest=1 + number % 2
            )
        except NoPointError:
            continue
        for found in _values(question, model, statement):
            if _violates(question.numbers, found, statement.rel):
                made = describe(question.numbers, model, statement, *found)
                best = min(best, made, key=_length)
                break
    return best


def _length(witness: Witness) -> int:
    """How long it takes to read; a power of ten counts as much as a line."""
    return len(str(witness)) + 60 * ("e" in witness.left + witness.right)
