"""Typed indices: a name bound to a size, or a label that data assigns to an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from chainrule.terms.sizes import Size


@dataclass(frozen=True)
class Index:
    """An index `name` that runs over `size`."""

    name: str
    size: Size

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.size))

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Label:
    """An index that data assigns: `y(b)` is the class, one of `size`, of sample `b`."""

    name: str
    of: tuple[AnyIndex, ...]
    size: Size

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.of))})" if self.of else self.name


AnyIndex: TypeAlias = Index | Label


def free_of(index: AnyIndex) -> frozenset[Index]:
    """The plain indices that `index` depends on."""
    if isinstance(index, Index):
        return frozenset({index})
    return frozenset().union(*(free_of(part) for part in index.of))


def rename(index: AnyIndex, names: Mapping[Index, AnyIndex]) -> AnyIndex:
    """`index` with plain indices replaced."""
    if isinstance(index, Index):
        return names.get(index, index)
    return Label(index.name, tuple(rename(part, names) for part in index.of), index.size)
