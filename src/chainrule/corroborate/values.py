"""Pieces of generated torch code, each with the named axes of the tensor that it makes.

The axes of a `Value` are its free indices, in the order of `indices`, then `rank` axes of its
own.  Because the axes are named, the value of a term is the same wherever the term stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chainrule.terms.indexing import Index

SUM, PRODUCT, UNARY, POWER, ATOM = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Value:
    """An expression in torch; `strength` says how tightly it binds, `number` that it is a float."""

    code: str
    indices: tuple[Index, ...] = ()
    rank: int = 0
    strength: int = ATOM
    number: bool = False

    def within(self, least: int) -> str:
        """The code, in parentheses where it binds less than `least`."""
        return self.code if self.strength >= least else f"({self.code})"

    @property
    def tensor(self) -> str:
        """The code as the argument of a torch function, which takes no bare number."""
        return f"torch.tensor({self.code}, dtype=torch.float64)" if self.number else self.code

    def dim(self, index: Index) -> int:
        """The position of a named axis."""
        return self.indices.index(index)


def union(values: Iterable[Value]) -> tuple[Index, ...]:
    """The indices of all `values`, each once, in the order in which they appear."""
    return tuple(dict.fromkeys(index for value in values for index in value.indices))


def aligned(value: Value, indices: tuple[Index, ...], rank: int) -> Value:
    """`value` so that it broadcasts against a tensor with these axes."""
    if not value.indices and value.rank in (0, rank):
        return value
    ordered = permuted(value, tuple(index for index in indices if index in value.indices))
    slots = [":" if index in value.indices else "None" for index in indices]
    slots += [":" if value.rank else "None"] * rank
    while slots[0] == "None":
        slots.pop(0)
    if "None" not in slots:
        return ordered
    while slots[-1] == ":":
        slots.pop()
    return replace(ordered, code=f"{ordered.within(ATOM)}[{', '.join(slots)}]", strength=ATOM)


def permuted(value: Value, indices: tuple[Index, ...]) -> Value:
    """`value` with its named axes in another order."""
    if indices == value.indices:
        return value
    if len(indices) == 2 and not value.rank:
        return Value(f"{value.within(ATOM)}.T", indices)
    order = [value.dim(index) for index in indices]
    order += range(len(indices), len(indices) + value.rank)
    code = f"{value.within(ATOM)}.permute({', '.join(map(str, order))})"
    return Value(code, indices, value.rank)


def broadcast(values: tuple[Value, ...]) -> tuple[tuple[Value, ...], tuple[Index, ...], int]:
    """All `values` aligned with one another, with the indices and the rank of the result."""
    indices, rank = union(values), max(value.rank for value in values)
    return tuple(aligned(value, indices, rank) for value in values), indices, rank


def einsum(factors: tuple[Value, ...], result: tuple[Index, ...]) -> Value:
    """The sum of a product over every index of the factors that the result does not have.

    Own axes, the last of all, must be absent.
    """
    spelled = letters((*union(factors), *result))
    inputs = ",".join("".join(spelled[index] for index in factor.indices) for factor in factors)
    output = "".join(spelled[index] for index in result)
    operands = ", ".join(factor.tensor for factor in factors)
    return Value(f'torch.einsum("{inputs}->{output}", {operands})', result)


def letters(indices: Iterable[Index]) -> dict[Index, str]:
    """A letter for every index: its own name where that is a letter and still free."""
    chosen: dict[Index, str] = {}
    free = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    wanted = list(dict.fromkeys(indices))
    for index in wanted:
        if index.name[0] in free and len(index.name.split("~")[0]) == 1:
            chosen[index] = index.name[0]
            free.remove(index.name[0])
    for index in wanted:
        if index not in chosen:
            chosen[index] = free.pop()
    return chosen


def named(value: Value, taken: tuple[Index, ...]) -> Value:
    """`value` with its last own axes named by `taken`; an index met twice takes the diagonal."""
    own = tuple(Index(f"{place}", index.size) for place, index in enumerate(_blank(value, taken)))
    axes = (*value.indices, *own, *taken)
    indices = tuple(dict.fromkeys((*value.indices, *taken)))
    result = (*indices, *own)
    if axes == result:
        return replace(value, indices=indices, rank=len(own))
    spelled = letters(result)
    pattern = "".join(map(spelled.__getitem__, axes))
    output = "".join(map(spelled.__getitem__, result))
    return Value(f'torch.einsum("{pattern}->{output}", {value.code})', indices, len(own))


def _blank(value: Value, taken: tuple[Index, ...]) -> tuple[Index, ...]:
    return taken[:1] * (value.rank - len(taken))
