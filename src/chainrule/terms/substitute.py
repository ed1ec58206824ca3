"""Substitution without capture: of levels, of indices, of whole terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from chainrule.terms.indexing import AnyIndex, Index, Label, free_of, rename
from chainrule.terms.node import Term, rebuild
from chainrule.terms.operators import Fold, LevelFold
from chainrule.terms.sizes import Level, Size

_numbers = count(1)


def fresh(like: Index) -> Index:
    """An index over the same size whose name no author can write."""
    return Index(f"{like.name.split('~')[0]}~{next(_numbers)}", like.size)


def map_parts(
    term: Term, on_term: Callable[[Term], Term], on_index: Callable[[AnyIndex], AnyIndex]
) -> Term:
    """`term` rebuilt with its direct terms and its indices replaced."""

    def change(part: Any) -> Any:
        if isinstance(part, Term):
            return on_term(part)
        if isinstance(part, (Index, Label)):
            return on_index(part)
        if isinstance(part, tuple) and part and isinstance(part[0], (Term, Index, Label)):
            return tuple(change(item) for item in part)
        return part

    old = term.parts()
    new = tuple(change(part) for part in old)
    return term if new == old else type(term)(*new)


def free_indices(term: Term) -> frozenset[Index]:
    """The indices that `term` does not bind; a term remembers them."""
    if "_free" not in vars(term):
        object.__setattr__(term, "_free", _free_indices(term))
    found: frozenset[Index] = vars(term)["_free"]
    return found


def _free_indices(term: Term) -> frozenset[Index]:
    found: frozenset[Index] = frozenset()
    for part in term.parts():
        items = part if isinstance(part, tuple) else (part,)
        for item in items:
            if isinstance(item, Term):
                found |= free_indices(item)
            elif isinstance(item, (Index, Label)):
                found |= free_of(item)
    return found - {term.index} if isinstance(term, Fold) else found


def at_indices(term: Term, names: Mapping[Index, AnyIndex]) -> Term:
    """`term` with free indices replaced; bound ones are renamed out of the way."""
    if not names:
        return term
    if isinstance(term, Fold):
        return _under_binder(term, names)
    plain = dict(names)
    return map_parts(term, lambda t: at_indices(t, plain), lambda i: rename(i, plain))


def _under_binder(term: Fold, names: Mapping[Index, AnyIndex]) -> Fold:
    inner = {old: new for old, new in names.items() if old != term.index}
    if not inner:
        return term
    index, body = term.index, term.body
    incoming = frozenset().union(*(free_of(new) for new in inner.values()))
    if index in incoming:
        index = fresh(index)
        body = at_indices(body, {term.index: index})
    return Fold(term.kind, index, at_indices(body, inner))


def at_levels(term: Term, values: Mapping[str, Level]) -> Term:
    """`term` with named levels replaced, in leaves, sizes and indices alike."""
    if not values:
        return term
    if isinstance(term, Level):
        return term.at(dict(values))
    if isinstance(term, LevelFold):
        inner = {name: value for name, value in values.items() if name != term.level}
        low, high = term.low.at(dict(values)), term.high.at(dict(values))
        return LevelFold(term.kind, term.level, low, high, at_levels(term.body, inner))
    return map_parts(term, lambda t: at_levels(t, values), lambda i: index_at_levels(i, values))


def index_at_levels(index: AnyIndex, values: Mapping[str, Level]) -> AnyIndex:
    """`index` over its size at the new levels."""
    size = at_levels(index.size, values)
    assert isinstance(size, Size)
    if isinstance(index, Index):
        return Index(index.name, size)
    return Label(index.name, tuple(index_at_levels(i, values) for i in index.of), size)


def replace(term: Term, old: Term, new: Term) -> Term:
    """`term` with every occurrence of `old` replaced by `new`, without capture."""
    return replace_all(term, {old: new})


def replace_all(term: Term, new: Mapping[Term, Term]) -> Term:
    """`term` with terms replaced all at once, without capture."""
    if term in new:
        return new[term]
    if isinstance(term, Fold):
        incoming: frozenset[Index] = frozenset()
        for old, value in new.items():
            incoming |= free_indices(value) - free_indices(old)
        if term.index in incoming:
            index = fresh(term.index)
            body = at_indices(term.body, {term.index: index})
            return Fold(term.kind, index, replace_all(body, new))
    return rebuild(term, lambda child: replace_all(child, new))


def bind_fresh(fold: Fold) -> tuple[Index, Term]:
    """The binder and body of `fold`, renamed so that they meet no other index."""
    index = fresh(fold.index)
    return index, at_indices(fold.body, {fold.index: index})
