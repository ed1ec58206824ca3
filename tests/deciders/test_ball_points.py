"""Drawn points: sizes that differ, telling values, assumptions that hold exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.deciders.ball import Model, NoPointError, draw, value
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.model import entries_of, nested
from chainrule.errors import TermError
from chainrule.terms.author import (
    NONNEGATIVE,
    POSITIVE,
    Sum,
    cost,
    dot,
    elementwise,
    index,
    label,
    layered,
    levels,
    norm,
    size,
    sizes,
    symbol,
    symbols,
    tensor,
    widths,
)
from chainrule.terms.functions import EXP, LOG
from chainrule.terms.leaves import Identity, Ones
from chainrule.terms.relation import equal, nonnegative, nonzero, positive
from chainrule.terms.sizes import UNIT, Interval

n, m, B = sizes("n m B")
i, j = index("i", n), index("j", n)
b = index("b", B)
x, y = symbols("x y")
vector, matrix = tensor("v", n), tensor("A", n, n)
law = tensor("p", n, B)
seeds = st.integers(0, 10**6)
drawn = settings(max_examples=60, derandomize=True, deadline=None, database=None)


@drawn
@given(seeds)
def test_sizes_of_different_names_differ_and_are_small(seed: int) -> None:
    model = draw((tensor("X", n, m), tensor("Y", m, B)), seed=seed)

    assert sorted(model.sizes.values()) == [2, 3, 4]


@drawn
@given(seeds)
def test_one_size_is_1_where_that_is_asked_for(seed: int) -> None:
    model = draw((tensor("X", n, m), tensor("Y", m, B)), seed=seed, single=True)

    assert sorted(model.sizes.values())[:2] in ([1, 2], [1, 3])


@drawn
@given(seeds)
def test_a_size_is_at_least_its_least(seed: int) -> None:
    wide = size("k", 4)

    model = draw((tensor("X", n, wide),), seed=seed, single=True)

    assert model.sizes["k", None] >= 4
    assert model.sizes["k", None] != model.sizes["n", None]


def test_sizes_may_be_given() -> None:
    model = draw((tensor("X", n, m),), sizes={"n": 7, "m": 1})

    assert model.shape(tensor("X", n, m)) == (7, 1)


@drawn
@given(seeds)
def test_values_are_never_0_1_or_one_half(seed: int) -> None:
    model = draw((matrix, tensor("u", n, B, domain=UNIT), symbol("r", POSITIVE)), seed=seed)

    values = {value for entries in model.tensors.values() for value in entries.values()}
    assert not values & {Fraction(0), Fraction(1), Fraction(1, 2)}
    assert all(value.denominator <= 12 for value in values)


@drawn
@given(seeds, st.sampled_from([POSITIVE, NONNEGATIVE, UNIT, Interval(Fraction(-3), Fraction(-2))]))
def test_values_lie_in_their_domain(seed: int, domain: Interval) -> None:
    model = draw((tensor("u", n, B, domain=domain),), seed=seed)

    for entry in model.tensors["u", None].values():
        assert domain.low is not None
        assert entry > domain.low
        assert domain.high is None or entry < domain.high


def test_a_scale_enlarges_free_values_and_no_bounded_ones() -> None:
    model = draw((vector, tensor("u", n, domain=UNIT)), scale=300)

    assert max(abs(one) for one in model.tensors["v", None].values()) > 40
    assert max(model.tensors["u", None].values()) < 1


@drawn
@given(seeds)
def test_a_simplex_is_met_exactly_for_every_sample(seed: int) -> None:
    assumed = (nonnegative(law[i, b]), equal(Sum(i, law[i, b]), 1))

    model = draw((law,), assumed, seed)

    for column in zip(*model.array(law), strict=True):
        assert sum(column) == 1
        assert min(column) > 0


@drawn
@given(seeds)
def test_a_joint_law_sums_to_one(seed: int) -> None:
    joint = tensor("q", n, m, domain=POSITIVE)
    o = index("o", m)

    model = draw((joint,), (equal(Sum(i, o, joint[i, o]), 1),), seed)

    assert sum(map(sum, model.array(joint))) == 1


@drawn
@given(seeds)
def test_the_simplex_may_be_written_with_ones(seed: int) -> None:
    positive_vector = tensor("y", n, domain=POSITIVE)

    model = draw((positive_vector,), (equal(dot(Ones(n), positive_vector), 1),), seed)

    assert sum(model.array(positive_vector)) == 1
    assert min(model.array(positive_vector)) > 0


@drawn
@given(seeds)
def test_an_equation_of_any_sign_is_solved_for_an_entry(seed: int) -> None:
    model = draw((vector, x), (equal(Sum(i, vector[i]), x * y),), seed)

    assert sum(model.array(vector)) == model.array(x) * model.array(y)


@drawn
@given(seeds)
def test_a_matrix_may_be_symmetric(seed: int) -> None:
    model = draw((matrix,), (equal(matrix, matrix.T),), seed)

    rows = model.array(matrix)
    assert rows == [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("length", [norm(vector), norm(vector) ** 2, dot(vector, vector)], ids=str)
@pytest.mark.parametrize("seed", range(5))
def test_a_vector_may_have_length_1(length: object, seed: int) -> None:
    model = draw((vector,), (equal(length, 1),), seed)

    assert sum(entry**2 for entry in model.array(vector)) == 1


@drawn
@given(seeds)
def test_a_symbol_may_equal_an_expression_exactly(seed: int) -> None:
    model = draw((x,), (equal(x, 2 * y - 3),), seed)

    assert model.array(x) == 2 * model.array(y) - 3


@drawn
@given(seeds)
def test_a_tensor_may_equal_an_irrational_expression(seed: int) -> None:
    spread, shown = tensor("s", n, domain=POSITIVE), tensor("logvar", n)

    model = draw((shown,), (equal(shown[i], LOG(spread[i] ** 2)),), seed)

    gap = value(EXP(shown[i]) - spread[i] ** 2, model, {i: 1})
    assert gap.contains(0)
    assert gap.rad() < 1e-50


def test_a_tensor_that_an_equation_defines_has_no_array() -> None:
    model = draw((x,), (equal(x, EXP(y)),))

    with pytest.raises(TermError, match="not drawn"):
        model.array(x)


@drawn
@given(seeds)
def test_bounds_narrow_what_is_drawn(seed: int) -> None:
    assumed = (x >= 5, x < 6, positive(matrix[i, j]), nonzero(y))

    model = draw((x, y, matrix), assumed, seed)

    assert 5 <= model.array(x) < 6
    assert min(map(min, model.array(matrix))) > 0


@drawn
@given(seeds)
def test_a_bound_by_an_expression_is_met(seed: int) -> None:
    bound, weight = symbol("rho", POSITIVE), tensor("W", n, m)

    model = draw((weight, x), (norm(weight) <= bound, vector[i] >= x, x >= y), seed)

    assert value(bound - norm(weight), model) > 0
    assert all(entry >= model.array(x) >= model.array(y) for entry in model.array(vector))


@drawn
@given(seeds)
def test_levels_and_sizes_meet_what_is_assumed_of_them(seed: int) -> None:
    l, L = levels("l L")
    w = widths("w")
    weight = layered("W", lambda at: (w(at), w(at - 1)))

    model = draw((weight(l), n * m), (l < L, l >= 1, n > m), seed)

    assert 1 <= model.levels["l"] < model.levels["L"] <= 4
    assert model.sizes["n", None] > model.sizes["m", None]
    assert ("W", model.levels["l"]) in model.tensors


def test_contradictions_are_reported_with_the_assumption() -> None:
    with pytest.raises(NoPointError, match="x > 0"):
        draw((x,), (positive(x), positive(-x)))


def test_an_equation_that_cannot_be_met_is_reported() -> None:
    with pytest.raises(NoPointError, match="exp"):
        draw((x,), (equal(EXP(x) + EXP(2 * x), 3),))


def test_labels_are_classes_of_their_size() -> None:
    c = label("c", n)

    model = draw((law[c(b), b],), seed=3)

    assert {name for name, _ in model.labels} == {"c"}
    assert len(model.labels) == model.sizes["B", None]
    assert set(model.labels.values()) <= set(range(model.sizes["n", None]))


def test_the_same_seed_draws_the_same_model() -> None:
    terms = (matrix, cost("C", elementwise("f")(vector)))

    first, again, other = (draw(terms, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first.tensors != other.tensors


def test_trials_differ_in_every_value() -> None:
    models = [draw((x, y), seed=seed) for seed in range(4)]

    assert all(a.tensors != c.tensors for a, c in pairwise(models))


def test_a_model_can_be_made_of_given_values() -> None:
    model = Model(
        sizes={("n", None): 2},
        tensors={("A", None): entries_of([[40, -300], [Fraction(1, 3), 0]])},
    )

    assert model.array(matrix) == [[40, -300], [Fraction(1, 3), 0]]
    assert value(matrix[i, j], model, {i: 0, j: 1}) == -300


def test_nested_lists_and_entries_are_inverse() -> None:
    array = [[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]]

    assert nested(entries_of(array), (2, 2)) == array


def test_a_size_that_a_model_lacks_is_named() -> None:
    with pytest.raises(TermError, match="size n"):
        value(Sum(i, Identity(n)[i, i]), Model(sizes={}))


def test_balls_come_from_arb() -> None:
    assert type(balls()).__name__ == "ArbNumbers"
