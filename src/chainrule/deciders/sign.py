"""Signs of terms for any sizes: sound, incomplete, from domains, structure and facts."""

from __future__ import annotations

from fractions import Fraction

from chainrule.terms.functions import LOGISTIC, TANH, Apply, Norm
from chainrule.terms.leaves import Constant, Identity, Let, Node, Number, Ones, Tensor
from chainrule.terms.match import match
from chainrule.terms.node import Term
from chainrule.terms.operators import (
    Add,
    Delta,
    Diag,
    Div,
    Entry,
    Fold,
    LevelFold,
    MatMul,
    Mul,
    Neg,
    Pow,
    Transpose,
)
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Level, Size

Facts = tuple[Relation, ...]
DEPTH = 24


def is_positive(term: Term, facts: Facts = (), depth: int = DEPTH) -> bool:
    """Whether every entry of `term` is > 0 under the facts; False means "not seen to be"."""
    return _sign(term, facts, True, depth)


def is_nonnegative(term: Term, facts: Facts = (), depth: int = DEPTH) -> bool:
    """Whether every entry of `term` is >= 0 under the facts; False means "not seen to be"."""
    return _sign(term, facts, False, depth)


def is_nonzero(term: Term, facts: Facts = ()) -> bool:
    """Whether no entry of `term` vanishes under the facts; False means "not seen to be"."""
    if isinstance(term, (Mul, Div)):
        parts = term.factors if isinstance(term, Mul) else (term.numerator, term.denominator)
        return all(is_nonzero(part, facts) for part in parts)
    if isinstance(term, Neg):
        return is_nonzero(term.term, facts)
    if isinstance(term, Pow) and isinstance(term.exponent, Number):
        return is_nonzero(term.base, facts)
    return (
        is_positive(term, facts)
        or is_positive(Neg(term), facts)
        or stated(term, facts, ("!=", ">", "<"))
    )


def stated(term: Term, facts: Facts, relations: tuple[str, ...]) -> bool:
    """Whether a fact says `term rel 0` for one of `relations`, or says it with sides swapped."""
    swap = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!=", "=": "="}
    for fact in facts:
        for side, other, rel in (
            (fact.left, fact.right, fact.rel),
            (fact.right, fact.left, swap[fact.rel]),
        ):
            zero = isinstance(other, Number) and other.value == 0
            if zero and rel in relations and match(side, term) is not None:
                return True
    return False


def _sign(term: Term, facts: Facts, strict: bool, depth: int) -> bool:
    if depth == 0:
        return False
    known = stated(term, facts, (">",) if strict else (">", ">=", "="))
    return known or _by_kind(term, facts, strict, depth)


def _by_kind(term: Term, facts: Facts, strict: bool, depth: int) -> bool:
    if isinstance(term, (Number, Constant, Size, Tensor, Level)):
        return _of_leaf(term, facts, strict)
    if isinstance(term, (Let, Node)):
        inside = term.definition
        return inside is not None and _sign(inside, facts, strict, depth - 1)
    if isinstance(term, (Add, Neg)):
        return _of_sum(term, facts, strict, depth)
    if isinstance(term, Apply):
        return _of_function(term, facts, strict, depth)
    if isinstance(term, Pow):
        return _of_power(term, facts, strict, depth)
    if isinstance(term, (Mul, Div)):
        return _of_product(term, facts, strict, depth)
    return _of_structure(term, facts, strict, depth)


def _of_leaf(term: Term, facts: Facts, strict: bool) -> bool:
    if isinstance(term, Number):
        return term.value > 0 or (not strict and term.value == 0)
    if isinstance(term, Tensor):
        return term.domain.positive or (not strict and term.domain.nonnegative)
    if isinstance(term, Level):
        return _level_at_least(term, 1 if strict else 0, facts)
    return True


def _level_at_least(level: Level, bound: int, facts: Facts) -> bool:
    """Whether a linear whole number is >= `bound`: by one fact, or the sum of two."""
    known: list[Level] = [Level((), 0)]
    for fact in facts:
        if isinstance(fact.left, (Level, Number)) and isinstance(fact.right, (Level, Number)):
            known += _gaps(fact)
    for one in known:
        for other in known:
            rest = (level - bound - one - other) if bound else (level - one - other)
            if isinstance(rest, Level) and not rest.coefficients and rest.constant >= 0:
                return True
    return False


def _gaps(fact: Relation) -> list[Level]:
    """Linear whole numbers that the fact says are >= 0."""
    left, right = (as_level(fact.left), as_level(fact.right))
    if left is None or right is None:
        return []
    up, down = right - left, left - right
    assert isinstance(up, Level)
    assert isinstance(down, Level)
    shift = 1 if fact.rel in ("<", ">") else 0
    gaps: dict[str, list[Term]] = {
        "<=": [up], "<": [up - shift], ">=": [down], ">": [down - shift], "=": [up, down],
    }  # fmt: skip
    return [gap for gap in gaps.get(fact.rel, []) if isinstance(gap, Level)]


def as_level(term: Term) -> Level | None:
    """A level or a whole number as a level; None for anything else."""
    if isinstance(term, Number) and term.value.denominator == 1:
        return Level((), int(term.value))
    return term if isinstance(term, Level) else None


def _of_sum(term: Add | Neg, facts: Facts, strict: bool, depth: int) -> bool:
    if isinstance(term, Neg):
        inside = term.term
        if isinstance(inside, Neg):
            return _sign(inside.term, facts, strict, depth - 1)
        if isinstance(inside, Number):
            return inside.value < 0 or (not strict and inside.value == 0)
        return stated(inside, facts, ("<",) if strict else ("<", "<=", "="))
    first, *rest = term.terms
    if len(rest) == 1 and isinstance(rest[0], Neg) and _gap(first, rest[0].term, facts, strict):
        return True
    weak = all(_sign(part, facts, False, depth - 1) for part in term.terms)
    return weak and (not strict or any(_sign(p, facts, True, depth - 1) for p in term.terms))


def _gap(big: Term, small: Term, facts: Facts, strict: bool) -> bool:
    return _bounded(big, small, strict) or _said(big, small, facts, strict)


def _bounded(big: Term, small: Term, strict: bool) -> bool:
    """Whether `big - small` is >= 0 (> 0) by a domain or a delta."""
    if isinstance(big, Number) and isinstance(small, Delta):
        return big.value > 1 or (big.value == 1 and not strict)
    top = _upper(small)
    if isinstance(big, Number) and top is not None:
        high, excluded = top
        if high < big.value or (high == big.value and (excluded or not strict)):
            return True
    if isinstance(small, Number) and isinstance(big, Tensor) and big.domain.low is not None:
        low, open_low = big.domain.low, big.domain.open_low
        return low > small.value or (low == small.value and (open_low or not strict))
    return False


def _said(big: Term, small: Term, facts: Facts, strict: bool) -> bool:
    """Whether a fact states that `big - small` is >= 0 (> 0)."""
    for fact in facts:
        ups = {"<": (fact.left, fact.right), "<=": (fact.left, fact.right),
               ">": (fact.right, fact.left), ">=": (fact.right, fact.left)}  # fmt: skip
        if fact.rel not in ups or (strict and fact.rel in ("<=", ">=")):
            continue
        lower, upper = ups[fact.rel]
        names = match(lower, small)
        if names is not None and match(upper, big, names) is not None:
            return True
    return False


def _upper(term: Term) -> tuple[Fraction, bool] | None:
    """An upper bound and whether it is never reached."""
    leaf = term.tensor if isinstance(term, Entry) else term
    if isinstance(leaf, (Let, Node)) and leaf.definition is not None:
        return _upper(leaf.definition)
    if isinstance(leaf, Tensor) and leaf.domain.high is not None:
        return leaf.domain.high, leaf.domain.open_high
    if isinstance(leaf, Apply) and leaf.function in (LOGISTIC, TANH):
        return Fraction(1), True
    return None


def _of_function(term: Apply, facts: Facts, strict: bool, depth: int) -> bool:
    name, order = term.function.name, term.function.order
    if term.function.opaque:
        return False
    if order == 0 and name in {"exp", "logistic", "softplus"}:
        return True
    if name == "logistic" and order == 1:
        return True
    if order == 0 and name in {"abs", "sqrt", "relu"}:
        if not strict:
            return True
        inside = is_nonzero if name == "abs" else is_positive
        return inside(term.argument, facts)
    return name == "exp"


def _of_power(term: Pow, facts: Facts, strict: bool, depth: int) -> bool:
    if _sign(term.base, facts, True, depth - 1):
        return True
    exponent = term.exponent.value if isinstance(term.exponent, Number) else None
    if exponent is not None and exponent.denominator == 1 and exponent % 2 == 0:
        return not strict or is_nonzero(term.base, facts)
    return not strict and _sign(term.base, facts, False, depth - 1)


def _of_product(term: Mul | Div, facts: Facts, strict: bool, depth: int) -> bool:
    if isinstance(term, Div):
        below = _sign(term.denominator, facts, True, depth - 1)
        return below and _sign(term.numerator, facts, strict, depth - 1)
    left = list(term.factors)
    while left:
        one = left.pop()
        if one in left and not strict:
            left.remove(one)
        elif not _sign(one, facts, strict, depth - 1):
            return False
    return True


def _of_structure(term: Term, facts: Facts, strict: bool, depth: int) -> bool:
    if isinstance(term, (Fold, LevelFold)):
        empty_is_not = term.kind == "sum" or bool(term.shape)  # 0, or an identity matrix
        may_fail = isinstance(term, LevelFold) and strict and empty_is_not
        return not may_fail and _sign(term.body, facts, strict, depth - 1)
    if isinstance(term, Entry):
        return _sign(term.tensor, facts, strict, depth - 1)
    if isinstance(term, Transpose):
        return _sign(term.term, facts, strict, depth - 1)
    if isinstance(term, Diag):
        return not strict and _sign(term.vector, facts, False, depth - 1)
    if isinstance(term, MatMul):
        return _sign(term.left, facts, strict, depth) and _sign(term.right, facts, strict, depth)
    if isinstance(term, (Norm, Delta, Identity)):
        return not strict
    return isinstance(term, Ones)
