"""Prove one step: subtract or substitute the facts it uses, then decide what is left.

An equation is used as a substitution, or with a factor as `left - right = factor (L - R)`.
Inequalities are combined with nonnegative factors: `right - left - sum mu (R - L)` must vanish
or be a sum of visibly nonnegative parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from chainrule.deciders.bridge import by_kernels, nonnegative, vanishing
from chainrule.deciders.domain import holds
from chainrule.deciders.index.zero import Equality, prove_equal
from chainrule.deciders.instances import Given, given, rewritten
from chainrule.deciders.sign import is_nonnegative
from chainrule.rules.lemma import Use
from chainrule.terms.entry import generic_indices, lower
from chainrule.terms.leaves import Number
from chainrule.terms.match import match
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Fold, Mul, Neg
from chainrule.terms.relation import Relation

Facts = tuple[Relation, ...]
SIGNED = "nonnegative parts"
KERNELS = "kernels and SMT"


@dataclass
class Proof:
    """What became of an attempt: `proved`, what it rests on, and why it failed if it did."""

    proved: bool
    decider: str = ""
    reason: str = ""
    obligations: list[Relation] = field(default_factory=list)
    used: list[Given] = field(default_factory=list)


def prove(
    claim: Relation, uses: tuple[Use, ...], facts: Facts, hypothesis: Relation | None
) -> Proof:
    """Prove `claim` from `facts` with the facts that the step cites."""
    proof = Proof(False)
    if claim.rel not in ("=", "<=", ">="):
        proof.reason = f"{claim.rel} is proved by signs only"
        return proof
    known = [(use, given(use, hypothesis)) for use in uses]
    for use, one in known:
        proof.used.append(one)
        _side_conditions(use, one, facts, hypothesis, proof)
    swapped: list[tuple[Use, Given]] = []
    weighted: list[tuple[Use, Given]] = []
    for use, one in known:
        plain = use.factor is None and not use.over and one.relation.rel == "="
        (swapped if plain else weighted).append((use, one))
    if claim.rel == "=" and any(one.relation.rel != "=" for _, one in known):
        proof.reason = "an equation cannot rest on an inequality"
        return proof
    for left, right in _substituted(claim, [one.relation for _, one in swapped]):
        if _decided(Relation(left, claim.rel, right), weighted, facts, proof):
            return proof
    return proof


def _side_conditions(
    use: Use, one: Given, facts: Facts, hypothesis: Relation | None, proof: Proof
) -> None:
    for condition in one.conditions:
        if holds(condition, facts) or _same_as_fact(condition, facts):
            continue
        inner = Proof(False)
        if use.reasons:
            inner = prove(condition, use.reasons, facts, hypothesis)
        elif condition.rel in ("=", "<=", ">="):
            inner = prove(condition, (), facts, hypothesis)
        if inner.proved:
            proof.obligations += inner.obligations
            proof.used += inner.used
        else:
            proof.obligations.append(condition)


def _same_as_fact(condition: Relation, facts: Facts) -> bool:
    for fact in facts:
        if fact.rel == condition.rel and not fact.left.shape:
            names = match(fact.left, condition.left)
            if names is not None and match(fact.right, condition.right, names) is not None:
                return True
    return False


def _substituted(claim: Relation, equations: list[Relation]) -> list[tuple[Term, Term]]:
    """The sides to compare: with the equations used on neither, either or both of them."""
    if not equations:
        return [(claim.left, claim.right)]
    indices = generic_indices(claim.left)
    sides: list[list[Term]] = []
    for side in (claim.left, claim.right):
        plain = lower(side, indices)
        changed = plain
        for equation in equations:
            changed = rewritten(changed, equation)
        sides.append([changed, plain] if changed != plain else [plain])
    return list(product(sides[0], sides[1]))


def _decided(
    claim: Relation, weighted: list[tuple[Use, Given]], facts: Facts, proof: Proof
) -> bool:
    small, big = claim.left, claim.right
    if claim.rel == ">=":
        small, big = big, small
    if claim.rel != "=" and not weighted and holds(Relation(small, "<=", big), facts):
        proof.proved, proof.decider = True, "signs"
        return True
    combination: list[Term] = []
    for use, one in weighted:
        gap = _gap(use, one, claim, facts, proof)
        if gap is None:
            return False
        combination.append(gap)
    total = _total(combination)
    whole = big if claim.rel != "=" else claim.left
    other = small if claim.rel != "=" else claim.right
    closers = [("index calculus", None), ("field normal form", vanishing(facts))]
    if claim.rel != "=":
        closers += [(SIGNED, nonnegative(facts)), (KERNELS, by_kernels(facts))]
    for name, closer in closers:
        left = whole if total is None else whole - total
        equality = prove_equal(left, other, facts, closer, signed=name in (SIGNED, KERNELS))
        if equality.proved:
            return _recorded(equality, name, facts, proof)
        proof.reason = equality.reason
    return False


def _recorded(equality: Equality, name: str, facts: Facts, proof: Proof) -> bool:
    proof.proved, proof.decider = True, name
    proof.obligations += [fact for fact in equality.obligations if not holds(fact, facts)]
    return True


def _gap(use: Use, one: Given, claim: Relation, facts: Facts, proof: Proof) -> Term | None:
    """`factor (R - L)` summed, for a fact L <= R; `L - R` for an equation."""
    relation, factor = one.relation, use.factor
    if factor is not None and relation.rel != "=" and not is_nonnegative(factor, facts):
        proof.reason = f"the factor {factor} is not seen to be nonnegative"
        return None
    low, high = relation.left, relation.right
    if relation.rel in (">=", ">", "="):
        low, high = high, low
    gap: Term = Add((high, Neg(low)))
    if factor is not None and factor != Number(Fraction(1)):
        gap = Mul((factor, gap))
    for index in reversed(use.over):
        gap = Fold("sum", index, gap)
    return gap


def _total(parts: list[Term]) -> Term | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Add(tuple(parts))
