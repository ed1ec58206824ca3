"""Where a term is defined: non-zero denominators, positive arguments of log, radicands >= 0."""

from __future__ import annotations

from fractions import Fraction

from chainrule.deciders.field import signs as field_signs
from chainrule.deciders.field.ranges import Ranges
from chainrule.deciders.sign import as_level, is_nonnegative, is_nonzero, is_positive
from chainrule.terms.functions import Apply
from chainrule.terms.leaves import Let, Node, Number
from chainrule.terms.node import Term, rebuild, walk
from chainrule.terms.operators import Div, Pow
from chainrule.terms.relation import Relation, nonnegative, nonzero, positive

Facts = tuple[Relation, ...]


def domain_facts(*terms: Term) -> Facts:
    """What must hold for the terms, and the nodes they mention, to be defined; no trivial facts.

    A node that repeats over levels counts once, at the first level that is met.
    """
    needed: dict[Relation, None] = {}
    seen: set[Term | str] = set()
    todo = list(terms)
    while todo:
        for part in walk(todo.pop()):
            if isinstance(part, (Let, Node)):
                known = part if isinstance(part, Let) else part.family.name
                if known not in seen and part.definition is not None:
                    seen.add(known)
                    todo.append(part.definition)
            fact = _needs(part)
            if fact is not None and not holds(fact, ()):
                needed[fact] = None
    return tuple(needed)


def _needs(term: Term) -> Relation | None:
    if isinstance(term, Div):
        return nonzero(term.denominator)
    if isinstance(term, Apply) and not term.function.opaque:
        if term.function.name == "log":
            return positive(term.argument)
        if term.function.name == "sqrt":
            return (nonnegative if not term.function.order else positive)(term.argument)
    if isinstance(term, Pow) and isinstance(term.exponent, Number):
        if term.exponent.value.denominator != 1:
            return (positive if term.exponent.value < 0 else nonnegative)(term.base)
        if term.exponent.value < 0:
            return nonzero(term.base)
    return None


def holds(fact: Relation, facts: Facts) -> bool:
    """Whether a fact follows from the structure of its terms and from `facts`, by signs."""
    if fact in facts:
        return True
    if fact.rel == "=":
        return fact.left == fact.right
    gap = _gap(fact)
    need, seen = {
        "!=": (nonzero, is_nonzero),
        ">": (positive, is_positive),
        ">=": (nonnegative, is_nonnegative),
    }[{"<": ">", "<=": ">="}.get(fact.rel, fact.rel)]
    return seen(gap, facts) or field_signs.holds(need(_unfolded(gap)), Ranges(facts))


def _unfolded(term: Term) -> Term:
    if isinstance(term, Let) and not term.shape:
        return _unfolded(term.definition)
    return rebuild(term, _unfolded)


def _gap(fact: Relation) -> Term:
    big, small = fact.left, fact.right
    if fact.rel in ("<", "<="):
        big, small = small, big
    if isinstance(small, Number) and small.value == Fraction(0):
        return big
    whole = as_level(big), as_level(small)
    if whole[0] is not None and whole[1] is not None:
        return whole[0] - whole[1]
    return big - small
