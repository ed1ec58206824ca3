"""Assumptions as scalar relations, true for every value of their free indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from chainrule.deciders.ball.arithmetic import Number, Numbers
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.evaluate import program
from chainrule.deciders.ball.exact import EXACT, InexactError
from chainrule.deciders.ball.model import Model
from chainrule.deciders.ball.run import At, Run, UndefinedError, ranges
from chainrule.deciders.ball.structure import at_concrete, free, remembered, slot
from chainrule.errors import TermError
from chainrule.terms.entry import generic_indices, lower
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term
from chainrule.terms.operators import axes, show
from chainrule.terms.relation import Relation

AGREEMENT = 40
"""Digits to which an equation between irrational values must hold at 200 bits."""


@dataclass(frozen=True)
class Fact:
    """A relation between scalars; `indices` are universally quantified."""

    left: Term
    rel: str
    right: Term
    indices: tuple[Index, ...]
    source: Relation

    @property
    def sides(self) -> tuple[tuple[Term, Term], tuple[Term, Term]]:
        """Both sides, each one first."""
        return (self.left, self.right), (self.right, self.left)


@remembered
def fact(relation: Relation, levels: tuple[tuple[str, int], ...]) -> Fact:
    """An assumption at whole levels; a scalar side holds for every entry of a tensor side."""
    left, right = (at_concrete(side, dict(levels)) for side in (relation.left, relation.right))
    wide = left if axes(left) else right
    if axes(left) and axes(right) and axes(left) != axes(right):
        raise TermError(
            f"{relation} compares shape {show(left.shape)} with shape {show(right.shape)}; "
            "make them equal."
        )
    indices = generic_indices(wide)
    sides = [lower(side, indices if axes(side) else ()) for side in (left, right)]
    loose = sorted(free(sides[0]) | free(sides[1]), key=lambda index: index.name)
    return Fact(sides[0], relation.rel, sides[1], tuple(loose), relation)


def places(fact: Fact, model: Model) -> Iterator[At]:
    """Every value of the free indices."""
    slots = tuple(map(slot, fact.indices))
    for entry in ranges(Run(model, EXACT), tuple(index.size for index in fact.indices)):
        yield dict(zip(slots, entry, strict=True))


def exact(term: Term, model: Model, at: Mapping[int, int]) -> Fraction:
    """The rational value of a scalar, or InexactError."""
    try:
        found: Fraction = program(term)(Run(model, EXACT), dict(at), ())
    except ZeroDivisionError:
        raise InexactError(str(term)) from None
    return found


def holds(fact: Fact, model: Model) -> bool:
    """Whether the fact is certain in the model, at every value of its indices."""
    return all(holds_at(fact, model, at) for at in places(fact, model))


def holds_at(fact: Fact, model: Model, at: At) -> bool:
    """Whether the fact is certain at these indices: exactly where both sides are rational."""
    try:
        left, right = exact(fact.left, model, at), exact(fact.right, model, at)
        return _certain(EXACT, left, fact.rel, right)
    except InexactError:
        return _holds_in_balls(fact, model, at)
    except UndefinedError:
        return False


def _holds_in_balls(fact: Fact, model: Model, at: At) -> bool:
    numbers = balls()
    run = Run(model, numbers)
    left, right = (program(side)(run, dict(at), ()) for side in (fact.left, fact.right))
    known = numbers.finite(left) and numbers.finite(right)
    return known and _certain(numbers, left, fact.rel, right)


def _certain(numbers: Numbers, left: Number, rel: str, right: Number) -> bool:
    less, more = numbers.below(left, right), numbers.below(right, left)
    same = not less and not more and numbers.digits(left, right) >= AGREEMENT
    exactly = same and numbers is EXACT
    return {
        "=": same,
        "<": less,
        ">": more,
        "<=": less or exactly,
        ">=": more or exactly,
        "!=": less or more,
    }[rel]
