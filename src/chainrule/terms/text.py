"""A term as one line of plain text, for messages and the terminal."""

from __future__ import annotations

from functools import singledispatch

from chainrule.terms.functions import Apply, Call, Norm
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
from chainrule.terms.sizes import Level, Size

SUM, PRODUCT, UNARY, POWER, ATOM = 1, 2, 3, 4, 5


def text(term: Term) -> str:
    """`term` in plain text, in the author's order."""
    return _text(term)[0]


def _in(term: Term, least: int) -> str:
    written, strength = _text(term)
    return written if strength >= least else f"({written})"


@singledispatch
def _text(term: Term) -> tuple[str, int]:
    return type(term).__name__, ATOM


@_text.register
def _(term: Number) -> tuple[str, int]:
    value = term.value
    return str(value), UNARY if value < 0 else ATOM if value.denominator == 1 else PRODUCT


@_text.register
def _(term: Level) -> tuple[str, int]:
    pieces = []
    for name, factor in term.coefficients:
        size = name if abs(factor) == 1 else f"{abs(factor)} {name}"
        pieces.append(("- " if factor < 0 else "+ ") + size)
    if term.constant or not pieces:
        pieces.append(f"{'-' if term.constant < 0 else '+'} {abs(term.constant)}")
    positive_first = sorted(pieces[:-1] if term.constant else pieces, key=lambda p: p[0] == "-")
    written = " ".join([*positive_first, *(pieces[-1:] if term.constant else [])])
    written = written.removeprefix("+ ")
    return written, ATOM if len(pieces) == 1 else SUM


def _leaf(name: str, level: Level | None) -> tuple[str, int]:
    return (name if level is None else f"{name}^{_in(level, ATOM)}"), ATOM


@_text.register
def _(term: Size) -> tuple[str, int]:
    return (term.name if term.level is None else f"{term.name}_{_in(term.level, ATOM)}"), ATOM


@_text.register(Tensor)
@_text.register(Node)
@_text.register(Let)
def _(term: Tensor | Node | Let) -> tuple[str, int]:
    return _leaf(term.name, term.level)


@_text.register
def _(term: Constant) -> tuple[str, int]:
    return term.name, ATOM


@_text.register
def _(term: Identity) -> tuple[str, int]:
    return "I", ATOM


@_text.register
def _(term: Ones) -> tuple[str, int]:
    return "1", ATOM


@_text.register
def _(term: Add) -> tuple[str, int]:
    written = _in(term.terms[0], SUM)
    for part in term.terms[1:]:
        sign, shown = (" - ", part.term) if isinstance(part, Neg) else (" + ", part)
        written += sign + _in(shown, PRODUCT)
    return written, SUM


@_text.register
def _(term: Neg) -> tuple[str, int]:
    return f"-{_in(term.term, PRODUCT)}", SUM


@_text.register
def _(term: Mul) -> tuple[str, int]:
    sign = " ∘ " if sum(bool(factor.shape) for factor in term.factors) > 1 else " "
    return sign.join(_in(factor, UNARY) for factor in term.factors), PRODUCT


@_text.register
def _(term: MatMul) -> tuple[str, int]:
    return f"{_in(term.left, PRODUCT)} {_in(term.right, UNARY)}", PRODUCT


@_text.register
def _(term: Div) -> tuple[str, int]:
    return f"{_in(term.numerator, PRODUCT)}/{_in(term.denominator, POWER)}", PRODUCT


@_text.register
def _(term: Pow) -> tuple[str, int]:
    return f"{_in(term.base, ATOM)}^{_in(term.exponent, ATOM)}", POWER


@_text.register
def _(term: Transpose) -> tuple[str, int]:
    return f"{_in(term.term, ATOM)}ᵀ", POWER


@_text.register
def _(term: Diag) -> tuple[str, int]:
    return f"diag({text(term.vector)})", ATOM


@_text.register
def _(term: Apply) -> tuple[str, int]:
    name = term.function.name + "'" * term.function.order
    if term.function.name == "abs" and not term.function.order:
        return f"|{text(term.argument)}|", ATOM
    return f"{name}({text(term.argument)})", ATOM


@_text.register
def _(term: Call) -> tuple[str, int]:
    return f"{term.function.name}({', '.join(map(text, term.arguments))})", ATOM


@_text.register
def _(term: Norm) -> tuple[str, int]:
    return f"‖{text(term.argument)}‖" + ("" if term.order == "2" else f"_{term.order}"), ATOM


@_text.register
def _(term: Entry) -> tuple[str, int]:
    return f"{_in(term.tensor, ATOM)}[{', '.join(map(str, term.indices))}]", ATOM


@_text.register
def _(term: Delta) -> tuple[str, int]:
    return f"δ[{term.left}, {term.right}]", ATOM


@_text.register
def _(term: Fold) -> tuple[str, int]:
    sign = {"sum": "Σ", "prod": "Π", "max": "max"}[term.kind]
    return f"{sign}_{term.index} {_in(term.body, UNARY)}", PRODUCT


@_text.register
def _(term: LevelFold) -> tuple[str, int]:
    sign = {"sum": "Σ", "prod": "Π"}[term.kind]
    ends = f"{term.level}={text(term.low)}..{text(term.high)}"
    return f"{sign}_({ends}) {_in(term.body, UNARY)}", PRODUCT


@_text.register
def _(term: Derivative) -> tuple[str, int]:
    return f"∂{_in(term.of, ATOM)}/∂{_in(term.by, ATOM)}", PRODUCT
