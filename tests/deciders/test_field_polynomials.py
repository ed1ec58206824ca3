"""The two polynomial backends do the same arithmetic."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest

from chainrule.deciders.field.polynomials import (
    BACKENDS,
    FlintRing,
    Ring,
    SympyRing,
    monomial,
    replace_power,
    ring,
)

SAMPLES = [
    lambda x, y, z: x - x + 7,
    lambda x, y, z: (x + 2 * y) * (z - 3),
    lambda x, y, z: (x + 2 * y) ** 2 * (3 - z) * 5,
    lambda x, y, z: -x * y**2 + z**3 - 1,
    lambda x, y, z: (x**2 + 1) * (x * y - 2 * z) * -2,
]


@pytest.fixture(params=BACKENDS, ids=lambda backend: backend.__name__)
def made(request: pytest.FixtureRequest) -> Ring:
    return request.param(4)


def _samples(within: Ring) -> list[object]:
    half = within.constant(Fraction(1, 2))
    return [sample(*within.generators[:3]) * half for sample in SAMPLES]


def test_the_backends_spell_polynomials_alike() -> None:
    flint, sympy = FlintRing(4), SympyRing(4)

    for one, other in zip(_samples(flint), _samples(sympy), strict=True):
        assert flint.terms(one) == sympy.terms(other)
        assert flint.leading(one) == sympy.leading(other)
        assert [flint.degree(one, k) for k in range(4)] == [
            sympy.degree(other, k) for k in range(4)
        ]
        constant, factors = flint.factors(one)
        also, others = sympy.factors(other)
        assert constant == also
        assert sorted((flint.terms(f), e) for f, e in factors) == sorted(
            (sympy.terms(f), e) for f, e in others
        )


def test_the_factors_are_monic_and_multiply_to_the_polynomial(made: Ring) -> None:
    for sample in _samples(made):
        constant, factors = made.factors(sample)
        product = made.constant(constant)
        for factor, exponent in factors:
            assert made.leading(factor) == 1
            product = product * factor**exponent
        assert product == sample


def test_the_greatest_common_divisor_is_monic_and_divides(made: Ring) -> None:
    _, one, other, *_ = _samples(made)

    common = made.gcd(one, other)

    x, y, z, _ = made.generators
    assert common == (x + 2 * y) * (z - 3)
    assert made.quotient(other, common) * common == other


def test_equal_polynomials_have_equal_keys(made: Ring) -> None:
    x, y, *_ = made.generators

    assert made.key((x + y) ** 2) == made.key(y**2 + x * (x + 2 * y))
    assert made.key(x + y) != made.key(x - y)


def test_a_power_is_replaced_as_often_as_it_divides(made: Ring) -> None:
    x, y, z, _ = made.generators

    assert replace_power(made, x**5 * z + x, 0, 2, y + 1) == (y + 1) ** 2 * x * z + x
    assert monomial(made, ((0, 2), (2, 1))) == x**2 * z


def test_without_flint_sympy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "flint", None)

    assert isinstance(ring(7), SympyRing)


def test_without_either_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainrule.deciders.field.polynomials.BACKENDS", ())

    with pytest.raises(ImportError, match="python-flint or sympy"):
        ring(9)
