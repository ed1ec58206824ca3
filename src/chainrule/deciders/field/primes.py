"""Derivatives of the known functions in closed form: `tanh' = 1 - tanh ** 2`, of any order."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

from chainrule.terms.functions import (
    ABS,
    COS,
    EXP,
    KNOWN,
    LOG,
    LOGISTIC,
    RELU,
    SIN,
    SOFTPLUS,
    SQRT,
    TANH,
    Apply,
    Function,
)
from chainrule.terms.leaves import Number
from chainrule.terms.node import Term, as_term
from chainrule.terms.operators import Add, Mul, Neg, Pow

NONSMOOTH = frozenset({ABS.name, RELU.name})
"""Functions with a kink at 0, where their derivative is a convention."""


def is_known(function: Function) -> bool:
    """Whether `function` is one of the known functions, of any order."""
    return not function.opaque and function.name in KNOWN


def closed_form(term: Apply) -> Term:
    """A primed known function without primes; anything else as it is.

    `abs` and `relu` keep their first derivative (a convention at 0); higher ones are 0 off 0.
    """
    function, at = term.function, term.argument
    order = function.order
    if not order or not is_known(function):
        return term
    if function.name in NONSMOOTH:
        return term if order == 1 else as_term(0)
    return _FIRST[function.name](at) if order == 1 else _HIGHER[function.name](at, order)


def _log(at: Term, order: int) -> Term:
    sign = -1 if order % 2 == 0 else 1
    return sign * factorial(order - 1) / Pow(at, as_term(order))


def _sqrt(at: Term, order: int) -> Term:
    factor, exponent = Fraction(1), Fraction(1, 2)
    for _ in range(order):
        factor, exponent = factor * exponent, exponent - 1
    return Mul((Number(factor), Pow(at, Number(exponent))))


def _sin(at: Term, order: int) -> Term:
    return (SIN(at), COS(at), Neg(SIN(at)), Neg(COS(at)))[order % 4]


def _tanh(at: Term, order: int) -> Term:
    return _polynomial(_iterated((0, 1), (1, 0, -1), order), TANH(at))


def _logistic(at: Term, order: int) -> Term:
    return _polynomial(_iterated((0, 1), (0, 1, -1), order), LOGISTIC(at))


def _iterated(start: tuple[int, ...], slope: tuple[int, ...], order: int) -> list[int]:
    """Coefficients of the order-th derivative of `start(s)` where `s' = slope(s)`."""
    value = list(start)
    for _ in range(order):
        inner = [k * c for k, c in enumerate(value)][1:]
        value = [0] * (len(inner) + len(slope) - 1)
        for i, left in enumerate(inner):
            for j, right in enumerate(slope):
                value[i + j] += left * right
    return value


def _polynomial(coefficients: list[int], at: Term) -> Term:
    parts = [
        Mul((as_term(c), Pow(at, as_term(power)))) for power, c in enumerate(coefficients) if c
    ]
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


_FIRST: dict[str, Callable[[Term], Term]] = {
    EXP.name: EXP,
    LOG.name: lambda at: 1 / at,
    SQRT.name: lambda at: 1 / (2 * SQRT(at)),
    TANH.name: lambda at: 1 - TANH(at) ** 2,
    LOGISTIC.name: lambda at: LOGISTIC(at) * (1 - LOGISTIC(at)),
    SOFTPLUS.name: LOGISTIC,
    SIN.name: COS,
    COS.name: lambda at: -SIN(at),
}
_HIGHER: dict[str, Callable[[Term, int], Term]] = {
    EXP.name: lambda at, order: EXP(at),
    LOG.name: _log,
    SQRT.name: _sqrt,
    TANH.name: _tanh,
    LOGISTIC.name: _logistic,
    SOFTPLUS.name: lambda at, order: closed_form(Apply(Function("logistic", False, order - 1), at)),
    SIN.name: _sin,
    COS.name: lambda at, order: _sin(at, order + 1),
}
