"""Numbers that carry derivatives: nested forward-mode duals over balls.

A `Dual` is `value + slope * eps`, where `eps` belongs to a tag and its square is 0.
Parts may be duals of lower tags, so derivatives of any nesting come out as balls, exactly by
definition.  Tags keep the perturbations of nested derivatives apart.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

Number: TypeAlias = Any
"""A number of the kind in use (ball, interval or Fraction), or a `Dual` over such numbers."""


class Numbers(Protocol):
    """A kind of real number.  An undefined operation gives a number that is not finite."""

    zero: Number
    one: Number

    def rational(self, value: Fraction | int) -> Number:
        """The number nearest to a rational, enclosing it."""

    def pi(self) -> Number:
        """The circle's constant."""

    def nan(self) -> Number:
        """The undefined number."""

    def function(self, name: str, x: Number) -> Number:
        """A known elementwise function at `x`."""

    def power(self, x: Number, exponent: Fraction) -> Number:
        """`x ** exponent`; for a broken exponent, of `x >= 0` only."""

    def larger(self, x: Number, y: Number) -> Number:
        """The maximum."""

    def below(self, x: Number, y: Number) -> bool:
        """Whether every member of `x` is less than every member of `y`."""

    def finite(self, x: Number) -> bool:
        """Whether `x` is a defined, bounded number."""

    def midpoint(self, x: Number) -> Number:
        """The middle of `x`, without its radius."""

    def hull(self, x: Number, y: Number) -> Number:
        """The smallest ball around both."""

    def digits(self, x: Number, y: Number) -> int:
        """To how many digits the two surely agree, relative to the larger of 1, |x|, |y|."""

    def decimal(self, x: Number, digits: int) -> str:
        """The middle of `x` as decimal text."""

    def float_enclosure(self, x: Number) -> tuple[float, float]:
        """A float and a radius around it that covers `x`."""

    def working(self, bits: int) -> AbstractContextManager[object]:
        """Compute with this precision inside a `with`."""


class Dual:
    """`value + slope * eps`, the eps of `tag`; tags inside are lower."""

    __slots__ = ("slope", "tag", "value")

    def __init__(self, tag: int, value: Number, slope: Number) -> None:
        self.tag, self.value, self.slope = tag, value, slope

    def __add__(self, other: Number) -> Number:
        if not isinstance(other, Dual) or other.tag < self.tag:
            return Dual(self.tag, self.value + other, self.slope)
        if other.tag > self.tag:
            return Dual(other.tag, self + other.value, other.slope)
        return Dual(self.tag, self.value + other.value, self.slope + other.slope)

    __radd__ = __add__

    def __neg__(self) -> Number:
        return Dual(self.tag, -self.value, -self.slope)

    def __sub__(self, other: Number) -> Number:
        return self + -other

    def __rsub__(self, other: Number) -> Number:
        return -self + other

    def __mul__(self, other: Number) -> Number:
        if not isinstance(other, Dual) or other.tag < self.tag:
            return Dual(self.tag, self.value * other, self.slope * other)
        if other.tag > self.tag:
            return Dual(other.tag, self * other.value, self * other.slope)
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.tag, self.value * other.value, slope)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Number:
        if isinstance(other, Dual):
            return self * (1 / other)
        return Dual(self.tag, self.value / other, self.slope / other)

    def __rtruediv__(self, other: Number) -> Number:
        inverse = 1 / self.value
        return other * Dual(self.tag, inverse, -(inverse * inverse * self.slope))


def primal(x: Number) -> Number:
    """`x` without its perturbations."""
    while isinstance(x, Dual):
        x = x.value
    return x


def slope_of(x: Number, tag: int, numbers: Numbers) -> Number:
    """The coefficient of the perturbation `tag` in `x`; undefined where `x` is."""
    if not numbers.finite(primal(x)):
        return numbers.nan()
    return x.slope if isinstance(x, Dual) and x.tag == tag else numbers.zero


def apply(numbers: Numbers, name: str, x: Number) -> Number:
    """A known elementwise function, with its derivative on duals."""
    if not isinstance(x, Dual):
        return numbers.function(name, x)
    value = apply(numbers, name, x.value)
    return Dual(x.tag, value, _SLOPES[name](numbers, x.value, value) * x.slope)


def derivative(
    numbers: Numbers, function: Callable[[Number], Number], x: Number, order: int
) -> Number:
    """The derivative of `order` of a function of one number, at `x`."""
    if order == 0:
        return function(x)
    tag = x.tag + 1 if isinstance(x, Dual) else 0
    raised = derivative(numbers, function, Dual(tag, x, numbers.one), order - 1)
    return slope_of(raised, tag, numbers)


def power(numbers: Numbers, base: Number, exponent: Fraction) -> Number:
    """`base ** exponent` for an exact exponent."""
    if exponent == 0:
        return numbers.one
    if not isinstance(base, Dual):
        return numbers.power(base, exponent)
    slope = power(numbers, base.value, exponent - 1) * numbers.rational(exponent)
    return Dual(base.tag, power(numbers, base.value, exponent), slope * base.slope)


def general_power(numbers: Numbers, base: Number, exponent: Number) -> Number:
    """`base ** exponent` for a base > 0 and any exponent."""
    return apply(numbers, "exp", exponent * apply(numbers, "log", base))


def larger(numbers: Numbers, x: Number, y: Number) -> Number:
    """The maximum; where the two tie it has no derivative, and the result is undefined."""
    if not isinstance(x, Dual) and not isinstance(y, Dual):
        return numbers.larger(x, y)
    if numbers.below(primal(x), primal(y)):
        return y
    return x if numbers.below(primal(y), primal(x)) else numbers.nan()


def _sign(numbers: Numbers, x: Number, negative: Number) -> Number:
    point = primal(x)
    if numbers.below(numbers.zero, point):
        return numbers.one
    return negative if numbers.below(point, numbers.zero) else numbers.nan()


_SLOPES: dict[str, Callable[[Numbers, Number, Number], Number]] = {
    "exp": lambda numbers, x, y: y,
    "log": lambda numbers, x, y: 1 / x,
    "tanh": lambda numbers, x, y: 1 - y * y,
    "logistic": lambda numbers, x, y: y * (1 - y),
    "sqrt": lambda numbers, x, y: 1 / (2 * y),
    "sin": lambda numbers, x, y: apply(numbers, "cos", x),
    "cos": lambda numbers, x, y: -apply(numbers, "sin", x),
    "softplus": lambda numbers, x, y: apply(numbers, "logistic", x),
    "abs": lambda numbers, x, y: _sign(numbers, x, -numbers.one),
    "relu": lambda numbers, x, y: _sign(numbers, x, numbers.zero),
}
