"""PyTorch beside the chapter on the learning slowdown: its sigmoid and its two losses."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.corroborate.probe import Probe


def quadratic(z: Tensor, y: Tensor) -> Tensor:
    """Half the squared error of one logistic unit, all scalars."""
    return F.mse_loss(torch.sigmoid(z), y) / 2


def cross_entropy(u: Tensor, y: Tensor) -> Tensor:
    """PyTorch's loss of the logit of an activation; it takes any target, all scalars."""
    return F.binary_cross_entropy_with_logits(torch.logit(u), y)


def difference(u: Tensor, y: Tensor, **costs: Callable[[Tensor], Tensor]) -> Tensor:
    """Any cost F of the activation minus cross-entropy, all scalars."""
    return costs["F"](u) - cross_entropy(u, y)


probes = (
    Probe("slowdown/logistic-slope", loss=lambda z: torch.sigmoid(z)),
    Probe("slowdown/quadratic-cost", loss=quadratic),
    Probe("slowdown/cross-entropy-in-activation", loss=cross_entropy),
    Probe(
        "slowdown/cross-entropy-cost",
        loss=lambda z, y: F.binary_cross_entropy_with_logits(z, y),
    ),
    Probe("slowdown/only-cross-entropy", loss=difference),
)
