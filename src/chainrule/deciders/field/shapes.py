"""The range of a term from the ranges of its parts, one rule a kind of term."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import singledispatch
from typing import TypeAlias

from chainrule.deciders.field.images import real_power, slope_range, value_range
from chainrule.deciders.field.intervals import (
    ANY,
    NONNEGATIVE,
    POSITIVE,
    Range,
    exactly,
    of_domain,
)
from chainrule.deciders.field.laurent import constant_value
from chainrule.deciders.field.primes import NONSMOOTH, closed_form, is_known
from chainrule.terms.functions import Apply, Call, Norm
from chainrule.terms.leaves import PI, Constant, Let, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Div, Entry, Fold, Mul, Neg, Pow
from chainrule.terms.sizes import ONE, Level, Size

RangeOf: TypeAlias = Callable[[Term], Range]


@singledispatch
def shape_range(term: Term, of: RangeOf) -> Range:
    """An interval that holds the value of `term`, where `of` gives those of its parts."""
    return ANY


@shape_range.register
def _(term: Constant, of: RangeOf) -> Range:
    return Range(Fraction(3), Fraction(4)) if term == PI else ANY


@shape_range.register
def _(term: Tensor, of: RangeOf) -> Range:
    return of_domain(term.domain)


@shape_range.register
def _(term: Entry, of: RangeOf) -> Range:
    return of_domain(term.tensor.domain) if isinstance(term.tensor, Tensor) else ANY


@shape_range.register
def _(term: Let, of: RangeOf) -> Range:
    return ANY if term.definition.shape else of(term.definition)


@shape_range.register
def _(term: Size, of: RangeOf) -> Range:
    return exactly(1) if term == ONE else Range(Fraction(term.least), open_low=False)


@shape_range.register
def _(term: Level, of: RangeOf) -> Range:
    total = exactly(term.constant)
    for name, factor in term.coefficients:
        plain = Level(((name, 1),))
        total = total + (ANY if plain == term else of(plain)).scaled(Fraction(factor))
    return total


@shape_range.register
def _(term: Add, of: RangeOf) -> Range:
    total = of(term.terms[0])
    for part in term.terms[1:]:
        total = total + of(part)
    return total


@shape_range.register
def _(term: Neg, of: RangeOf) -> Range:
    return -of(term.term)


@shape_range.register
def _(term: Mul, of: RangeOf) -> Range:
    powers: dict[Term, int] = {}
    for factor in term.factors:
        powers[factor] = powers.get(factor, 0) + 1
    total = exactly(1)
    for factor, exponent in powers.items():
        total = total * of(factor).power(exponent)
    return total


@shape_range.register
def _(term: Div, of: RangeOf) -> Range:
    return of(term.numerator) * of(term.denominator).inverse()


@shape_range.register
def _(term: Pow, of: RangeOf) -> Range:
    base, exponent = of(term.base), constant_value(term.exponent)
    if exponent is not None and exponent.denominator == 1:
        whole = int(exponent)
        if whole == 0:
            return exactly(1)
        return base.power(whole) if whole > 0 else base.inverse().power(-whole)
    if not base.nonnegative:
        return Range(nonzero=base.never_zero)
    return real_power(base, of(term.exponent) if exponent is None else exactly(exponent))


@shape_range.register
def _(term: Norm, of: RangeOf) -> Range:
    return NONNEGATIVE


@shape_range.register
def _(term: Call, of: RangeOf) -> Range:
    return of_domain(term.function.domain)


@shape_range.register
def _(term: Fold, of: RangeOf) -> Range:
    if term.body.shape:
        return ANY
    body = of(term.body)
    nonempty = term.index.size.least >= 1
    if term.kind == "max":
        return body if nonempty else ANY
    if term.kind == "prod":
        return POSITIVE if body.positive else NONNEGATIVE if body.nonnegative else ANY
    if body.positive and nonempty:
        return POSITIVE
    return NONNEGATIVE if body.nonnegative else -NONNEGATIVE if (-body).nonnegative else ANY


@shape_range.register
def _(term: Apply, of: RangeOf) -> Range:
    if not is_known(term.function):
        return ANY
    if not term.function.order:
        return value_range(term.function.name, of(term.argument))
    if term.function.name not in NONSMOOTH:
        return of(closed_form(term))
    return slope_range(term.function.name, of(term.argument))
