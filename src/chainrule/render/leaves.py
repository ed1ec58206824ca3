"""LaTeX of what stands alone: numbers, levels, sizes, symbols, functions at their arguments."""

from __future__ import annotations

from chainrule.render.names import function_latex, index_list, name_latex, name_parts
from chainrule.render.precedence import (
    ATOM,
    FACTOR,
    OPEN,
    POWER,
    PRODUCT,
    SUM,
    Piece,
    applied,
    piece,
)
from chainrule.terms.functions import Apply, Call, Norm
from chainrule.terms.indexing import AnyIndex
from chainrule.terms.leaves import Constant, Identity, Let, Node, Number, Ones, Tensor
from chainrule.terms.operators import Delta, Diag, Div, Entry, Fold
from chainrule.terms.sizes import Level, Size

_TEXTBOOK_NAMES = {"logistic": "sigma", "relu": "ReLU"}
_BARE_AFTER_LOG = (Tensor, Let, Node, Entry, Number, Fold, Div)


def leaf(term: Tensor | Node | Let, indices: tuple[AnyIndex, ...] = ()) -> Piece:
    """A symbol with its level above and its indices below: `W^{l}_{kj}`."""
    letter, below, primes = name_parts(term.name)
    under = ",".join(filter(None, (below, index_list(indices))))
    written = letter + primes
    if term.level is not None:
        written = f"{{{written}}}" if primes else written
        written += f"^{{{piece(term.level)[0]}}}"
    written += f"_{{{under}}}" if under else ""
    return written, POWER if term.level is not None or primes else ATOM


@piece.register(Tensor)
@piece.register(Node)
@piece.register(Let)
def _(term: Tensor | Node | Let) -> Piece:
    return leaf(term)


@piece.register
def _(term: Number) -> Piece:
    size = abs(term.value)
    whole = size.denominator == 1
    written = str(size) if whole else rf"\frac{{{size.numerator}}}{{{size.denominator}}}"
    return (f"-{written}", SUM) if term.value < 0 else (written, ATOM if whole else FACTOR)


@piece.register
def _(term: Level) -> Piece:
    named = [(factor, name_latex(name)) for name, factor in term.coefficients]
    named.sort(key=lambda pair: pair[0] < 0)
    pieces = [(f, n if abs(f) == 1 else f"{abs(f)}{n}") for f, n in named]
    if term.constant or not pieces:
        pieces.append((term.constant, str(abs(term.constant))))
    written = "".join(("-" if factor < 0 else "+") + word for factor, word in pieces)
    return written.removeprefix("+"), _level_strength(term)


def _level_strength(term: Level) -> int:
    if not term.coefficients:
        return ATOM if term.constant >= 0 else SUM
    (_, factor), *more = term.coefficients
    if more or term.constant or factor < 0:
        return SUM
    return ATOM if factor == 1 else PRODUCT


@piece.register
def _(term: Size) -> Piece:
    letter, below, primes = name_parts(term.name)
    level = "" if term.level is None else piece(term.level)[0]
    under = ",".join(filter(None, (below, level)))
    return letter + primes + (f"_{{{under}}}" if under else ""), POWER if primes else ATOM


@piece.register
def _(term: Constant) -> Piece:
    return name_latex(term.name), ATOM


@piece.register
def _(_term: Identity) -> Piece:
    return "I", ATOM


@piece.register
def _(_term: Ones) -> Piece:
    return r"\mathbf{1}", ATOM


@piece.register
def _(term: Delta) -> Piece:
    return rf"\delta_{{{index_list((term.left, term.right))}}}", ATOM


@piece.register
def _(term: Apply) -> Piece:
    name, order, inside = term.function.name, term.function.order, piece(term.argument)[0]
    if term.function.opaque or order:
        return applied(function_latex(_TEXTBOOK_NAMES.get(name, name), order), inside), ATOM
    if name == "exp":
        return f"e^{{{inside}}}", POWER
    if name == "log":
        bare = isinstance(term.argument, _BARE_AFTER_LOG)
        return (rf"\log {inside}" if bare else applied(r"\log", inside)), OPEN
    if name == "sqrt":
        return rf"\sqrt{{{inside}}}", ATOM
    if name == "abs":
        return rf"\left\lvert {inside} \right\rvert", ATOM
    return applied(function_latex(_TEXTBOOK_NAMES.get(name, name)), inside), ATOM


@piece.register
def _(term: Call) -> Piece:
    inside = ", ".join(piece(argument)[0] for argument in term.arguments)
    return applied(name_latex(term.function.name), inside), ATOM


@piece.register
def _(term: Norm) -> Piece:
    below = r"\infty" if term.order == "inf" else term.order
    return rf"\left\lVert {piece(term.argument)[0]} \right\rVert_{{{below}}}", ATOM


@piece.register
def _(term: Diag) -> Piece:
    return applied(r"\operatorname{diag}", piece(term.vector)[0]), ATOM
