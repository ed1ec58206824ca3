"""What a scalar term needs in order to be defined over the reals, as relations between terms.

Divisors do not vanish, logarithms have positive arguments, even roots nonnegative ones; a power
with a real exponent needs a positive base, one with a whole symbolic exponent a nonzero base.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from chainrule.deciders.field.calculus import Unfolds, derivative
from chainrule.deciders.field.laurent import constant_value
from chainrule.deciders.field.primes import NONSMOOTH, is_known
from chainrule.terms.functions import Apply
from chainrule.terms.leaves import Node, Number, is_leaf
from chainrule.terms.node import Term, children, rebuild, walk
from chainrule.terms.operators import Add, Derivative, Div, Mul, Neg, Pow
from chainrule.terms.relation import Relation, nonnegative, nonzero, positive
from chainrule.terms.sizes import Level, Size

TRANSPARENT = (Add, Neg, Mul, Div, Pow, Apply)
"""Terms whose parts the normal form looks into; any other is one symbol, and taken as defined."""


@dataclass
class Evaluated:
    """A term with its derivatives taken, and what they need beyond what the result shows."""

    unfolds: Unfolds
    needs: list[Relation] = field(default_factory=list)

    def of(self, term: Term) -> Term:
        """`term` with every derivative of a scalar by a scalar leaf computed."""
        if is_leaf(term):
            return term
        inner = rebuild(term, self.of)
        if not isinstance(inner, Derivative) or inner.shape or not is_leaf(inner.by):
            return inner
        result = derivative(inner.of, inner.by, self.unfolds)
        self.needs += [*conditions(inner.of), *_kinks(inner.of, result)]
        return result


def evaluated(term: Term) -> tuple[Term, tuple[Relation, ...]]:
    """`term` with its derivatives taken, and all it needs to be defined."""
    nodes = [part for part in walk(term) if isinstance(part, Node)]

    def above_another(node: Node) -> bool:
        # An endless recursion is unfolded down to the lowest level that the author wrote.
        steps = [node.level.distance(n.level) for n in nodes if n.family is node.family]
        return any(step is not None and step > 0 for step in steps)

    taken = Evaluated(above_another)
    plain = taken.of(term)
    return plain, tuple(dict.fromkeys([*conditions(plain), *taken.needs]))


def _kinks(of: Term, result: Term) -> Iterator[Relation]:
    """A derivative through `relu` or `abs` exists off the kink."""
    before = set(walk(of))
    for part in walk(result):
        if isinstance(part, Apply) and part.function.order and part not in before:
            if is_known(part.function) and part.function.name in NONSMOOTH:
                yield nonzero(part.argument)


def conditions(term: Term) -> Iterator[Relation]:
    """What `term` needs to be defined, inner parts first."""
    if not isinstance(term, TRANSPARENT):
        return
    for child in children(term):
        yield from conditions(child)
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
