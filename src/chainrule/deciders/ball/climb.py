"""Search for a point at which a bound fails: from random points uphill, towards its violation.

A bound that is false only near an extreme tensor, an eigenvector say, hardly meets one by chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import inf
from random import Random

from chainrule.deciders.ball.arithmetic import Number, Numbers
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.draw import NoPointError, draw
from chainrule.deciders.ball.evaluate import program
from chainrule.deciders.ball.facts import Fact, fact, holds, places
from chainrule.deciders.ball.model import Model
from chainrule.deciders.ball.run import At, Run, UndefinedError
from chainrule.deciders.ball.survey import survey
from chainrule.deciders.ball.values import FORMS, inside
from chainrule.deciders.ball.witness import describe
from chainrule.terms.relation import Relation
from chainrule.verdict import Witness

BITS = 100
STARTS = 4
STEPS = 60


def climb(bound: Relation, assumptions: tuple[Relation, ...] = (), seed: int = 0) -> Witness | None:
    """A point at which `left <= right` (or `>=`) fails although the assumptions hold, or None."""
    numbers = balls()
    with numbers.working(BITS):
        for start in range(STARTS):
            try:
                model = draw(
                    (bound.left, bound.right), assumptions, f"climb {seed}/{start}",
                    smallest=2 + start % 2, form=FORMS[start % len(FORMS)],
                )  # fmt: skip
            except NoPointError:
                return None
            found = _climbed(numbers, bound, assumptions, model, Random(f"{seed}/{start}"))
            if found is not None:
                return found
    return None


def _climbed(
    numbers: Numbers, bound: Relation, assumptions: tuple[Relation, ...], model: Model, rng: Random
) -> Witness | None:
    order = tuple(sorted(model.levels.items()))
    statement = fact(bound, order)
    known = [fact(one, order) for one in assumptions]
    known = [one for one in known if holds(one, model)]
    best = -inf
    for step in range(STEPS):
        trial = model if step == 0 else _moved(model, statement, rng)
        if trial is None or (step and not all(holds(one, trial) for one in known)):
            continue
        score, at, left, right = _worst(numbers, statement, trial)
        if score > 0 and _fails(numbers, statement.rel, left, right):
            return describe(numbers, trial, statement, at, left, right)
        if score >= best:
            best, model = score, trial
    return None


def _worst(numbers: Numbers, statement: Fact, model: Model) -> tuple[float, At, Number, Number]:
    """How far the bound is from failing, at the entry where it is nearest: above 0 it fails."""
    worst: tuple[float, At, Number, Number] = (-inf, {}, numbers.zero, numbers.zero)
    for at, left, right in _sides(numbers, statement, model):
        a, b = (numbers.float_enclosure(side)[0] for side in (left, right))
        gap = a - b if statement.rel in ("<=", "<") else b - a
        size = abs(a) + abs(b)
        score = gap / size if size else 0.0
        if score > worst[0]:
            worst = (score, at, left, right)
    return worst


def _sides(numbers: Numbers, statement: Fact, model: Model) -> Iterator[tuple[At, Number, Number]]:
    run = Run(model, numbers)
    left, right = program(statement.left), program(statement.right)
    for at in places(statement, model):
        try:
            sides = left(run, dict(at), ()), right(run, dict(at), ())
        except UndefinedError:
            return
        if all(map(numbers.finite, sides)):
            yield at, *sides


def _fails(numbers: Numbers, relation: str, left: Number, right: Number) -> bool:
    small, big = (left, right) if relation in ("<=", "<") else (right, left)
    return numbers.below(big, small)


def _moved(model: Model, statement: Fact, rng: Random) -> Model | None:
    """The model with an entry, or a whole tensor, moved within its domain."""
    mentioned = survey((statement.left, statement.right)).tensors
    domains = {own: domain for own, (_, domain) in mentioned.items()}
    names = sorted((own for own in model.tensors if own in domains), key=str)
    if not names:
        return None
    own = rng.choice(names)
    entries = dict(model.tensors[own])
    _MOVES[rng.randrange(len(_MOVES))](entries, rng)
    if not all(inside(value, domains[own]) for value in entries.values()):
        return None
    return replace(model, tensors={**model.tensors, own: entries})


Entries = dict[tuple[int, ...], Fraction]


def _scale_one(entries: Entries, rng: Random) -> None:
    entries[rng.choice(list(entries))] *= rng.choice(_FACTORS)


def _scale_all(entries: Entries, rng: Random) -> None:
    factor = rng.choice(_FACTORS)
    entries.update({at: value * factor for at, value in entries.items()})


def _copy(entries: Entries, rng: Random) -> None:
    one, other = rng.choice(list(entries)), rng.choice(list(entries))
    entries[one] = entries[other] * rng.choice((1, -1))


def _transfer(entries: Entries, rng: Random) -> None:
    """What leaves the sum of the entries as it is."""
    one, other = rng.choice(list(entries)), rng.choice(list(entries))
    amount = entries[one] * rng.choice((Fraction(1, 2), Fraction(7, 8), Fraction(1, 8)))
    entries[one] -= amount
    entries[other] += amount


_FACTORS = (Fraction(-1), Fraction(1, 2), Fraction(2), Fraction(1, 8), Fraction(4, 3))
_MOVES = (_scale_one, _scale_all, _copy, _transfer)
