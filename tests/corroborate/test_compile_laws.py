"""Random well-typed terms: the compiled torch lies within 4 radii of a 53-bit ball."""

from __future__ import annotations

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chainrule.corroborate.compare import compare
from chainrule.corroborate.compile import compile_term
from chainrule.corroborate.points import Point, enclosed, inputs
from chainrule.corroborate.report import Comparison
from chainrule.deciders.ball import draw
from chainrule.terms.author import D, Sum
from chainrule.terms.functions import EXP, TANH
from chainrule.terms.node import Term
from tests.strategies import (
    CLASS,
    INDICES,
    LEVELLED,
    LEVELS,
    MATRICES,
    VECTORS,
    m,
    n,
    scalar_terms,
    tensor_terms,
)

EXAMPLES = 300


def beside_balls(term: Term, seed: int = 0) -> Comparison:
    """`term` in torch against its ball at a random point."""
    point = Point(draw((term,), LEVELS, seed), False)
    at_levels = point.model.resolve(term)
    given_ = inputs(point, (at_levels,))
    function = compile_term(
        at_levels, given_.arguments, functions=given_.functions, sizes=given_.sizes
    )
    middle, radius = enclosed(at_levels, (), point)
    value = function(*given_.values).detach()
    assert value.shape == middle.shape
    assert value.dtype == torch.float64
    return compare(value, middle, radius)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.one_of(scalar_terms(4), tensor_terms((n,), 2), tensor_terms((n, m), 2)))
def test_a_random_term_lies_within_its_ball(term: Term) -> None:
    found = beside_balls(term)

    assert found.passed
    assert not found.unstable


@pytest.mark.parametrize("term", LEVELLED, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_a_term_over_levels_lies_within_its_ball(term: Term, seed: int) -> None:
    found = beside_balls(term, seed)

    assert found.entries
    assert found.passed
    assert not found.unstable


def test_a_sum_over_classes_that_data_assign_lies_within_its_ball() -> None:
    i, _ = INDICES[n]
    term = Sum(i, EXP(MATRICES[n, m][i, CLASS(i)]) * D(TANH(VECTORS[n][i]), VECTORS[n][i]))

    assert beside_balls(term).passed
