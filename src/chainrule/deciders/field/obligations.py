"""What remains to be shown: needs brought to their simplest form, less those that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chainrule.deciders.field.kernels import Undecided
from chainrule.deciders.field.laurent import constant_value
from chainrule.deciders.field.ranges import Ranges
from chainrule.deciders.field.signs import holds, impossible
from chainrule.terms.functions import ABS, SQRT, Apply
from chainrule.terms.node import Term
from chainrule.terms.operators import Div, Mul, Neg, Pow
from chainrule.terms.relation import Relation, nonzero, positive

Facts = tuple[Relation, ...]


def outstanding(needs: Iterable[Relation], facts: Facts) -> Facts:
    """Those of `needs` that do not follow from `facts` and from one another, simplified.

    Raises Undecided when a need can hold nowhere.
    """
    kept: Facts = ()
    ranges = Ranges(facts)
    for need in needs:
        for part in _simplified(need, ranges):
            if holds(part, ranges):
                continue
            if impossible(part, ranges):
                raise Undecided(f"it needs {need}, which holds nowhere")
            kept = (*kept, part)
            ranges = Ranges(facts + kept)
    return _independent(kept, facts)


def _independent(kept: Facts, facts: Facts) -> Facts:
    """`kept` without those that follow from the others: a later need may imply an earlier."""
    for need in kept if len(kept) > 1 else ():
        others = tuple(other for other in kept if other is not need)
        if holds(need, Ranges(facts + others)):
            kept = others
    return kept


def _simplified(need: Relation, ranges: Ranges) -> Iterator[Relation]:
    if need.rel == "!=":
        yield from _nonzero(need.left)
    elif need.rel == ">":
        yield from _positive(need, ranges)
    else:
        yield need


def _nonzero(term: Term) -> Iterator[Relation]:
    if isinstance(term, Mul):
        for factor in term.factors:
            yield from _nonzero(factor)
    elif isinstance(term, Neg):
        yield from _nonzero(term.term)
    elif isinstance(term, Div):
        yield from _nonzero(term.numerator)
    elif isinstance(term, Pow) and (constant_value(term.exponent) or 0) > 0:
        yield from _nonzero(term.base)
    elif isinstance(term, Apply) and term.function == SQRT:
        yield positive(term.argument)
    elif isinstance(term, Apply) and term.function == ABS:
        yield from _nonzero(term.argument)
    else:
        yield nonzero(term)


def _positive(need: Relation, ranges: Ranges) -> Iterator[Relation]:
    """A product asks this of its one factor of unknown sign, an even power of its base != 0."""
    term = need.left
    if isinstance(term, Pow):
        exponent = constant_value(term.exponent)
        if exponent and exponent.denominator == 1:
            return (yield from _nonzero(term.base) if exponent % 2 == 0 else (positive(term.base),))
    if isinstance(term, (Mul, Div)):
        parts = term.factors if isinstance(term, Mul) else (term.numerator, term.denominator)
        unknown = [part for part in parts if not ranges.of(part).positive]
        if len(unknown) == 1:
            return (yield from _positive(positive(unknown[0]), ranges))
    if isinstance(term, Apply) and term.function == SQRT:
        return (yield positive(term.argument))
    yield need
