"""A term is printed as the field writes it, and two different terms never look alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings

from chainrule.render.latex import latex, relation_latex
from chainrule.render.precedence import piece
from chainrule.terms import functions as fn
from chainrule.terms.author import (
    D,
    Max,
    ProdOver,
    Sum,
    SumOver,
    cost,
    delta,
    elementwise,
    index,
    label,
    layered,
    let,
    levels,
    norm,
    outer,
    sizes,
    symbols,
    tensor,
    total,
    widths,
)
from chainrule.terms.leaves import Number
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Diag, Div, MatMul, Mul, Neg, Pow, Transpose
from tests.strategies import LEVELLED, scalar_terms, tensor_terms
from tests.strategies import n as rows

n, m = sizes("n m")
j, k = index("j", n), index("k", m)
x, y, eta = symbols("x y eta")
W, A, b = tensor("W", m, n), tensor("A", n, n), tensor("b", m)
u, v = tensor("u", n), tensor("v", n)
sigma = elementwise("sigma")
z_next = let("z'", W @ sigma(u) + b)
C = cost("C", z_next)
l, L, q = levels("l L q")
width = widths("n")
layer = layered("W", lambda at: (width(at), width(at - 1)))

LAWS = settings(max_examples=150, derandomize=True, deadline=None)

NOTATION = {
    "a let-bound cost stands by its name": (D(C, u[j]), r"\frac{\partial C}{\partial u_{j}}"),
    "a level is a superscript": (layer(l + 1), "W^{l+1}"),
    "indices are a subscript": (W[k, j], "W_{kj}"),
    "a prime stays a prime": (sigma.prime(u[j]), r"\sigma'(u_{j})"),
    "a named node keeps its prime": (z_next[k], "z'_{k}"),
    "Hadamard between tensors": (u * v, r"u \odot v"),
    "a scalar is set beside a tensor": (eta * u, r"\eta u"),
    "a transposed layer": (layer(l).T, r"(W^{l})^{\top}"),
    "an outer product": (outer(b, u), r"b u^{\top}"),
    "sums of sums share a sign": (Sum(k, j, W[k, j]), r"\sum_{k,j} W_{kj}"),
    "an ordered product": (ProdOver(q, l, L, layer(q)), r"\prod_{q=l}^{L} W^{q}"),
    "Kronecker's delta": (delta(j, j), r"\delta_{jj}"),
    "a label of data": (W[label("c", m)(j), j], "W_{c_{j},j}"),
    "a norm": (norm(u), r"\left\lVert u \right\rVert_{2}"),
    "the maximum norm": (norm(u, "inf"), r"\left\lVert u \right\rVert_{\infty}"),
    "exp as a power of e": (fn.EXP(u[j]), "e^{u_{j}}"),
    "log of a leaf": (fn.LOG(u[j]), r"\log u_{j}"),
    "log of a sum over an index": (fn.LOG(Sum(j, u[j])), r"\log \sum_{j} u_{j}"),
    "log of a sum of two": (fn.LOG(x + y), r"\log(x + y)"),
    "a diagonal matrix": (Diag(u), r"\operatorname{diag}(u)"),
    "two numbers are kept apart": (x * 2 * Number(Fraction(3)), r"x \cdot 2 \cdot 3"),
    "a leading minus": (-2 * x, "-2 x"),
    "a matrix product inside a Hadamard product": (u * (A @ v), r"u \odot (A v)"),
    "a sum under a sum over levels": (SumOver(q, l, L, x + y), r"\sum_{q=l}^{L} (x + y)"),
    "a power of a logarithm": (fn.LOG(x + y) ** 2, r"\bigl(\log(x + y)\bigr)^{2}"),
    "a power of a fraction": (
        Number(Fraction(1, 3)) ** 2,
        r"\left(\frac{1}{3}\right)^{2}",
    ),
    "a power of twice a level": ((l + l) ** 2, "(2l)^{2}"),
    "what is added comes before what is subtracted": (x ** (l - L), "x^{l-L}"),
    "the maximum over an index": (Max(j, u[j]), r"\max_{j} u_{j}"),
}


@pytest.mark.parametrize(("term", "written"), NOTATION.values(), ids=NOTATION)
def test_the_notation_is_the_textbooks(term: Term, written: str) -> None:
    assert latex(term) == written


def test_every_kind_of_term_has_a_printer() -> None:
    kinds = {kind for kind in _below(Term) if kind.__module__.startswith("chainrule.")}

    missing = {kind.__name__ for kind in kinds if piece.dispatch(kind) is piece.dispatch(object)}

    assert not missing


def _below(kind: type) -> set[type]:
    return {one for sub in kind.__subclasses__() for one in {sub, *_below(sub)}}


UNARY: tuple[Callable[[Term], Term], ...] = (
    Neg,
    fn.LOG,
    fn.EXP,
    sigma,
    sigma.prime,
    lambda t: Sum(j, t),
    lambda t: Max(j, t),
    lambda t: Pow(t, Number(Fraction(2))),
    lambda t: D(t, x),
)
BINARY: tuple[Callable[[Term, Term], Term], ...] = (
    lambda s, t: Add((s, t)),
    lambda s, t: Add((s, Neg(t))),
    lambda s, t: Mul((s, t)),
    Div,
    Pow,
)


def _grown(terms: Iterable[Term], least: Iterable[Term]) -> set[Term]:
    terms, least = list(terms), list(least)
    made = {op(term) for op in UNARY for term in terms}
    made |= {
        op(*pair) for op in BINARY for pair in (*product(terms, least), *product(least, terms))
    }
    return made


def test_scalar_terms_that_differ_print_differently() -> None:
    atoms = {x, u[j], Number(Fraction(2)), Number(Fraction(1, 3))}
    once = atoms | _grown(atoms, atoms)
    terms = once | _grown(once, once)

    assert len(terms) > 50_000
    assert _lookalikes(terms) == {}
    assert not [written for written in map(latex, terms) if _doubled(written)]


def test_tensor_terms_that_differ_print_differently() -> None:
    atoms = {u, v, A, x}
    once = atoms | _tensors(atoms, atoms)

    assert _lookalikes(once | _tensors(once, once)) == {}


def _tensors(terms: Iterable[Term], more: Iterable[Term]) -> set[Term]:
    made: set[Term] = set()
    terms, more = list(terms), list(more)
    for term in terms:
        made |= {Neg(term), sigma(term)}
        made |= {Transpose(term), norm(term)} if term.shape and len(term.shape) < 3 else set()
        made |= {Diag(term), term[j]} if term.shape == (n,) else set()
    for left, right in product(terms, more):
        if len(left.shape) == 2 and 0 < len(right.shape) < 3 and left.shape[1] == right.shape[0]:
            made.add(MatMul(left, right))
        if left.shape == right.shape:
            made |= {Add((left, right)), Add((left, Neg(right))), Mul((left, right))}
        if not left.shape:
            made |= {Mul((left, right)), Mul((left, right, left))}
    return made


def _lookalikes(terms: Iterable[Term]) -> dict[str, list[str]]:
    """LaTeX that stands for several terms; a nest of sums and its regrouping are one chain."""
    seen: dict[str, set[Term]] = {}
    for term in terms:
        seen.setdefault(latex(term), set()).add(term)
    return {text: sorted(map(str, found)) for text, found in seen.items() if len(found) > 1}


@LAWS
@given(scalar_terms())
def test_braces_and_fences_of_a_scalar_balance(term: Term) -> None:
    _balanced(latex(term))


@LAWS
@given(tensor_terms((rows,)))
def test_braces_and_fences_of_a_vector_balance(term: Term) -> None:
    _balanced(latex(term))


@pytest.mark.parametrize("term", LEVELLED, ids=map(str, LEVELLED))
def test_braces_and_fences_over_levels_balance(term: Term) -> None:
    _balanced(latex(term))


def _balanced(written: str) -> None:
    depth = 0
    for sign in written:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0, written
    assert depth == 0, written
    assert len(re.findall(r"\\left\b", written)) == len(re.findall(r"\\right\b", written))
    assert written.count("(") == written.count(")")
    assert not _doubled(written), written


def _doubled(written: str) -> bool:
    """Whether a script carries a second one of its kind, which TeX refuses."""
    flat = written
    while (inner := re.sub(r"\{[^{}]*\}", "@", flat)) != flat:
        if re.search(r"(\^@_?@?\^)|(_@\^?@?_)", inner):
            return True
        flat = inner
    return False


def test_a_script_on_a_script_is_seen() -> None:
    assert _doubled("x^{2}^{2}")
    assert _doubled(r"\frac{W^{l}_{jk}^{2}}{2}")
    assert not _doubled("(x^{2})^{2}_{k} y^{2}")


def test_the_order_is_the_authors() -> None:
    ways = {latex(x + y), latex(y + x), latex(x * y), latex(y * x)}

    assert len(ways) == 4


def test_grouping_that_an_author_wrote_is_seen() -> None:
    assert latex(total(x, Add((y, eta)))) != latex(total(x, y, eta))


def test_a_relation_stands_between_its_sides() -> None:
    assert relation_latex(x + 1 <= y) == r"x + 1 \le y"
