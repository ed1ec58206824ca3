"""Concrete functions that stand for opaque ones: smooth, and without any symmetry.

A statement about every smooth function must hold for these; their coefficients are rational and
follow from a seed, so that any other room can evaluate the very same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from random import Random

from chainrule.deciders.ball.arithmetic import Number, Numbers, apply, derivative
from chainrule.terms.functions import Function
from chainrule.terms.sizes import REAL, Interval

Argument = tuple[int, tuple[int, ...], Number]
"""The number of an argument of a cost, the indices of an entry of it, and the entry."""

_READABLE = tuple(map(Fraction, ("2", "3", "-2", "3/2", "-3", "1/3", "5/2", "-1/3", "5", "-3/2")))


@dataclass(frozen=True)
class Smooth:
    """The function `a sin(b x + c) + d x + e x**2`."""

    a: Fraction
    b: Fraction
    c: Fraction
    d: Fraction
    e: Fraction

    def __str__(self) -> str:
        if not self.a and not self.d:
            return "x -> x^2" if self.e == 1 else f"x -> {self.e} x^2"
        wave = f"{self.a} sin({self.b} x + {self.c})"
        return f"x -> {wave} + {self.d} x + {self.e} x^2"

    def at(self, numbers: Numbers, x: Number) -> Number:
        """The value at `x`."""
        a, b, c, d, e = map(numbers.rational, (self.a, self.b, self.c, self.d, self.e))
        line = (d + e * x) * x
        return line + a * apply(numbers, "sin", b * x + c) if self.a else line


def smooth(seed: str, plain: bool = False) -> Smooth:
    """A function drawn by `seed`; a plain one is a parabola."""
    random = Random(seed)
    if plain:
        return Smooth(*(Fraction(0),) * 4, Fraction(random.choice((1, 2, 3))))
    draw = partial(_rational, random)
    return Smooth(draw(5, 4), draw(5, 4), draw(3, 5), draw(2, 3), draw(1, 7))


def _rational(random: Random, most: int, denominator: int) -> Fraction:
    sign = random.choice((-1, 1))
    return sign * Fraction(random.randint(1, most * 2), denominator * 2 + random.choice((-1, 1)))


@dataclass(frozen=True)
class Cost:
    """The function `(u.x)(v.x) + sum a_i sin(b_i x_i + c_i)` of all entries of its arguments.

    One with `weights` w is `w.x`, the entries of the arguments in order and w repeated.
    A `domain` other than the real line bends the value into it.
    """

    seed: str
    domain: Interval = REAL
    weights: tuple[Fraction, ...] = ()

    def text(self, entries: int) -> str:
        """What it is, as a function of so many entries."""
        if not self.weights:
            return f"the smooth cost drawn by {self.seed!r}"
        shown = (str(self.weights[i % len(self.weights)]) for i in range(entries))
        return f"x -> ({', '.join(shown)}) . x"

    def weight(self, kind: str, argument: int, indices: tuple[int, ...]) -> Fraction:
        """The coefficient `kind` (one of u v a b c) of an entry of an argument."""
        return _weights(self.seed, argument, indices)[kind]

    def at(self, numbers: Numbers, entries: Sequence[Argument]) -> Number:
        """The value at the entries of the arguments."""
        free = self._linear if self.weights else self._smooth
        return _into(numbers, self.domain, free(numbers, entries))

    def _linear(self, numbers: Numbers, entries: Sequence[Argument]) -> Number:
        total = numbers.zero
        for place, (_, _, x) in enumerate(entries):
            total = total + numbers.rational(self.weights[place % len(self.weights)]) * x
        return total

    def _smooth(self, numbers: Numbers, entries: Sequence[Argument]) -> Number:
        left = right = waves = numbers.zero
        for argument, indices, x in entries:
            drawn = _weights(self.seed, argument, indices)
            u, v, a, b, c = (numbers.rational(drawn[kind]) for kind in "uvabc")
            left, right = left + u * x, right + v * x
            waves = waves + a * apply(numbers, "sin", b * x + c)
        return left * right + waves


def cost(seed: str, domain: Interval, plain: bool = False) -> Cost:
    """A cost drawn by `seed`; a plain one is linear, with few and readable weights."""
    turn = Random(seed).randrange(len(_READABLE))
    return Cost(seed, domain, _READABLE[turn:] + _READABLE[:turn] if plain else ())


@lru_cache(maxsize=2**14)
def _weights(seed: str, argument: int, indices: tuple[int, ...]) -> dict[str, Fraction]:
    random = Random(f"{seed}/{argument}/{indices}")
    return {kind: _rational(random, 3, 3) for kind in "uvabc"}


def _into(numbers: Numbers, domain: Interval, x: Number) -> Number:
    if domain.low is None and domain.high is None:
        return x
    if domain.low is not None and domain.high is not None:
        width = numbers.rational(domain.high - domain.low)
        return numbers.rational(domain.low) + width * apply(numbers, "logistic", x)
    if domain.low is not None:
        return numbers.rational(domain.low + Fraction(1, 3)) + x * x
    assert domain.high is not None
    return numbers.rational(domain.high - Fraction(1, 3)) - x * x


def elementwise(numbers: Numbers, function: Function, smooth: Smooth | None, x: Number) -> Number:
    """An elementwise function, with as many primes as it has, at `x`."""
    if smooth is not None:
        return derivative(numbers, partial(smooth.at, numbers), x, function.order)
    return derivative(numbers, partial(apply, numbers, function.name), x, function.order)
