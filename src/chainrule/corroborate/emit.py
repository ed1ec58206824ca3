"""The torch of every node of the author's language, one rule a node.

An index becomes a named axis, a sum of products an einsum, a derivative autograd itself.
"""

from __future__ import annotations

from functools import singledispatch

from chainrule.corroborate.known import applied
from chainrule.corroborate.stable import stable
from chainrule.corroborate.values import (
    ATOM,
    POWER,
    PRODUCT,
    SUM,
    UNARY,
    Value,
    broadcast,
    einsum,
    named,
)
from chainrule.corroborate.writer import Writer, missing
from chainrule.errors import TermError
from chainrule.terms.entry import generic_indices
from chainrule.terms.functions import Apply, Norm
from chainrule.terms.leaves import Constant, Identity, Let, Node, Number, Ones, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Diag, Div, MatMul, Mul, Neg, Pow, Transpose, axes
from chainrule.terms.sizes import ONE, Level, Size


def emit(term: Term, writer: Writer) -> Value:
    """Code for `term`, in a stable form where one is known."""
    return stable(term, writer) or rule(term, writer)


@singledispatch
def rule(term: Term, _writer: Writer) -> Value:
    """Code for `term`, operation by operation as it is written."""
    raise TermError(f"{type(term).__name__} has no counterpart in torch: {term}.")


@rule.register
def _(term: Number, _writer: Writer) -> Value:
    value = term.value
    if value.denominator == 1:
        return Value(str(value), (), 0, ATOM if value >= 0 else UNARY, number=True)
    if value.denominator & (value.denominator - 1) == 0 and value.denominator <= 64:
        return Value(repr(float(value)), (), 0, ATOM if value >= 0 else UNARY, number=True)
    return Value(f"{value.numerator} / {value.denominator}", (), 0, PRODUCT, number=True)


@rule.register
def _(term: Constant, _writer: Writer) -> Value:
    return Value(f"math.{term.name}", number=True)


@rule.register
def _(term: Level, _writer: Writer) -> Value:
    if term.coefficients:
        raise TermError(f"the level {term} is unknown; say levels={{'{term}': 3}}.")
    return Value(str(term.constant), strength=UNARY if term.constant < 0 else ATOM, number=True)


@rule.register
def _(term: Size, writer: Writer) -> Value:
    return Value("1" if term == ONE else writer.size(term), number=True)


@rule.register
def _(term: Tensor, _writer: Writer) -> Value:
    raise missing(term)


@rule.register(Let)
@rule.register(Node)
def _(term: Let | Node, writer: Writer) -> Value:
    return writer.node(term)


@rule.register
def _(term: Identity, writer: Writer) -> Value:
    return Value(f"torch.eye({writer.size(term.size)}, dtype={writer.dtype})", (), 2)


@rule.register
def _(term: Ones, writer: Writer) -> Value:
    return Value(f"torch.ones({writer.size(term.size)}, dtype={writer.dtype})", (), 1)


@rule.register
def _(term: Add, writer: Writer) -> Value:
    signs = ["-" if isinstance(part, Neg) else "+" for part in term.terms]
    plain = [part.term if isinstance(part, Neg) else part for part in term.terms]
    values, indices, rank = broadcast(tuple(map(writer.value, plain)))
    code = ("-" if signs[0] == "-" else "") + values[0].within(PRODUCT if signs[0] == "-" else SUM)
    for sign, value in zip(signs[1:], values[1:], strict=True):
        code += f" {sign} {value.within(PRODUCT)}"
    return Value(code, indices, rank, SUM, all(value.number for value in values))


@rule.register
def _(term: Neg, writer: Writer) -> Value:
    value = writer.value(term.term)
    code = f"-{value.within(PRODUCT)}"
    return Value(code, value.indices, value.rank, UNARY, value.number)


@rule.register
def _(term: Mul, writer: Writer) -> Value:
    return product(tuple(map(writer.value, term.factors)))


def product(factors: tuple[Value, ...]) -> Value:
    """The elementwise product; between vectors with different indices, the outer one."""
    if len(factors) == 1:
        return factors[0]
    values, indices, rank = broadcast(factors)
    first, *rest = values
    code = " * ".join([first.within(PRODUCT), *(value.within(UNARY) for value in rest)])
    return Value(code, indices, rank, PRODUCT, all(value.number for value in values))


@rule.register
def _(term: Div, writer: Writer) -> Value:
    parts = (writer.value(term.numerator), writer.value(term.denominator))
    (above, below), indices, rank = broadcast(parts)
    code = f"{above.within(PRODUCT)} / {below.within(POWER)}"
    exact = isinstance(term.denominator, (Number, Size)) and below.code != "0"
    if above.number and below.number and not exact:
        return Value(f"{above.tensor} / {below.within(POWER)}", strength=PRODUCT)
    return Value(code, indices, rank, PRODUCT, above.number and below.number)


@rule.register
def _(term: Pow, writer: Writer) -> Value:
    base, exponent = writer.value(term.base), writer.value(term.exponent)
    if exponent.code == "0.5":
        return Value(f"torch.sqrt({base.tensor})", base.indices, base.rank)
    (base, exponent), indices, rank = broadcast((base, exponent))
    exact = base.number and isinstance(term.exponent, Size)
    raised = base.tensor if base.number and not exact else base.within(ATOM)
    return Value(f"{raised} ** {exponent.within(UNARY)}", indices, rank, POWER, exact)


@rule.register
def _(term: Apply, writer: Writer) -> Value:
    return applied(term.function, writer.value(term.argument), writer)


@rule.register
def _(term: Transpose, writer: Writer) -> Value:
    value = writer.value(term.term)
    if value.rank < 2:
        return value
    turned = "mT" if value.indices else "T"
    return Value(f"{value.within(ATOM)}.{turned}", value.indices, value.rank)


@rule.register
def _(term: Diag, writer: Writer) -> Value:
    value = writer.value(term.vector)
    word = "diag_embed" if value.indices else "diag"
    return Value(f"torch.{word}({value.code})", value.indices, 2)


@rule.register
def _(term: MatMul, writer: Writer) -> Value:
    left, right = writer.value(term.left), writer.value(term.right)
    inner = term.left.shape[1] if len(term.left.shape) == 2 else ONE
    if left.indices or right.indices:
        return _named_product(term, left, right, inner != ONE)
    if inner == ONE:
        return Value(f"torch.outer({left.code}, {right.code})", (), 2)
    code = f"{left.within(PRODUCT)} @ {right.within(UNARY)}"
    return Value(code, (), len(axes(term)), PRODUCT)


def _named_product(term: MatMul, left: Value, right: Value, contracts: bool) -> Value:
    rows, columns = generic_indices(term.left), generic_indices(term.right)
    if contracts:
        columns = (rows[-1], *columns[1:])
    kept = (*rows[:-1], *columns[1:]) if contracts else (*rows, *columns)
    factors = (named(left, rows), named(right, columns))
    free = tuple(dict.fromkeys((*left.indices, *right.indices)))
    made = einsum(factors, (*free, *kept))
    return Value(made.code, free, len(kept))


@rule.register
def _(term: Norm, writer: Writer) -> Value:
    value = writer.value(term.argument)
    word, dim = ("matrix_norm", "(-2, -1)") if value.rank == 2 else ("vector_norm", "-1")
    order = "torch.inf" if term.order == "inf" else term.order
    options = "" if (word, order) == ("vector_norm", "2") else f", ord={order}"
    options += f", dim={dim}" if value.indices else ""
    return Value(f"torch.linalg.{word}({value.code}{options})", value.indices)
