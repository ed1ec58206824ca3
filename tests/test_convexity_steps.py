"""A step by the calculus rule: its verdict and its parts."""

from __future__ import annotations

from chainrule.derivation import Convexity, Derivation, Ge, Le
from chainrule.terms.author import symbol
from chainrule.terms.functions import EXP, LOG, SIN, SOFTPLUS
from chainrule.terms.node import Term, as_term
from chainrule.terms.sizes import POSITIVE
from chainrule.verdict import StepVerdict, Tier
from chainrule.verify import verify

t, x = symbol("t", POSITIVE), symbol("x")


def verdict(start: Term, step: object) -> StepVerdict:
    made = Derivation("try/one", "Try", (start, step))  # type: ignore[arg-type]
    return verify(made).verdict.steps[0]


def test_the_three_parts_are_shown_with_their_facts() -> None:
    found = verdict(LOG(t), Le(t - 1, by=Convexity(t, at=1)))

    assert found.tier is Tier.PROVED
    assert [name for name, _ in found.parts] == ["value", "slope", "curvature"]
    assert all(check.obligations for _, (check,) in found.parts)


def test_a_point_where_the_value_does_not_vanish_proves_nothing() -> None:
    found = verdict(LOG(t), Le(t - 1, by=Convexity(t, at=2)))

    assert found.tier is Tier.UNCHECKED
    assert "not seen" in found.evidence


def test_a_curvature_of_both_signs_proves_nothing() -> None:
    found = verdict(SIN(x) ** 2, Ge(as_term(0), by=Convexity(x, at=0)))

    assert found.tier is Tier.UNCHECKED


def test_a_curvature_that_needs_kernels_is_seen() -> None:
    start = SOFTPLUS(x)
    tangent = LOG(as_term(2)) + x / 2

    found = verdict(start, Ge(tangent, by=Convexity(x, at=0)))

    assert found.tier is Tier.PROVED


def test_a_false_bound_is_refuted_first() -> None:
    found = verdict(EXP(x), Ge(1 + 2 * x, by=Convexity(x, at=0)))

    assert found.tier is Tier.REFUTED
    assert found.witness is not None
