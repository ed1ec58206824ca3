"""One-sided matching: does a term arise from a pattern by renaming the pattern's free indices?"""

from __future__ import annotations

from typing import Any

from chainrule.terms.indexing import AnyIndex, Index, Label, free_of
from chainrule.terms.node import Term
from chainrule.terms.operators import Fold

Renaming = dict[Index, AnyIndex]


def match(pattern: Term, term: Term, names: Renaming | None = None) -> Renaming | None:
    """The renaming of the pattern's free indices that gives `term`, or None."""
    return _match(pattern, term, dict(names or {}))


def _match(pattern: Any, term: Any, names: Renaming) -> Renaming | None:
    if isinstance(pattern, (Index, Label)):
        return _match_index(pattern, term, names)
    if type(pattern) is not type(term):
        return None
    if isinstance(pattern, Fold):
        return _match_fold(pattern, term, names)
    if isinstance(pattern, Term):
        return _match_all(pattern.parts(), term.parts(), names)
    if isinstance(pattern, tuple):
        return _match_all(pattern, term, names) if len(pattern) == len(term) else None
    return names if pattern == term else None


def _match_all(
    patterns: tuple[Any, ...], terms: tuple[Any, ...], names: Renaming
) -> Renaming | None:
    for one, other in zip(patterns, terms, strict=True):
        found = _match(one, other, names)
        if found is None:
            return None
        names = found
    return names


def _match_index(pattern: AnyIndex, index: Any, names: Renaming) -> Renaming | None:
    if isinstance(pattern, Label):
        if not isinstance(index, Label) or (pattern.name, pattern.size) != (index.name, index.size):
            return None
        return _match_all(pattern.of, index.of, names) if len(pattern.of) == len(index.of) else None
    if not isinstance(index, (Index, Label)) or pattern.size != index.size:
        return None
    if pattern in names:
        return names if names[pattern] == index else None
    return {**names, pattern: index}


def _match_fold(pattern: Fold, term: Fold, names: Renaming) -> Renaming | None:
    if pattern.kind != term.kind or pattern.index.size != term.index.size:
        return None
    inner = _match(pattern.body, term.body, {**names, pattern.index: term.index})
    if inner is None:
        return None
    outer = {old: new for old, new in inner.items() if old != pattern.index}
    captured = any(term.index in free_of(new) for new in outer.values())
    return None if captured else outer
