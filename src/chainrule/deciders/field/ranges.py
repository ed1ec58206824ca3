"""Where the value of a term can lie, from the domains of its leaves and from stated facts.

Sound and incomplete: the interval holds every value the term takes where it is defined.
"""

from __future__ import annotations

from fractions import Fraction

from chainrule.deciders.field.intervals import (
    ANY,
    INFINITY,
    NONNEGATIVE,
    NONZERO,
    POSITIVE,
    Range,
    exactly,
)
from chainrule.deciders.field.laurent import (
    UNIT_MONOMIAL,
    Expanded,
    Monomial,
    combined,
    expand,
)
from chainrule.deciders.field.shapes import shape_range
from chainrule.terms.functions import ABS, Apply
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Number, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Div, Entry, Mul, Neg, Pow
from chainrule.terms.relation import Relation

_DIFFERENCE = {
    ">": POSITIVE,
    ">=": NONNEGATIVE,
    "<": -POSITIVE,
    "<=": -NONNEGATIVE,
    "=": exactly(0),
    "!=": NONZERO,
}


class Ranges:
    """Ranges of terms under `facts`, each computed once."""

    def __init__(self, facts: tuple[Relation, ...] = ()) -> None:
        self._facts: list[tuple[Expanded, Range]] = []
        self._bounds: dict[Monomial, Range] = {}
        self._tensors: dict[Term, Range] = {}
        self._known: dict[Term, Range] = {}
        for fact in facts:
            self._learn(fact)

    def of(self, term: Term) -> Range:
        """An interval that holds the value of the scalar `term`."""
        found = self._known.get(term)
        if found is None:
            self._known[term] = ANY  # a fact about a larger term may lead back here
            found = self._known[term] = self._narrowed(term)
        return found

    def _learn(self, fact: Relation) -> None:
        where = _DIFFERENCE[fact.rel]
        difference = expand(fact.left - fact.right)
        self._facts.append((difference, where))
        constant = difference.get(UNIT_MONOMIAL, Fraction(0))
        rest = [(m, c) for m, c in difference.items() if m]
        if len(rest) != 1 or (constant and fact.rel == "!="):
            return
        ((monomial, factor),) = rest
        bound = (where + exactly(-constant) if constant else where).scaled(1 / factor)
        self._bound(monomial, bound)

    def _bound(self, monomial: Monomial, bound: Range) -> None:
        self._bounds[monomial] = self._bounds.get(monomial, ANY).meet(bound)
        if len(monomial) == 1:
            ((atom, exponent),) = monomial
            if exponent == 1 and isinstance(atom, Entry) and _generic(atom):
                known = self._tensors.get(atom.tensor, ANY)
                self._tensors[atom.tensor] = known.meet(bound)
            if exponent == 1:
                return
            if exponent % 2 and (bound.positive or (-bound).positive):
                sign = POSITIVE if bound.positive else -POSITIVE
                self._bound(frozenset({(atom, 1)}), sign)
                return
        if bound.never_zero:
            for atom, _ in monomial:
                self._bound(frozenset({(atom, 1)}), NONZERO)

    def _narrowed(self, term: Term) -> Range:
        if isinstance(term, Number):
            return exactly(term.value)
        found = shape_range(term, self.of)
        if not isinstance(term, (Add, Neg, Mul, Div, Pow)):
            found = found.meet(self._atom_bound(term))
        elif not (found.positive or (-found).positive):
            expanded = expand(term)
            alone = expanded == {frozenset({(term, 1)}): 1}
            other = self._atom_bound(term) if alone else self._combination(expanded)
            found = found.meet(other)
        return found

    def _atom_bound(self, term: Term) -> Range:
        found = self._bounds.get(frozenset({(term, 1)}), ANY)
        if isinstance(term, Entry) and term.tensor in self._tensors:
            found = found.meet(self._tensors[term.tensor])
        return found

    def _combination(self, goal: Expanded) -> Range:
        found = self._interval(goal)
        for fact, where in (*self._facts, *_above_absolute(goal)):
            for monomial in [m for m in goal if m and m in fact]:
                factor = goal[monomial] / fact[monomial]
                rest = combined([(goal, Fraction(1)), (fact, -factor)])
                if not rest:
                    found = found.meet(where.scaled(factor))
                elif where != NONZERO:
                    found = found.meet(where.scaled(factor) + self._interval(rest))
        return found

    def _interval(self, value: Expanded) -> Range:
        total = exactly(0)
        for monomial, factor in value.items():
            total = total + self._monomial(monomial).scaled(factor)
            if total.low == -INFINITY and total.high == INFINITY and len(value) > 1:
                return ANY
        return total

    def _monomial(self, monomial: Monomial) -> Range:
        total = exactly(1)
        for atom, exponent in monomial:
            base = self.of(atom)
            if exponent < 0:
                base = base.inverse()
            total = total * base.power(abs(exponent))
        return total.meet(self._bounds.get(monomial, ANY))


def _above_absolute(goal: Expanded) -> list[tuple[Expanded, Range]]:
    """|u| - u >= 0 and |u| + u >= 0 for every |u| that stands alone in the goal."""
    alone = [atom for monomial in goal for atom, e in monomial if len(monomial) == 1 and e == 1]
    inside = [(a, a.argument) for a in alone if isinstance(a, Apply) and a.function == ABS]
    return [(expand(a + side), NONNEGATIVE) for a, u in inside for side in (u, -u)]


def _generic(term: Entry) -> bool:
    """Whether a fact about this entry is one about every entry of the tensor."""
    plain = all(isinstance(index, Index) for index in term.indices)
    return plain and isinstance(term.tensor, Tensor) and len(set(term.indices)) == len(term.indices)
