"""A concrete world for a statement: whole sizes and levels, rational tensors, functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from chainrule.deciders.ball.opaque import Cost, Smooth
from chainrule.deciders.ball.structure import Key, at_concrete, key
from chainrule.errors import TermError
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Let, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import axes
from chainrule.terms.sizes import ONE, Level, Size
from chainrule.terms.substitute import index_at_levels

Entries = Mapping[tuple[int, ...], Fraction]


@dataclass(frozen=True)
class Defined:
    """A tensor that an assumption `x[i] = term` fixes to a value that is not rational."""

    indices: tuple[Index, ...]
    term: Term


@dataclass(frozen=True)
class Model:
    """Values for everything that a statement mentions.

    `sizes` and `tensors` are kept by (name, level), the level None where there is none; a tensor's
    entries by their tuple of indices from 0, `()` for a scalar.  `labels` are kept by name and
    indices, opaque `functions` and `costs` by name.  `defined` tensors follow from the others.
    """

    sizes: Mapping[Key, int]
    levels: Mapping[str, int] = field(default_factory=dict)
    tensors: Mapping[Key, Entries] = field(default_factory=dict)
    labels: Mapping[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    functions: Mapping[str, Smooth] = field(default_factory=dict)
    costs: Mapping[str, Cost] = field(default_factory=dict)
    defined: Mapping[Key, Defined] = field(default_factory=dict)

    def resolve(self, term: Term) -> Term:
        """`term` at this model's levels."""
        return at_concrete(term, dict(self.levels))

    def resolve_index(self, index: Index) -> Index:
        """`index` at this model's levels."""
        levels = {name: Level((), value) for name, value in self.levels.items()}
        found = index_at_levels(index, levels)
        assert isinstance(found, Index)
        return found

    def size(self, size: Size) -> int:
        """The whole number that a size stands for."""
        if size == ONE:
            return 1
        try:
            return self.sizes[key(size)]
        except KeyError:
            raise TermError(f"the model has no size {size}; give it one in `sizes`.") from None

    def shape(self, term: Term) -> tuple[int, ...]:
        """The whole sizes of the axes of a term."""
        return tuple(self.size(size) for size in axes(self.resolve(term)))

    def array(self, tensor: Tensor | Node | Let) -> Any:
        """The entries of a drawn tensor as nested lists of Fractions; a scalar as a Fraction."""
        leaf = self.resolve(tensor)
        assert isinstance(leaf, (Tensor, Node, Let))
        if key(leaf) not in self.tensors:
            raise TermError(f"{tensor} is not drawn in this model; enclose() evaluates any term.")
        return nested(self.tensors[key(leaf)], self.shape(leaf))


def nested(entries: Mapping[tuple[int, ...], Any], shape: tuple[int, ...]) -> Any:
    """Entries by index tuple, as nested lists of this shape."""
    return _nested(entries, shape, ())


def _nested(
    entries: Mapping[tuple[int, ...], Any], shape: tuple[int, ...], at: tuple[int, ...]
) -> Any:
    if len(at) == len(shape):
        return entries[at]
    return [_nested(entries, shape, (*at, i)) for i in range(shape[len(at)])]


def entries_of(array: Any) -> dict[tuple[int, ...], Fraction]:
    """Nested lists of rationals as entries by index tuple: the inverse of `nested`."""
    if not isinstance(array, (list, tuple)):
        return {(): Fraction(array)}
    return {(i, *at): value for i, row in enumerate(array) for at, value in entries_of(row).items()}
