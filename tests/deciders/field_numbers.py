"""The value of a scalar term at a point, to sixty digits, written apart from the decider."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath

from chainrule.terms.functions import Apply
from chainrule.terms.leaves import Constant, Let, Number
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Div, Mul, Neg, Pow
from chainrule.terms.relation import Relation

mpmath.mp.dps = 60
Point = Mapping[Term, mpmath.mpf]


class Undefined(Exception):
    """The term has no real value at the point."""


def value(term: Term, at: Point) -> mpmath.mpf:
    """The value of `term`; raises Undefined outside its natural domain."""
    if term in at:
        return at[term]
    if isinstance(term, Add):
        return mpmath.fsum(value(part, at) for part in term.terms)
    if isinstance(term, Neg):
        return -value(term.term, at)
    if isinstance(term, Mul):
        return mpmath.fprod([value(part, at) for part in term.factors])
    if isinstance(term, Div):
        return value(term.numerator, at) / _nonzero(value(term.denominator, at))
    if isinstance(term, Pow):
        return _power(value(term.base, at), value(term.exponent, at))
    if isinstance(term, Apply):
        return _apply(term, value(term.argument, at))
    return _leaf(term, at)


def _leaf(term: Term, at: Point) -> mpmath.mpf:
    if isinstance(term, Let):
        return value(term.definition, at)
    if isinstance(term, Constant):
        return +mpmath.pi
    assert isinstance(term, Number), term
    return mpmath.mpf(term.value.numerator) / term.value.denominator


def holds(need: Relation, at: Point) -> bool:
    """Whether a relation holds at the point, by a margin that digits cannot decide."""
    left = value(need.left, at) - value(need.right, at)
    if need.rel == ">":
        return bool(left > 1e-30)
    return bool(left >= 0) if need.rel == ">=" else bool(abs(left) > 1e-30)


def _nonzero(number: mpmath.mpf) -> mpmath.mpf:
    if abs(number) < 1e-30:
        raise Undefined
    return number


def _power(base: mpmath.mpf, exponent: mpmath.mpf) -> mpmath.mpf:
    if abs(exponent) > 400:
        raise Undefined
    if exponent == int(exponent):
        return (base if exponent >= 0 else _nonzero(base)) ** int(exponent)
    if base < 0 or (exponent < 0 and not base):
        raise Undefined
    return base**exponent


def _apply(term: Apply, at: mpmath.mpf) -> mpmath.mpf:
    name, order = term.function.name, term.function.order
    if abs(at) > 400 and name not in ("log", "sqrt", "abs", "relu"):
        raise Undefined
    if term.function.opaque:
        return _opaque(order, at)
    if order:
        slope = {
            "tanh": lambda u: 1 - mpmath.tanh(u) ** 2,
            "logistic": lambda u: mpmath.exp(-u) / (1 + mpmath.exp(-u)) ** 2,
            "softplus": lambda u: 1 / (1 + mpmath.exp(-u)),
            "relu": lambda u: mpmath.mpf(u > 0),
            "abs": mpmath.sign,
        }[name]
        assert order == 1
        return slope(at)
    if (name == "log" and at <= 0) or (name == "sqrt" and at < 0):
        raise Undefined
    return _PLAIN[name](at)


def _opaque(order: int, at: mpmath.mpf) -> mpmath.mpf:
    """sin(u + 1) + u ** 3 / 7 and its derivatives stand for an opaque function."""
    cubic = [at**3, 3 * at**2, 6 * at, mpmath.mpf(6)]
    return mpmath.sin(at + 1 + order * mpmath.pi / 2) + (cubic[order] / 7 if order < 4 else 0)


_PLAIN = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "tanh": mpmath.tanh,
    "logistic": lambda u: 1 / (1 + mpmath.exp(-u)),
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "relu": lambda u: max(u, mpmath.mpf(0)),
}


def rational(above: int, below: int) -> mpmath.mpf:
    """An exact-looking coordinate."""
    return mpmath.mpf(Fraction(above, below).numerator) / Fraction(above, below).denominator
