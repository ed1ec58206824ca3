"""The derivative of a scalar term by a symbol or node: through lets, levels and recursions."""

from __future__ import annotations

import pytest

from chainrule.deciders.field import derivative, prove_zero
from chainrule.errors import TermError
from chainrule.terms.author import D, let, levels, node, norm, size, symbols, tensor
from chainrule.terms.functions import EXP, LOG, TANH
from chainrule.terms.leaves import Family, Tensor
from chainrule.terms.node import Term, as_term
from chainrule.terms.operators import Derivative, LevelFold
from chainrule.terms.sizes import Level, level_of

x, y, w = symbols("x y w")
n = size("n")
(t,) = levels("t")


def test_a_derivative_unfolds_only_what_depends_on_the_leaf() -> None:
    inner, other = let("u", w * x), let("r", y**2)

    assert derivative(inner * other, w) == x * other
    assert derivative(inner * other, inner) == other


def test_a_derivative_wants_scalars() -> None:
    with pytest.raises(TermError, match="scalar"):
        derivative(tensor("v", n), x)
    with pytest.raises(TermError, match="scalar"):
        derivative(x, x + y)


def test_levels_that_may_be_equal_are_not_taken_apart() -> None:
    (s,) = levels("s")
    at = [Tensor("h", (), level) for level in (t, t + 1, s)]

    assert derivative(at[0] ** 2, at[1]) == as_term(0)
    assert derivative(at[0], at[2]) == Derivative(at[0], at[2])


def test_a_sum_over_levels_keeps_what_may_be_the_leaf() -> None:
    state = Tensor("h", (), t)
    total = LevelFold("sum", "t", level_of(0), level_of(9), x * state**2)
    by = Tensor("h", (), level_of(3))

    assert derivative(total, by) == Derivative(total, by)
    assert derivative(total, x) == LevelFold("sum", "t", level_of(0), level_of(9), state**2)


def _recurrence() -> tuple[Family, Tensor]:
    h = node("h", lambda level: ())
    h.define(lambda level: TANH(w * h(level - 1)))
    return h, w


def test_a_recursion_at_concrete_levels_is_unfolded_to_its_input() -> None:
    h, _ = _recurrence()
    one, two = 1 - TANH(w * h(0)) ** 2, 1 - TANH(w * h(1)) ** 2

    assert prove_zero(D(h(2), w) - two * (h(1) + w * one * h(0))).proved
    assert not prove_zero(D(h(2), w) - two * h(1)).proved


def test_a_recursion_at_a_symbolic_level_is_unfolded_to_the_lowest_level_written() -> None:
    h, _ = _recurrence()
    slope = 1 - TANH(w * h(t - 1)) ** 2

    assert prove_zero(D(h(t), w) - slope * (h(t - 1) + w * D(h(t - 1), w))).proved
    assert not prove_zero(D(h(t), w) - slope * h(t - 1)).proved


def test_a_node_of_a_lower_level_does_not_depend_on_a_higher_one() -> None:
    h, _ = _recurrence()

    assert derivative(h(t - 1), h(t)) == as_term(0)
    assert prove_zero(D(h(t + 1), h(t)) - w * (1 - TANH(w * h(t)) ** 2)).proved


def test_a_recursion_upwards_stays_folded() -> None:
    back = node("e", lambda level: ())
    back.define(lambda level: w * back(level + 1))

    assert derivative(back(Level((("t", 1),))) * 1, x) == as_term(0)
    assert isinstance(derivative(back(3) * back(5), w), Term)


def test_a_derivative_of_a_derivative_is_taken_inside_out() -> None:
    assert (
        derivative(D(x**3, x), x) == 3 * (2 * x)
        or prove_zero(derivative(D(x**3, x), x) - 6 * x).proved
    )
    assert prove_zero(derivative(D(EXP(x * y), x), y) - EXP(x * y) * (1 + x * y)).proved


def test_what_has_no_rule_stays_a_derivative() -> None:
    length = norm(tensor("v", n) * x)

    assert derivative(x * length, x) == length + x * Derivative(length, x)
    assert prove_zero(D(D(length, x) ** 2, x) - 2 * D(length, x) * D(D(length, x), x)).proved


def test_a_symbolic_exponent_is_differentiated_too() -> None:
    assert prove_zero(D(x**y, y) - x**y * LOG(x)).proved
    assert prove_zero(D(x**n, x) - n * x ** (n - 1)).proved
