"""Values and derivatives against an independent evaluation."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf, workdps

from chainrule.deciders.ball import Model, NoPointError, draw
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.evaluate import program
from chainrule.deciders.ball.run import Run
from chainrule.deciders.ball.structure import free, generic, slot
from chainrule.terms.functions import Apply
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Node
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import Derivative
from tests import strategies
from tests.deciders.reference import OutsideError, evaluate

checked = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
seeds = st.integers(0, 4)
scope = tuple(index for pair in strategies.INDICES.values() for index in pair)
terms = st.one_of(
    strategies.scalar_terms(3, scope),
    strategies.scalar_terms(2, scope),
    st.sampled_from(strategies.SIZES).flatmap(lambda size: strategies.tensor_terms((size,))),
    st.tuples(*[st.sampled_from(strategies.SIZES)] * 2).flatmap(strategies.tensor_terms),
)


def compare(term: Term, seed: int) -> str:
    """Assert that every entry encloses the reference at a drawn point; what was found there."""
    try:
        model = draw((term,), strategies.LEVELS, seed)
    except NoPointError:
        return "no point"
    random = Random(seed)
    at = {index: random.randrange(model.size(index.size)) for index in free_of_term(term)}
    try:
        expected = evaluate(term, model, at)
    except (OutsideError, OverflowError, ZeroDivisionError):
        expected = None
    found = values(term, model, at)
    smooth = not any(isinstance(part, (Derivative, Node)) for part in walk(term))
    primes = any(isinstance(part, Apply) and part.function.order for part in walk(term))
    if expected is None:
        assert not smooth or not all(map(FINITE, found.values())), f"{term} is undefined"
        return "undefined"
    if not all(map(FINITE, found.values())):
        return "unknown"
    for place, ball in found.items():
        assert encloses(ball, expected[place], exact=smooth and not primes), (
            f"{term} at {place}: {ball} and not {mp.nstr(expected[place], 30)}"
        )
    return "compared"


FINITE = balls().finite


def free_of_term(term: Term) -> list[Index]:
    return sorted(free(term), key=lambda index: index.name)


def values(term: Term, model: Model, at: dict[Index, int]) -> dict[tuple[int, ...], Any]:
    """A ball for every entry of a term at 200 bits."""
    indices, scalar = generic(model.resolve(term))
    numbers = balls()
    found = {}
    with numbers.working(200):
        run = Run(model, numbers)
        for place in product(*map(range, model.shape(term))):
            slots = {
                slot(i): v for i, v in zip((*indices, *at), (*place, *at.values()), strict=True)
            }
            found[place] = program(scalar)(run, slots, ())
    return found


def encloses(ball: Any, expected: Any, *, exact: bool) -> bool:
    """Whether a ball holds the reference; differences by steps are good to 18 digits."""
    numbers = balls()
    with numbers.working(400), workdps(110):
        middle = mpf(numbers.decimal(ball, 100))
        radius = mpf(numbers.decimal(abs(ball - numbers.midpoint(ball)).abs_upper(), 10))
        slack = mpf(10) ** (-58 if exact else -18) * max(1, abs(expected))
        return bool(abs(middle - expected) <= radius * 2 + slack)


def test_random_terms_have_the_values_that_numpy_finds() -> None:
    outcomes: Counter[str] = Counter()
    unknown: list[str] = []

    @settings(checked, max_examples=1200)
    @given(terms, seeds)
    def check(term: Term, seed: int) -> None:
        outcome = compare(term, seed)
        outcomes[outcome] += 1
        unknown.extend([str(term)] if outcome == "unknown" else [])

    check()

    assert outcomes["compared"] > 1000, outcomes
    assert len(unknown) < 25, unknown


@pytest.mark.parametrize("term", strategies.LEVELLED, ids=str)
@pytest.mark.parametrize("seed", range(6))
def test_a_term_over_levels_has_the_value_that_numpy_finds(term: Term, seed: int) -> None:
    assert compare(term, seed) == "compared"
