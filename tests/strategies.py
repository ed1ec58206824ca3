"""Well-typed random terms of the author's language, with symbolic sizes.

`scalar_terms()` has no free index unless `scope` gives some; `tensor_terms(shape)` is written in
matrix notation; `TENSORS`, `LETS` and `LEVELLED` are the leaves that the terms are made of.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from chainrule.terms import functions as fn
from chainrule.terms.author import (
    NONNEGATIVE,
    POSITIVE,
    D,
    Max,
    Prod,
    ProdOver,
    Sum,
    SumOver,
    cost,
    delta,
    dot,
    elementwise,
    index,
    label,
    layered,
    let,
    levels,
    node,
    norm,
    outer,
    sizes,
    symbols,
    tensor,
    widths,
)
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import PI, Identity, Number, Ones
from chainrule.terms.node import Term
from chainrule.terms.operators import Diag, axes
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Size

n, m, k = sizes("n m k")
SIZES = (n, m, k)
INDICES = {
    size: (index(a, size), index(b, size))
    for size, (a, b) in zip(SIZES, ("ip", "jq", "hr"), strict=True)
}
s, t = symbols("s t")
(u,) = symbols("u", POSITIVE)
(r,) = symbols("r", NONNEGATIVE)
SCALARS = (s, t, u, r)
VECTORS = {size: tensor(name, size) for size, name in zip(SIZES, "xyv", strict=True)}
MATRICES = {
    (rows, columns): tensor(f"{a}{b}", rows, columns)
    for rows, a in zip(SIZES, "NMK", strict=True)
    for columns, b in zip(SIZES, "nmk", strict=True)
}
TENSORS = (*SCALARS, *VECTORS.values(), *MATRICES.values())
phi = elementwise("phi")
CLASS = label("c", m)
hidden = let("h", fn.TANH(MATRICES[n, m] @ VECTORS[m]))
deeper = let("g", phi(hidden) * VECTORS[n] + hidden)
energy = let("e", dot(deeper, MATRICES[n, k] @ VECTORS[k]) + s * s)
LETS = (hidden, deeper, energy)

l, L, tau = levels("l L tau")
w = widths("w")
weight = layered("W", lambda at: (w(at), w(at - 1)))
z = node("z", lambda at: (w(at),))
a = node("a", lambda at: (w(at),), first=1)
a.define(lambda at: phi(z(at)))
z.define(lambda at: weight(at) @ a(at - 1))
loss = cost("C", a(L))
error = node("d", lambda at: (w(at),))
error.define(lambda at: D(loss, z(at)))
unit, lower_unit = index("o", w(l)), index("o'", w(l - 1))
LEVELLED = (
    loss,
    norm(z(l)) ** 2,
    Sum(unit, lower_unit, D(loss, z(l)[unit]) * weight(l)[unit, lower_unit]),
    SumOver(tau, l, L, dot(z(tau), a(tau))),
    dot(error(l), z(l)),
    norm(a(l).T @ ProdOver(tau, l + 1, L, weight(tau).T)),
    norm(D(loss, weight(l)), "inf"),
    u ** (L - l) / L,
    Sum(unit, error(l)[unit] * phi.prime(z(l)[unit])),
)
"""Scalars over levels; they assume `LEVELS`."""

LEVELS: tuple[Relation, ...] = (l >= 1, l <= L)

SMOOTH = (fn.TANH, fn.LOGISTIC, fn.SOFTPLUS, fn.SIN, fn.COS, phi)
KINKED = (fn.ABS, fn.RELU)
PARTIAL = (fn.EXP, fn.LOG, fn.SQRT)
"""Functions with a domain, or that grow fast."""

numbers = st.builds(Fraction, st.integers(-5, 5), st.integers(1, 4)).map(Number)


def scalar_terms(depth: int = 3, scope: tuple[Index, ...] = ()) -> st.SearchStrategy[Term]:
    """Scalar terms whose free indices are among `scope`."""
    return _scalar(depth, scope)


@st.composite
def _scalar(draw: Callable[..., Term], depth: int, scope: tuple[Index, ...]) -> Term:
    def inner(scope: tuple[Index, ...] = scope) -> Term:
        return draw(_scalar(depth - 1, scope))

    if depth <= 0:
        return draw(_atom(scope))
    kind = draw(st.sampled_from(_KINDS))
    if kind == "function":
        return draw(st.sampled_from(SMOOTH + KINKED + PARTIAL))(inner())
    if kind == "prime":
        return draw(st.sampled_from(SMOOTH)).prime(inner())
    if kind == "fold":
        fold, size = draw(st.sampled_from((Sum, Sum, Prod, Max))), draw(st.sampled_from(SIZES))
        bound = draw(st.sampled_from(INDICES[size]))
        return fold(bound, inner((*(i for i in scope if i != bound), bound)))
    if kind == "derivative":
        return D(inner(), draw(_variable(scope)))
    if kind == "tensor":
        return draw(_of_tensor(depth - 1))
    return _combined(kind, inner(), inner(), draw)


def _combined(kind: str, left: Term, right: Term, draw: Callable[..., Any]) -> Term:
    if kind == "power":
        return left ** draw(st.sampled_from((2, 3, -1, Fraction(1, 2), Fraction(-3, 2), n, right)))
    return {"add": left + right, "subtract": left - right, "multiply": left * right,
            "divide": left / right, "negate": -left}[kind]  # fmt: skip


_KINDS = (
    "add", "subtract", "multiply", "divide", "negate", "function", "function", "prime", "fold",
    "fold", "derivative", "derivative", "tensor", "power",
)  # fmt: skip


def _atom(scope: tuple[Index, ...]) -> st.SearchStrategy[Term]:
    entries = [leaf[at] for leaf, at in _entries(scope)]
    deltas = [delta(i, j) for i in scope for j in INDICES[i.size]]
    kept = [one for one in deltas if one.right in scope]
    labelled = [MATRICES[i.size, m][i, CLASS(i)] for i in scope]
    fixed = (*SCALARS, energy, PI, n, m)
    return st.one_of(
        numbers, st.sampled_from((*fixed, *entries)), st.sampled_from((*fixed, *kept, *labelled))
    )


def _entries(scope: tuple[Index, ...]) -> list[tuple[Term, tuple[Index, ...]]]:
    leaves = (*VECTORS.values(), *MATRICES.values(), hidden, deeper)
    found: list[tuple[Term, tuple[Index, ...]]] = []
    for leaf in leaves:
        places: list[tuple[Index, ...]] = [()]
        for size in axes(leaf):
            places = [(*at, i) for at in places for i in scope if i.size == size]
        found += [(leaf, at) for at in places]
    return found


def _variable(scope: tuple[Index, ...]) -> st.SearchStrategy[Term]:
    entries = [leaf[at] for leaf, at in _entries(scope)]
    return st.sampled_from((*SCALARS, energy, *entries))


@st.composite
def _of_tensor(draw: Callable[..., Term], depth: int) -> Term:
    rows, columns = draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES))
    kind = draw(st.sampled_from(("dot", "cost", "norm", "matrix norm", "gradient")))
    vector = tensor_terms((rows,), depth)
    if kind == "dot":
        return dot(draw(vector), draw(vector))
    if kind == "cost":
        return cost("F", draw(vector), draw(tensor_terms((rows, columns), depth)))
    if kind == "norm":
        return norm(draw(vector), draw(st.sampled_from(("1", "2", "inf"))))
    if kind == "matrix norm":
        matrix = draw(st.sampled_from(tuple(MATRICES.values())))
        return norm(matrix, draw(st.sampled_from(("1", "2", "inf"))))
    by = draw(st.sampled_from((VECTORS[rows], *MATRICES.values())))
    return (
        norm(D(draw(scalar_terms(depth)), by)) ** 2
        if len(by.shape) == 1
        else _total(D(draw(scalar_terms(depth)), by))
    )


def _total(matrix: Term) -> Term:
    rows, columns = axes(matrix)
    return dot(Ones(rows), matrix @ Ones(columns))


@st.composite
def tensor_terms(draw: Callable[..., Term], shape: tuple[Size, ...], depth: int = 2) -> Term:
    """Vectors and matrices in matrix notation."""
    rows, columns = shape[0], shape[-1]
    vector = len(shape) == 1
    leaves: tuple[Term, ...] = (VECTORS[rows], Ones(rows)) if vector else (MATRICES[shape],)
    if rows == n and vector:
        leaves = (*leaves, hidden, deeper)
    if not vector and rows == columns:
        leaves = (*leaves, Identity(rows))
    if depth <= 0:
        return draw(st.sampled_from(leaves))
    same, size = tensor_terms(shape, depth - 1), draw(st.sampled_from(SIZES))
    kind = draw(st.sampled_from(("add", "scale", "hadamard", "divide", "apply", "product", "own")))
    if kind == "apply":
        return draw(st.sampled_from(SMOOTH))(draw(same))
    if kind == "scale":
        return draw(scalar_terms(0)) * draw(same)
    if kind == "product":
        left = draw(tensor_terms((rows, size), depth - 1))
        return left @ draw(tensor_terms((size, *shape[1:]), depth - 1))
    if kind == "own":
        return draw(_own(shape, depth - 1))
    pair = draw(same), draw(same)
    return {"add": pair[0] - pair[1], "hadamard": pair[0] * pair[1],
            "divide": pair[0] / pair[1]}[kind]  # fmt: skip


@st.composite
def _own(draw: Callable[..., Term], shape: tuple[Size, ...], depth: int) -> Term:
    """What only a vector, or only a matrix, can be made by."""
    rows, columns = shape[0], shape[-1]
    if len(shape) == 1:
        return D(draw(scalar_terms(depth)), VECTORS[rows])
    ways: list[Term] = [
        outer(draw(tensor_terms((rows,), depth)), draw(tensor_terms((columns,), depth))),
        draw(tensor_terms((columns, rows), depth)).T,
        D(draw(tensor_terms((rows,), min(depth, 1))), VECTORS[columns]),
    ]
    if rows == columns:
        ways.append(Diag(draw(tensor_terms((rows,), depth))))
    return draw(st.sampled_from(ways))
