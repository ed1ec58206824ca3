"""The torch of what names or binds an index: entries, deltas, sums, products, maxima."""

from __future__ import annotations

from chainrule.corroborate.dependence import concrete
from chainrule.corroborate.emit import product, rule
from chainrule.corroborate.lookup import position, taken
from chainrule.corroborate.values import (
    ATOM,
    POWER,
    PRODUCT,
    SUM,
    UNARY,
    Value,
    aligned,
    broadcast,
    einsum,
    named,
    union,
)
from chainrule.corroborate.writer import Writer
from chainrule.deciders.ball.structure import body_at, level_range
from chainrule.errors import TermError
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Identity
from chainrule.terms.node import Term
from chainrule.terms.operators import Delta, Entry, Fold, LevelFold, Mul, Neg, axes


@rule.register
def _(term: Entry, writer: Writer) -> Value:
    return taken(writer.value(term.tensor), term.indices, writer)


@rule.register
def _(term: Delta, writer: Writer) -> Value:
    left, right = term.left, term.right
    if left == right:
        return Value("1", number=True)
    if isinstance(left, Index) and isinstance(right, Index):
        return named(writer.value(Identity(left.size)), (left, right))
    sides = [position(left, writer), position(right, writer)]
    indices = union(sides)
    codes = [aligned(side, indices, 0).code for side in sides]
    return Value(f"({codes[0]} == {codes[1]}).to({writer.dtype})", indices)


@rule.register
def _(term: Fold, writer: Writer) -> Value:
    if term.kind == "sum":
        return _summed(term, writer)
    value = writer.value(term.body)
    if term.index not in value.indices:
        if term.kind == "max":
            return value
        power = f"{value.within(ATOM)} ** {writer.size(term.index.size)}"
        return Value(power, value.indices, value.rank, POWER, value.number)
    return _reduced("torch.prod" if term.kind == "prod" else "torch.amax", value, (term.index,))


def _reduced(word: str, value: Value, over: tuple[Index, ...]) -> Value:
    dims = tuple(value.dim(index) for index in over)
    where = str(dims[0]) if len(dims) == 1 else str(dims)
    left = tuple(index for index in value.indices if index not in over)
    return Value(f"{word}({value.code}, dim={where})", left, value.rank)


def _summed(term: Fold, writer: Writer) -> Value:
    bound, body = [term.index], term.body
    while isinstance(body, Fold) and body.kind == "sum" and body.index not in bound:
        bound.append(body.index)
        body = body.body
    sign, plain = _factors(body)
    values = tuple(map(writer.value, plain))
    numbers = tuple(value for value in values if not value.indices and not value.rank)
    tensors = tuple(value for value in values if value.indices or value.rank)
    met = tuple(index for index in bound if index in union(values))
    idle = tuple(Value(writer.size(i.size), number=True) for i in bound if i not in met)
    parts = (*numbers, *idle, *_contracted(tensors, met))
    made = product(parts) if parts else Value("1", number=True)
    return made if sign > 0 else _negative(made)


def _factors(body: Term) -> tuple[int, tuple[Term, ...]]:
    """The sign and the factors of a product, nested products opened."""
    if isinstance(body, Neg):
        sign, factors = _factors(body.term)
        return -sign, factors
    if not isinstance(body, Mul):
        return 1, (body,)
    signs, parts = zip(*map(_factors, body.factors), strict=True)
    return (-1) ** signs.count(-1), tuple(factor for part in parts for factor in part)


def _contracted(tensors: tuple[Value, ...], over: tuple[Index, ...]) -> tuple[Value, ...]:
    if not tensors or not over:
        return tensors
    if len(tensors) > 1 and not any(value.rank for value in tensors):
        return (einsum(tensors, tuple(i for i in union(tensors) if i not in over)),)
    return (_reduced("torch.sum", product(tensors), over),)


def _negative(value: Value) -> Value:
    return Value(f"-{value.within(PRODUCT)}", value.indices, value.rank, UNARY, value.number)


@rule.register
def _(term: LevelFold, writer: Writer) -> Value:
    if not concrete(term):
        raise TermError(
            f"{term} runs from level {term.low} to level {term.high}; "
            "say how deep, as levels={'L': 3}."
        )
    values = tuple(writer.value(body_at(term, level)) for level in level_range(term))
    if term.kind == "prod" and term.shape:
        return _ordered_product(term, values, writer)
    if not values:
        return Value("0" if term.kind == "sum" else "1", number=True)
    return product(values) if term.kind == "prod" else _total(values)


def _total(values: tuple[Value, ...]) -> Value:
    parts, indices, rank = broadcast(values)
    code = " + ".join(part.within(PRODUCT) for part in parts)
    return Value(code, indices, rank, SUM, all(part.number for part in parts))


def _ordered_product(term: LevelFold, values: tuple[Value, ...], writer: Writer) -> Value:
    if not values:
        size = axes(term)[0]
        return writer.value(Identity(size))
    if any(value.indices for value in values):
        raise TermError(f"{term}: a product of matrices over levels may have no free index.")
    first, *rest = values
    code = " @ ".join([first.within(PRODUCT), *(value.within(UNARY) for value in rest)])
    return Value(code, (), 2, PRODUCT)
