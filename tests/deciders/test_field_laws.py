"""Laws of the field normal form on random terms, against numbers computed elsewhere."""

from __future__ import annotations

from random import Random

import mpmath
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from chainrule.deciders.field import derivative, nonnegative, positive, prove_zero
from chainrule.deciders.field.conditions import conditions
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from tests.deciders.field_numbers import Undefined, holds, value
from tests.deciders.field_terms import a, p, point, rewritten, smooth_terms, terms, x

SMALL = mpmath.mpf(10) ** -25
laws = settings(max_examples=1000, derandomize=True, deadline=None, database=None)
seeds = st.integers(0, 10**6)


def _differences(
    left: Term, right: Term, needs: tuple[Relation, ...], random: Random
) -> list[bool]:
    """Whether the sides differ, at each point where both are defined and the needs hold."""
    found = []
    for _ in range(6):
        at = point(random)
        try:
            one, other = value(left, at), value(right, at)
            if all(holds(need, at) for need in needs):
                found.append(bool(abs(one - other) > SMALL * (1 + abs(one) + abs(other))))
        except Undefined:
            continue
    return found


@laws
@given(terms, seeds, st.booleans())
def test_what_is_proved_is_true_wherever_its_obligations_hold(
    term: Term, seed: int, slip: bool
) -> None:
    random = Random(seed)
    other = rewritten(term, random, slip)

    found = prove_zero(term - other)

    if found.proved:
        seen = _differences(term, other, found.obligations, random)
        event(f"proved, slip {slip}, points {bool(seen)}")
        assert not any(seen), (term, other, found)
    else:
        event(f"not proved, slip {slip}")


@laws
@given(terms, seeds)
def test_a_rewriting_by_identities_is_proved(term: Term, seed: int) -> None:
    other = rewritten(term, Random(seed), slip=False)

    found = prove_zero(term - other)

    excused = ("holds nowhere", "zero", "vanishes", "too large", "finer", "beyond")
    assert found.proved or any(word in found.reason for word in excused), (term, other, found)


@laws
@given(smooth_terms, seeds)
def test_the_derivative_agrees_with_differences(term: Term, seed: int) -> None:
    random = Random(seed)
    slope = derivative(term, x)
    h = mpmath.mpf(10) ** -14

    for _ in range(3):
        at = dict(point(random))
        try:
            exact = value(slope, at)
            around = [value(term, at | {x: at[x] + k * h}) for k in (-2, -1, 1, 2)]
        except Undefined:
            continue
        number = (around[0] - 8 * around[1] + 8 * around[2] - around[3]) / (12 * h)
        scale = 1 + abs(exact) + max(map(abs, around))
        assert abs(exact - number) < mpmath.mpf(10) ** -12 * scale**2, (term, slope, at)


@laws
@given(terms, seeds)
def test_a_term_called_positive_is_positive(term: Term, seed: int) -> None:
    random = Random(seed)
    facts = (Relation(x, ">", a), Relation(p, "<", p * 0 + 1))
    above, least = positive(term, facts), nonnegative(term, facts)
    event(f"positive {above}, nonnegative {least}")
    for _ in range(6):
        at = point(random)
        try:
            number = value(term, at)
            if all(holds(need, at) for need in conditions(term)) and at[x] > at[a] and at[p] < 1:
                assert not above or number > 0, (term, at)
                assert not least or number >= 0, (term, at)
        except Undefined:
            continue


@pytest.mark.parametrize("seed", range(3))
def test_slips_are_slips(seed: int) -> None:
    """Most random slips change the value, so the law about them is not empty."""
    random = Random(seed)
    changed = sum(
        any(_differences(term, rewritten(term, random, slip=True), (), random))
        for term in [x**2 + p, (x + p) * a, x * p - 2 * a] * 20
    )

    assert changed > 40
