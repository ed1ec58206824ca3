"""Rational values within a domain."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from chainrule.terms.sizes import Interval

FORBIDDEN = frozenset(map(Fraction, ("0", "1", "-1", "1/2", "-1/2")))
"""Values at which a wrong formula may agree with the right one."""

_PLAIN = tuple(map(Fraction, ("2", "3", "-2", "3/2", "1/3", "-3", "5/2", "-1/3", "5", "-3/2")))
_PLAIN_PARTS = tuple(map(Fraction, ("1/3", "2/3", "1/4", "3/4", "2/5", "1/5")))
_TRIES = 50


@dataclass(frozen=True)
class Palette:
    """How values are drawn: `plain` ones are few and readable; `scale` enlarges free ones."""

    plain: bool = False
    scale: int = 1
    form: str = ""


FORMS = ("", "flat", "spike", "small")
"""How the entries of a tensor lie: anyhow, all the same, one far above the others, all near 0.

Sharp bounds are met by such tensors, so it is there that a bound which is too good fails.
"""


def formed(
    entries: dict[tuple[int, ...], Fraction], domain: Interval, form: str, random: Random
) -> dict[tuple[int, ...], Fraction]:
    """Drawn entries brought into a form, as far as the domain admits."""
    if form == "flat":
        return dict.fromkeys(entries, next(iter(entries.values())))
    if not form:
        return entries
    high = random.choice(list(entries)) if form == "spike" else None
    less = {at: value if at == high else value / 32 for at, value in entries.items()}
    return {at: v if inside(v, domain) else entries[at] for at, v in less.items()}


def drawn(random: Random, domain: Interval, palette: Palette, taken: set[Fraction]) -> Fraction:
    """A value inside `domain`, none of the forbidden ones, and not `taken` where avoidable."""
    found = Fraction(0)
    for attempt in range(_TRIES):
        found = _one(random, domain, palette)
        fits = inside(found, domain) and found not in FORBIDDEN
        if fits and (found not in taken or attempt > _TRIES // 2):
            break
    taken.add(found)
    return found


def _one(random: Random, domain: Interval, palette: Palette) -> Fraction:
    low, high = domain.low, domain.high
    if low is not None and high is not None:
        parts = random.choice(_PLAIN_PARTS) if palette.plain else _part(random)
        return low + (high - low) * parts
    size = random.choice(_PLAIN) if palette.plain else _free(random)
    if palette.scale != 1:
        size *= palette.scale
    if low is not None:
        return low + abs(size)
    return size if high is None else high - abs(size)


def _part(random: Random) -> Fraction:
    denominator = random.randint(3, 12)
    return Fraction(random.randint(1, denominator - 1), denominator)


def _free(random: Random) -> Fraction:
    denominator = random.randint(3, 9)
    return random.choice((-1, 1)) * Fraction(random.randint(1, 5 * denominator // 2), denominator)


def inside(value: Fraction, domain: Interval) -> bool:
    """Whether `value` belongs to `domain`."""
    above = (
        domain.low is None or value > domain.low or (value == domain.low and not domain.open_low)
    )
    below = (
        domain.high is None
        or value < domain.high
        or (value == domain.high and not domain.open_high)
    )
    return above and below


def narrowed(domain: Interval, relation: str, bound: Fraction) -> Interval:
    """The members of `domain` that stand in `relation` to `bound`."""
    low, high, open_low, open_high = domain.low, domain.high, domain.open_low, domain.open_high
    if relation in (">", ">=") and (low is None or bound >= low):
        open_low = relation == ">" or (bound == low and open_low)
        low = bound
    if relation in ("<", "<=") and (high is None or bound <= high):
        open_high = relation == "<" or (bound == high and open_high)
        high = bound
    return Interval(low, high, open_low, open_high)
