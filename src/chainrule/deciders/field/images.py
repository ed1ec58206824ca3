"""The image of an interval under a power or a known function."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from chainrule.deciders.field.intervals import ANY, INFINITY, NONNEGATIVE, POSITIVE, Range, exactly


def value_range(name: str, at: Range) -> Range:
    """The values of the known function `name` on an interval."""
    return _FUNCTIONS[name](at)


def slope_range(name: str, at: Range) -> Range:
    """The first derivative of `abs` or `relu` on an interval; anything where 0 is a member."""
    below = -1 if name == "abs" else 0
    return exactly(1) if at.positive else exactly(below) if (-at).positive else ANY


def real_power(base: Range, exponent: Range) -> Range:
    """base ** exponent for a nonnegative base."""
    sign = POSITIVE if base.positive else NONNEGATIVE
    if base.high <= 1 and exponent.nonnegative:
        strict = (base.high < 1 or base.open_high) and exponent.positive
        return sign.meet(Range(high=Fraction(1), open_high=strict))
    if base.low >= 1 and exponent.nonnegative:
        return Range(Fraction(1), open_low=(base.low > 1 or base.open_low) and exponent.positive)
    return sign


def _exp(at: Range) -> Range:
    low, open_low = (Fraction(1), at.positive) if at.nonnegative else (Fraction(0), True)
    if (-at).nonnegative:
        return Range(low, Fraction(1), open_low, (-at).positive)
    return Range(low, INFINITY, open_low)


def _log(at: Range) -> Range:
    above, below = at + exactly(-1), -at + exactly(1)
    if above.nonnegative:
        return POSITIVE if above.positive else NONNEGATIVE
    if below.nonnegative:
        return -POSITIVE if below.positive else -NONNEGATIVE
    return ANY


def _odd(low: int, high: int) -> Callable[[Range], Range]:
    """An increasing function with its zero at 0."""

    def found(at: Range) -> Range:
        whole = Range(Fraction(low), Fraction(high))
        if at.nonnegative:
            return whole.meet(POSITIVE if at.positive else NONNEGATIVE)
        if (-at).nonnegative:
            return whole.meet(-POSITIVE if (-at).positive else -NONNEGATIVE)
        return Range(Fraction(low), Fraction(high), nonzero=at.nonzero)

    return found


def _logistic(at: Range) -> Range:
    half = Fraction(1, 2)
    return (_odd(-1, 1)(at) + exactly(1)).scaled(half).meet(Range(Fraction(0), Fraction(1)))


def _sqrt(at: Range) -> Range:
    return real_power(at.meet(NONNEGATIVE), exactly(Fraction(1, 2)))


def _abs(at: Range) -> Range:
    if at.nonnegative:
        return at
    if (-at).nonnegative:
        return -at
    high, closed = max((at.high, not at.open_high), (-at.low, not at.open_low))
    return Range(Fraction(0), high, False, not closed, at.nonzero)


def _relu(at: Range) -> Range:
    return at if at.nonnegative else exactly(0) if (-at).nonnegative else NONNEGATIVE


def _wave(at: Range) -> Range:
    return Range(Fraction(-1), Fraction(1), False, False)


_FUNCTIONS: dict[str, Callable[[Range], Range]] = {
    "exp": _exp,
    "log": _log,
    "tanh": _odd(-1, 1),
    "logistic": _logistic,
    "sqrt": _sqrt,
    "abs": _abs,
    "softplus": lambda at: POSITIVE,
    "sin": _wave,
    "cos": _wave,
    "relu": _relu,
}
