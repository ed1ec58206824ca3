"""Terms multiplied out into rational combinations of monomials in atoms, syntactically.

An atom is any term that is not a sum, product, quotient or whole power; exponents may be negative.
Nothing is decided here: it is the form in which facts and goals are compared.
"""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch
from typing import TypeAlias

from chainrule.terms.leaves import Number
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Div, Mul, Neg, Pow
from chainrule.terms.sizes import ONE, Level, Size

Monomial: TypeAlias = frozenset[tuple[Term, int]]
Expanded: TypeAlias = dict[Monomial, Fraction]

UNIT_MONOMIAL: Monomial = frozenset()
MOST_TERMS = 200
"""Products with more monomials than this stay unexpanded atoms."""


@singledispatch
def expand(term: Term) -> Expanded:
    """`term` multiplied out: nonzero coefficients of monomials in atoms."""
    return _atom(term)


@expand.register
def _(term: Number) -> Expanded:
    return {UNIT_MONOMIAL: term.value} if term.value else {}


@expand.register
def _(term: Size) -> Expanded:
    return {UNIT_MONOMIAL: Fraction(1)} if term == ONE else _atom(term)


@expand.register
def _(term: Neg) -> Expanded:
    return scaled(expand(term.term), Fraction(-1))


@expand.register
def _(term: Add) -> Expanded:
    return combined([(expand(part), Fraction(1)) for part in term.terms])


def constant_value(term: Term) -> Fraction | None:
    """The rational number that `term` is, where multiplying out shows it."""
    found = expand(term)
    if not found:
        return Fraction(0)
    return found.get(UNIT_MONOMIAL) if len(found) == 1 else None


def scaled(value: Expanded, factor: Fraction) -> Expanded:
    """`factor` times `value`, for a nonzero factor."""
    return {monomial: factor * c for monomial, c in value.items()}


def combined(parts: list[tuple[Expanded, Fraction]]) -> Expanded:
    """The sum of the parts, each times its factor."""
    total: Expanded = {}
    for value, factor in parts:
        for monomial, coefficient in value.items():
            total[monomial] = total.get(monomial, Fraction(0)) + factor * coefficient
    return {monomial: c for monomial, c in total.items() if c}


def _atom(term: Term, exponent: int = 1) -> Expanded:
    return {frozenset({(term, exponent)}): Fraction(1)}


@expand.register
def _(term: Level) -> Expanded:
    found = {frozenset({(Level(((name, 1),)), 1)}): Fraction(c) for name, c in term.coefficients}
    return found | ({UNIT_MONOMIAL: Fraction(term.constant)} if term.constant else {})


@expand.register
def _(term: Mul) -> Expanded:
    total: Expanded = {UNIT_MONOMIAL: Fraction(1)}
    for factor in term.factors:
        right = expand(factor)
        if len(total) * len(right) > MOST_TERMS:
            return _atom(term)
        total = _times(total, right)
    return total


def _times(left: Expanded, right: Expanded) -> Expanded:
    total: Expanded = {}
    for one, c in left.items():
        for other, d in right.items():
            both = _joined(one, other)
            total[both] = total.get(both, Fraction(0)) + c * d
    return {monomial: c for monomial, c in total.items() if c}


def _joined(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    powers = dict(left)
    for atom, exponent in right:
        powers[atom] = powers.get(atom, 0) + exponent
    return frozenset((atom, e) for atom, e in powers.items() if e)


@expand.register
def _(term: Div) -> Expanded:
    below = expand(term.denominator)
    if not below:
        return _atom(term)
    if len(below) > 1:
        return _times(expand(term.numerator), _atom(term.denominator, -1))
    ((monomial, c),) = below.items()
    inverse: Expanded = {frozenset((atom, -e) for atom, e in monomial): 1 / c}
    return _times(expand(term.numerator), inverse)


@expand.register
def _(term: Pow) -> Expanded:
    if not isinstance(term.exponent, Number) or term.exponent.value.denominator != 1:
        return _atom(term)
    base, times = expand(term.base), int(term.exponent.value)
    if len(base) == 1 and abs(times) <= MOST_TERMS:
        ((monomial, c),) = base.items()
        return {frozenset((atom, e * times) for atom, e in monomial if times): c**times}
    if not base:
        return {} if times > 0 else _atom(term)
    if not 0 <= times <= MOST_TERMS or len(base) ** times > MOST_TERMS:
        return _atom(term)
    total: Expanded = {UNIT_MONOMIAL: Fraction(1)}
    for _ in range(times):
        total = _times(total, base)
    return total
