"""What a scalar term needs in order to be defined over the reals, as relations between terms.

Divisors do not vanish, logarithms have positive arguments, even roots nonnegative ones; a power
with a real exponent needs a positive base, one with a whole symbolic exponent a nonzero base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from chainrule.deciders.field.calculus import derivative
from chainrule.deciders.field.laurent import constant_value
from chainrule.deciders.field.primes import NONSMOOTH, is_known
from chainrule.terms.functions import Apply
from chainrule.terms.leaves import Let, Node, Number, Tensor, is_leaf
from chainrule.terms.node import Term, children, rebuild, walk
from chainrule.terms.operators import Add, Derivative, Div, Mul, Neg, Pow
from chainrule.terms.relation import Relation, nonnegative, nonzero, positive
from chainrule.terms.sizes import Level, Size

_PARTS: dict[type[Term], Callable[[Any], tuple[Term, ...]]] = {
    Add: lambda term: term.terms,
    Mul: lambda term: term.factors,
    Neg: lambda term: (term.term,),
    Div: lambda term: (term.numerator, term.denominator),
    Pow: lambda term: (term.base, term.exponent),
    Apply: lambda term: (term.argument,),
}
"""Terms whose parts the normal form looks into; any other is one symbol, and taken as defined."""
TRANSPARENT = frozenset(_PARTS)


def evaluated(term: Term) -> tuple[Term, tuple[Relation, ...]]:
    """`term` with its scalar derivatives taken, and all that it needs to be defined."""
    if not _has_derivative(term):
        return term, tuple(dict.fromkeys(conditions(term)))
    taken = _Evaluation(term)
    plain = taken.of(term)
    return plain, tuple(dict.fromkeys([*taken.needs, *conditions(plain, taken.seen)]))


def _has_derivative(term: Term) -> bool:
    parts = _PARTS.get(type(term))
    if parts is None and is_leaf(term):
        return False
    inner = children(term) if parts is None else parts(term)
    return isinstance(term, Derivative) or any(map(_has_derivative, inner))


def conditions(term: Term, seen: set[Term] | None = None) -> list[Relation]:
    """What `term` needs to be defined, inner parts first, passing over the terms in `seen`."""
    found: list[Relation] = []
    visited: set[Term] = set() if seen is None else seen

    def visit(part: Term) -> None:
        parts = _PARTS.get(type(part))
        if parts is None or part in visited:
            return
        visited.add(part)
        for child in parts(part):
            visit(child)
        found.extend(_own(part))

    visit(term)
    return found


class _Evaluation:
    """Derivatives taken, and what they need beyond what their results show."""

    def __init__(self, written: Term) -> None:
        self.needs: list[Relation] = []
        self.seen: set[Term] = set()
        self._written, self._known = written, dict[Term, Term]()
        self._nodes: list[Node] | None = None

    def of(self, term: Term) -> Term:
        if isinstance(term, (Number, Tensor, Let, Node)):
            return term
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = self._evaluated(term)
        return found

    def _evaluated(self, term: Term) -> Term:
        inner = rebuild(term, self.of)
        if not isinstance(inner, Derivative) or inner.shape or not is_leaf(inner.by):
            return inner
        result = derivative(inner.of, inner.by, self._above_another)
        self.needs += [*conditions(inner.of, self.seen), *_kinks(inner.of, result)]
        return result

    def _above_another(self, node: Node) -> bool:
        # An endless recursion is unfolded down to the lowest level that the author wrote.
        if self._nodes is None:
            self._nodes = [part for part in walk(self._written) if isinstance(part, Node)]
        same = [other for other in self._nodes if other.family is node.family]
        return any((node.level.distance(other.level) or 0) > 0 for other in same)


def _kinks(of: Term, result: Term) -> Iterator[Relation]:
    """A derivative through `relu` or `abs` exists off the kink."""
    sloped = [part for part in walk(result) if isinstance(part, Apply) and _nonsmooth_slope(part)]
    before = set(walk(of)) if sloped else set()
    yield from (nonzero(part.argument) for part in sloped if part not in before)


def _nonsmooth_slope(term: Apply) -> bool:
    function = term.function
    return function.order > 0 and function.name in NONSMOOTH and is_known(function)


def _own(term: Term) -> Iterator[Relation]:
    """What `term` itself adds to the needs of its parts."""
    if isinstance(term, Div):
        yield nonzero(term.denominator)
    elif isinstance(term, Pow):
        yield from _power(term)
    elif isinstance(term, Apply) and is_known(term.function):
        yield from _application(term)


def _power(term: Pow) -> Iterator[Relation]:
    exponent = constant_value(term.exponent)
    if exponent is None:
        yield nonzero(term.base) if whole(term.exponent) else positive(term.base)
    elif exponent.denominator == 1:
        if exponent < 0:
            yield nonzero(term.base)
    else:
        yield nonnegative(term.base) if exponent > 0 else positive(term.base)


def whole(term: Term) -> bool:
    """Whether `term` is a whole number by its form: levels and sizes, added and multiplied."""
    if isinstance(term, Number):
        return term.value.denominator == 1
    if isinstance(term, (Add, Neg, Mul)):
        return all(whole(part) for part in children(term))
    return isinstance(term, (Size, Level))


def _application(term: Apply) -> Iterator[Relation]:
    name, order = term.function.name, term.function.order
    if name == "log":
        yield positive(term.argument)
    elif name == "sqrt":
        yield positive(term.argument) if order else nonnegative(term.argument)
    elif name in NONSMOOTH and order > 1:
        yield nonzero(term.argument)
