"""The same term written otherwise: bound names, order, grouping and distribution changed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from chainrule.terms.indexing import Index
from chainrule.terms.leaves import is_leaf
from chainrule.terms.node import Term, rebuild
from chainrule.terms.operators import Add, Fold, Mul, Neg
from chainrule.terms.substitute import at_indices


def renamed(term: Term, random: Random) -> Term:
    """Every binder under a new name."""
    inner = _within(term, lambda child: renamed(child, random))
    if not isinstance(inner, Fold):
        return inner
    new = Index(f"{random.choice('abc')}{random.randrange(10**6)}", inner.index.size)
    return Fold(inner.kind, new, at_indices(inner.body, {inner.index: new}))


def _within(term: Term, change: Callable[[Term], Term]) -> Term:
    """The parts of a term changed; what a symbol is defined as stays, or it were another one."""
    return term if is_leaf(term) else rebuild(term, change)


def shuffled(term: Term, random: Random) -> Term:
    """Summands, factors and nested binders of one kind in another order."""
    inner = _within(term, lambda child: shuffled(child, random))
    if isinstance(inner, Add):
        return Add(tuple(random.sample(inner.terms, len(inner.terms))))
    if isinstance(inner, Mul):
        return Mul(tuple(random.sample(inner.factors, len(inner.factors))))
    if isinstance(inner, Fold) and isinstance(inner.body, Fold):
        kinds, bound = {inner.kind, inner.body.kind}, (inner.index, inner.body.index)
        if kinds == {"sum"} and bound[0] != bound[1]:
            return Fold("sum", bound[1], Fold("sum", bound[0], inner.body.body))
    return inner


def regrouped(term: Term, random: Random) -> Term:
    """Sums and products with other brackets; a sign moved in or out."""
    inner = _within(term, lambda child: regrouped(child, random))
    for kind in (Add, Mul):
        parts = inner.parts()[0] if isinstance(inner, kind) else ()
        if len(parts) > 2:
            cut = random.randrange(1, len(parts) - 1)
            head = parts[:cut] if cut > 1 else ()
            left = kind(head) if head else parts[0]
            return kind((left, kind(parts[cut:])))
        if len(parts) == 2 and isinstance(parts[0], kind) and random.random() < 0.5:
            return kind((*parts[0].parts()[0], parts[1]))
    if isinstance(inner, Neg) and random.random() < 0.5:
        return Neg(Neg(Neg(inner.term)))
    return inner


def distributed(term: Term, random: Random) -> Term:
    """Products over sums multiplied out, sums of sums split."""
    inner = _within(term, lambda child: distributed(child, random))
    if isinstance(inner, Mul):
        for place, factor in enumerate(inner.factors):
            if isinstance(factor, Add):
                before, after = inner.factors[:place], inner.factors[place + 1 :]
                return Add(tuple(_product((*before, one, *after)) for one in factor.terms))
    if isinstance(inner, Fold) and inner.kind == "sum" and isinstance(inner.body, Add):
        return Add(tuple(Fold("sum", inner.index, part) for part in inner.body.terms))
    return inner


def _product(factors: tuple[Term, ...]) -> Term:
    return factors[0] if len(factors) == 1 else Mul(factors)


WAYS = (renamed, shuffled, regrouped, distributed)
