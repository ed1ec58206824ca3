"""The field normal form proves true steps, not slips, and says on what terms."""

from __future__ import annotations

import time

import pytest

from chainrule.deciders.field import nonnegative, positive, prove_zero
from chainrule.deciders.field.polynomials import BACKENDS
from chainrule.terms.author import (
    D,
    Sum,
    cost,
    elementwise,
    index,
    let,
    levels,
    norm,
    positives,
    size,
    symbol,
    symbols,
    tensor,
)
from chainrule.terms.functions import ABS, EXP, LOG, LOGISTIC, SOFTPLUS, SQRT, TANH
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import UNIT
from tests.deciders.field_cases import CASES, Case

x, y, w = symbols("x y w")
p, q = positives("p q")
a = symbol("a", UNIT)
n, m = size("n"), size("m", least=2)
(t,) = levels("t")
f = elementwise("f")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_verdict_is_the_one_that_is_due(case: Case) -> None:
    found = prove_zero(case.term, case.facts)

    assert case.agrees(), found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_verdict_does_not_depend_on_the_polynomials(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chainrule.deciders.field.polynomials.BACKENDS", BACKENDS[1:])

    assert case.agrees()


def test_what_is_not_proved_says_why() -> None:
    for case in CASES:
        found = prove_zero(case.term, case.facts)
        assert bool(found.reason) != found.proved, case.name


def test_obligations_are_terms_of_the_step_itself() -> None:
    prior, likelihood = symbol("prior"), cost("likelihood", x)

    found = prove_zero(LOG(prior * likelihood) - LOG(likelihood) - LOG(prior))

    assert Relation(prior, ">", as_term(0)) in found.obligations
    assert Relation(likelihood, ">", as_term(0)) in found.obligations


def test_opaque_subterms_are_equal_only_to_themselves() -> None:
    i, vector = index("i", n), tensor("v", n)
    total, size_ = Sum(i, vector[i] ** 2), norm(vector)

    assert prove_zero((total + size_) ** 2 - total**2 - 2 * total * size_ - size_**2).proved
    assert not prove_zero(total - size_**2).proved
    assert prove_zero(SQRT(size_**2) - size_).obligations == ()


def test_a_term_with_axes_is_not_decided() -> None:
    vector = tensor("v", n)

    assert "not a scalar" in prove_zero(vector - vector).reason


def test_facts_about_a_generic_entry_hold_of_every_entry() -> None:
    i, j, vector = index("i", n), index("j", n), tensor("v", n)

    assert positive(vector[j] * vector[i], (vector[i] > 0,))
    assert not positive(vector[j], (Relation(vector[i], "!=", as_term(0)),))


POSITIVE: tuple[tuple[Term, tuple[Relation, ...]], ...] = (
    (p * q + 1, ()),
    (EXP(x) + x**2, ()),
    (1 - a, ()),
    (1 - a**n, ()),
    (m - 1, ()),
    (1 - p, (p < 1,)),
    (1 - p - q, (p + q < 1,)),
    (x - y, (x > y,)),
    (2 * x - 2 * y, (y < x,)),
    (1 - p / (p + q), ()),
    (1 - LOGISTIC(x), ()),
    (1 - TANH(x) ** 2, ()),
    (LOGISTIC(x) * (1 - LOGISTIC(x)), ()),
    (SOFTPLUS(x), ()),
    (x**2, (Relation(x, "!=", as_term(0)),)),
    (x, (1 / x > 0,)),
    (EXP(p) - 1, ()),
    (y * x, (x * y > 0,)),
    (-LOG(a), ()),
    (1 - SQRT(y), (y >= 0, y < 1)),
    (1 / SQRT(2 * p), ()),
    (p - x, (x <= 0,)),
    (norm(tensor("v", n)) + 1, ()),
    (let("s", p + q), ()),
    (D(EXP(x), x), ()),
)
NOT_POSITIVE: tuple[tuple[Term, tuple[Relation, ...]], ...] = (
    (x, ()),
    (x**2, ()),
    (1 - p, ()),
    (p - q, (p < q,)),
    (x, (x >= 0,)),
    (x, (x**2 > 0,)),
    (n - 1, ()),
    (TANH(x), ()),
    (x * y, (x > 0,)),
    (f(x), (x > 0,)),
    (ABS(x), ()),
    (x, (Relation(x, "!=", as_term(0)),)),
)


@pytest.mark.parametrize(("term", "facts"), POSITIVE, ids=str)
def test_the_sign_test_finds(term: Term, facts: tuple[Relation, ...]) -> None:
    assert positive(term, facts)
    assert nonnegative(term, facts)
    assert not positive(-term, facts)


@pytest.mark.parametrize(("term", "facts"), NOT_POSITIVE, ids=str)
def test_the_sign_test_does_not_claim(term: Term, facts: tuple[Relation, ...]) -> None:
    assert not positive(term, facts)


def test_squares_and_differences_from_one_are_nonnegative() -> None:
    assert nonnegative(x**2 - 2 * x * y + y**2)
    assert nonnegative(n - 1)
    assert nonnegative(1 - TANH(x))
    assert not nonnegative(x**2 - 3 * x * y + y**2)


def test_the_nineteen_steps_take_a_moment() -> None:
    """A loose bound against accidents; the benchmark prints the times."""
    steps = [case.term for case in CASES if case.proved]

    start = time.perf_counter()
    for term in steps:
        prove_zero(term)

    assert time.perf_counter() - start < 5
