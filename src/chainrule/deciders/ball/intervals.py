"""Intervals of mpmath, where python-flint is not at hand: slower, and as rigorous.

mpmath's exponents are integers of any length too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from fractions import Fraction
from math import inf, log10
from typing import Any

import mpmath
from mpmath import iv, mp

from chainrule.deciders.ball.arithmetic import Number


class Span:
    """An interval of mpmath that lets duals have their turn in mixed operations."""

    __slots__ = ("inner",)

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def _with(self, other: Any, operate: Callable[[Any, Any], Any]) -> Any:
        if isinstance(other, Span):
            other = other.inner
        elif not isinstance(other, int):
            return NotImplemented
        return Span(operate(self.inner, other))

    def __add__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: x + y)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: x - y)

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: y - x)

    def __mul__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: x * y)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._with(other, _quotient)

    def __rtruediv__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: _quotient(y, x))

    def __neg__(self) -> Any:
        return Span(-self.inner)


def _quotient(x: Any, y: Any) -> Any:
    return x / y if 0 not in iv.mpf(y) else _everything()


def _everything() -> Any:
    return iv.mpf([-mp.inf, mp.inf])


class IntervalNumbers:
    """Intervals with outward rounding."""

    def __init__(self) -> None:
        self.zero, self.one = Span(iv.mpf(0)), Span(iv.mpf(1))

    def rational(self, value: Fraction | int) -> Number:
        """The interval around a rational."""
        return Span(iv.mpf(value.numerator) / value.denominator)

    def pi(self) -> Number:
        """The interval around pi."""
        return Span(+iv.pi)

    def nan(self) -> Number:
        """The whole line, which tells nothing."""
        return Span(_everything())

    def function(self, name: str, x: Number) -> Number:
        """The image of an interval; the whole line outside the domain."""
        inner = x.inner
        outside = (name == "log" and inner.a <= 0) or (name == "sqrt" and inner.a < 0)
        return self.nan() if outside else Span(_FUNCTIONS[name](inner))

    def power(self, x: Number, exponent: Fraction) -> Number:
        """Whole powers, and powers by way of the logarithm."""
        if exponent.denominator == 2 and x.inner.a >= 0:
            x, exponent = self.function("sqrt", x), exponent * 2
        if exponent.denominator == 1:
            whole = x.inner ** abs(int(exponent))
            return Span(whole) if exponent >= 0 else 1 / Span(whole)
        return self.function("exp", self.function("log", x) * self.rational(exponent))

    def larger(self, x: Number, y: Number) -> Number:
        """The interval around the maximum."""
        low, high = max(x.inner.a, y.inner.a), max(x.inner.b, y.inner.b)
        return Span(iv.mpf([low.a, high.b]))

    def below(self, x: Number, y: Number) -> bool:
        """Whether the intervals are disjoint and `x` is the lower one."""
        return bool(x.inner.b < y.inner.a)

    def finite(self, x: Number) -> bool:
        """Whether the interval is bounded."""
        return bool(mp.isfinite(x.inner.a.a) and mp.isfinite(x.inner.b.b))

    def midpoint(self, x: Number) -> Number:
        """The middle, as an exact interval."""
        return Span(iv.mpf(x.inner.mid.a))

    def hull(self, x: Number, y: Number) -> Number:
        """The smallest interval around both."""
        low, high = min(x.inner.a, y.inner.a), max(x.inner.b, y.inner.b)
        return Span(iv.mpf([low.a, high.b]))

    def digits(self, x: Number, y: Number) -> int:
        """Digits of agreement; at most those of the working precision."""
        most = int(iv.prec * log10(2))
        scale = max(mp.mpf(1), *(mp.mpf(abs(z.inner).b.b) for z in (x, y)))
        gap = mp.mpf(abs(x.inner - y.inner).b.b) / scale
        return most if gap == 0 else max(0, min(most, int(mp.floor(-mp.log10(gap)))))

    def decimal(self, x: Number, digits: int) -> str:
        """The middle to so many significant digits."""
        return str(mpmath.nstr(mp.mpf(x.inner.mid.a), digits))

    def float_enclosure(self, x: Number) -> tuple[float, float]:
        """The nearest double, and a radius that also covers its rounding."""
        if not self.finite(x):
            return 0.0, inf
        middle = float(mp.mpf(x.inner.mid.a))
        return middle, float(mp.mpf(abs(x.inner - middle).b.b)) * (1 + 2.0**-50)

    def working(self, bits: int) -> AbstractContextManager[object]:
        """mpmath's precision inside a `with`."""
        return _precision(bits)


@contextmanager
def _precision(bits: int) -> Iterator[None]:
    before = iv.prec
    iv.prec = bits
    try:
        with mp.workprec(bits):
            yield
    finally:
        iv.prec = before


def _tanh(x: Any) -> Any:
    flat = 1 - 2 / (iv.exp(2 * abs(x)) + 1)
    if x.a >= 0 or x.b <= 0:
        return flat if x.a >= 0 else -flat
    return iv.mpf([-(1 - 2 / (iv.exp(-2 * x.a) + 1)).b, (1 - 2 / (iv.exp(2 * x.b) + 1)).b])


def _positive_part(x: Any) -> Any:
    return iv.mpf([max(mp.mpf(0), mp.mpf(x.a.a)), max(mp.mpf(0), mp.mpf(x.b.b))])


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": iv.exp,
    "log": iv.log,
    "tanh": _tanh,
    "logistic": lambda x: 1 / (1 + iv.exp(-x)),
    "sqrt": iv.sqrt,
    "abs": abs,
    "softplus": lambda x: iv.log(1 + iv.exp(x)),
    "sin": iv.sin,
    "cos": iv.cos,
    "relu": _positive_part,
}
