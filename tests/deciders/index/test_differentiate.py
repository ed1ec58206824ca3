"""Derivatives of normal forms, one shape of term at a time."""

import pytest

from chainrule.deciders.index.back import poly_term
from chainrule.deciders.index.convert import Unsupported, convert
from chainrule.deciders.index.scope import Scope
from chainrule.deciders.index.zero import prove_equal
from chainrule.terms.author import (
    D,
    Max,
    cost,
    index,
    let,
    levels,
    positives,
    size,
    symbols,
    tensor,
)
from chainrule.terms.functions import LOG
from chainrule.terms.node import Term, as_term

x, y = symbols("x y")
(u,) = positives("u")
n = size("n")
i, j = index("i", n), index("j", n)
v, A = tensor("v", n), tensor("A", n, n)
(lev,) = levels("l")


def test_a_power_with_a_varying_exponent_is_not_taken_for_a_constant_one() -> None:
    assert not prove_equal(D(u**x, x), as_term(0)).proved
    assert not prove_equal(D(u ** (x * y), x), as_term(0)).proved
    with pytest.raises(Unsupported, match="exponent depends on x"):
        convert(D(u**x, x), Scope())


def test_a_power_with_a_constant_symbolic_exponent_is_differentiated() -> None:
    assert prove_equal(D(u**lev, u), lev * u ** (lev - 1)).proved
    assert not prove_equal(D(u**lev, u), u ** (lev - 1)).proved


def test_what_cannot_be_differentiated_is_refused_and_not_zero() -> None:
    for term in (Max(i, v[i]), Max(i, v[i] * x) * y):
        assert not prove_equal(D(term, v[j]), as_term(0)).proved
    assert prove_equal(D(Max(i, v[i]), x), as_term(0)).proved


@pytest.mark.parametrize("argument", [A @ v, v + 2 * v, let("z", A @ v)], ids=str)
def test_a_slope_of_a_cost_by_what_has_no_name_can_be_said_as_a_term(argument: Term) -> None:
    slope = convert(D(cost("C", argument), v[j]), Scope())

    assert convert(poly_term(slope), Scope()).atoms()


def test_the_logarithmic_derivative() -> None:
    assert prove_equal(D(LOG(u * x**2), x), 2 / x).proved
    assert not prove_equal(D(LOG(u * x**2), x), 1 / x).proved
