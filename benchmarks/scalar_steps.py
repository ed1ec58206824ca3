"""Nineteen scalar steps as displayed derivations have them, each with a slip a hand would make."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chainrule.terms.author import D, positives, size, symbols
from chainrule.terms.functions import EXP, LOG, LOGISTIC, SQRT, TANH
from chainrule.terms.leaves import PI
from chainrule.terms.node import Term, as_term
from chainrule.terms.sizes import UNIT


@dataclass(frozen=True)
class ScalarStep:
    """`left = right` is true where both are defined; `left = slip` is not."""

    name: str
    left: Term
    right: Term
    slip: Term


HALF = as_term(Fraction(1, 2))
x, y, z, c, mu, mu2 = symbols("x y z c mu mu2")
s, s2, p, q, u, v = positives("s s2 p q u v")
a, beta = symbols("a beta", UNIT)
t = size("t")


def _log_normal(at: Term, mean: Term, deviation: Term) -> Term:
    return -LOG(2 * PI) / 2 - LOG(deviation) - (at - mean) ** 2 / (2 * deviation**2)


def _classification() -> list[ScalarStep]:
    sigma, softplus = LOGISTIC(z), LOG(1 + EXP(z))
    entropy = -y * LOG(sigma) - (1 - y) * LOG(1 - sigma)
    slope = sigma * (1 - sigma)
    l1, l2, l3 = symbols("l1 l2 l3")
    total = EXP(l1) + EXP(l2) + EXP(l3)
    p1, p2 = EXP(l1) / total, EXP(l2) / total
    return [
        ScalarStep("logistic loss", D(entropy, z), sigma - y, sigma + y),
        ScalarStep("tanh by logistic", TANH(z), 2 * LOGISTIC(2 * z) - 1, 2 * sigma - 1),
        ScalarStep("softplus slope", D(softplus, z), sigma, LOGISTIC(-z)),
        ScalarStep("softplus difference", softplus - LOG(1 + EXP(-z)), z, -z),
        ScalarStep(
            "logistic curvature", D(D(sigma, z), z), slope * (1 - 2 * sigma), slope * (1 - sigma)
        ),
        ScalarStep("softmax Jacobian", D(p1, l2), -p1 * p2, p1 * p2),
        ScalarStep("softmax loss", D(-LOG(p1), l1), p1 - 1, p1),
    ]


def _densities() -> list[ScalarStep]:
    divergence = LOG(s2 / s) + (s**2 + (mu - mu2) ** 2) / (2 * s2**2) - HALF
    squares = (x - mu) ** 2 / (2 * s**2), (x - mu2) ** 2 / (2 * s2**2)
    bell = EXP(-squares[0])
    ratio = _log_normal(x, mu, s) - _log_normal(x, mu2, s2)
    return [
        ScalarStep("Gaussian KL slope", D(divergence, s), s / s2**2 - 1 / s, s / s2**2 + 1 / s),
        ScalarStep(
            "Gaussian log ratio",
            ratio,
            LOG(s2 / s) - squares[0] + squares[1],
            LOG(s / s2) - squares[0] + squares[1],
        ),
        ScalarStep(
            "Gaussian score",
            D(bell / SQRT(2 * PI * s**2), mu),
            (x - mu) / s**2 * bell / (s * SQRT(2 * PI)),
            (x - mu) / s * bell / (s * SQRT(2 * PI)),
        ),
    ]


def _adversaries_and_moments() -> list[ScalarStep]:
    best = p / (p + q)
    value = p * LOG(best) + q * LOG(1 - best)
    halves = p * LOG(p / ((p + q) / 2)) + q * LOG(q / ((p + q) / 2))
    slope = p / best - q / (1 - best)
    return [
        ScalarStep("GAN optimum", slope, as_term(0), as_term(1)),
        ScalarStep(
            "GAN value", value, halves - (p + q) * LOG(as_term(2)), halves - 2 * LOG(as_term(2))
        ),
        ScalarStep(
            "Adam moment", beta * (1 - beta**t) + (1 - beta), 1 - beta ** (t + 1), 1 - beta**t
        ),
        ScalarStep(
            "conjugate root",
            1 / (SQRT(v) + SQRT(u)),
            (SQRT(v) - SQRT(u)) / (v - u),
            (SQRT(v) + SQRT(u)) / (v - u),
        ),
    ]


def _networks() -> list[ScalarStep]:
    zi, zf, zo, zg, old = symbols("zi zf zo zg old")
    i, f, o, g = LOGISTIC(zi), LOGISTIC(zf), LOGISTIC(zo), TANH(zg)
    cell = f * old + i * g
    hidden = o * TANH(cell)
    outer = o * (1 - TANH(cell) ** 2)
    inner = x + c * x**3
    gate = (1 + TANH(inner)) / 2
    rise = x / 2 * (1 - TANH(inner) ** 2)
    return [
        ScalarStep("LSTM forget gate", D(hidden, zf), outer * old * f * (1 - f), outer * old * f),
        ScalarStep("LSTM candidate", D(hidden, zg), outer * i * (1 - g**2), outer * i * (1 - g)),
        ScalarStep("LSTM output gate", D(hidden, zo), hidden * (1 - o), hidden * o),
        ScalarStep(
            "GELU slope",
            D(x / 2 * (1 + TANH(inner)), x),
            gate + rise * (1 + 3 * c * x**2),
            gate + rise * (1 + 2 * c * x**2),
        ),
        _small_network(),
    ]


def _small_network() -> ScalarStep:
    w1, w2, w3, w4, v1, v2, x1, x2 = symbols("w1 w2 w3 w4 v1 v2 x1 x2")
    h1, h2 = TANH(w1 * x1 + w2 * x2), TANH(w3 * x1 + w4 * x2)
    out = LOGISTIC(v1 * h1 + v2 * h2)
    error = (out - y) * out * (1 - out) * v1
    loss = (out - y) ** 2 / 2
    return ScalarStep("2-2-1 network", D(loss, w1), error * (1 - h1**2) * x1, error * (1 - h1) * x1)


STEPS = (*_classification(), *_densities(), *_adversaries_and_moments(), *_networks())
