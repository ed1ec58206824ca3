"""Gradients of networks against PyTorch's autograd, within four radii at 53 bits."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from chainrule.deciders.ball import Enclosure, Model, draw, enclose
from chainrule.terms.author import POSITIVE, D, Sum, index, let, norm, outer, sizes, symbol, tensor
from chainrule.terms.functions import EXP, LOG, LOGISTIC, RELU, SOFTPLUS, TANH
from chainrule.terms.leaves import Tensor
from chainrule.terms.node import Term, walk

n, m, B = sizes("n m B")
i, j, k = index("i", n), index("j", n), index("k", m)
W, V, b, x = tensor("W", m, n), tensor("V", B, m), tensor("b", m), tensor("x", n)
goal, t = tensor("g", B), tensor("t", m)
h = let("h", TANH(W @ x + b))
p = let("p", EXP(W @ x) / Sum(k, EXP((W @ x)[k])))
scale = symbol("s", POSITIVE)
values = tensor("v", n)
mean = let("mu", Sum(i, values[i]) / n)
spread = let("var", Sum(i, (values[i] - mean) ** 2) / n)

CASES: dict[str, tuple[Term, Any]] = {
    "two layers": (
        norm(V @ h - goal) ** 2 / 2,
        lambda v: ((v["V"] @ torch.tanh(v["W"] @ v["x"] + v["b"]) - v["g"]) ** 2).sum() / 2,
    ),
    "softmax cross-entropy": (
        -Sum(k, t[k] * LOG(p[k])),
        lambda v: -(v["t"] * torch.log_softmax(v["W"] @ v["x"], 0)).sum(),
    ),
    "logistic and softplus": (
        Sum(k, SOFTPLUS((W @ x)[k]) * LOGISTIC(b[k])),
        lambda v: (torch.nn.functional.softplus(v["W"] @ v["x"]) * torch.sigmoid(v["b"])).sum(),
    ),
    "relu": (
        norm(RELU(W @ x + b)) ** 2,
        lambda v: (torch.relu(v["W"] @ v["x"] + v["b"]) ** 2).sum(),
    ),
    "normalisation": (
        Sum(i, x[i] * TANH((values[i] - mean) / (spread + scale))),
        lambda v: (v["x"] * torch.tanh(
            (v["v"] - v["v"].mean()) / (v["v"].var(unbiased=False) + v["s"]))).sum(),
    ),
    "spectral norm": (
        norm(outer(b, x) + W),
        lambda v: torch.linalg.matrix_norm(torch.outer(v["b"], v["x"]) + v["W"], 2),
    ),
    "gradient penalty": (
        norm(D(norm(TANH(W @ x)) ** 2, x)) ** 2 * scale,
        lambda v: v["s"] * (torch.autograd.grad(
            (torch.tanh(v["W"] @ v["x"]) ** 2).sum(), v["x"], create_graph=True)[0] ** 2).sum(),
    ),
}  # fmt: skip


def arrays(model: Model, term: Term) -> dict[Tensor, torch.Tensor]:
    leaves = {part for part in walk(term) if isinstance(part, Tensor)}
    return {
        leaf: torch.tensor(floats(model.array(leaf)), dtype=torch.float64, requires_grad=True)
        for leaf in sorted(leaves, key=str)
    }


def floats(array: Any) -> Any:
    return [floats(row) for row in array] if isinstance(array, list) else float(array)


def flat(nested: Any) -> list[Enclosure]:
    if isinstance(nested, Enclosure):
        return [nested]
    return [entry for row in nested for entry in flat(row)]


@pytest.mark.parametrize(("loss", "code"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("seed", range(4))
def test_autograd_lies_within_four_radii(loss: Term, code: Any, seed: int) -> None:
    model = draw((loss,), seed=seed)
    given = arrays(model, loss)

    code({leaf.name: array for leaf, array in given.items()}).backward()

    for leaf, array in given.items():
        assert array.grad is not None
        balls = flat(enclose(D(loss, leaf), model))
        for ball, found in zip(balls, array.grad.flatten().tolist(), strict=True):
            assert abs(found - ball.mid) <= 4 * ball.radius + 1e-14 * abs(ball.mid)


def test_a_wrong_gradient_lies_outside() -> None:
    loss, code = CASES["two layers"]
    model = draw((loss,), seed=1)
    given = arrays(model, loss)

    (2 * code({leaf.name: array for leaf, array in given.items()})).backward()

    (weight,) = (leaf for leaf in given if leaf.name == "V")
    balls = flat(enclose(D(loss, weight), model))
    grad = given[weight].grad
    assert grad is not None
    assert all(
        abs(found - ball.mid) > 4 * ball.radius
        for ball, found in zip(balls, grad.flatten().tolist(), strict=True)
    )
