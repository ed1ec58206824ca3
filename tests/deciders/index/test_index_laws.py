"""Laws of the index calculus on random terms."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chainrule.deciders.index.convert import Unsupported, convert
from chainrule.deciders.index.poly import Poly
from chainrule.deciders.index.rename import rename_poly
from chainrule.deciders.index.scope import Scope
from chainrule.deciders.index.zero import prove_equal
from chainrule.terms.author import Sum, index, tensor
from chainrule.terms.functions import TANH
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.node import Term
from chainrule.terms.substitute import at_indices
from tests import strategies

SCOPE = tuple(index for pair in strategies.INDICES.values() for index in pair)
LAWS = settings(
    max_examples=700,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def normal(term: Term) -> Poly:
    try:
        return convert(term, Scope())
    except (Unsupported, ZeroDivisionError):
        assume(False)
        raise


@st.composite
def renamings(draw) -> dict[Index, AnyIndex]:  # type: ignore[no-untyped-def]
    """Indices to others over the same size: swapped, merged or new."""
    names: dict[Index, AnyIndex] = {}
    for pair in strategies.INDICES.values():
        size = pair[0].size
        choices = (*pair, Index("fresh", size))
        for one in pair:
            names[one] = draw(st.sampled_from(choices))
    return names


@LAWS
@given(strategies.scalar_terms(3, SCOPE), renamings())
def test_renaming_the_normal_form_is_the_normal_form_of_the_renamed(
    term: Term, names: dict[Index, AnyIndex]
) -> None:
    assert rename_poly(normal(term), names).key == normal(at_indices(term, names)).key


N, M = strategies.n, strategies.m
i, k, l = index("i", N), index("k", M), index("l", M)
A, B, x, y = tensor("A", N, M), tensor("B", N, M), tensor("x", N), tensor("y", M)


def test_sums_over_one_name_side_by_side_are_two_sums() -> None:
    apart = Sum(i, x[i] * Sum(k, A[i, k]) * Sum(l, B[i, l]))

    assert prove_equal(Sum(i, x[i] * Sum(k, A[i, k]) * Sum(k, B[i, k])), apart).proved
    assert not prove_equal(Sum(i, x[i] * Sum(k, A[i, k] * B[i, k])), apart).proved


def test_a_free_index_is_not_taken_by_a_sum_over_its_name() -> None:
    free = y[k] * Sum(i, x[i] * Sum(l, A[i, l]))

    assert prove_equal(Sum(i, x[i] * y[k] * Sum(k, A[i, k])), free).proved
    assert not prove_equal(Sum(i, x[i] * Sum(k, y[k] * A[i, k])), free).proved


def test_a_sum_inside_a_sum_over_its_own_name_hides_it() -> None:
    square = tensor("S", M, M)
    hidden = Sum(k, y[k] * Sum(k, Sum(l, square[k, l]) * y[k]))

    assert prove_equal(hidden, Sum(k, y[k]) * Sum(k, l, square[k, l] * y[k])).proved


def test_factors_that_renaming_cancels_leave_a_size_or_two_sums() -> None:
    P = strategies.k
    h, j = index("h", P), index("j", N)
    v, T = tensor("v", P), tensor("T", N, M, P)
    bridge = T[i, k, h] / T[j, k, h]

    assert rename_poly(normal(Sum(k, A[i, k] / A[j, k])), {j: i}).key == normal(M).key
    apart = rename_poly(normal(Sum(k, h, bridge * y[k] * v[h])), {j: i})
    assert apart.key == normal(Sum(k, y[k]) * Sum(h, v[h])).key


def test_dummies_of_one_size_are_put_in_order_anew() -> None:
    j, p, q = index("j", N), index("p", N), index("q", N)
    S = tensor("S", N, N)
    pair = Sum(p, q, S[i, p] * S[j, q] * TANH(x[p] * x[q]))
    swap: dict[Index, AnyIndex] = {i: j, j: i}

    assert rename_poly(normal(pair), swap).key == normal(at_indices(pair, swap)).key
