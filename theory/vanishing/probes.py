"""PyTorch beside the chapter on vanishing gradients: norms of errors that autograd computes."""

from typing import Any

import torch
from torch import Tensor

from chainrule.corroborate.probe import Probe
from theory.backprop.probes import DEPTHS, error


def error_norm(l: int, **network: Any) -> Tensor:
    """The Euclidean norm of the error of layer `l`."""
    return torch.linalg.vector_norm(error(l, **network))


def stretched(W: Tensor, delta: Tensor) -> Tensor:
    """The norm of an error (n,) pulled back through a linear layer, by its vjp."""
    _, pull_back = torch.func.vjp(lambda x: W @ x, torch.zeros_like(delta))
    return torch.linalg.vector_norm(pull_back(delta)[0])


def log_odds_between_roots(w: Tensor) -> Tensor:
    """The distance of the log-odds of the two s with w s (1 - s) = 1, a scalar."""
    root = torch.sqrt(1 - 4 / w)
    return torch.logit((1 + root) / 2) - torch.logit((1 - root) / 2)


probes = (
    Probe("vanishing/one-layer", line=error_norm, functions={"sigma": "softplus"}, at=DEPTHS[1:]),
    Probe("vanishing/product-bound", line=error_norm, at=DEPTHS),
    Probe("vanishing/linear-layer", loss=stretched),
    Probe("vanishing/logistic-slope-bound", line=lambda z: torch.func.grad(torch.sigmoid)(z)),
    Probe("vanishing/nielsen-interval", loss=log_odds_between_roots),
)
