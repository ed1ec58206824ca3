"""What a term is made of, each found once: concrete levels, free indices, leaves it reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from typing import Any, ParamSpec, TypeAlias, TypeVar

from chainrule.terms.entry import generic_indices, lower
from chainrule.terms.indexing import Index, Label, free_of
from chainrule.terms.leaves import Family, Let, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Fold, LevelFold
from chainrule.terms.sizes import Level, Size
from chainrule.terms.substitute import at_levels, index_at_levels, map_parts

Leaf: TypeAlias = "Tensor | Let | Node"
Key: TypeAlias = tuple[str, int | None]
"""The name of a size or tensor, and its level where it has one."""

Levels: TypeAlias = tuple[tuple[str, int], ...]

MOST = 200_000
"""How many indices and leaves are remembered before everything is forgotten at once."""

_P = ParamSpec("_P")
_T = TypeVar("_T")
_numbers = count()
_caches: list[Any] = []


def remembered(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """`function`, computed once for each argument, until `trim` forgets it."""
    table: Any = cache(function)
    _caches.append(table)
    found: Callable[_P, _T] = table
    return found


def trim() -> None:
    """Forget what was computed about terms, all of it, once it has grown large.

    The tables hold numbers that refer to one another, so none may be emptied alone.
    """
    if sum(table.cache_info().currsize for table in _caches) > MOST:
        for table in _caches:
            table.cache_clear()


def at_concrete(term: Term, levels: Mapping[str, int]) -> Term:
    """`term` at whole levels; a part that occurs twice is rebuilt once."""
    return _at_concrete(term, tuple(sorted(levels.items())), frozenset()) if levels else term


@remembered
def _at_concrete(term: Term, levels: Levels, bound: frozenset[str]) -> Term:
    values = {name: Level((), value) for name, value in levels if name not in bound}
    done: dict[Term, Term] = {}

    def change(part: Term) -> Term:
        if part not in done:
            done[part] = changed(part)
        return done[part]

    def changed(part: Term) -> Term:
        if isinstance(part, Level):
            return part.at(values)
        if isinstance(part, Node):
            return Node(_family_at(part.family, levels), part.level.at(values))
        if isinstance(part, LevelFold):
            body = _at_concrete(part.body, levels, bound | {part.level})
            low, high = part.low.at(values), part.high.at(values)
            return LevelFold(part.kind, part.level, low, high, body)
        return map_parts(part, change, lambda index: index_at_levels(index, values))

    return change(term)


class _FamilyAt(Family):
    """A family whose definitions are taken at whole levels: they may mention the depth `L`."""

    def __init__(self, family: Family, levels: Levels) -> None:
        values = {name: Level((), value) for name, value in levels}

        def sizes(level: Level) -> tuple[Size, ...]:
            found = (at_levels(size, values) for size in family.sizes(level))
            return tuple(size for size in found if isinstance(size, Size))

        super().__init__(family.name, sizes, family.first)
        self.family, self.levels = family, levels

    def definition(self, level: Level) -> Term | None:
        made = self.family.definition(level)
        return None if made is None else at_concrete(made, dict(self.levels))


@remembered
def _family_at(family: Family, levels: Levels) -> Family:
    return family if isinstance(family, _FamilyAt) else _FamilyAt(family, levels)


@remembered
def generic(term: Term) -> tuple[tuple[Index, ...], Term]:
    """Fresh indices, one an axis, and the entry of `term` there."""
    indices = generic_indices(term)
    return indices, lower(term, indices)


@remembered
def slot(index: Index) -> int:
    """A whole number of its own for each index."""
    return next(_numbers)


@remembered
def free(term: Term) -> frozenset[Index]:
    """The indices that `term` does not bind; nodes are closed."""
    if isinstance(term, (Tensor, Let, Node)):
        return frozenset()
    found: frozenset[Index] = frozenset()
    for item in items(term):
        found |= free(item) if isinstance(item, Term) else free_of(item)
    return found - {term.index} if isinstance(term, Fold) else found


def items(term: Term) -> list[Term | Index | Label]:
    """The terms and indices directly in `term`."""
    found: list[Term | Index | Label] = []
    for part in term.parts():
        several = part if isinstance(part, tuple) else (part,)
        found += [item for item in several if isinstance(item, (Term, Index, Label))]
    return found


def whole(level: Level | None) -> int | None:
    """The value of a concrete level."""
    return None if level is None else level.value({})


def key(item: Size | Tensor | Node | Let) -> Key:
    """The name under which a model keeps a size or a tensor."""
    return item.name, whole(item.level)


def definition(leaf: Leaf) -> Term | None:
    """What a leaf is made of, or None where it is drawn."""
    return None if isinstance(leaf, Tensor) else leaf.definition


@remembered
def leaf_number(leaf: Leaf) -> int:
    """A whole number of its own for each leaf; drawn ones are told apart by name and level."""
    return _drawn_number(key(leaf)) if definition(leaf) is None else next(_numbers)


@remembered
def _drawn_number(name: Key) -> int:
    return next(_numbers)


@remembered
def reach(term: Term) -> frozenset[int]:
    """The leaves that `term` depends on, also through definitions."""
    found: frozenset[int] = frozenset()
    if isinstance(term, (Tensor, Let, Node)):
        inside = definition(term)
        own = frozenset({leaf_number(term)})
        return own if inside is None else own | reach(inside)
    for part in expanded(term):
        found |= reach(part)
    return found


def expanded(term: Term) -> list[Term]:
    """The terms directly in `term`; a fold over levels gives its body at each of them."""
    if not isinstance(term, LevelFold):
        return [item for item in items(term) if isinstance(item, Term)]
    return [body_at(term, value) for value in level_range(term)]


def level_range(fold: LevelFold) -> range:
    """The levels that a concrete fold runs over."""
    return range(fold.low.value({}), fold.high.value({}) + 1)


@remembered
def body_at(fold: LevelFold, value: int) -> Term:
    """The body of a fold at one level."""
    return at_levels(fold.body, {fold.level: Level((), value)})
