"""The refuter: wrong statements get a witness, true ones none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chainrule.deciders.ball import refute
from chainrule.errors import TermError
from chainrule.terms.author import (
    POSITIVE,
    Max,
    Sum,
    cost,
    delta,
    elementwise,
    index,
    outer,
    sizes,
    symbols,
    tensor,
)
from chainrule.terms.functions import EXP, LOG, SQRT
from chainrule.terms.operators import Derivative
from chainrule.terms.relation import equal, positive
from tests.deciders.statements import FALSE, TRUE, Statement

x, y = symbols("x y")


@pytest.mark.parametrize("statement", TRUE.values(), ids=TRUE)
def test_a_true_statement_survives(statement: Statement) -> None:
    left, relation, right, assumptions = statement

    found = refute(left, relation, right, assumptions)

    assert found.witness is None, str(found.witness)
    assert found.points in (3, 12), found.reason


@pytest.mark.parametrize("statement", FALSE.values(), ids=FALSE)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_mistake_gets_a_witness(statement: Statement, seed: int) -> None:
    left, relation, right, assumptions = statement

    found = refute(left, relation, right, assumptions, seed=seed)

    assert found.witness is not None
    assert found.witness.left != found.witness.right


def test_a_difference_beyond_the_precision_is_not_refuted_and_its_digits_are_finite() -> None:
    found = refute(EXP(x) * EXP(y) + Fraction(1, 10**80), "=", EXP(x + y), precision=200)

    assert found.witness is None
    assert 50 <= found.digits <= 60


def test_more_precision_refutes_what_less_could_not() -> None:
    found = refute(EXP(x) * EXP(y) + Fraction(1, 10**80), "=", EXP(x + y), precision=400)

    assert found.witness is not None


def test_exact_sides_agree_to_all_digits_of_the_precision() -> None:
    assert refute((x + y) ** 2, "=", x**2 + 2 * x * y + y**2).digits >= 58


def test_the_root_of_a_square_is_refuted_at_a_negative_number() -> None:
    witness = refute(SQRT(x**2), "=", x).witness

    assert witness is not None
    (name, value), *rest = witness.point
    assert name == "x"
    assert Fraction(value) < 0
    assert not rest


def test_a_witness_is_short_and_names_its_point() -> None:
    witness = refute((x + y) ** 2, "=", x**2 + y**2).witness

    assert witness is not None
    assert len(str(witness)) < 60
    assert dict(witness.point).keys() == {"x", "y"}


def test_a_witness_can_be_computed_by_hand_from_what_it_says() -> None:
    witness = refute((x + y) ** 2, "=", x**2 + y**2).witness

    assert witness is not None
    at = {name: Fraction(value) for name, value in witness.point}
    assert Fraction(witness.left) == pytest.approx((at["x"] + at["y"]) ** 2, rel=1e-3)
    assert Fraction(witness.right) == pytest.approx(at["x"] ** 2 + at["y"] ** 2, rel=1e-3)


def test_a_witness_names_size_entry_and_opaque_functions() -> None:
    (n,) = sizes("n")
    z = tensor("z", n)
    sigma = elementwise("sigma")

    witness = refute(Derivative(cost("C", sigma(z)), z), "=", sigma(z)).witness

    assert witness is not None
    assert [name for name, _ in witness.sizes] == ["n"]
    assert [name for name, _ in witness.indices] == ["i"]
    assert dict(witness.point).keys() == {"z", "sigma", "C"}


def test_a_gradient_of_the_wrong_layout_does_not_conform() -> None:
    n, m = sizes("n m")
    W, z = tensor("W", m, n), tensor("z", n)
    gradient = Derivative(cost("C", W @ z), W)

    with pytest.raises(TermError, match="shape"):
        refute(gradient, "=", outer(z, W @ z))


def test_a_transposed_square_weight_is_refuted() -> None:
    (n,) = sizes("n")
    W, z = tensor("W", n, n), tensor("z", n)

    assert refute(W @ z, "=", W.T @ z).witness is not None


def test_a_statement_defined_nowhere_has_no_points_and_a_reason() -> None:
    found = refute(LOG(-(x**2)), "=", x)

    assert (found.witness, found.points) == (None, 0)
    assert "undefined" in found.reason


def test_assumptions_that_contradict_each_other_give_a_reason() -> None:
    found = refute(x, "=", y, (positive(x), positive(-x)))

    assert (found.witness, found.points) == (None, 0)
    assert "no point" in found.reason


def test_an_equation_between_symbols_is_respected() -> None:
    assert refute(x, "=", 2 * y).witness is not None
    assert refute(x, "=", 2 * y, (equal(x, 2 * y),)).witness is None


def test_the_same_seed_gives_the_same_witness() -> None:
    left, relation, right, assumptions = FALSE["sigma for sigma'"]

    first, second = (refute(left, relation, right, assumptions, seed=7) for _ in range(2))

    assert first == second


def test_an_assumption_about_other_symbols_does_not_stand_in_the_way() -> None:
    unmet = equal(EXP(y) + EXP(2 * y), 3)

    assert refute(SQRT(x**2), "=", x, (unmet,)).witness is not None
    assert refute(SQRT(x**2), "=", y, (unmet,)).points == 0


def test_where_a_size_of_1_is_impossible_another_point_is_drawn() -> None:
    (n,) = sizes("n")
    i = index("i", n)
    u = tensor("u", n)
    balanced = equal(Sum(i, u[i]), 0)

    found = refute(x, "=", x + Sum(i, u[i]), (balanced, positive(u[i] ** 2)))

    assert found.witness is None
    assert found.points == 3


def test_what_holds_for_pairs_only_is_refuted() -> None:
    (n,) = sizes("n")
    i, j, q = index("i", n), index("j", n), tensor("q", n, domain=POSITIVE)
    pair = (1 - delta(i, j)) * q[i] * q[j]

    found = refute(Sum(i, j, pair), "=", Sum(i, Max(j, pair)))

    assert found.witness is not None
