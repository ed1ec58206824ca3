"""Exact polynomial rings over the rationals: python-flint where it is installed, else SymPy.

Both order monomials lexicographically and give monic factors, so verdicts do not depend on which
is at hand.  The elements themselves add, subtract, multiply, negate, compare and take powers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Protocol, TypeAlias

Polynomial: TypeAlias = Any  # an element of flint's or of SymPy's ring: they share operators only
Powers: TypeAlias = tuple[tuple[int, int], ...]
"""A monomial as (generator, exponent) pairs, generators ascending, exponents positive."""


class Ring(Protocol):
    """Polynomials in `generators` over the rationals."""

    generators: Sequence[Polynomial]
    zero: Polynomial
    one: Polynomial

    def constant(self, value: Fraction) -> Polynomial:
        """The constant polynomial `value`."""

    def gcd(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The monic greatest common divisor."""

    def quotient(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """`left / right` where that is exact."""

    def factors(self, value: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        """A constant and monic irreducible factors with their exponents."""

    def terms(self, value: Polynomial) -> list[tuple[Powers, Fraction]]:
        """The monomials and coefficients of a polynomial, leading one first."""

    def degree(self, value: Polynomial, generator: int) -> int:
        """The degree in one generator."""

    def leading(self, value: Polynomial) -> Fraction:
        """The coefficient of the leading monomial of a nonzero polynomial."""

    def key(self, value: Polynomial) -> Hashable:
        """A key that is equal for equal polynomials."""


def ring(size: int) -> Ring:
    """A ring with `size` generators from the first backend that is installed."""
    for make in BACKENDS:
        try:
            return make(size)
        except ImportError:
            continue
    raise ImportError("no exact polynomial arithmetic: install python-flint or sympy")


def monomial(within: Ring, powers: Powers) -> Polynomial:
    """The monomial with these powers."""
    result = within.one
    for generator, exponent in powers:
        result = result * within.generators[generator] ** exponent
    return result


def replace_power(
    within: Ring, value: Polynomial, generator: int, power: int, by: Polynomial
) -> Polynomial:
    """`value` with `generator ** power` replaced by `by` as often as it divides a monomial."""
    whole: dict[int, Polynomial] = {}
    for powers, coefficient in within.terms(value):
        times, rest = divmod(dict(powers).get(generator, 0), power)
        kept = tuple((g, rest if g == generator else e) for g, e in powers)
        part = monomial(within, tuple(item for item in kept if item[1]))
        whole[times] = whole.get(times, within.zero) + part * within.constant(coefficient)
    result = within.zero
    for times, part in whole.items():
        result = result + part * by**times
    return result


class FlintRing:
    """A ring over python-flint's sparse rational polynomials."""

    def __init__(self, size: int) -> None:
        from flint import Ordering, fmpq, fmpq_mpoly_ctx

        names = [f"k{number}" for number in range(size)]
        self._fmpq = fmpq
        self._context = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.generators: Sequence[Polynomial] = self._context.gens()
        self.zero: Polynomial = self._context.constant(0)
        self.one: Polynomial = self._context.constant(1)

    def constant(self, value: Fraction) -> Polynomial:
        return self._context.constant(self._fmpq(value.numerator, value.denominator))

    def gcd(self, left: Polynomial, right: Polynomial) -> Polynomial:
        return left.gcd(right)

    def quotient(self, left: Polynomial, right: Polynomial) -> Polynomial:
        return left / right

    def factors(self, value: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        if len(value) == 1:
            ((powers, coefficient),) = self.terms(value)
            return coefficient, [(self.generators[k], exponent) for k, exponent in powers]
        constant, found = value.factor()
        total, monic = _fraction(constant), []
        for factor, exponent in found:
            lead = factor.leading_coefficient()
            total *= _fraction(lead) ** int(exponent)
            monic.append((factor / lead, int(exponent)))
        return total, monic

    def terms(self, value: Polynomial) -> list[tuple[Powers, Fraction]]:
        return [(_sparse(powers), _fraction(c)) for powers, c in value.terms()]

    def degree(self, value: Polynomial, generator: int) -> int:
        return int(value.degrees()[generator])

    def leading(self, value: Polynomial) -> Fraction:
        return _fraction(value.leading_coefficient())

    def key(self, value: Polynomial) -> Hashable:
        return str(value)


def _sparse(powers: Sequence[Any]) -> Powers:
    return tuple((generator, int(e)) for generator, e in enumerate(powers) if e)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


class SympyRing:
    """A ring over SymPy's sparse polynomials, for a browser without python-flint."""

    def __init__(self, size: int) -> None:
        from sympy import QQ
        from sympy.polys.orderings import lex
        from sympy.polys.rings import PolyRing

        self._ring = PolyRing([f"k{number}" for number in range(size)], QQ, lex)
        self.generators: Sequence[Polynomial] = self._ring.gens
        self.zero: Polynomial = self._ring.zero
        self.one: Polynomial = self._ring.one
        self._coefficient = QQ

    def constant(self, value: Fraction) -> Polynomial:
        return self._ring.ground_new(self._coefficient(value.numerator, value.denominator))

    def gcd(self, left: Polynomial, right: Polynomial) -> Polynomial:
        return left.gcd(right).monic()

    def quotient(self, left: Polynomial, right: Polynomial) -> Polynomial:
        return left.exquo(right)

    def factors(self, value: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        constant, found = value.factor_list()
        total = Fraction(int(constant.numerator), int(constant.denominator))
        monic = []
        for factor, exponent in found:
            total *= self.leading(factor) ** int(exponent)
            monic.append((factor.monic(), int(exponent)))
        return total, monic

    def terms(self, value: Polynomial) -> list[tuple[Powers, Fraction]]:
        found = value.terms(self._ring.order)
        return [(_sparse(p), Fraction(int(c.numerator), int(c.denominator))) for p, c in found]

    def degree(self, value: Polynomial, generator: int) -> int:
        return max((powers[generator] for powers in value), default=0)

    def leading(self, value: Polynomial) -> Fraction:
        return Fraction(int(value.LC.numerator), int(value.LC.denominator))

    def key(self, value: Polynomial) -> Hashable:
        return frozenset(value.items())


BACKENDS: tuple[Callable[[int], Ring], ...] = (cache(FlintRing), cache(SympyRing))
