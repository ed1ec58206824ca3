"""When a changed line is the line in other words, or a weaker bound, by what is known of norms.

The deciders treat a norm as a kernel; these few facts about norms are not theirs.
"""

from __future__ import annotations

from chainrule.deciders.prove import prove
from chainrule.deciders.sign import is_nonnegative
from chainrule.exam.mutate import Mutant
from chainrule.terms.functions import Apply, Norm
from chainrule.terms.node import Term, rebuild
from chainrule.terms.operators import Add, Div, Fold, LevelFold, Mul, Neg, Transpose
from chainrule.terms.relation import Relation

Facts = tuple[Relation, ...]

RISING = ("exp", "log", "sqrt", "tanh", "logistic", "softplus", "relu")
ORDERS = ("inf", "2", "1")
"""The norms of a vector, the smallest first."""


def plain(term: Term) -> Term:
    """`term` without double transposes, and without a transpose in a largest singular value."""
    made = rebuild(term, plain)
    if isinstance(made, Transpose) and isinstance(made.term, Transpose):
        return made.term.term
    if isinstance(made, Norm) and made.order == "2" and len(made.argument.shape) == 2:
        inside = made.argument
        return Norm(inside.term) if isinstance(inside, Transpose) else made
    return made


def weaker(line: Term, relation: str, mutant: Mutant, facts: Facts) -> bool:
    """Whether the mutant is a weaker bound: its change moves the line the way of the relation."""
    around, old, new = [], line, mutant.term
    for number, place in mutant.path:
        around.append((old, number, place))
        old, new = (_part(term, number, place) for term in (old, new))
    up = relation == "<="
    for outer, number, place in around:
        turn = _turn(outer, number, place, facts)
        if turn == 0:
            return False
        up = up == (turn > 0)
    low, high = (old, new) if up else (new, old)
    if isinstance(low, Norm) and isinstance(high, Norm):
        return _norm_at_most(low, high)
    return prove(Relation(low, "<=", high), (), facts, None).proved


def _part(term: Term, number: int, place: int) -> Term:
    part = term.parts()[number]
    found: Term = part if place < 0 else part[place]
    return found


def _turn(outer: Term, number: int, place: int, facts: Facts) -> int:
    """1 where `outer` rises with the part at this place, -1 where it falls, 0 where unknown."""
    if isinstance(outer, Neg):
        return -1
    if isinstance(outer, Add) or (isinstance(outer, (Fold, LevelFold)) and outer.kind != "prod"):
        return 1
    if isinstance(outer, Mul):
        others = (factor for at, factor in enumerate(outer.factors) if at != place)
        return int(all(is_nonnegative(factor, facts) for factor in others))
    if isinstance(outer, Div) and number == 0:
        return int(is_nonnegative(outer.denominator, facts))
    return int(isinstance(outer, Apply) and outer.function.name in RISING and _plain(outer))


def _plain(applied: Apply) -> bool:
    return not applied.function.opaque and not applied.function.order


def _norm_at_most(low: Norm, high: Norm) -> bool:
    """A vector's largest modulus, its length and the sum of its moduli, in this order."""
    vector = len(low.argument.shape) == 1
    rises = ORDERS.index(low.order) <= ORDERS.index(high.order)
    return vector and rises and low.argument == high.argument
