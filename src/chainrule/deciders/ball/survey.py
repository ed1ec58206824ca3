"""What a statement mentions, also through definitions: what a model must give values to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chainrule.deciders.ball.structure import (
    Key,
    body_at,
    definition,
    items,
    key,
    level_range,
    remembered,
)
from chainrule.errors import TermError
from chainrule.terms.functions import Apply, Call
from chainrule.terms.indexing import AnyIndex, Label
from chainrule.terms.leaves import Let, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import LevelFold, axes
from chainrule.terms.sizes import ONE, REAL, Interval, Level, Size


@dataclass
class Survey:
    """Sizes with the least they may be; tensors with axes and domain; labels; functions; costs
    with domain and the axes of their arguments.
    """

    sizes: dict[Key, int] = field(default_factory=dict)
    tensors: dict[Key, tuple[tuple[Size, ...], Interval]] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    functions: dict[str, None] = field(default_factory=dict)
    costs: dict[str, tuple[Interval, tuple[tuple[Size, ...], ...]]] = field(default_factory=dict)

    @property
    def structural(self) -> bool:
        """Whether nothing but sizes and levels is mentioned."""
        return not (self.tensors or self.labels or self.functions or self.costs)

    @property
    def names(self) -> frozenset[object]:
        """What a value or a function is drawn for."""
        return frozenset({*self.tensors, *self.labels, *self.functions, *self.costs})


@remembered
def survey(terms: tuple[Term, ...]) -> Survey:
    """What terms at whole levels mention."""
    found, seen, stack = Survey(), set[Term](), list(terms)
    while stack:
        term = stack.pop()
        if term in seen:
            continue
        seen.add(term)
        _note(found, term)
        stack.extend(_inside(found, term))
    return found


def _note(found: Survey, term: Term) -> None:
    if isinstance(term, Size) and term != ONE:
        found.sizes[key(term)] = max(term.least, found.sizes.get(key(term), 1))
    elif isinstance(term, Apply) and term.function.opaque:
        found.functions[term.function.name] = None
    elif isinstance(term, Call):
        shapes = tuple(axes(argument) for argument in term.arguments)
        found.costs[term.function.name] = term.function.domain, shapes
    elif isinstance(term, Tensor):
        _note_tensor(found, key(term), term.sizes, term.domain)
    elif isinstance(term, Node) and term.definition is None:
        sizes = tuple(size for size in term.shape if isinstance(size, Size))
        _note_tensor(found, key(term), sizes, REAL)


def _note_tensor(found: Survey, own: Key, sizes: tuple[Size, ...], domain: Interval) -> None:
    kept = tuple(size for size in sizes if size != ONE)
    if found.tensors.setdefault(own, (kept, domain))[0] != kept:
        raise TermError(f"{own[0]} is used with two shapes; give the two tensors two names.")


def _inside(found: Survey, term: Term) -> Iterable[Term]:
    if isinstance(term, (Let, Node)):
        made = definition(term)
        yield from () if made is None else (made,)
    if isinstance(term, (Node, LevelFold)):
        yield from term.shape
    if isinstance(term, LevelFold):
        for value in level_range(term):
            yield body_at(term, value)
        return
    for item in items(term):
        yield from (item,) if isinstance(item, Term) else _index_sizes(found, item)


def _index_sizes(found: Survey, index: AnyIndex) -> Iterable[Size]:
    yield index.size
    if isinstance(index, Label):
        found.labels.setdefault(index.name, index)
        for part in index.of:
            yield from _index_sizes(found, part)


@remembered
def level_names(terms: tuple[Term, ...]) -> frozenset[str]:
    """The named levels that are free in terms, each family's definition looked into once."""
    families: set[object] = set()
    done: dict[tuple[Term, frozenset[str]], frozenset[str]] = {}

    def names(item: Term | AnyIndex, bound: frozenset[str]) -> frozenset[str]:
        if not isinstance(item, Term):
            parts = item.of if isinstance(item, Label) else ()
            return frozenset().union(*(names(part, bound) for part in (item.size, *parts)))
        if (item, bound) not in done:
            done[item, bound] = frozenset()
            done[item, bound] = within(item, bound)
        return done[item, bound]

    def within(term: Term, bound: frozenset[str]) -> frozenset[str]:
        if isinstance(term, Level):
            return frozenset(name for name, _ in term.coefficients) - bound
        inner = bound | {term.level} if isinstance(term, LevelFold) else bound
        found = frozenset().union(*(names(item, inner) for item in items(term)))
        if isinstance(term, Node) and term.family not in families:
            families.add(term.family)
            made = (*term.shape, *(() if term.definition is None else (term.definition,)))
            found |= frozenset().union(*(names(part, bound) for part in made))
        return found

    return frozenset().union(*(names(term, frozenset()) for term in terms))
