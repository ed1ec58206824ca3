"""Indices that the engine made get names that a reader knows, the same in every run."""

from __future__ import annotations

from chainrule.terms.indexing import AnyIndex, Index, free_of, rename
from chainrule.terms.node import Term, walk
from chainrule.terms.relation import Relation
from chainrule.terms.substitute import map_parts

MADE = "~"  # stands in the names of indices that no author wrote


def tidy(relation: Relation) -> Relation:
    """`relation` with each index `k~7` renamed to `k`, or to `k'` where `k` is taken."""
    met = dict.fromkeys(i for side in (relation.left, relation.right) for i in _indices(side))
    taken = {index.name for index in met if MADE not in index.name}
    names: dict[Index, AnyIndex] = {}
    for index in met:
        if MADE in index.name:
            name = index.name.partition(MADE)[0]
            while name in taken:
                name += "'"
            taken.add(name)
            names[index] = Index(name, index.size)
    return Relation(_renamed(relation.left, names), relation.rel, _renamed(relation.right, names))


def _indices(term: Term) -> list[Index]:
    found: list[Index] = []
    for node in walk(term):
        for part in node.parts():
            for item in part if isinstance(part, tuple) else (part,):
                if isinstance(item, AnyIndex):
                    found += sorted(free_of(item), key=lambda index: index.name)
    return found


def _renamed(term: Term, names: dict[Index, AnyIndex]) -> Term:
    return map_parts(term, lambda part: _renamed(part, names), lambda index: rename(index, names))
