"""Inequalities of scalars: what kernel abstraction proves, and what it must not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chainrule.deciders.smt import nonnegative
from chainrule.terms.author import positives, symbols
from chainrule.terms.functions import EXP, LOGISTIC, SOFTPLUS, SQRT, TANH
from chainrule.terms.relation import equal

x, y, z = symbols("x y z")
p, q, u, v, w = positives("p q u v w")
Q = Fraction

TRUE = {
    "the logistic slope is at most a quarter": Q(1, 4) - LOGISTIC(z) * (1 - LOGISTIC(z)),
    "tanh is at most 1 in size": 1 - TANH(z) ** 2,
    "the mean of exponentials": (EXP(x) + EXP(y)) / 2 - EXP((x + y) / 2),
    "arithmetic and geometric mean": (u + v) / 2 - SQRT(u * v),
    "Cauchy and Schwarz in the plane": (x**2 + y**2) * (u**2 + v**2) - (x * u + y * v) ** 2,
    "softplus is above its argument's logistic part": EXP(SOFTPLUS(z)) - EXP(z),
    "a quotient": (u + v) ** 2 / (u * v) - 4,
}
FALSE = {
    "a fifth": Q(1, 5) - LOGISTIC(z) * (1 - LOGISTIC(z)),
    "means the other way": SQRT(u * v) - (u + v) / 2,
    "too good a quotient": (u + v) ** 2 / (u * v) - 5,
    "a square of unknown sign": x**3,
}


@pytest.mark.parametrize("term", TRUE.values(), ids=TRUE)
def test_a_true_inequality_is_proved_and_confirmed(term) -> None:
    answer = nonnegative(term)

    assert answer.proved, answer.reason
    assert "z3" in answer.by


@pytest.mark.parametrize("term", FALSE.values(), ids=FALSE)
def test_a_false_inequality_is_not_proved(term) -> None:
    assert not nonnegative(term).proved


def test_facts_are_used() -> None:
    gap = p * q - (p + q) / 2 + Q(1, 4)

    assert not nonnegative(-gap).proved
    assert nonnegative(Q(1, 4) - p * q, (equal(p + q, 1),)).proved


def test_a_fact_about_a_quotient_keeps_the_sign_of_its_denominator() -> None:
    assert nonnegative(x, (x / u >= 0,)).proved
    assert not nonnegative(x, (x / y >= 0,)).proved
