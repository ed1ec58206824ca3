"""The calculus rule: value and slope zero at a point, curvature of one sign on the interval.

A gap `g` with `g(x) = g'(x) = 0` and `g'' >= 0` on an interval around `x` is nonnegative there.
"""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.deciders import smt
from chainrule.deciders.bridge import vanishing
from chainrule.deciders.domain import holds
from chainrule.deciders.field import derivative
from chainrule.deciders.index.zero import prove_equal
from chainrule.derivation import Convexity
from chainrule.errors import DerivationError
from chainrule.terms.leaves import Number, Tensor
from chainrule.terms.node import Term, as_term, walk
from chainrule.terms.relation import Relation, nonnegative
from chainrule.terms.sizes import Interval
from chainrule.terms.substitute import replace

Facts = tuple[Relation, ...]


@dataclass(frozen=True)
class Check:
    """One of the three facts that the rule rests on, and what became of it."""

    name: str
    fact: Relation
    proved: bool
    obligations: Facts = ()


def checks(small: Term, big: Term, rule: Convexity, facts: Facts) -> tuple[Check, ...]:
    """The value, the slope and the curvature of `big - small`."""
    variable, at = rule.variable, as_term(rule.at)
    if not isinstance(variable, Tensor) or variable.shape or small.shape:
        raise DerivationError("the calculus rule needs a scalar line and a scalar symbol.")
    if not _inside(at, variable.domain, facts):
        raise DerivationError(f"{at} is not seen to lie in the interval of {variable}.")
    gap = big - small
    slope = derivative(gap, variable)
    curvature = derivative(slope, variable)
    return (
        _vanishes("value", replace(gap, variable, at), facts),
        _vanishes("slope", replace(slope, variable, at), facts),
        _bends(curvature, variable, facts),
    )


def _bends(curvature: Term, variable: Tensor, facts: Facts) -> Check:
    """The curvature between the two points, where nothing is assumed of the variable."""
    known = tuple(f for f in facts if variable not in (*walk(f.left), *walk(f.right)))
    fact = nonnegative(curvature)
    proved = holds(fact, known) or smt.nonnegative(curvature, known).proved
    return Check("curvature", fact, proved)


def _vanishes(name: str, term: Term, facts: Facts) -> Check:
    zero = as_term(0)
    found = prove_equal(term, zero, facts, vanishing(facts))
    return Check(name, Relation(term, "=", zero), found.proved, found.obligations)


def _inside(point: Term, domain: Interval, facts: Facts) -> bool:
    if isinstance(point, Number):
        low, high = domain.low, domain.high
        above = low is None or point.value > low or (point.value == low and not domain.open_low)
        below = high is None or point.value < high or (point.value == high and not domain.open_high)
        return above and below
    ends = []
    if domain.low is not None:
        ends.append(Relation(point, ">" if domain.open_low else ">=", as_term(domain.low)))
    if domain.high is not None:
        ends.append(Relation(point, "<" if domain.open_high else "<=", as_term(domain.high)))
    return all(holds(end, facts) for end in ends)
