"""Cosines and sines of ratios as kernels, one pair a monomial, with `sin ** 2 = 1 - cos ** 2`."""

from __future__ import annotations

from chainrule.deciders.field.kernels import Field, Kernel, Ratio, Undecided
from chainrule.deciders.field.polynomials import Polynomial, Powers

MOST_TURNS = 64


def turn(field: Field, value: Ratio) -> tuple[Ratio, Ratio]:
    """The cosine and sine of `value`, by the addition theorem over its monomials."""
    above, below = field.normal(value)
    cosine, sine = field.one, field.zero
    for powers, share in field.ring.terms(above):
        key = ("turn", powers, field.ring.key(below))
        parts, times = field.cut(key, share)
        if abs(times) > MOST_TURNS:
            raise Undecided("an angle has too large a multiple to expand")
        c, s = _angle(field, powers, below, parts, key)
        for _ in range(abs(times)):
            cosine, sine = _turned(field, cosine, sine, c, s if times > 0 else field.negative(s))
    return cosine, sine


def _angle(
    field: Field, powers: Powers, below: Polynomial, parts: int, key: object
) -> tuple[Ratio, Ratio]:
    of, one = field.monomial(powers), field.ring.one
    _, c = field.kernel((key, "cos"), Kernel("cos", of=of, over=below, parts=parts))
    number, s = field.kernel((key, "sin"), Kernel("sin", of=of, over=below, parts=parts))
    field.relations[number] = (2, one - c**2)
    return Ratio(c, one), Ratio(s, one)


def _turned(field: Field, c: Ratio, s: Ratio, d: Ratio, t: Ratio) -> tuple[Ratio, Ratio]:
    return (
        field.add(field.multiply(c, d), field.negative(field.multiply(s, t))),
        field.add(field.multiply(s, d), field.multiply(c, t)),
    )
