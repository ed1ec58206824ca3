"""Replacing indices and terms changes what is meant to change, and captures nothing."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chainrule.deciders.ball import NoPointError, draw, value
from chainrule.deciders.ball.balls import balls
from chainrule.terms.author import Sum, SumOver, index, layered, levels, size, symbols, tensor
from chainrule.terms.entry import lower
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term
from chainrule.terms.substitute import at_indices, at_levels, free_indices, replace
from tests.strategies import INDICES, SIZES, scalar_terms

laws = settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
n = size("n")
i, j, k = (index(name, n) for name in "ijk")
A, v = tensor("A", n, n), tensor("v", n)
(x,) = symbols("x")
HERE, THERE = INDICES[SIZES[0]]
"""Both occur as binders inside random terms, so a capture would show."""


def same_value(left: Term, right: Term, at: dict[Index, int], other: dict[Index, int]) -> None:
    try:
        model = draw((left, right), (), 0)
    except NoPointError:
        return
    numbers = balls()
    one = value(left, model, at)
    if numbers.finite(one):
        two = value(right, model, other)
        assert not numbers.below(one, two), f"{left}\n{right}"
        assert not numbers.below(two, one), f"{left}\n{right}"


@laws
@given(scalar_terms(3, (HERE,)), st.integers(0, 1))
def test_a_renamed_index_means_the_same_entry(term: Term, place: int) -> None:
    renamed = at_indices(term, {HERE: THERE})

    assert free_indices(renamed) <= {THERE}
    same_value(term, renamed, {HERE: place}, {THERE: place})


@laws
@given(scalar_terms(3, (HERE,)), st.integers(0, 1))
def test_a_term_without_matrix_notation_has_the_same_value(term: Term, place: int) -> None:
    same_value(term, lower(term), {HERE: place}, {HERE: place})


def test_a_bound_index_gives_way_to_an_incoming_one() -> None:
    replaced = at_indices(Sum(j, A[i, j] * v[j]), {i: j})

    assert free_indices(replaced) == {j}
    assert replaced != Sum(j, A[j, j] * v[j])


def test_a_replaced_term_is_not_captured_either() -> None:
    replaced = replace(Sum(j, A[i, j] * x), x, v[j])

    assert free_indices(replaced) == {i, j}


def test_a_bound_level_is_not_replaced() -> None:
    lev, top = levels("l L")
    gain = layered("g", lambda at: ())
    total = SumOver(lev, 1, lev, gain(lev))

    assert at_levels(total, {"l": top}) == SumOver(lev, 1, top, gain(lev))
