"""PyTorch beside the chapter on backpropagation: real networks, and autograd's gradients.

A network of any depth is run as PyTorch runs it, `F.linear` and an activation a layer; the
weights of layer l are `W{l}`, of shape (n_l, n_(l-1)), as `nn.Linear` keeps them.
"""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor

from chainrule.corroborate.probe import Probe
from theory.softmax.probes import cross_entropy

DEPTHS = ({"L": 1, "l": 1}, {"L": 6, "l": 1}, {"L": 7, "l": 4})
"""The shallowest network and two deeper ones than the verifier draws, at layers of each kind."""

Layers = dict[str, Any]


def forward(layers: Layers, first: int, a: Tensor, last: int) -> Tensor:
    """The activation of layer `last`, from the activation `a` of the layer below `first`."""
    for layer in range(first, last + 1):
        a = layers["sigma"](F.linear(a, layers[f"W{layer}"], layers[f"b{layer}"]))
    return a


def cost(L: int, C: Callable[[Tensor], Tensor], a0: Tensor, **layers: Any) -> Tensor:
    """Any differentiable cost of the last activation, a scalar."""
    return C(forward(layers, 1, a0, L))


def error(level: int, L: int, C: Callable[[Tensor], Tensor], a0: Tensor, **layers: Any) -> Tensor:
    """What autograd leaves in the weighted input of a layer, (n_l,)."""
    below = forward(layers, 1, a0, level - 1)
    z = F.linear(below, layers[f"W{level}"], layers[f"b{level}"]).detach().requires_grad_()
    C(forward(layers, level + 1, layers["sigma"](z), L)).backward()
    assert z.grad is not None
    return z.grad


def output_error(L: int, **network: Any) -> Tensor:
    """The error of the last layer."""
    return error(L, L, **network)


def layer_error(l: int, **network: Any) -> Tensor:
    """The error of layer `l`."""
    return error(l, **network)


def quadratic_output_error(L: int, y: Tensor, **network: Any) -> Tensor:
    """The error of the last layer under PyTorch's squared error, halved."""
    return error(L, L, lambda a: F.mse_loss(a, y, reduction="sum") / 2, **network)


def batch_cost(C: Callable[[Tensor], Tensor], W: Tensor, b: Tensor, A: Tensor) -> Tensor:
    """Any cost of a batch in columns, `A` (q, B); PyTorch's layer takes the samples as rows."""
    return C(F.linear(A.T, W, b).T)


NET = {"sigma": "tanh"}
probes = (
    Probe("backprop/output-error", line=output_error, at=({"L": 1}, {"L": 6}, {"L": 7})),
    Probe(
        "backprop/output-error-quadratic",
        line=quadratic_output_error,
        functions=NET,
        at=({"L": 1}, {"L": 6}),
    ),
    Probe("backprop/output-error-softmax", loss=cross_entropy),
    Probe("backprop/hidden-error", line=layer_error, at=({"L": 2, "l": 1}, *DEPTHS[1:])),
    Probe("backprop/closed-form", line=layer_error, functions=NET, at=DEPTHS),
    Probe("backprop/bias-gradient", loss=cost, at=DEPTHS),
    Probe("backprop/weight-gradient", loss=cost, functions=NET, at=DEPTHS),
    Probe("backprop/batch-weight-gradient", loss=batch_cost),
    Probe("backprop/batch-bias-gradient", loss=batch_cost),
)
