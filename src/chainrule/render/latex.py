"""A term as LaTeX: in the author's order, with the parentheses that reading it back needs.

Two terms that differ print differently, but for a negative number and the negative of a number.
"""

from __future__ import annotations

from chainrule.render.leaves import leaf
from chainrule.render.names import index_latex, index_list, name_latex
from chainrule.render.precedence import (
    ATOM,
    FACTOR,
    MATRIX,
    OPEN,
    POWER,
    PRODUCT,
    SUM,
    Piece,
    at_least,
    brackets,
    piece,
)
from chainrule.terms.functions import LOG, Apply, Call
from chainrule.terms.leaves import Let, Node, Number, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import (
    Add,
    Derivative,
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

SIGNS = {"=": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "!=": r"\ne"}


def latex(term: Term) -> str:
    """`term` in LaTeX, for math mode."""
    return piece(term)[0]


def relation_latex(relation: Relation) -> str:
    """`left REL right` in LaTeX."""
    return f"{latex(relation.left)} {SIGNS[relation.rel]} {latex(relation.right)}"


@piece.register
def _(term: Add) -> Piece:
    first, *rest = term.terms
    written = brackets(latex(first)) if isinstance(first, Add) else latex(first)
    for part in rest:
        sign, size = ("-", part.term) if isinstance(part, Neg) else ("+", part)
        written += f" {sign} {at_least(size, OPEN)}"
    return written, SUM


@piece.register
def _(term: Neg) -> Piece:
    return f"-{at_least(term.term, OPEN)}", SUM


@piece.register
def _(term: Mul) -> Piece:
    first, *rest = term.factors
    leads = isinstance(first, Number) and bool(rest)  # -2 x, without parentheses
    written = latex(first) if leads else at_least(first, FACTOR)
    previous, tensor, strength = first, bool(first.shape), PRODUCT
    for place, factor in enumerate(rest, 2):
        inside, strength = _factor(factor, last=place == len(term.factors), tensor=tensor)
        written += _sign(previous, factor, inside, tensor) + inside
        previous, tensor = factor, tensor or bool(factor.shape)
    return written, SUM if written.startswith("-") else strength


def _factor(factor: Term, last: bool, tensor: bool) -> Piece:
    inside, strength = piece(factor)
    if last and (strength == OPEN or (strength == MATRIX and not tensor)):
        return inside, min(strength, PRODUCT)
    return at_least(factor, FACTOR), PRODUCT


def _sign(left: Term, right: Term, inside: str, tensor: bool) -> str:
    if tensor and right.shape:
        return r" \odot "
    numbers = isinstance(left, Number) and isinstance(right, (Number, Div))
    if inside[0].isdigit() or numbers:
        return r" \cdot "
    return r" \, " if isinstance(left, (Apply, Call, Derivative, Div)) else " "


@piece.register
def _(term: MatMul) -> Piece:
    left, (right, strength) = at_least(term.left, MATRIX), piece(term.right)
    if strength == OPEN:
        return f"{left} {right}", OPEN
    return f"{left} {at_least(term.right, FACTOR)}", MATRIX


@piece.register
def _(term: Div) -> Piece:
    return rf"\frac{{{latex(term.numerator)}}}{{{latex(term.denominator)}}}", FACTOR


@piece.register
def _(term: Pow) -> Piece:
    return f"{at_least(term.base, ATOM)}^{{{latex(term.exponent)}}}", POWER


@piece.register
def _(term: Transpose) -> Piece:
    return rf"{at_least(term.term, ATOM)}^{{\top}}", POWER


@piece.register
def _(term: Entry) -> Piece:
    if isinstance(term.tensor, (Tensor, Node, Let)):
        return leaf(term.tensor, term.indices)
    return f"{at_least(term.tensor, ATOM)}_{{{index_list(term.indices)}}}", ATOM


@piece.register
def _(term: Fold) -> Piece:
    indices, body = [index_latex(term.index)], term.body
    while isinstance(body, Fold) and body.kind == term.kind:
        indices, body = [*indices, index_latex(body.index)], body.body
    return rf"\{term.kind}_{{{','.join(indices)}}} {at_least(body, OPEN)}", OPEN


@piece.register
def _(term: LevelFold) -> Piece:
    ends = f"_{{{name_latex(term.level)}={latex(term.low)}}}^{{{latex(term.high)}}}"
    return rf"\{term.kind}{ends} {at_least(term.body, OPEN)}", OPEN


@piece.register
def _(term: Derivative) -> Piece:
    by, (of, strength) = latex(term.by), piece(term.of)
    if isinstance(term.of, Call):
        of = name_latex(term.of.function.name)  # what it depends on is said where it is declared
    if strength >= POWER and not isinstance(term.of, Pow):
        return rf"\frac{{\partial {of}}}{{\partial {by}}}", FACTOR
    body = of if _reads_alone(term.of) else brackets(of)
    return rf"\frac{{\partial}}{{\partial {by}}} \, {body}", OPEN


def _reads_alone(term: Term) -> bool:
    logarithm = isinstance(term, Apply) and term.function == LOG
    return logarithm or isinstance(term, (Fold, LevelFold, Div, Derivative, Pow))
