"""The shapes of equations that a point can be moved onto directly: sums and lengths."""

from __future__ import annotations

from fractions import Fraction

from chainrule.terms.functions import Norm
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Number
from chainrule.terms.node import Term
from chainrule.terms.operators import Entry, Fold, Mul, Pow
from chainrule.terms.sizes import Size

ONE = Number(Fraction(1))
TWO = Number(Fraction(2))


def under_sums(term: Term) -> tuple[tuple[Index, ...], Term]:
    """The indices that a nested sum runs over, and what is summed."""
    found: list[Index] = []
    while isinstance(term, Fold) and term.kind == "sum":
        found.append(term.index)
        term = term.body
    return tuple(found), term


def without_ones(term: Term) -> Term:
    """A product without its factors 1, where one factor is left."""
    if isinstance(term, Mul):
        kept = [factor for factor in term.factors if factor != ONE]
        return kept[0] if len(kept) == 1 else term
    return term


def length_of(term: Term) -> tuple[Term | None, tuple[Index, ...]]:
    """The vector's generic entry whose length, or its square, `term` is."""
    if isinstance(term, Pow) and isinstance(term.base, Norm) and term.exponent == TWO:
        term = term.base
    if isinstance(term, Norm) and term.order == "2" and len(term.argument.shape) == 1:
        size = term.argument.shape[0]
        assert isinstance(size, Size)
        own = Index("·", size)
        return Entry(term.argument, (own,)), (own,)
    summed, body = under_sums(term)
    if isinstance(body, Pow) and body.exponent == TWO:
        return body.base, summed
    if isinstance(body, Mul) and len(body.factors) == 2 and body.factors[0] == body.factors[1]:
        return body.factors[0], summed
    return None, ()
