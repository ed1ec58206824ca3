"""Numbers: duals of any nesting, Arb's balls, and the intervals that stand in for them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf, workdps

from chainrule.deciders.ball import enclose, refute
from chainrule.deciders.ball.arithmetic import Dual, apply, derivative, power, slope_of
from chainrule.deciders.ball.balls import ArbNumbers, balls
from chainrule.deciders.ball.exact import EXACT, InexactError
from chainrule.deciders.ball.intervals import IntervalNumbers
from chainrule.deciders.ball.model import Model, entries_of
from chainrule.deciders.ball.norms import matrix_norm
from chainrule.terms.author import Sum, index, norm, sizes, symbol, tensor
from chainrule.terms.functions import EXP, KNOWN, LOG, SOFTPLUS, TANH
from chainrule.terms.node import as_term
from chainrule.terms.operators import Derivative
from tests.deciders.reference import evaluate
from tests.deciders.statements import FALSE, TRUE, Statement

KINDS = [ArbNumbers(), IntervalNumbers()]
points = st.builds(Fraction, st.integers(-60, 60), st.integers(7, 9)).filter(bool)
drawn = settings(max_examples=80, derandomize=True, deadline=None, database=None)


def middle(numbers: Any, x: Any) -> Any:
    with workdps(60):
        return mpf(numbers.decimal(x, 50))


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("order", range(4))
@drawn
@given(point=points)
def test_arb_and_intervals_agree_on_every_function_and_prime(
    name: str, order: int, point: Fraction
) -> None:
    found = []
    for numbers in KINDS:
        with numbers.working(200):
            x = numbers.rational(point)
            y = derivative(numbers, lambda x: apply(numbers, name, x), x, order)  # noqa: B023
            found.append(middle(numbers, y) if numbers.finite(y) else None)

    if None in found:
        assert found == [None, None]
    else:
        with workdps(50):
            assert abs(found[0] - found[1]) <= mpf(10) ** -40 * max(1, abs(found[0]))


@pytest.mark.parametrize("numbers", KINDS, ids=["arb", "intervals"])
@pytest.mark.parametrize("exponent", [1, 2, 3, 7])
def test_a_whole_power_of_a_ball_around_zero_is_defined(numbers: Any, exponent: int) -> None:
    third = numbers.rational(Fraction(1, 3))

    found = numbers.power(third - third, Fraction(exponent))

    assert numbers.finite(found)
    assert not numbers.below(found, numbers.zero)
    assert not numbers.below(numbers.zero, found)


def test_a_square_that_vanishes_counts_at_every_point() -> None:
    n, m = sizes("n m")
    i, j = index("i", n), index("j", m)
    f = tensor("f", n, m)

    found = refute(Sum(i, j, (f[i, j] - f[i, j]) ** 2), "=", as_term(0))

    assert (found.witness, found.points) == (None, 3)


@drawn
@given(points, st.sampled_from([-3, -1, 1, 2, 5]), st.sampled_from([1, 2]))
def test_powers_have_the_slope_of_the_rule(x: Fraction, exponent: int, half: int) -> None:
    power_ = Fraction(exponent, half)
    base = x * x  # a square, so that half powers are rational

    found = power(EXACT, Dual(0, base, Fraction(1)), power_)

    assert found.value**half == base**exponent
    assert found.slope * base == power_ * found.value


@pytest.mark.parametrize("numbers", KINDS, ids=["arb", "intervals"])
@pytest.mark.parametrize("exponent", [1, 2, 3, 6])
def test_a_ball_around_0_has_whole_powers(numbers: Any, exponent: int) -> None:
    with numbers.working(60):
        third = numbers.rational(Fraction(1, 3))
        nothing = third - third

        found = power(numbers, Dual(0, nothing, numbers.one), Fraction(exponent))

    for part in (found.value, found.slope):
        middle, radius = numbers.float_enclosure(part)
        assert abs(middle - (exponent == 1 and part is found.slope)) <= radius < 1e-15


def test_nested_derivatives_do_not_confuse_their_perturbations() -> None:
    x = y = Fraction(3)

    inner = Dual(1, y, Fraction(1)) + Dual(0, x, Fraction(1))  # d/dy (x + y) is 1, whatever x
    outer = Dual(0, x, Fraction(1)) * slope_of(inner, 1, EXACT)

    assert slope_of(outer, 0, EXACT) == 1


def test_no_exponential_overflows() -> None:
    x = symbol("x")
    model = Model(sizes={}, tensors={("x", None): entries_of(Fraction(800))})

    found = enclose(LOG(EXP(EXP(x / 100))), model)

    assert found.mid == pytest.approx(float(mp.exp(8)))
    assert enclose(SOFTPLUS(-x), model).mid < 1e-300


def test_an_enclosure_at_53_bits_tells_what_cancellation_costs() -> None:
    x = symbol("x")
    model = Model(sizes={}, tensors={("x", None): entries_of(Fraction(18))})

    slope = enclose(Derivative(TANH(x), x), model)
    fine = enclose(Derivative(TANH(x), x), model, precision=200)

    assert abs(slope.mid - fine.mid) <= slope.radius
    assert slope.radius > 1e-17 > fine.radius


def test_what_is_undefined_has_no_radius() -> None:
    x = symbol("x")
    model = Model(sizes={}, tensors={("x", None): entries_of(Fraction(-3))})

    assert enclose(LOG(x), model).radius == float("inf")
    assert enclose(Derivative(LOG(x), x), model).radius == float("inf")


def test_exact_numbers_refuse_what_is_not_rational() -> None:
    assert EXACT.function("sqrt", Fraction(9, 4)) == Fraction(3, 2)
    for name in ("exp", "log", "sin"):
        with pytest.raises(InexactError):
            EXACT.function(name, Fraction(2))
    with pytest.raises(InexactError):
        EXACT.function("sqrt", Fraction(2))


@pytest.mark.parametrize("numbers", KINDS, ids=["arb", "intervals"])
@pytest.mark.parametrize("rows", [
    [[2, 0], [0, 2]],  # the largest singular value is double
    [[1, 2, 3]],
    [[1], [2], [3]],
    [[3, 1, -2], [1, 5, 2], [4, 4, 1], [-1, 2, 7]],
    [[1000, 1], [1, Fraction(1, 8)]],
], ids=str)  # fmt: skip
def test_the_largest_singular_value_is_enclosed(numbers: Any, rows: list[list[Any]]) -> None:
    with numbers.working(200):
        found = matrix_norm(numbers, [[numbers.rational(x) for x in row] for row in rows], "2")
        known = middle(numbers, found)

    with workdps(50):
        expected = max(
            mp.svd_r(mp.matrix([[mpf(float(x)) for x in row] for row in rows]), compute_uv=False)
        )
        assert abs(known - expected) < mpf(10) ** (-20) * expected


def test_the_second_derivative_of_a_spectral_norm_is_right() -> None:
    n, m = sizes("n m")
    W, x = tensor("W", n, m), symbol("x")
    term = Derivative(Derivative(norm(x**2 * W + W), x), x)
    model = Model(
        sizes={("n", None): 2, ("m", None): 3},
        tensors={
            ("W", None): entries_of([[2, 3, -1], [5, Fraction(1, 3), 4]]),
            ("x", None): entries_of(Fraction(3, 2)),
        },
    )

    assert enclose(term, model, 200).mid == pytest.approx(float(evaluate(term, model)[()]))


@pytest.mark.parametrize("statement", [*TRUE.values(), *FALSE.values()], ids=[*TRUE, *FALSE])
def test_without_flint_the_verdicts_are_the_same(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, relation, right, assumptions = statement
    with_arb = refute(left, relation, right, assumptions)
    monkeypatch.setattr("chainrule.deciders.ball.balls.flint", None)
    balls.cache_clear()
    try:
        without = refute(left, relation, right, assumptions)
    finally:
        balls.cache_clear()

    assert (without.witness is None) == (with_arb.witness is None)
