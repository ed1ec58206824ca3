"""Real balls: Arb's where python-flint is installed, mpmath's intervals elsewhere.

Arb's exponents are integers of any length, so no value here overflows as a double would.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import cache
from math import inf, log, log10
from typing import Any

from chainrule.deciders.ball.arithmetic import Number, Numbers

try:
    import flint as _flint
except ImportError:  # in the reader's browser
    _flint = None  # type: ignore[assignment]

flint: Any = _flint

DIGITS_PER_BIT = log10(2)


@cache
def balls() -> Numbers:
    """The enclosing numbers at hand."""
    if flint is not None:
        return ArbNumbers()

    from chainrule.deciders.ball.intervals import IntervalNumbers

    return IntervalNumbers()


def _whole_power(x: Number, exponent: int) -> Number:
    """By squaring: `arb ** int` is undefined on a ball that holds 0 within a positive radius."""
    if exponent < 0:
        return 1 / _whole_power(x, -exponent)
    result, square = None, x
    while exponent:
        if exponent % 2:
            result = square if result is None else result * square
        exponent //= 2
        square = square * square if exponent else square
    return flint.arb(1) if result is None else result


class ArbNumbers:
    """Arb's real balls (Johansson 2017)."""

    def __init__(self) -> None:
        self.zero, self.one = flint.arb(0), flint.arb(1)
        self._functions: dict[str, Callable[[Number], Number]] = {
            "exp": flint.arb.exp,
            "log": flint.arb.log,
            "tanh": flint.arb.tanh,
            "logistic": lambda x: 1 / (1 + (-x).exp()),
            "sqrt": flint.arb.sqrt,
            "abs": abs,
            "softplus": lambda x: x.exp().log1p(),
            "sin": flint.arb.sin,
            "cos": flint.arb.cos,
            "relu": lambda x: x.max(flint.arb(0)),
        }

    def rational(self, value: Fraction | int) -> Number:
        """The ball around a rational; exact for dyadic ones."""
        return flint.arb(flint.fmpq(value.numerator, value.denominator))

    def pi(self) -> Number:
        """The ball around pi."""
        return flint.arb.pi()

    def nan(self) -> Number:
        """Arb's indeterminate ball."""
        return flint.arb("nan")

    def function(self, name: str, x: Number) -> Number:
        """The image of a ball."""
        return self._functions[name](x)

    def power(self, x: Number, exponent: Fraction) -> Number:
        """Whole powers, and powers of a root."""
        if exponent.denominator == 1:
            return _whole_power(x, int(exponent))
        if exponent.denominator == 2:
            return _whole_power(x.sqrt(), exponent.numerator)
        return x ** flint.fmpq(exponent.numerator, exponent.denominator)

    def larger(self, x: Number, y: Number) -> Number:
        """The ball around the maximum."""
        return x.max(y)

    def below(self, x: Number, y: Number) -> bool:
        """Whether the balls are disjoint and `x` is the lower one."""
        return bool(x < y)

    def finite(self, x: Number) -> bool:
        """Whether the ball is bounded and no NaN."""
        return bool(x.is_finite())

    def midpoint(self, x: Number) -> Number:
        """The middle, as an exact ball."""
        return x.mid()

    def hull(self, x: Number, y: Number) -> Number:
        """The smallest ball around both."""
        return x.union(y)

    def digits(self, x: Number, y: Number) -> int:
        """Digits of agreement; at most those of the working precision."""
        most = int(flint.ctx.prec * DIGITS_PER_BIT)
        scale = abs(x).max(abs(y)).max(self.one)
        gap = (abs(x - y) / scale).abs_upper()
        if gap.is_zero():
            return most
        return max(0, min(most, int(-float(gap.log()) / log(10))))

    def decimal(self, x: Number, digits: int) -> str:
        """The middle to so many significant digits."""
        if x.contains(0):  # the midpoint would be rounding noise
            return "0"
        return str(x.mid().str(digits, radius=False))

    def float_enclosure(self, x: Number) -> tuple[float, float]:
        """The nearest double, and a radius that also covers its rounding."""
        middle = float(x.mid())
        if not self.finite(x) or abs(middle) == inf:
            return middle, inf
        return middle, float((x - flint.arb(middle)).abs_upper()) * (1 + 2.0**-50)

    def working(self, bits: int) -> AbstractContextManager[Any]:
        """Arb's precision inside a `with`."""
        entered: AbstractContextManager[Any] = flint.ctx.workprec(bits)
        return entered
