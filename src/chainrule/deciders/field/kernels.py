"""The field Q(kernels) in which terms become quotients of polynomials.

A kernel is a generator with a meaning: a symbol, the value of an opaque function, `exp` of a
monomial, `log|p|` and a root of `|p|` of an irreducible polynomial p, a whole power `p ** n`.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from chainrule.deciders.field.polynomials import (
    Polynomial,
    Powers,
    monomial,
    replace_power,
    ring,
)
from chainrule.deciders.field.ranges import Ranges
from chainrule.terms.functions import Function
from chainrule.terms.node import Term

FIRST_SIZE = 16
LARGEST_SIZE = 384
MOST_PRODUCTS = 400_000
LARGEST_EXPONENT = 20_000


class Undecided(Exception):
    """The normal form cannot be computed; the message says why, in words."""


class Refine(Exception):
    """A kernel turned out too coarse, or (`full`) there are too few: convert once more."""

    def __init__(self, full: bool = False) -> None:
        super().__init__()
        self.full = full


class Ratio(NamedTuple):
    """A quotient of polynomials in the kernels."""

    above: Polynomial
    below: Polynomial


@dataclass(frozen=True)
class Kernel:
    """What a generator stands for.

    atom: `term`; apply: `function(of / over)`; exp, cos, sin: of `of / (over * parts)`;
    log: `log|of|`; root: `|of| ** (1 / parts)`; power: `of ** over`, `over` a whole number.
    """

    kind: str
    term: Term | None = None
    function: Function | None = None
    of: Polynomial = None
    over: Polynomial = None
    parts: int = 1


class Field:
    """Kernels met so far, their algebraic relations, and arithmetic of ratios.

    `cuts` says into how many parts an exponent, an angle or a root is cut.
    """

    def __init__(
        self, ranges: Ranges, cuts: dict[Hashable, int] | None = None, size: int = FIRST_SIZE
    ) -> None:
        self.ranges, self.size = ranges, size
        self.cuts: dict[Hashable, int] = {} if cuts is None else cuts
        self.ring = ring(size)
        self.kernels: list[Kernel] = []
        self.relations: dict[int, tuple[int, Polynomial]] = {}
        self.known: dict[Term, Ratio] = {}
        self.signs: dict[Hashable, int] = {}
        self._numbers: dict[Hashable, int] = {}
        self.zero = Ratio(self.ring.zero, self.ring.one)
        self.one = Ratio(self.ring.one, self.ring.one)

    def refined(self, why: Refine) -> Field:
        """A field to start again in: finer where `why` found it too coarse, or larger."""
        if why.full and self.size >= LARGEST_SIZE:
            raise Undecided(f"it has more than {LARGEST_SIZE} independent parts")
        return Field(self.ranges, self.cuts, self.size * 2 if why.full else self.size)

    def kernel(self, key: Hashable, kernel: Kernel) -> tuple[int, Polynomial]:
        """The number and generator of the kernel with this key."""
        number = self._numbers.get(key)
        if number is None:
            number = len(self.kernels)
            if number >= self.size:
                raise Refine(full=True)
            self._numbers[key] = number
            self.kernels.append(kernel)
        return number, self.ring.generators[number]

    def cut(self, key: Hashable, share: Fraction) -> tuple[int, int]:
        """Into how many parts a kernel is cut, and how many parts `share` is."""
        parts = self.cuts.get(key, 1)
        if parts % share.denominator:
            self.cuts[key] = parts * share.denominator
            raise Refine
        return parts, int(share * parts)

    def constant(self, value: Fraction) -> Ratio:
        """A rational number."""
        return Ratio(self.ring.constant(value), self.ring.one)

    def add(self, left: Ratio, right: Ratio) -> Ratio:
        """left + right over the least common denominator."""
        if left.below == right.below:
            return Ratio(left.above + right.above, left.below)
        common = self.ring.gcd(left.below, right.below)
        ours = self.ring.quotient(left.below, common)
        theirs = self.ring.quotient(right.below, common)
        self._bounded(left.above, theirs, right.above, ours)
        return Ratio(left.above * theirs + right.above * ours, left.below * theirs)

    def multiply(self, left: Ratio, right: Ratio) -> Ratio:
        """left * right."""
        self._bounded(left.above, right.above, left.below, right.below)
        return Ratio(left.above * right.above, left.below * right.below)

    def negative(self, value: Ratio) -> Ratio:
        """-value."""
        return Ratio(-value.above, value.below)

    def inverse(self, value: Ratio) -> Ratio:
        """1 / value; raises Undecided for 0."""
        above = self.reduced(value.above)
        if above == self.ring.zero:
            raise Undecided("it divides by a quantity that vanishes identically")
        return Ratio(value.below, above)

    def power(self, value: Ratio, exponent: int) -> Ratio:
        """value ** exponent."""
        if exponent < 0:
            return self.power(self.inverse(value), -exponent)
        for part in value:
            if len(part) ** min(exponent, 64) > MOST_PRODUCTS or exponent > LARGEST_EXPONENT:
                raise Undecided(f"the exponent {exponent} is too large to multiply out")
        return Ratio(value.above**exponent, value.below**exponent)

    def reduced(self, value: Polynomial) -> Polynomial:
        """`value` with powers of roots and sines replaced by what they are."""
        for number in sorted(self.relations, reverse=True):
            power, by = self.relations[number]
            if self.ring.degree(value, number) >= power:
                value = replace_power(self.ring, value, number, power, by)
        return value

    def normal(self, value: Ratio) -> Ratio:
        """`value` in lowest terms with a monic denominator."""
        above, below = self.reduced(value.above), self.reduced(value.below)
        if above == self.ring.zero:
            return self.zero
        if below == self.ring.zero:
            raise Undecided("it divides by a quantity that vanishes identically")
        if below == self.ring.one:
            return Ratio(above, below)
        common = self.ring.gcd(above, below)
        above, below = self.ring.quotient(above, common), self.ring.quotient(below, common)
        lead = self.ring.constant(1 / self.ring.leading(below))
        return Ratio(above * lead, below * lead)

    def monomial(self, powers: Powers) -> Polynomial:
        """The monomial with these powers."""
        return monomial(self.ring, powers)

    def single(self, value: Polynomial) -> Kernel | None:
        """The kernel that `value` is, if it is just one generator."""
        if len(value) != 1:
            return None
        ((powers, coefficient),) = self.ring.terms(value)
        if coefficient != 1 or len(powers) != 1 or powers[0][1] != 1:
            return None
        return self.kernels[powers[0][0]]

    def _bounded(self, *pairs: Polynomial) -> None:
        if len(pairs[0]) * len(pairs[1]) + len(pairs[2]) * len(pairs[3]) > MOST_PRODUCTS:
            raise Undecided("the expanded form grows beyond what is multiplied out")
