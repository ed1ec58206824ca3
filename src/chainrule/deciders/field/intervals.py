"""Intervals of reals with rational ends, open or closed, and whether 0 is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from chainrule.terms.sizes import Interval

End: TypeAlias = Fraction | float  # a rational, or one of the two infinities
INFINITY = float("inf")
LARGEST_POWER = 64


@dataclass(frozen=True)
class Range:
    """The reals between `low` and `high`; `nonzero` leaves out 0."""

    low: End = -INFINITY
    high: End = INFINITY
    open_low: bool = True
    open_high: bool = True
    nonzero: bool = False

    @property
    def nonnegative(self) -> bool:
        """Whether every member is >= 0."""
        return self.low >= 0

    @property
    def never_zero(self) -> bool:
        """Whether 0 is not a member."""
        return self.nonzero or self.positive or (-self).positive

    @property
    def positive(self) -> bool:
        """Whether every member is > 0."""
        return self.low > 0 or (self.low == 0 and (self.open_low or self.nonzero))

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low, self.open_high, self.open_low, self.nonzero)

    def __add__(self, other: Range) -> Range:
        return Range(
            self.low + other.low,
            self.high + other.high,
            self.open_low or other.open_low,
            self.open_high or other.open_high,
        )

    def __mul__(self, other: Range) -> Range:
        ends = [_times(a, b) for a, b in product(_ends(self), _ends(other))]
        low, open_low = min(ends)
        high, closed_high = max((value, not open_) for value, open_ in ends)
        nonzero = self.never_zero and other.never_zero
        return Range(low, high, open_low, not closed_high, nonzero)

    def inverse(self) -> Range:
        """1 / x for the members x other than 0."""
        if self.low == self.high == 0:
            return NONZERO
        if self.low >= 0:
            low: End = Fraction(0) if self.high == INFINITY else 1 / self.high
            high: End = INFINITY if self.low == 0 else 1 / self.low
            return Range(low, high, self.open_high, self.open_low or self.low == 0, True)
        if self.high <= 0:
            return -(-self).inverse()
        return Range(nonzero=True)

    def power(self, exponent: int) -> Range:
        """x ** exponent for the members x, for a positive whole exponent."""
        if exponent == 1:
            return self
        if exponent > LARGEST_POWER:
            return self._large_power(even=exponent % 2 == 0)
        if self.low >= 0:
            return replace(self, low=self.low**exponent, high=self.high**exponent)
        if self.high <= 0:
            flipped = (-self).power(exponent)
            return flipped if exponent % 2 == 0 else -flipped
        if exponent % 2:
            return Range(nonzero=self.nonzero)
        widest = max(_ends(self)[1], _ends(-self)[1], key=lambda end: (end[0], not end[1]))
        return Range(Fraction(0), widest[0] ** exponent, False, widest[1], self.nonzero)

    def _large_power(self, even: bool) -> Range:
        if self.low >= 1:
            return Range(Fraction(1), open_low=False)
        if self.positive:
            return Range(Fraction(0), Fraction(1)) if self.high < 1 else POSITIVE
        if even or self.low >= 0:
            return replace(NONNEGATIVE, nonzero=self.nonzero)
        return Range(nonzero=self.nonzero)

    def meet(self, other: Range) -> Range:
        """The members of both."""
        low, open_low = max((self.low, self.open_low), (other.low, other.open_low))
        high, closed = min((self.high, not self.open_high), (other.high, not other.open_high))
        return Range(low, high, open_low, not closed, self.nonzero or other.nonzero)

    def scaled(self, factor: Fraction) -> Range:
        """factor * x for the members x."""
        return self * exactly(factor)


def exactly(value: Fraction | int) -> Range:
    """The interval with one member."""
    return Range(Fraction(value), Fraction(value), False, False)


def of_domain(domain: Interval) -> Range:
    """The declared domain of a leaf."""
    return Range(
        -INFINITY if domain.low is None else domain.low,
        INFINITY if domain.high is None else domain.high,
        domain.low is None or domain.open_low,
        domain.high is None or domain.open_high,
    )


def _ends(value: Range) -> tuple[tuple[End, bool], tuple[End, bool]]:
    return (value.low, value.open_low), (value.high, value.open_high)


def _times(left: tuple[End, bool], right: tuple[End, bool]) -> tuple[End, bool]:
    (a, open_a), (b, open_b) = left, right
    if not a or not b:
        attained = (not a and not open_a) or (not b and not open_b)
        return Fraction(0), not attained
    return a * b, open_a or open_b


ANY = Range()
POSITIVE = Range(low=Fraction(0))
NONNEGATIVE = Range(low=Fraction(0), open_low=False)
NONZERO = Range(nonzero=True)
