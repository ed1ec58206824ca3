"""A scalar term as a quotient of polynomials in kernels."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import singledispatch

from chainrule.deciders.field.angles import turn
from chainrule.deciders.field.elementary import (
    absolute,
    exponential,
    logarithm,
    real_power,
    whole_power,
)
from chainrule.deciders.field.kernels import Field, Kernel, Ratio, Undecided
from chainrule.deciders.field.primes import NONSMOOTH, closed_form, is_known
from chainrule.terms.functions import Apply
from chainrule.terms.leaves import Number
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Div, Mul, Neg, Pow
from chainrule.terms.sizes import ONE, Level, Size


def convert(field: Field, term: Term) -> Ratio:
    """`term` in `field`, each subterm once; raises Undecided, or Refine to start again."""
    found = field.known.get(term)
    if found is None:
        found = field.known[term] = _converted(term, field)
    return found


@singledispatch
def _converted(term: Term, field: Field) -> Ratio:
    if term.shape:
        raise Undecided(f"{term} is not a scalar")
    return _atom(term, field)


def _atom(term: Term, field: Field) -> Ratio:
    _, generator = field.kernel(term, Kernel("atom", term=term))
    return Ratio(generator, field.ring.one)


@_converted.register
def _(term: Number, field: Field) -> Ratio:
    return field.constant(term.value)


@_converted.register
def _(term: Size, field: Field) -> Ratio:
    return field.one if term == ONE else _atom(term, field)


@_converted.register
def _(term: Level, field: Field) -> Ratio:
    total = field.constant(Fraction(term.constant))
    for name, factor in term.coefficients:
        part = _atom(Level(((name, 1),)), field)
        total = field.add(total, field.multiply(field.constant(Fraction(factor)), part))
    return total


@_converted.register
def _(term: Add, field: Field) -> Ratio:
    total = convert(field, term.terms[0])
    for part in term.terms[1:]:
        total = field.add(total, convert(field, part))
    return total


@_converted.register
def _(term: Neg, field: Field) -> Ratio:
    return field.negative(convert(field, term.term))


@_converted.register
def _(term: Mul, field: Field) -> Ratio:
    total = convert(field, term.factors[0])
    for factor in term.factors[1:]:
        total = field.multiply(total, convert(field, factor))
    return total


@_converted.register
def _(term: Div, field: Field) -> Ratio:
    above = convert(field, term.numerator)
    return field.multiply(above, field.inverse(convert(field, term.denominator)))


@_converted.register
def _(term: Pow, field: Field) -> Ratio:
    base = convert(field, term.base)
    exponent = field.normal(convert(field, term.exponent))
    if exponent == field.zero:
        return field.one
    terms = field.ring.terms(exponent.above) if exponent.below == field.ring.one else []
    if len(terms) == 1 and not terms[0][0]:
        return _constant_power(field, base, terms[0][1])
    if terms and all(c.denominator == 1 and _whole(field, powers) for powers, c in terms):
        return whole_power(field, base, exponent.above)
    return exponential(field, field.multiply(exponent, logarithm(field, base)))


def _constant_power(field: Field, base: Ratio, exponent: Fraction) -> Ratio:
    if exponent.denominator == 1:
        return field.power(base, int(exponent))
    return real_power(field, base, exponent)


def _whole(field: Field, powers: tuple[tuple[int, int], ...]) -> bool:
    return all(isinstance(field.kernels[number].term, (Size, Level)) for number, _ in powers)


@_converted.register
def _(term: Apply, field: Field) -> Ratio:
    function = term.function
    if not is_known(function):
        return _opaque(term, field)
    if function.order and function.name in NONSMOOTH and function.order == 1:
        return _slope(term, field)
    if function.order:
        return convert(field, closed_form(term))
    return _FUNCTIONS[function.name](field, convert(field, term.argument))


def _opaque(term: Apply, field: Field) -> Ratio:
    above, below = field.normal(convert(field, term.argument))
    key = ("apply", term.function, field.ring.key(above), field.ring.key(below))
    kernel = Kernel("apply", function=term.function, of=above, over=below)
    return Ratio(field.kernel(key, kernel)[1], field.ring.one)


def _slope(term: Apply, field: Field) -> Ratio:
    where = field.ranges.of(term)
    if where.low == where.high:
        return field.constant(Fraction(where.low))
    return _opaque(term, field)


def _tanh(field: Field, value: Ratio) -> Ratio:
    above, below = exponential(field, field.multiply(field.constant(Fraction(2)), value))
    return Ratio(above - below, above + below)


def _logistic(field: Field, value: Ratio) -> Ratio:
    above, below = exponential(field, value)
    return Ratio(above, above + below)


def _softplus(field: Field, value: Ratio) -> Ratio:
    above, below = exponential(field, value)
    return logarithm(field, Ratio(above + below, below))


def _relu(field: Field, value: Ratio) -> Ratio:
    both = field.add(value, absolute(field, value))
    return field.multiply(field.constant(Fraction(1, 2)), both)


_FUNCTIONS: dict[str, Callable[[Field, Ratio], Ratio]] = {
    "exp": exponential,
    "log": logarithm,
    "sqrt": lambda field, value: real_power(field, value, Fraction(1, 2)),
    "abs": absolute,
    "tanh": _tanh,
    "logistic": _logistic,
    "softplus": _softplus,
    "relu": _relu,
    "sin": lambda field, value: turn(field, value)[1],
    "cos": lambda field, value: turn(field, value)[0],
}
