"""Right conclusions lie within 4 radii of autograd; slightly wrong ones do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from chainrule.corroborate.compare import compare, corroborate
from chainrule.corroborate.points import points
from chainrule.corroborate.probe import Probe
from chainrule.corroborate.report import Report
from chainrule.derivation import Derivation, Eq, Ge, Le
from chainrule.library import load
from chainrule.rules.catalogue import ALGEBRA
from chainrule.terms.author import (
    POSITIVE,
    D,
    Sum,
    cost,
    delta,
    elementwise,
    index,
    label,
    let,
    outer,
    sizes,
    symbol,
    tensor,
)
from chainrule.terms.functions import EXP, LOG, SOFTPLUS
from chainrule.terms.leaves import Ones
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import equal

THEORY = load(Path(__file__).parents[2] / "theory")
n, m, B = sizes("n m B")
i, j, k, b = index("i", n), index("j", n), index("k", m), index("b", B)
z, y, x = tensor("z", n), tensor("y", n), tensor("x", n)
p = let("p", EXP(z) / Sum(i, EXP(z[i])))
loss = let("C", -Sum(i, y[i] * LOG(p[i])))
sums_to_one = (equal(Sum(i, y[i]), 1),)
sigma = elementwise("sigma")
W, V, c = tensor("W", m, n), tensor("V", n, n), tensor("c", m)
hidden = let("h", W @ x + c)
above = let("a", sigma(hidden))
C = cost("C", above)
error = let("delta", D(C, hidden))
square_next = let("g", V @ sigma(z))
square_error = let("epsilon", D(cost("C", square_next), square_next))
A, bias = tensor("A", n, B), tensor("c", m)
batch = let("Z", W @ A + outer(bias, Ones(B)))
batch_cost = cost("C", batch)
Delta = let("Delta", B * D(batch_cost, batch))
logits, klass = tensor("Z", n, B), label("y", n)
picked = -Sum(b, LOG(EXP(logits[klass(b), b]) / Sum(i, EXP(logits[i, b])))) / B
gain, eps = tensor("g", n), symbol("eps", POSITIVE)
mean = let("mu", Sum(i, x[i]) / n)
variance = let("v", Sum(i, (x[i] - mean) ** 2) / n)
normal = let("u", (x - mean * Ones(n)) / (variance + eps) ** Fraction(1, 2))
layer_norm = Sum(i, gain[i] * normal[i])
layer_norm_slope = (gain[j] - Sum(i, gain[i]) / n - normal[j] * Sum(i, gain[i] * normal[i]) / n) / (
    variance + eps
) ** Fraction(1, 2)


def claim(start: Term, last: Any, make: Callable[..., Any] = Eq, assuming: Any = ()) -> Derivation:
    """A chain of one step, as an author would claim it."""
    return Derivation("tests/claim", "A claim", (start, make(as_term(last), ALGEBRA)), (), assuming)


def second(derivation: Derivation, change: Callable[[Term], Any]) -> Derivation:
    """The derivation with another conclusion."""
    return claim(derivation.start, change(derivation.last), assuming=derivation.assuming)


RIGHT: dict[str, Derivation] = {
    "softmax": claim(D(loss, z[j]), p[j] - y[j], assuming=sums_to_one),
    "softmax of a batch of labels": claim(
        D(picked, logits[j, b]),
        (EXP(logits[j, b]) / Sum(i, EXP(logits[i, b])) - delta(j, klass(b))) / B,
    ),
    "a hidden error": claim(
        D(cost("C", square_next), z), (V.T @ square_error) * sigma.prime(z)
    ),
    "a weight gradient": claim(D(C, W), outer(error, x)),
    "a bias gradient": claim(D(C, c), D(C, above) * sigma.prime(hidden)),
    "a batch weight gradient": claim(D(batch_cost, W), Delta @ A.T / B),
    "layer normalisation": claim(D(layer_norm, x[j]), layer_norm_slope),
    "an equation without a derivative": claim(
        Sum(i, (x[i] - mean) ** 2), Sum(i, x[i] ** 2) - n * mean**2
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_conclusion_agrees_with_autograd(name: str) -> None:
    report = corroborate(RIGHT[name])

    assert report.passed, report
    assert report.largest >= 7
    assert len({point.sizes for point in report.points}) > 1


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize(
    "factor", [Fraction(2), Fraction(-1), 1 + Fraction(1, 10**9), 1 - Fraction(1, 10**12)], ids=str
)
def test_a_conclusion_with_a_wrong_factor_disagrees(name: str, factor: Fraction) -> None:
    assert not corroborate(second(RIGHT[name], lambda last: last * factor)).passed


WRONG = {
    "a transposed matrix": second(
        RIGHT["a hidden error"], lambda _: (V @ square_error) * sigma.prime(z)
    ),
    "a forgotten slope": second(RIGHT["a hidden error"], lambda _: V.T @ square_error),
    "the activation for its slope": second(
        RIGHT["a hidden error"], lambda _: (V.T @ square_error) * sigma(z)
    ),
    "a forgotten mean": second(RIGHT["a batch weight gradient"], lambda _: Delta @ A.T),
    "the wrong index": claim(D(p[i], z[j]), p[i] * (delta(i, j) - p[i])),
    "targets that need not sum to one": claim(D(loss, z[j]), p[j] - y[j]),
    "a part that is left out": second(
        RIGHT["layer normalisation"],
        lambda _: gain[j] / (variance + eps) ** Fraction(1, 2),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_conclusion_disagrees(name: str) -> None:
    report = corroborate(WRONG[name])

    assert not report.passed
    assert "DISAGREES" in str(report)


def test_the_slips_of_backpropagation_disagree_with_autograd() -> None:
    for name in ("backprop/hidden-error", "backprop/weight-gradient", "backprop/output-error"):
        derivation = THEORY[name]
        slips = [slip for slip in derivation.slips if isinstance(slip.term, Term)]
        assert slips
        for slip in slips:
            wrong = claim(derivation.start, slip.term, assuming=derivation.assuming)
            assert not corroborate(wrong).passed, slip.says


def test_an_inequality_is_held_to_its_side() -> None:
    bound = claim(Sum(i, x[i]) ** 2, n * Sum(i, x[i] ** 2), Le)
    reversed_ = claim(n * Sum(i, x[i] ** 2), Sum(i, x[i]) ** 2, Le)
    turned = claim(n * Sum(i, x[i] ** 2), Sum(i, x[i]) ** 2, Ge)

    assert corroborate(bound).passed
    assert not corroborate(reversed_).passed
    assert corroborate(turned).passed


def test_an_inequality_that_is_an_equality_is_not_failed_by_rounding() -> None:
    assert corroborate(claim(D(loss, z[j]), p[j] - y[j], Le, sums_to_one)).passed
    assert corroborate(claim(D(loss, z[j]), p[j] - y[j], Ge, sums_to_one)).passed


@pytest.mark.parametrize(
    ("torch_loss", "passes"),
    [
        (lambda z, y: F.cross_entropy(z, y), True),
        (lambda z, y: F.cross_entropy(z, y) + 1, False),
        (lambda z, y: F.cross_entropy(z, y, label_smoothing=1e-9), False),
        (lambda z, y: F.mse_loss(torch.softmax(z, 0), y), False),
    ],
    ids=["cross-entropy", "a constant more", "smoothed labels", "the quadratic cost"],
)
def test_the_loss_must_be_the_term_that_is_differentiated(torch_loss: Any, passes: bool) -> None:
    gradient = RIGHT["softmax"]

    assert corroborate(gradient, Probe(gradient.name, loss=torch_loss)).passed is passes


def test_a_constant_in_the_loss_is_caught_by_its_value_alone() -> None:
    gradient = RIGHT["softmax"]

    report = corroborate(
        gradient, Probe(gradient.name, loss=lambda z, y: F.cross_entropy(z, y) + 1)
    )

    assert all(point.autograd.passed for point in report.points)
    assert not any(point.loss.passed for point in report.points if point.loss)


def test_what_overflows_is_said_to_need_a_stable_form() -> None:
    squared = claim(Sum(i, EXP(z[i]) ** 2 / (1 + EXP(z[i])) ** 2), _ratio())

    report = corroborate(squared, scales=(280, 280, 280))

    assert report.passed
    assert report.unstable == ("autograd",)
    assert "autograd needs a stable form" in str(report)


def _ratio() -> Term:
    return Sum(i, (EXP(z[i]) / (1 + EXP(z[i]))) ** 2)


def test_extreme_points_reach_hundreds() -> None:
    sizes_of = [
        max(abs(value) for entries in point.model.tensors.values() for value in entries.values())
        for point in points(RIGHT["softmax"], None, range(1), (12, 280))
    ]

    assert sizes_of[0] < 5
    assert 12 < sizes_of[1] <= 30
    assert 280 < sizes_of[2] <= 700


def test_the_slope_of_softplus_is_compared_at_both_ends() -> None:
    softplus = claim(D(Sum(i, SOFTPLUS(z[i])), z[j]), EXP(z[j]) / (1 + EXP(z[j])))

    report = corroborate(softplus)

    assert report.passed
    assert not report.unstable


def test_a_report_without_an_ordinary_point_does_not_pass() -> None:
    report = corroborate(RIGHT["softmax"], seeds=range(0))

    assert report.points
    assert not report.passed


def test_an_undefined_side_at_an_ordinary_point_does_not_pass() -> None:
    undefined = claim(LOG(-(x[j] ** 2)), LOG(-(x[j] ** 2)))

    assert not corroborate(undefined).passed


def test_four_radii_are_allowed_and_five_are_not() -> None:
    middle, radius = torch.zeros(2, dtype=torch.float64), torch.full((2,), 1e-16)
    exact, near = torch.tensor([0.0, 3.9e-16]), torch.tensor([0.0, 5e-16])

    assert compare(exact.double(), middle, radius.double()).passed
    assert not compare(near.double(), middle, radius.double()).passed
    assert compare(near.double(), middle, radius.double(), ">=").passed
    assert not compare(near.double(), middle, radius.double(), "<=").passed


def test_a_value_that_is_not_finite_is_counted_and_not_compared() -> None:
    value = torch.tensor([float("nan"), 1.0, 1.0], dtype=torch.float64)
    radius = torch.tensor([1e-16, float("inf"), 1e-16], dtype=torch.float64)

    found = compare(value, torch.ones(3, dtype=torch.float64), radius)

    assert (found.entries, found.unstable, found.skipped) == (1, 1, 1)


def test_a_checked_derivation_is_taken_as_well_as_a_bare_one() -> None:
    from chainrule.verify import verify

    derivation = THEORY["softmax/cross-entropy-gradient"]

    assert corroborate(verify(derivation)) == corroborate(derivation)
    assert isinstance(corroborate(replace(derivation)), Report)
