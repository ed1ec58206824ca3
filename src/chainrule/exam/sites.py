"""The places in a line at which it can be changed, and the line with one of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chainrule.terms.functions import Call
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Let, Node, Tensor
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import Fold, LevelFold
from chainrule.terms.sizes import REAL, Interval, Level, Size
from chainrule.terms.substitute import free_indices

Path = tuple[tuple[int, int], ...]
"""Downwards: which part of a term, and which item of it where the part is a tuple (else -1)."""

Leaf = Tensor | Let | Node


@dataclass(frozen=True)
class Site:
    """A term within a line, the indices and levels that may be named there, and whether it is
    what a derivative is taken by.
    """

    path: Path
    term: Term
    indices: tuple[Index, ...]
    levels: frozenset[str]
    by: bool = False


@dataclass(frozen=True)
class Pool:
    """The leaves and sizes that a step speaks of: what a symbol may be confused with."""

    leaves: tuple[Leaf, ...]
    sizes: tuple[Size, ...]

    def like(self, term: Term) -> list[Term]:
        """Other leaves of the same shape and domain; other sizes for a size."""
        if isinstance(term, Size):
            return [other for other in self.sizes if other != term]
        assert isinstance(term, (Tensor, Let, Node))
        return [
            other
            for other in self.leaves
            if other != term and other.shape == term.shape and domain(other) == domain(term)
        ]


def domain(leaf: Leaf) -> Interval:
    """Where a leaf lives; a node may be any number."""
    return leaf.domain if isinstance(leaf, Tensor) else REAL


def sites(line: Term) -> Iterator[Site]:
    """Every place of a line, parents first; what a symbol or a cost is made of is no place."""
    yield from _below(Site((), line, tuple(sorted(free_indices(line), key=str)), frozenset()))


def _below(site: Site) -> Iterator[Site]:
    term = site.term
    yield site
    if isinstance(term, (Tensor, Let, Node, Call, Size, Level)):
        return
    indices, levels = site.indices, site.levels
    if isinstance(term, Fold):
        indices = (*indices, term.index)
    if isinstance(term, LevelFold):
        levels = levels | {term.level}
    for step, child in _children(term):
        by = site.by or (hasattr(term, "by") and step == (1, -1))
        yield from _below(Site((*site.path, step), child, indices, levels, by))


def _children(term: Term) -> Iterator[tuple[tuple[int, int], Term]]:
    for number, part in enumerate(term.parts()):
        if isinstance(part, Term):
            yield (number, -1), part
        elif isinstance(part, tuple):
            for place, item in enumerate(part):
                if isinstance(item, Term):
                    yield (number, place), item


def put(line: Term, path: Path, new: Term) -> Term:
    """`line` with the term at `path` replaced; TermError where that is not well formed."""
    if not path:
        return new
    (number, place), *rest = path
    parts = list(line.parts())
    if place < 0:
        parts[number] = put(parts[number], tuple(rest), new)
    else:
        items = list(parts[number])
        items[place] = put(items[place], tuple(rest), new)
        parts[number] = tuple(items)
    return type(line)(*parts)


def pool(terms: Iterable[Term]) -> Pool:
    """What `terms` mention, the definitions of named terms included, in a fixed order."""
    leaves: dict[Leaf, None] = {}
    sizes: dict[Size, None] = {}
    todo, seen = list(terms), set[Term]()
    while todo:
        for part in walk(todo.pop(0)):
            if isinstance(part, (Tensor, Let, Node)) and part not in leaves:
                leaves[part] = None
            if isinstance(part, Let) and part not in seen:
                seen.add(part)
                todo.append(part.definition)
            if isinstance(part, Size) and part.name != "1":
                sizes[part] = None
    return Pool(tuple(sorted(leaves, key=_spelled)), tuple(sorted(sizes, key=_spelled)))


def _spelled(term: Term) -> tuple[str, str]:
    return str(term), str(term.shape)
