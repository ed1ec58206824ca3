"""Signs of terms: each claim is true of the numbers."""

from collections import Counter
from fractions import Fraction

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chainrule.deciders.ball import NoPointError, draw, value
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.sign import is_nonnegative, is_nonzero, is_positive
from chainrule.terms.author import (
    Max,
    Prod,
    ProdOver,
    Sum,
    SumOver,
    index,
    layered,
    levels,
    size,
    symbol,
    tensor,
)
from chainrule.terms.functions import EXP, LOGISTIC
from chainrule.terms.node import Term
from chainrule.terms.relation import nonzero, positive
from chainrule.terms.sizes import POSITIVE
from tests.strategies import INDICES, scalar_terms

n = size("n")
lev, top = levels("l L")
weight = layered("P", lambda at: (n, n), POSITIVE)
u = symbol("u", POSITIVE)


def test_an_empty_product_of_positive_matrices_has_zeros() -> None:
    product = ProdOver(lev, lev, top, weight(lev))

    assert is_nonnegative(product)
    assert not is_positive(product)


def test_an_empty_sum_is_zero_and_an_empty_product_of_numbers_is_one() -> None:
    assert not is_positive(SumOver(lev, lev, top, u))
    assert is_nonnegative(SumOver(lev, lev, top, u))
    assert is_positive(ProdOver(lev, lev, top, u))


claims = settings(
    max_examples=400,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
FREE = tuple(pair[0] for pair in INDICES.values())
positive_parts = st.recursive(
    scalar_terms(1, FREE),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] / pair[1]),
        st.tuples(inner, inner).map(lambda pair: 1 - pair[0] * pair[1]),
        inner.map(lambda one: one * one),
        inner.map(lambda one: one**2),
        inner.map(abs),
        inner.map(EXP),
        inner.map(LOGISTIC),
        inner.map(lambda one: -one),
        st.tuples(st.sampled_from(FREE), inner).map(lambda pair: Sum(*pair)),
        st.tuples(st.sampled_from(FREE), inner).map(lambda pair: Max(*pair)),
        st.tuples(st.sampled_from(FREE), inner).map(lambda pair: Prod(*pair)),
    ),
    max_leaves=6,
)


def test_a_claim_about_a_sign_is_true_of_the_numbers() -> None:
    claimed: Counter[str] = Counter()

    @claims
    @given(term=positive_parts, seed=st.integers(0, 3))
    def check(term: Term, seed: int) -> None:
        said = {
            ">": is_positive(term),
            ">=": is_nonnegative(term),
            "!=": is_nonzero(term),
        }
        if not any(said.values()):
            return
        try:
            model = draw((term,), (), seed)
        except NoPointError:
            return
        number = value(term, model, dict.fromkeys(FREE, 1))
        numbers, zero = balls(), balls().rational(Fraction(0))
        if not numbers.finite(number):
            return
        low, high = numbers.below(number, zero), numbers.below(zero, number)
        for relation, held in said.items():
            claimed[relation] += held
            assert not (held and low and relation in (">", ">=")), f"{term} {relation} 0: {number}"
            vanishes = not low and not high and bool(number == 0)
            assert not (held and vanishes and relation != ">="), f"{term} {relation} 0: {number}"

    check()
    assert min(claimed.values()) > 60, claimed


def test_facts_are_used_for_every_index() -> None:
    x = tensor("x", n)
    i, j = index("i", n), index("j", n)

    assert is_positive(Sum(j, x[j]), (positive(x[i]),))
    assert not is_positive(Sum(j, x[j]))
    assert is_nonzero(x[j] * x[i], (nonzero(x[i]),))
    assert not is_positive(x[i], (positive(-x[i]),))
