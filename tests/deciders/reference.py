"""An independent evaluation with numpy: matrix notation on arrays, central differences.

It shares no code with the engine but the terms and the values of a model.  Numbers are mpmath's at
120 digits, so that two nested central differences still agree to more than 25.
"""

from __future__ import annotations

from functools import singledispatchmethod
from itertools import product
from typing import Any

import mpmath
import numpy as np
from mpmath import mp, mpf

from chainrule.deciders.ball import Model
from chainrule.terms.functions import Apply, Call, Norm
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Constant, Identity, Let, Node, Number, Ones, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import (
    Add,
    Delta,
    Derivative,
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
from chainrule.terms.sizes import ONE, Level, Size

STEP = mpf(10) ** -20
DIGITS = 120


class OutsideError(ArithmeticError):
    """The value is not defined over the reals."""


class Reference:
    """Values of terms in a model; `raised` adds to entries of leaves wherever they occur."""

    def __init__(self, model: Model) -> None:
        self.model, self.levels = model, dict(model.levels)
        self.at: dict[tuple[str, str], int] = {}
        self.raised: dict[tuple[Any, tuple[int, ...]], Any] = {}

    def value(self, term: Term) -> Any:
        """The value as an object array, with no axis of size `1` of a row."""
        found = np.array(self.of(term), dtype=object)
        if any(mp.isnan(x) or mp.isinf(x) for x in found.flat):
            raise OutsideError
        return found

    @singledispatchmethod
    def of(self, term: Term) -> Any:
        raise NotImplementedError(type(term).__name__)

    def size(self, size: Term) -> int:
        assert isinstance(size, Size)
        level = None if size.level is None else size.level.value(self.levels)
        return self.model.sizes[size.name, level]

    def place(self, index: Any) -> int:
        if isinstance(index, Index):
            return self.at[index.name, str(index.size)]
        return self.model.labels[index.name, tuple(self.place(part) for part in index.of)]

    @of.register
    def _(self, term: Number) -> Any:
        return mpf(term.value.numerator) / term.value.denominator

    @of.register
    def _(self, term: Constant) -> Any:
        return mp.pi

    @of.register
    def _(self, term: Level) -> Any:
        return mpf(term.value(self.levels))

    @of.register
    def _(self, term: Size) -> Any:
        return mpf(self.size(term))

    @of.register
    def _(self, term: Tensor) -> Any:
        return self.leaf(term, (term.name, self.level_of(term.level)), None)

    @of.register
    def _(self, term: Node) -> Any:
        level = term.level.value(self.levels)
        made = term.family.definition(Level((), level))
        return self.leaf(term, (term.name, level), made)

    @of.register
    def _(self, term: Let) -> Any:
        return self.leaf(term, (term.name, None), term.definition)

    def level_of(self, level: Level | None) -> int | None:
        return None if level is None else level.value(self.levels)

    def leaf(self, term: Term, key: Any, made: Term | None) -> Any:
        shape = tuple(self.size(size) for size in term.shape)
        if made is not None:
            found = np.array(self.of(made), dtype=object)
        else:
            entries = self.model.tensors[key]
            found = np.empty(shape, dtype=object)
            for place in product(*map(range, shape)):
                value = entries[place]
                found[place] = mpf(value.numerator) / value.denominator
        for (raised, place), step in self.raised.items():
            if raised == key:
                found[place] = found[place] + step
        return found if shape else found[()]

    @of.register
    def _(self, term: Identity) -> Any:
        return np.array(np.eye(self.size(term.size), dtype=int) * mpf(1), dtype=object)

    @of.register
    def _(self, term: Ones) -> Any:
        return np.array([mpf(1)] * self.size(term.size), dtype=object)

    @of.register
    def _(self, term: Add) -> Any:
        return sum((self.of(part) for part in term.terms[1:]), self.of(term.terms[0]))

    @of.register
    def _(self, term: Neg) -> Any:
        return -self.of(term.term)

    @of.register
    def _(self, term: Mul) -> Any:
        found = self.of(term.factors[0])
        for factor in term.factors[1:]:
            found = found * self.of(factor)
        return found

    @of.register
    def _(self, term: Div) -> Any:
        try:
            return self.of(term.numerator) / self.of(term.denominator)
        except ZeroDivisionError:
            raise OutsideError from None

    @of.register
    def _(self, term: Pow) -> Any:
        return np.vectorize(_power, otypes=[object])(self.of(term.base), self.of(term.exponent))[()]

    @of.register
    def _(self, term: MatMul) -> Any:
        left, right = self.of(term.left), self.of(term.right)
        if len(term.left.shape) == 1:
            return np.multiply.outer(left, right)
        return np.dot(left, right)

    @of.register
    def _(self, term: Transpose) -> Any:
        return np.transpose(self.of(term.term))

    @of.register
    def _(self, term: Diag) -> Any:
        vector = self.of(term.vector)
        return np.eye(len(vector), dtype=int) * vector

    @of.register
    def _(self, term: Entry) -> Any:
        return self.of(term.tensor)[tuple(map(self.place, term.indices))]

    @of.register
    def _(self, term: Delta) -> Any:
        return mpf(self.place(term.left) == self.place(term.right))

    @of.register
    def _(self, term: Fold) -> Any:
        name, before = (term.index.name, str(term.index.size)), dict(self.at)
        values = []
        for place in range(self.size(term.index.size)):
            self.at = {**before, name: place}
            values.append(self.of(term.body))
        self.at = before
        return _join(term.kind, values)

    @of.register
    def _(self, term: LevelFold) -> Any:
        before, values = dict(self.levels), []
        for level in range(term.low.value(before), term.high.value(before) + 1):
            self.levels = {**before, term.level: level}
            values.append(self.of(term.body))
        self.levels = before
        if term.kind == "prod" and term.body.shape:
            size = self.size(term.shape[0])
            found = np.array(np.eye(size, dtype=int) * mpf(1), dtype=object)
            for value in values:
                found = np.dot(found, value)
            return found
        return _join(term.kind, values) if values else mpf(term.kind == "prod")

    @of.register
    def _(self, term: Apply) -> Any:
        function = term.function
        if function.opaque:
            one = _opaque_prime(self.model.functions[function.name], function.order)
        else:
            one = _prime(_KNOWN[function.name], function.order)
        return np.vectorize(one, otypes=[object])(self.of(term.argument))[()]

    @of.register
    def _(self, term: Call) -> Any:
        cost, left, right, waves = self.model.costs[term.function.name], mpf(0), mpf(0), mpf(0)
        for number, argument in enumerate(term.arguments):
            value = np.array(self.of(argument), dtype=object)
            for place in product(*map(range, value.shape)):
                x = value[place]
                u, v, a, b, c = (_mpf(cost.weight(kind, number, place)) for kind in "uvabc")
                left, right, waves = left + u * x, right + v * x, waves + a * mp.sin(b * x + c)
        return left * right + waves

    @of.register
    def _(self, term: Norm) -> Any:
        value = np.array(self.of(term.argument), dtype=object)
        if value.ndim == 2 and term.order == "2":
            return max(mp.svd_r(mp.matrix(value.tolist()), compute_uv=False))
        if value.ndim == 2:
            return max(
                sum(abs(x) for x in line) for line in (value if term.order == "inf" else value.T)
            )
        entries = [abs(x) for x in value.flat]
        if term.order == "2":
            return mp.sqrt(sum(x * x for x in entries))
        return sum(entries) if term.order == "1" else max(entries)

    @of.register
    def _(self, term: Derivative) -> Any:
        leaf = term.leaf
        assert isinstance(leaf, (Tensor, Let, Node))
        key = (leaf.name, None if isinstance(leaf, Let) else self.level_of(leaf.level))
        if isinstance(term.by, Entry):
            return self.slope(term.of, (key, tuple(map(self.place, term.by.indices))))
        shape = tuple(self.size(size) for size in leaf.shape)
        of = tuple(self.size(size) for size in term.of.shape if size != ONE)
        found = np.empty(of + shape, dtype=object)
        for place in product(*map(range, shape)):
            found[(..., *place)] = self.slope(term.of, (key, place))
        return found if found.shape else found[()]

    def slope(self, of: Term, where: Any) -> Any:
        """The central difference of `of` by one entry."""
        before, ends = dict(self.raised), []
        for step in (STEP, -STEP):
            self.raised = {**before, where: before.get(where, mpf(0)) + step}
            ends.append(self.of(of))
        self.raised = before
        return (ends[0] - ends[1]) / (2 * STEP)


def _mpf(value: Any) -> Any:
    return mpf(value.numerator) / value.denominator


def _join(kind: str, values: list[Any]) -> Any:
    if kind == "max":
        return max(values)
    found = values[0]
    for value in values[1:]:
        found = found + value if kind == "sum" else found * value
    return found


def _power(base: Any, exponent: Any) -> Any:
    if exponent == int(exponent) and (base or exponent >= 0):
        return base ** int(exponent)
    if base == 0 and exponent > 0:
        return base
    if base <= 0:
        raise OutsideError
    return mp.exp(exponent * mp.log(base))


def _outside(function: Any, fits: Any) -> Any:
    def checked(x: Any) -> Any:
        if not fits(x):
            raise OutsideError
        return function(x)

    return checked


_KNOWN: dict[str, Any] = {
    "exp": _outside(mp.exp, lambda x: x < 10**6),
    "log": _outside(mp.log, lambda x: x > 0),
    "tanh": mp.tanh,
    "logistic": lambda x: mp.exp(x) / (1 + mp.exp(x)) if x < 0 else 1 / (1 + mp.exp(-x)),
    "sqrt": _outside(mp.sqrt, lambda x: x >= 0),
    "abs": abs,
    "softplus": lambda x: mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x)),
    "sin": mp.sin,
    "cos": mp.cos,
    "relu": lambda x: max(x, mpf(0)),
}


def _prime(function: Any, order: int) -> Any:
    if not order:
        return function
    lower = _prime(function, order - 1)
    return lambda x: (lower(x + STEP) - lower(x - STEP)) / (2 * STEP)


def _opaque_prime(smooth: Any, order: int) -> Any:
    a, b, c, d, e = map(_mpf, (smooth.a, smooth.b, smooth.c, smooth.d, smooth.e))
    polynomial = {0: lambda x: d * x + e * x * x, 1: lambda x: d + 2 * e * x, 2: lambda x: 2 * e}
    rest = polynomial.get(order, lambda x: mpf(0))
    return lambda x: a * b**order * mp.sin(b * x + c + order * mp.pi / 2) + rest(x)


def evaluate(term: Term, model: Model, at: dict[Index, int] | None = None) -> Any:
    """The value of a term as an object array of mpmath numbers, or OutsideError."""
    reference = Reference(model)
    reference.at = {(i.name, str(i.size)): place for i, place in (at or {}).items()}
    with mpmath.workdps(DIGITS):
        return reference.value(term)
