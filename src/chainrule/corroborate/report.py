"""What a comparison with PyTorch found, point by point."""

from __future__ import annotations

from dataclasses import dataclass

RADII = 4.0
"""How many radii a float64 result may be away; in experiments the largest was 1.3."""


@dataclass(frozen=True)
class Comparison:
    """One float64 tensor against its balls.

    `ratio` is the largest distance in radii, over `entries` finite balls; `unstable` entries are
    nan or infinite in float64 where the ball is finite; `skipped` balls are not finite.
    """

    ratio: float
    entries: int
    unstable: int = 0
    skipped: int = 0

    @property
    def passed(self) -> bool:
        """Whether every finite entry lies within the radii."""
        return self.ratio <= RADII


@dataclass(frozen=True)
class PointReport:
    """One point: its sizes, autograd, the compiled conclusion and the loss beside their balls.

    `through_start` says that the radius of the first line had to be added for autograd.
    """

    sizes: tuple[tuple[str, int], ...]
    extreme: bool
    autograd: Comparison
    closed: Comparison
    loss: Comparison | None = None
    through_start: bool = False

    @property
    def parts(self) -> tuple[tuple[str, Comparison], ...]:
        """The comparisons by name."""
        loss = () if self.loss is None else (("the loss", self.loss),)
        return (("autograd", self.autograd), ("the conclusion", self.closed), *loss)

    @property
    def passed(self) -> bool:
        """Whether all lies within the radii; at an ordinary point nothing may be left out."""
        whole = self.extreme or all(
            part.entries and not part.unstable and not part.skipped for _, part in self.parts
        )
        return whole and all(part.passed for _, part in self.parts)


@dataclass(frozen=True)
class Report:
    """A derivation beside PyTorch at several points."""

    name: str
    points: tuple[PointReport, ...]

    @property
    def passed(self) -> bool:
        """Whether every point passes and at least one was ordinary."""
        ordinary = any(not point.extreme for point in self.points)
        return ordinary and all(point.passed for point in self.points)

    @property
    def ratio(self) -> float:
        """The largest distance of autograd from the conclusion, in radii."""
        return max(point.autograd.ratio for point in self.points)

    @property
    def largest(self) -> int:
        """The largest size that was tried."""
        return max((length for point in self.points for _, length in point.sizes), default=1)

    @property
    def unstable(self) -> tuple[str, ...]:
        """What needs a stable form: not finite in float64 where its value is."""
        found = [name for point in self.points for name, part in point.parts if part.unstable]
        return tuple(dict.fromkeys(found))

    def __str__(self) -> str:
        entries = sum(point.autograd.entries for point in self.points)
        verdict = "agrees" if self.passed else "DISAGREES"
        text = (
            f"{self.name}: {verdict} with autograd, {self.ratio:.2g} of {RADII:g} radii at most, "
            f"{len(self.points)} points, {entries} entries, sizes up to {self.largest}"
        )
        return text + "".join(f"; {name} needs a stable form" for name in self.unstable)
