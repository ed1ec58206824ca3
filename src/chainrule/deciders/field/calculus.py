"""The derivative of a scalar term by a scalar leaf, term in, term out.

A let-bound node counts as a variable of its own when it is the leaf; any other node that depends
on the leaf is unfolded.  What cannot be differentiated (a norm, an opaque cost, a node of a
recursion without end) stays `Derivative(of, by)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import singledispatch

from chainrule.deciders.field.dependence import Dependence
from chainrule.deciders.field.primes import NONSMOOTH, closed_form, is_known
from chainrule.errors import TermError
from chainrule.terms.functions import LOG, Apply
from chainrule.terms.leaves import Let, Node, Number, Tensor, is_leaf
from chainrule.terms.node import Term, as_term, walk
from chainrule.terms.operators import Add, Derivative, Div, Fold, LevelFold, Mul, Neg, Pow

ZERO, UNIT = Number(Fraction(0)), Number(Fraction(1))
Unfolds = Callable[[Node], bool]


def derivative(term: Term, by: Term, unfolds: Unfolds | None = None) -> Term:
    """d term / d by, the total derivative through the definitions of lets and nodes.

    `unfolds` says which nodes of an endless recursion (an optimiser's state at level t) may be
    replaced by their definition; by default those that `term` itself mentions.
    Raises TermError unless both are scalars and `by` is a symbol or node.
    """
    if not is_leaf(by) or by.shape or term.shape:
        raise TermError(
            f"the derivative of {term} by {by} is not one of a scalar by a scalar symbol; "
            "take entries first."
        )
    if unfolds is None:
        written = frozenset(node for node in walk(term) if isinstance(node, Node))
        unfolds = written.__contains__
    return _Differentiation(by, Dependence(by), unfolds).of(term)


@dataclass
class _Differentiation:
    by: Term
    dependence: Dependence
    unfolds: Unfolds
    known: dict[Term, Term] = field(default_factory=dict)

    def of(self, term: Term) -> Term:
        if term == self.by:
            return UNIT
        if not self.dependence.of(term):
            return ZERO
        found = self.known.get(term)
        if found is None:
            found = self.known[term] = _rule(term, self)
        return found


@singledispatch
def _rule(term: Term, d: _Differentiation) -> Term:
    return Derivative(term, d.by)


@_rule.register
def _(term: Let, d: _Differentiation) -> Term:
    open_ = term.shape or d.dependence.unclear(term)
    return Derivative(term, d.by) if open_ else d.of(term.definition)


@_rule.register
def _(term: Node, d: _Differentiation) -> Term:
    definition = term.definition
    closed = definition is not None and not d.dependence.unclear(term)
    if definition is not None and (closed or (d.dependence.endless(term) and d.unfolds(term))):
        return d.of(definition)
    return Derivative(term, d.by)


@_rule.register
def _(term: Add, d: _Differentiation) -> Term:
    return _sum([d.of(part) for part in term.terms])


@_rule.register
def _(term: Neg, d: _Differentiation) -> Term:
    return _negative(d.of(term.term))


@_rule.register
def _(term: Mul, d: _Differentiation) -> Term:
    factors = term.factors
    return _sum(
        [
            _product([*factors[:position], d.of(factor), *factors[position + 1 :]])
            for position, factor in enumerate(factors)
        ]
    )


@_rule.register
def _(term: Div, d: _Differentiation) -> Term:
    above, below = d.of(term.numerator), d.of(term.denominator)
    head = ZERO if above == ZERO else Div(above, term.denominator)
    if below == ZERO:
        return head
    square = Pow(term.denominator, as_term(2))
    return _sum([head, _negative(Div(_product([term.numerator, below]), square))])


@_rule.register
def _(term: Pow, d: _Differentiation) -> Term:
    base, exponent = d.of(term.base), d.of(term.exponent)
    power: Term = ZERO
    if base != ZERO:
        power = _product([term.exponent, _lowered(term), base])
    if exponent == ZERO:
        return power
    return _sum([power, _product([term, LOG(term.base), exponent])])


def _lowered(term: Pow) -> Term:
    if isinstance(term.exponent, Number):
        less = term.exponent.value - 1
        return term.base if less == 1 else UNIT if less == 0 else Pow(term.base, Number(less))
    return Pow(term.base, term.exponent - 1)


@_rule.register
def _(term: Apply, d: _Differentiation) -> Term:
    slope = Apply(term.function.derivative, term.argument)
    if is_known(term.function) and term.function.name not in NONSMOOTH:
        return _product([closed_form(slope), d.of(term.argument)])
    return _product([slope, d.of(term.argument)])


@_rule.register
def _(term: Derivative, d: _Differentiation) -> Term:
    inner: Term = term
    if is_leaf(term.by) and not term.shape:
        inner = _Differentiation(term.by, Dependence(term.by), d.unfolds).of(term.of)
    return Derivative(term, d.by) if inner == term else d.of(inner)


@_rule.register
def _(term: Fold, d: _Differentiation) -> Term:
    if term.kind != "sum" or term.body.shape:
        return Derivative(term, d.by)
    return Fold(term.kind, term.index, d.of(term.body))


@_rule.register
def _(term: LevelFold, d: _Differentiation) -> Term:
    levelled = not isinstance(d.by, Tensor) or d.by.level is not None
    # A node at the bound level may be an input there, below its first level: it stays folded.
    bound = any(
        term.level in dict(part.level.coefficients) and d.dependence.of(part)
        for part in walk(term.body)
        if isinstance(part, Node)
    )
    if term.kind != "sum" or term.body.shape or levelled or bound:
        return Derivative(term, d.by)
    return LevelFold(term.kind, term.level, term.low, term.high, d.of(term.body))


def _sum(parts: list[Term]) -> Term:
    kept = tuple(part for part in parts if part != ZERO)
    return kept[0] if len(kept) == 1 else Add(kept) if kept else ZERO


def _product(factors: list[Term]) -> Term:
    if ZERO in factors:
        return ZERO
    kept = tuple(_flat([factor for factor in factors if factor != UNIT]))
    return kept[0] if len(kept) == 1 else Mul(kept) if kept else UNIT


def _flat(factors: list[Term]) -> Iterator[Term]:
    for factor in factors:
        yield from factor.factors if isinstance(factor, Mul) else (factor,)


def _negative(term: Term) -> Term:
    if term == ZERO:
        return ZERO
    return term.term if isinstance(term, Neg) else Neg(term)
