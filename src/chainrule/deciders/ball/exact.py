"""Exact rational numbers, for the points that must meet equations exactly."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from math import isqrt


class InexactError(ArithmeticError):
    """The value is not rational, or not known to be."""


class ExactNumbers:
    """Fractions; whatever leaves them raises `InexactError`."""

    zero = Fraction(0)
    one = Fraction(1)

    def rational(self, value: Fraction | int) -> Fraction:
        """The rational itself."""
        return Fraction(value)

    def pi(self) -> Fraction:
        """Not rational."""
        raise InexactError("pi")

    def nan(self) -> Fraction:
        """No rational is undefined."""
        raise InexactError("undefined")

    def function(self, name: str, x: Fraction) -> Fraction:
        """`abs`, `relu` and roots of squares are rational; the rest is not."""
        if name == "abs":
            return abs(x)
        if name == "relu":
            return max(x, self.zero)
        if name == "sqrt":
            return self.power(x, Fraction(1, 2))
        raise InexactError(name)

    def power(self, x: Fraction, exponent: Fraction) -> Fraction:
        """Whole powers, and half-whole powers of squares."""
        if exponent.denominator == 2 and x >= 0:
            x, exponent = _root(x), exponent * 2
        if exponent.denominator != 1 or (x == 0 and exponent < 0):
            raise InexactError("power")
        return Fraction(x ** int(exponent))

    def larger(self, x: Fraction, y: Fraction) -> Fraction:
        """The maximum."""
        return max(x, y)

    def below(self, x: Fraction, y: Fraction) -> bool:
        """Whether `x < y`."""
        return x < y

    def finite(self, x: Fraction) -> bool:
        """Every rational is finite."""
        return isinstance(x, Fraction)

    def midpoint(self, x: Fraction) -> Fraction:
        """The rational itself."""
        return x

    def hull(self, x: Fraction, y: Fraction) -> Fraction:
        """A ball around two points is no rational."""
        if x != y:
            raise InexactError("hull")
        return x

    def digits(self, x: Fraction, y: Fraction) -> int:
        """All that are asked for, or none."""
        return 10**6 if x == y else 0

    def decimal(self, x: Fraction, digits: int) -> str:
        """Decimal text."""
        return f"{float(x):.{digits}g}"

    def float_enclosure(self, x: Fraction) -> tuple[float, float]:
        """The nearest float and its distance, rounded up."""
        return float(x), float(abs(x - Fraction(float(x)))) * 1.001

    def working(self, bits: int) -> AbstractContextManager[object]:
        """Exact numbers need no precision."""
        return nullcontext(bits)


def _root(x: Fraction) -> Fraction:
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    if root * root != x:
        raise InexactError("root")
    return root


EXACT = ExactNumbers()
