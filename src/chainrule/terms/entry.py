"""From matrix notation to index notation: the entry of a tensor term as a scalar term.

What is displayed may be `(W.T @ delta) * sigma'(z)`; what is checked is its entry
`sum_k W[k, j] delta[k] sigma'(z[j])`.  Entries of leaves, ordered products and norms stay.
"""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch

from chainrule.errors import TermError
from chainrule.terms.functions import Apply
from chainrule.terms.indexing import AnyIndex, Index, free_of
from chainrule.terms.leaves import Identity, Number, Ones, is_leaf
from chainrule.terms.node import Term, rebuild
from chainrule.terms.operators import (
    Add,
    Delta,
    Derivative,
    Diag,
    Div,
    Entry,
    Fold,
    LevelFold,
    MatMul,
    Mul,
    Neg,
    Pow,
    Transpose,
    axes,
)
from chainrule.terms.sizes import ONE, Size
from chainrule.terms.substitute import at_indices, fresh

Indices = tuple[AnyIndex, ...]


def lower(term: Term, indices: Indices = ()) -> Term:
    """The entry of `term` at `indices` as a scalar term without matrix notation."""
    if len(axes(term)) != len(indices):
        raise TermError(f"{term} has {len(axes(term))} axes but is given {len(indices)} indices.")
    return _entry(term, indices)


def generic_indices(term: Term) -> tuple[Index, ...]:
    """One fresh index an axis of `term`."""
    return tuple(fresh(Index("i", size)) for size in axes(term))


@singledispatch
def _entry(term: Term, indices: Indices) -> Term:
    if is_leaf(term):
        return Entry(term, indices) if indices else term
    if indices:
        raise TermError(f"{term} has no entries.")
    return rebuild(term, lambda child: _entry(child, ()) if not axes(child) else child)


@_entry.register
def _(term: Entry, indices: Indices) -> Term:
    return _entry(term.tensor, term.indices)


@_entry.register
def _(term: Add, indices: Indices) -> Term:
    return Add(tuple(_entry(part, indices) for part in term.terms))


@_entry.register
def _(term: Neg, indices: Indices) -> Term:
    return Neg(_entry(term.term, indices))


@_entry.register
def _(term: Mul, indices: Indices) -> Term:
    return Mul(tuple(_entry(part, indices if part.shape else ()) for part in term.factors))


@_entry.register
def _(term: Div, indices: Indices) -> Term:
    above, below = term.numerator, term.denominator
    return Div(
        _entry(above, indices if above.shape else ()),
        _entry(below, indices if below.shape else ()),
    )


@_entry.register
def _(term: Pow, indices: Indices) -> Term:
    return Pow(_entry(term.base, indices), _entry(term.exponent, ()))


@_entry.register
def _(term: Apply, indices: Indices) -> Term:
    return Apply(term.function, _entry(term.argument, indices))


@_entry.register
def _(term: Transpose, indices: Indices) -> Term:
    return _entry(term.term, indices[::-1])


@_entry.register
def _(term: Diag, indices: Indices) -> Term:
    return Mul((Delta(indices[0], indices[1]), _entry(term.vector, indices[:1])))


@_entry.register
def _(term: Identity, indices: Indices) -> Term:
    return Delta(indices[0], indices[1])


@_entry.register
def _(term: Ones, indices: Indices) -> Term:
    return Number(Fraction(1))


@_entry.register
def _(term: MatMul, indices: Indices) -> Term:
    rows = len(term.left.shape) == 2 and term.left.shape[0] != ONE
    inner = term.left.shape[-1] if len(term.left.shape) == 2 else ONE
    first, rest = (indices[:1], indices[1:]) if rows or inner == ONE else ((), indices)
    if inner == ONE:
        return Mul((_entry(term.left, first), _entry(term.right, rest)))
    assert isinstance(inner, Size)
    k = fresh(Index("k", inner))
    return Fold("sum", k, Mul((_entry(term.left, (*first, k)), _entry(term.right, (k, *rest)))))


@_entry.register
def _(term: Fold, indices: Indices) -> Term:
    clash = any(term.index in free_of(index) for index in indices)
    index = fresh(term.index) if clash else term.index
    body = at_indices(term.body, {term.index: index}) if clash else term.body
    return Fold(term.kind, index, _entry(body, indices))


@_entry.register
def _(term: LevelFold, indices: Indices) -> Term:
    if indices:
        return Entry(term, indices)
    return LevelFold(term.kind, term.level, term.low, term.high, _entry(term.body, indices))


@_entry.register
def _(term: Derivative, indices: Indices) -> Term:
    cut = len(axes(term.of))
    by = term.by if isinstance(term.by, Entry) or not term.by.shape else None
    leaf_entry = by if by is not None else Entry(term.by, indices[cut:])
    return Derivative(_entry(term.of, indices[:cut]), leaf_entry)
