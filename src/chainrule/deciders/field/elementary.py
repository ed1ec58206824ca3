"""Exponentials, logarithms, roots and absolute values of ratios, as kernels.

Two unconditional facts carry all of it: `log u = log|u|` wherever the left side is defined, and
`|p q| = |p||q|`.  So splitting over irreducible factors needs no sign; only `|p| = p` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from chainrule.deciders.field.kernels import LARGEST_EXPONENT, Field, Kernel, Ratio, Undecided
from chainrule.deciders.field.meaning import sign
from chainrule.deciders.field.polynomials import Polynomial, Powers

LARGEST_TRIAL = 1000


def exponential(field: Field, value: Ratio) -> Ratio:
    """exp(value), split over the monomials of the exponent."""
    above, below = field.normal(value)
    result = field.one
    for powers, share in field.ring.terms(above):
        kernel = field.single(field.monomial(powers)) if below == field.ring.one else None
        if kernel is not None and kernel.kind == "log":
            part = absolute_power(field, kernel.of, share)
        else:
            part = _exponential_part(field, powers, below, share)
        result = field.multiply(result, part)
    return result


def _exponential_part(field: Field, powers: Powers, below: Polynomial, share: Fraction) -> Ratio:
    key = ("exp", powers, field.ring.key(below))
    parts, times = field.cut(key, share)
    kernel = Kernel("exp", of=field.monomial(powers), over=below, parts=parts)
    _, generator = field.kernel(key, kernel)
    return _signed_power(field, generator, times)


def _signed_power(field: Field, base: Polynomial, exponent: int) -> Ratio:
    if abs(exponent) > LARGEST_EXPONENT:
        raise Undecided(f"the exponent {exponent} is too large to multiply out")
    one = field.ring.one
    return Ratio(base**exponent, one) if exponent >= 0 else Ratio(one, base**-exponent)


def logarithm(field: Field, value: Ratio) -> Ratio:
    """log|value|, split over the irreducible factors; logarithms of integers over primes."""
    result = field.zero
    for factor, exponent in factors(field, value):
        part = log_absolute(field, factor)
        result = field.add(result, field.multiply(field.constant(Fraction(exponent)), part))
    return result


def factors(field: Field, value: Ratio) -> Iterator[tuple[Polynomial, int]]:
    """Primes and monic irreducible polynomials whose powers multiply to |value|."""
    normal = field.normal(value)
    if normal.above == field.ring.zero:
        raise Undecided("it takes the logarithm or a negative power of zero")
    for part, side in ((normal.above, 1), (normal.below, -1)):
        constant, found = field.ring.factors(part)
        for number, turn in ((abs(constant.numerator), side), (constant.denominator, -side)):
            for prime, exponent in _primes(number):
                yield field.ring.constant(Fraction(prime)), turn * exponent
        for factor, exponent in found:
            yield factor, side * exponent


def _primes(number: int) -> Iterator[tuple[int, int]]:
    """Small prime factors; what is left of a large number stays whole."""
    divisor = 2
    while divisor <= LARGEST_TRIAL and divisor * divisor <= number:
        exponent = 0
        while number % divisor == 0:
            number, exponent = number // divisor, exponent + 1
        if exponent:
            yield divisor, exponent
        divisor += 1
    if number > 1:
        yield number, 1


def log_absolute(field: Field, factor: Polynomial) -> Ratio:
    """log|factor| of an irreducible polynomial, a prime or -1."""
    if factor == -field.ring.one:
        return field.zero
    kernel = field.single(factor)
    if kernel is not None and kernel.kind == "exp":
        return Ratio(kernel.of, kernel.over * kernel.parts)
    if kernel is not None and kernel.kind == "root":
        share = field.constant(Fraction(1, kernel.parts))
        return field.multiply(share, log_absolute(field, kernel.of))
    if kernel is not None and kernel.kind == "power":
        whole = Ratio(kernel.over, field.ring.one)
        return field.multiply(whole, log_absolute(field, kernel.of))
    key = ("log", field.ring.key(factor))
    return Ratio(field.kernel(key, Kernel("log", of=factor))[1], field.ring.one)


def real_power(field: Field, base: Ratio, exponent: Fraction) -> Ratio:
    """|base| ** exponent, split over the irreducible factors."""
    if base.above == field.ring.zero and exponent > 0:
        return field.zero
    result = field.one
    for factor, times in factors(field, base):
        part = absolute_power(field, factor, exponent * times)
        result = field.multiply(result, part)
    return result


def absolute(field: Field, value: Ratio) -> Ratio:
    """|value|."""
    normal = field.normal(value)
    return field.zero if normal == field.zero else real_power(field, normal, Fraction(1))


def absolute_power(field: Field, factor: Polynomial, exponent: Fraction) -> Ratio:
    """|factor| ** exponent of an irreducible polynomial or a prime."""
    kernel = field.single(factor)
    if kernel is not None and kernel.kind in ("exp", "power"):
        scale = field.constant(exponent)
        return exponential(field, field.multiply(scale, log_absolute(field, factor)))
    if kernel is not None and kernel.kind == "root":
        return absolute_power(field, kernel.of, exponent / kernel.parts)
    known = sign(field, factor)
    if exponent.denominator == 1 and (known or exponent % 2 == 0):
        base = -factor if known < 0 else factor
        return field.power(Ratio(base, field.ring.one), int(exponent))
    return _root(field, factor, known, exponent)


def _root(field: Field, factor: Polynomial, known: int, exponent: Fraction) -> Ratio:
    key = ("root", field.ring.key(factor))
    parts, times = field.cut(key, exponent)
    number, generator = field.kernel(key, Kernel("root", of=factor, parts=parts))
    # |p| is p or -p where that is known; otherwise only |p| ** 2 = p ** 2 is.
    signed = -factor if known < 0 else factor
    field.relations[number] = (parts, signed) if known else (2 * parts, factor**2)
    return _signed_power(field, generator, times)


def whole_power(field: Field, base: Ratio, exponent: Polynomial) -> Ratio:
    """base ** exponent, where the exponent is a whole number and the base may be negative."""
    normal = field.normal(base)
    if normal.above == field.ring.zero:
        raise Undecided("it raises zero to a symbolic power")
    constant = field.ring.factors(normal.above)[0] / field.ring.factors(normal.below)[0]
    result = field.one
    if constant < 0:
        result = _whole_part(field, field.ring.constant(Fraction(-1)), exponent)
    for factor, times in factors(field, normal):
        scaled = exponent * field.ring.constant(Fraction(times))
        known = sign(field, factor)
        if known > 0:
            logarithm_ = log_absolute(field, factor)
            scaled_log = field.multiply(Ratio(scaled, field.ring.one), logarithm_)
            part = exponential(field, scaled_log)
        else:
            part = _whole_part(field, factor, scaled)
        result = field.multiply(result, part)
    return result


def _whole_part(field: Field, base: Polynomial, exponent: Polynomial) -> Ratio:
    result = field.one
    for powers, times in field.ring.terms(exponent):
        if not powers:
            part = field.power(Ratio(base, field.ring.one), int(times))
        else:
            key = ("power", field.ring.key(base), powers)
            kernel = Kernel("power", of=base, over=field.monomial(powers))
            number, generator = field.kernel(key, kernel)
            if base == -field.ring.one:
                field.relations[number] = (2, field.ring.one)
            part = _signed_power(field, generator, int(times))
        result = field.multiply(result, part)
    return result
