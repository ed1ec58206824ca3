"""Laws of the index calculus on random terms with symbolic sizes, and their derivatives."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from chainrule.deciders.ball import NoPointError, draw, value
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.index.back import poly_term
from chainrule.deciders.index.convert import Unsupported, convert
from chainrule.deciders.index.poly import Poly
from chainrule.deciders.index.scope import Scope
from chainrule.deciders.index.zero import prove_equal
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative
from tests.deciders.index.rewritings import WAYS
from tests.strategies import INDICES, SIZES, VECTORS, scalar_terms

FREE: tuple[Index, ...] = (INDICES[SIZES[0]][0], INDICES[SIZES[1]][0])
laws = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
terms = scalar_terms(3, FREE)
seeds = st.integers(0, 10**6)


def normal(term: Term) -> Poly | None:
    """The normal form, or None where there is none."""
    try:
        return convert(term, Scope())
    except (Unsupported, ZeroDivisionError):
        return None


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@settings(laws, max_examples=200)
@given(term=terms, seed=seeds)
def test_the_normal_form_does_not_depend_on_how_a_term_is_written(way, term, seed) -> None:  # type: ignore[no-untyped-def]
    other = way(term, Random(seed))
    first = normal(term)
    assume(first is not None)
    assert first is not None

    second = normal(other)

    assert second is not None
    assert first.key == second.key, f"{term}\n{other}"


def compared(term: Term, other: Term, seed: int) -> bool:
    """Whether two terms were compared, where the first has a value; they must agree there."""
    try:
        model = draw((term, other), (), seed)
    except NoPointError:
        return False
    numbers, found = balls(), False
    for place in range(2):
        at = dict.fromkeys(FREE, place)
        left = value(term, model, at)
        if not numbers.finite(left):
            continue
        right = value(other, model, at)
        assert not numbers.below(left, right), f"{term}: {left} < {right} in {model}"
        assert not numbers.below(right, left), f"{term}: {left} > {right} in {model}"
        found |= bool(numbers.finite(right))
    return found


def check_values(terms: st.SearchStrategy[Term], count: int, least: int) -> None:
    """The normal forms of `count` random terms have the values of the terms."""
    seen: Counter[bool] = Counter()

    @settings(laws, max_examples=count)
    @given(term=terms, seed=seeds)
    def check(term: Term, seed: int) -> None:
        found = normal(term)
        assume(found is not None)
        assert found is not None
        seen[compared(term, poly_term(found), seed)] += 1

    check()
    assert seen[True] >= least, f"only {seen[True]} of {seen.total()} have values"


def test_the_normal_form_has_the_value_of_the_term() -> None:
    check_values(terms, 600, 450)


def test_a_gradient_has_the_value_of_its_definition() -> None:
    by = VECTORS[FREE[1].size][FREE[1]]
    check_values(scalar_terms(3, FREE).map(lambda term: Derivative(term, by)), 250, 180)


def test_what_is_proved_equal_has_equal_values() -> None:
    """Few random pairs are equal, so every other pair is made equal by a rewriting."""
    proved: Counter[bool] = Counter()

    @settings(laws, max_examples=250)
    @given(left=scalar_terms(2, FREE), right=scalar_terms(2, FREE), seed=seeds)
    def check(left: Term, right: Term, seed: int) -> None:
        other = WAYS[seed % 4](left, Random(seed)) if seed % 8 < 4 else right
        try:
            found = prove_equal(left, other).proved
        except ZeroDivisionError:
            return
        proved[found] += 1
        if found:
            compared(left, other, seed)

    check()
    assert proved[True] > 50
    assert proved[False] > 50
