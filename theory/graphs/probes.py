"""PyTorch beside the chapter on graphs: autograd through one, and products that are counted."""

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from chainrule.corroborate.probe import Probe


def above_diagonal(row: int, column: int) -> bool:
    """Where J vanishes if every node depends on nodes of lower number only."""
    return column >= row


def telescope(J: Tensor, N: int) -> Tensor:
    """(I + J + ... + J^(N-1)) (I - J), (n, n)."""
    eye = torch.eye(len(J), dtype=J.dtype)
    powers = [torch.linalg.matrix_power(J, length) for length in range(N)]
    return sum(powers, torch.zeros_like(J)) @ (eye - J)


def adjoints(J: Tensor) -> Tensor:
    """Row o: the derivatives of node o by every node, by backpropagation through the graph."""

    def nodes(seeds: Tensor) -> Tensor:
        values: list[Tensor] = []
        for row, seed in zip(J, seeds, strict=True):
            below = [weight * value for weight, value in zip(row, values, strict=False)]
            values.append(sum(below, seed))
        return torch.stack(values)

    return torch.func.jacrev(nodes)(torch.zeros(len(J), dtype=J.dtype))


def forward_products(M: int, **widths: int) -> Tensor:
    """Multiplications of forward accumulation: all n0 columns through Jacobians 2, ..., M."""
    columns = jacobian(1, widths) if M > 1 else torch.empty(0)
    with FlopCounterMode(display=False) as counter:
        for layer in range(2, M + 1):
            columns = jacobian(layer, widths) @ columns
    return multiplications(counter)


def reverse_products(M: int, L: int, **widths: int) -> Tensor:
    """Multiplications of reverse accumulation: the nL rows of the top Jacobian through M more."""
    rows = jacobian(L, widths)
    with FlopCounterMode(display=False) as counter:
        for layer in range(L - 1, L - 1 - M, -1):
            rows = rows @ jacobian(layer, widths)
    return multiplications(counter)


def backward_flops(L: int, **widths: int) -> Tensor:
    """Floating-point operations of `backward` through L linear layers, for one sample as a row."""
    value = torch.ones(1, widths["n0"], requires_grad=True)
    for layer in range(1, L + 1):
        linear = torch.nn.Linear(widths[f"n{layer - 1}"], widths[f"n{layer}"], bias=False)
        value = linear(value)
    with FlopCounterMode(display=False) as counter:
        value.sum().backward()
    return torch.tensor(float(counter.get_total_flops()), dtype=torch.float64)


def jacobian(layer: int, widths: dict[str, int]) -> Tensor:
    """A dense Jacobian of a layer, (n_l, n_(l-1))."""
    return torch.ones(widths[f"n{layer}"], widths[f"n{layer - 1}"])


def multiplications(counter: FlopCounterMode) -> Tensor:
    """Half the operations counted: PyTorch counts a multiplication and an addition as two."""
    return torch.tensor(counter.get_total_flops() / 2, dtype=torch.float64)


probes = (
    Probe("graphs/path-sum", loss=telescope, at=({"N": 6, "n": 7},)),
    Probe(
        "graphs/backward-recursion",
        loss=adjoints,
        zeros={"J": above_diagonal},
        at=({"n": 4, "N": 4}, {"n": 7, "N": 8}),
    ),
    Probe("graphs/forward-cost", loss=forward_products, at=({"M": 9},)),
    Probe("graphs/reverse-cost", loss=reverse_products, at=({"M": 6, "L": 9},)),
    Probe("graphs/backward-is-twice-forward", loss=backward_flops, at=({"L": 9},)),
)
