"""Whether a scalar term is positive, nonnegative or nonzero: sound and incomplete."""

from __future__ import annotations

from chainrule.deciders.field.conditions import TRANSPARENT, evaluated
from chainrule.deciders.field.convert import convert
from chainrule.deciders.field.intervals import ANY, Range, exactly
from chainrule.deciders.field.kernels import Field, Ratio, Refine, Undecided
from chainrule.deciders.field.meaning import meaning
from chainrule.deciders.field.ranges import Ranges
from chainrule.terms import relation
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative
from chainrule.terms.relation import Relation

MOST_REFINEMENTS = 24


def positive(term: Term, facts: tuple[Relation, ...] = ()) -> bool:
    """Whether `term` is > 0 wherever it is defined and the facts hold; False says nothing."""
    return holds(relation.positive(term), Ranges(facts))


def nonnegative(term: Term, facts: tuple[Relation, ...] = ()) -> bool:
    """Whether `term` is >= 0 wherever it is defined and the facts hold; False says nothing."""
    return holds(relation.nonnegative(term), Ranges(facts))


def holds(need: Relation, ranges: Ranges) -> bool:
    """Whether a relation `term > 0`, `term >= 0` or `term != 0` follows, by its left side."""
    if _agrees(need.rel, ranges.of(need.left)):
        return True
    composed = type(need.left) in TRANSPARENT or isinstance(need.left, Derivative)
    return composed and _agrees(need.rel, _normal_range(need.left, ranges))


def impossible(need: Relation, ranges: Ranges) -> bool:
    """Whether `term > 0`, `term >= 0` or `term != 0` holds nowhere."""
    found = ranges.of(need.left)
    if need.rel == "!=":
        return found.low == found.high == 0
    return (-found).positive or (need.rel == ">" and (-found).nonnegative)


def _agrees(rel: str, found: Range) -> bool:
    if rel == ">":
        return found.positive
    return found.nonnegative if rel == ">=" else found.never_zero


def _normal_range(term: Term, ranges: Ranges) -> Range:
    plain, _ = evaluated(term)
    try:
        field, value = normal_form(plain, ranges)
        return _product_range(field, value)
    except Undecided:
        return ANY


def normal_form(term: Term, ranges: Ranges) -> tuple[Field, Ratio]:
    """`term` as a ratio in lowest terms, with the field it lives in; raises Undecided."""
    field = Field(ranges)
    for _ in range(MOST_REFINEMENTS):
        try:
            return field, field.normal(convert(field, term))
        except Refine as why:
            field = field.refined(why)
    raise Undecided("the exponents need ever finer parts")


def _product_range(field: Field, value: Ratio) -> Range:
    total = exactly(1)
    for part, below in ((value.above, False), (value.below, True)):
        if part == field.ring.zero:
            return exactly(0)
        constant, found = field.ring.factors(part)
        total = total.scaled(1 / constant if below else constant)
        for factor, exponent in found:
            one = field.ranges.of(meaning(field, factor)).power(exponent)
            total = total * (one.inverse() if below else one)
    return total
