"""Symbolic whole numbers: levels (depth, time, iteration) and sizes of axes.

A level is a linear expression such as `l + 1` or `L - l`; a size is `n`, or `n` at a level.
Both are terms, so that `1 / B` and `rho ** (L - l)` can be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chainrule.errors import TermError
from chainrule.terms.node import Term


@dataclass(frozen=True, eq=False, repr=False)
class Level(Term):
    """A whole number linear in named levels: `coefficients` are sorted (name, integer) pairs."""

    coefficients: tuple[tuple[str, int], ...]
    constant: int = 0

    def __add__(self, other: object) -> Term:
        return _combine(self, other, 1) or super().__add__(other)

    def __radd__(self, other: object) -> Term:
        return _combine(self, other, 1) or super().__radd__(other)

    def __sub__(self, other: object) -> Term:
        return _combine(self, other, -1) or super().__sub__(other)

    def distance(self, other: Level) -> int | None:
        """`self - other` where that is a whole number, else None."""
        difference = _combine(self, other, -1)
        assert difference is not None
        return None if difference.coefficients else difference.constant

    def at(self, values: dict[str, Level]) -> Level:
        """This level with each named level replaced by its value."""
        result = Level((), self.constant)
        for name, factor in self.coefficients:
            value = values.get(name, Level(((name, 1),)))
            for _ in range(abs(factor)):
                step = _combine(result, value, 1 if factor > 0 else -1)
                assert step is not None
                result = step
        return result

    def value(self, values: dict[str, int]) -> int:
        """The whole number at concrete `values` of the named levels."""
        return self.constant + sum(factor * values[name] for name, factor in self.coefficients)


def _combine(left: Level, right: object, sign: int) -> Level | None:
    if isinstance(right, int):
        right = Level((), right)
    if not isinstance(right, Level):
        return None
    total = dict(left.coefficients)
    for name, factor in right.coefficients:
        total[name] = total.get(name, 0) + sign * factor
    kept = tuple(sorted((name, factor) for name, factor in total.items() if factor))
    return Level(kept, left.constant + sign * right.constant)


def level_of(value: object) -> Level:
    """`value` as a level: an `int` becomes a constant one."""
    if isinstance(value, Level):
        return value
    if isinstance(value, int):
        return Level((), value)
    raise TermError(f"{value} is not a level; write levels as l, l + 1 or 0.")


@dataclass(frozen=True, eq=False, repr=False)
class Size(Term):
    """The length of an axis: a name, at a level where widths change from layer to layer.

    `members` is what may be drawn for it: at least `least` (1 unless said).
    """

    name: str
    level: Level | None = None
    least: int = 1


ONE = Size("1")
"""The length of the dropped axis of a row vector."""


@dataclass(frozen=True)
class SizeFamily:
    """Sizes that change from level to level: `n(l)`, `n(l - 1)`."""

    name: str
    least: int = 1

    def __call__(self, level: Level | int) -> Size:
        return Size(self.name, level_of(level), self.least)


@dataclass(frozen=True)
class Interval:
    """Where a real symbol lives; `None` is unbounded, `open_` ends are excluded."""

    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = True
    open_high: bool = True

    @property
    def positive(self) -> bool:
        """Whether every member is > 0."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.open_low))

    @property
    def nonnegative(self) -> bool:
        """Whether every member is >= 0."""
        return self.low is not None and self.low >= 0


REAL = Interval()
POSITIVE = Interval(Fraction(0))
NONNEGATIVE = Interval(Fraction(0), open_low=False)
UNIT = Interval(Fraction(0), Fraction(1))
