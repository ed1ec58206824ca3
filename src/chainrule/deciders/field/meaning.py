"""What a polynomial in kernels stands for, as a term, and which sign it has."""

from __future__ import annotations

from fractions import Fraction

from chainrule.deciders.field.kernels import Field, Kernel
from chainrule.deciders.field.polynomials import Polynomial, Powers
from chainrule.terms.functions import ABS, COS, EXP, LOG, SIN, SQRT, Apply
from chainrule.terms.leaves import Number
from chainrule.terms.node import Term, as_term
from chainrule.terms.operators import Add, Div, Mul, Neg, Pow


def sign(field: Field, value: Polynomial) -> int:
    """1 where `value` is >= 0 throughout, -1 where it is <= 0 throughout, 0 where unknown."""
    key = field.ring.key(value)
    if key not in field.signs:
        found = field.ranges.of(meaning(field, value))
        field.signs[key] = 1 if found.nonnegative else -1 if (-found).nonnegative else 0
    return field.signs[key]


def meaning(field: Field, value: Polynomial) -> Term:
    """The term that a polynomial in the kernels stands for."""
    parts = [_summand(field, powers, c) for powers, c in field.ring.terms(value)]
    if not parts:
        return as_term(0)
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def _summand(field: Field, powers: Powers, coefficient: Fraction) -> Term:
    factors = [_power(kernel_term(field, field.kernels[k]), e) for k, e in powers]
    size = abs(coefficient)
    if size != 1 or not factors:
        factors.insert(0, Number(size))
    found = factors[0] if len(factors) == 1 else Mul(tuple(factors))
    return Neg(found) if coefficient < 0 else found


def _power(base: Term, exponent: int) -> Term:
    return base if exponent == 1 else Pow(base, as_term(exponent))


def kernel_term(field: Field, kernel: Kernel) -> Term:
    """The term that one kernel stands for."""
    if kernel.kind == "atom":
        assert kernel.term is not None
        return kernel.term
    if kernel.kind in ("log", "root"):
        return _of_absolute(field, kernel)
    if kernel.kind == "power":
        return Pow(meaning(field, kernel.of), meaning(field, kernel.over))
    at = _quotient(field, kernel)
    if kernel.kind == "apply":
        assert kernel.function is not None
        return Apply(kernel.function, at)
    return {"exp": EXP, "cos": COS, "sin": SIN}[kernel.kind](at)


def _of_absolute(field: Field, kernel: Kernel) -> Term:
    inner, known = meaning(field, kernel.of), sign(field, kernel.of)
    size = inner if known > 0 else ABS(inner) if known == 0 else meaning(field, -kernel.of)
    if kernel.kind == "log":
        return LOG(size)
    if kernel.parts <= 2:
        return SQRT(size) if kernel.parts == 2 else size
    return Pow(size, Number(Fraction(1, kernel.parts)))


def _quotient(field: Field, kernel: Kernel) -> Term:
    below = kernel.over * field.ring.constant(Fraction(kernel.parts))
    above = meaning(field, kernel.of)
    return above if below == field.ring.one else Div(above, meaning(field, below))
