"""Textbook gradients for symbolic sizes, and the mistakes that are made with them."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from chainrule.terms.author import (
    D,
    Prod,
    ProdOver,
    Sum,
    cost,
    delta,
    elementwise,
    index,
    layered,
    levels,
    node,
    positives,
    sizes,
    symbols,
    tensor,
    widths,
)
from chainrule.terms.functions import EXP, LOG, SQRT, TANH
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Identity
from chainrule.terms.node import Term, as_term
from chainrule.terms.operators import Diag
from chainrule.terms.relation import Relation, equal

Statement: TypeAlias = tuple[Term, Term, tuple[Relation, ...]]
HALF = Fraction(1, 2)
TRUE: dict[str, Statement] = {}
FALSE: dict[str, Statement] = {}


def state(
    name: str, left: Term, right: Term, *wrong: Term, given: tuple[Relation, ...] = ()
) -> None:
    """A true equation, and right sides that are mistakes."""
    TRUE[name] = (left, right, given)
    for number, mistake in enumerate(wrong, 1):
        FALSE[f"{name}, mistake {number}"] = (left, mistake, given)


n, m, o, B = sizes("n m o B")
i, j, k = (index(name, n) for name in "ijk")
p, q, r = (index(name, m) for name in "pqr")
a, c = index("a", o), index("c", o)
b, d = index("b", B), index("d", B)
x, y = tensor("x", n), tensor("y", o)
s, t = symbols("s t")
u, v = positives("u v")

# ---------------------------------------------------------------- least squares over a batch

X, Y, W, bias = tensor("X", B, n), tensor("Y", B, m), tensor("W", m, n), tensor("w", m)


def error(b: Index, p: Index) -> Term:
    return Sum(j, W[p, j] * X[b, j]) + bias[p] - Y[b, p]


squares = HALF * Sum(b, p, error(b, p) ** 2) / B
state(
    "least squares by a weight",
    D(squares, W[q, k]),
    Sum(b, error(b, q) * X[b, k]) / B,
    Sum(b, error(b, q) * X[b, k]),
    Sum(b, error(b, q)) / B,
    -Sum(b, error(b, q) * X[b, k]) / B,
    Sum(b, d, error(b, q) * X[d, k]) / B,
)
state(
    "least squares by a bias",
    D(squares, bias[q]),
    Sum(b, error(b, q)) / B,
    Sum(b, p, error(b, p)) / B,
)
state(
    "matrix form of the weight gradient",
    D(HALF * Sum(b, p, (Sum(j, W[p, j] * X[b, j]) - Y[b, p]) ** 2), W[q, k]),
    (W @ (X.T @ X) - Y.T @ X)[q, k],
    (W @ (X.T @ X) + Y.T @ X)[q, k],
)

# ---------------------------------------------------------------- two layers of tanh

V, U = tensor("V", m, n), tensor("U", o, m)


def hidden(p: Index) -> Term:
    return TANH(Sum(j, V[p, j] * x[j]))


def output(a: Index) -> Term:
    return TANH(Sum(p, U[a, p] * hidden(p)))


def back(a: Index) -> Term:
    return (output(a) - y[a]) * (1 - output(a) ** 2)


network = HALF * Sum(a, (output(a) - y[a]) ** 2)
state(
    "two layers by the outer weight",
    D(network, U[c, q]),
    back(c) * hidden(q),
    (output(c) - y[c]) * hidden(q),
    back(c) * (1 - hidden(q) ** 2),
)
state(
    "two layers by the inner weight",
    D(network, V[q, k]),
    Sum(a, U[a, q] * back(a)) * (1 - hidden(q) ** 2) * x[k],
    Sum(a, U[a, q] * back(a)) * x[k],
    Sum(a, U[a, q] * (output(a) - y[a])) * (1 - hidden(q) ** 2) * x[k],
    Sum(a, p, U[a, p] * back(a)) * (1 - hidden(q) ** 2) * x[k],
)

# ---------------------------------------------------------------- softmax and cross-entropy

z, target = tensor("z", n), tensor("g", n)


def softmax(k: Index) -> Term:
    return EXP(z[k]) / Sum(i, EXP(z[i]))


state(
    "cross-entropy of softmax",
    D(-Sum(k, target[k] * LOG(softmax(k))), z[j]),
    softmax(j) - target[j],
    target[j] - softmax(j),
    softmax(j) * (1 - softmax(j)),
    softmax(j) * Sum(k, target[k] ** 2) - target[j],
    given=(equal(Sum(k, target[k]), 1),),
)
state(
    "the Jacobian of softmax",
    D(softmax(k), z[j]),
    softmax(k) * (delta(k, j) - softmax(j)),
    softmax(k) * (1 - softmax(j)),
    softmax(k) * (delta(k, j) - softmax(k)),
    softmax(k) * (delta(k, j) + softmax(j)),
)

# ---------------------------------------------------------------- attention

Q, K, values, G = tensor("Q", n, m), tensor("K", B, m), tensor("V", B, o), tensor("G", n, o)


def weight(i: Index, b: Index) -> Term:
    return EXP(Sum(p, Q[i, p] * K[b, p])) / Sum(d, EXP(Sum(p, Q[i, p] * K[d, p])))


def upstream(i: Index, b: Index) -> Term:
    """The derivative of the loss by a weight."""
    return Sum(a, G[i, a] * values[b, a])


def score(i: Index, b: Index) -> Term:
    """The derivative of the loss by a score."""
    return weight(i, b) * (upstream(i, b) - Sum(d, weight(i, d) * upstream(i, d)))


attention = Sum(i, a, G[i, a] * Sum(b, weight(i, b) * values[b, a]))
state(
    "attention by a query",
    D(attention, Q[j, q]),
    Sum(b, score(j, b) * K[b, q]),
    Sum(b, weight(j, b) * upstream(j, b) * K[b, q]),
    Sum(i, b, score(i, b) * K[b, q]),
)
state(
    "attention by a key",
    D(attention, K[d, q]),
    Sum(i, score(i, d) * Q[i, q]),
    Sum(i, b, score(i, b) * Q[i, q]),
)
state(
    "attention by a value",
    D(attention, values[d, c]),
    Sum(i, weight(i, d) * G[i, c]),
    Sum(i, b, weight(i, b) * G[i, c]),
)

# ---------------------------------------------------------------- layer and batch norm

g, e = tensor("g", n), positives("e")[0]


def normalised(x: Term, over: Index, size: Term, at: Index, *more: Index) -> tuple[Term, Term]:
    """The normalised entry and the root of the variance, along one axis."""

    def centred(here: Index) -> Term:
        return x[here, *more] - Sum(over, x[over, *more]) / size

    root = SQRT(Sum(over, centred(over) ** 2) / size + e)
    return centred(at) / root, root


hat, root = normalised(x, j, n, k)
state(
    "layer norm by its input",
    D(Sum(i, g[i] * normalised(x, j, n, i)[0]), x[k]),
    (g[k] - Sum(i, g[i]) / n - hat * Sum(i, g[i] * normalised(x, j, n, i)[0]) / n) / root,
    (g[k] - Sum(i, g[i]) / n) / root,
    (g[k] - hat * Sum(i, g[i] * normalised(x, j, n, i)[0]) / n) / root,
    (g[k] - Sum(i, g[i]) - hat * Sum(i, g[i] * normalised(x, j, n, i)[0])) / root,
)
H = tensor("H", B, n)
up, deep = normalised(X, b, B, d, k)
state(
    "batch norm by its input",
    D(Sum(b, i, H[b, i] * normalised(X, d, B, b, i)[0]), X[d, k]),
    (H[d, k] - Sum(b, H[b, k]) / B - up * Sum(b, H[b, k] * normalised(X, d, B, b, k)[0]) / B)
    / deep,
    H[d, k] / deep,
    (H[d, k] - Sum(b, i, H[b, i]) / B - up * Sum(b, H[b, k] * normalised(X, d, B, b, k)[0]) / B)
    / deep,
)

# ---------------------------------------------------------------- a network of any depth

lev, L, tau = levels("l L t")
w = widths("w")
sigma = elementwise("sigma")
layer = layered("W", lambda at: (w(at), w(at - 1)))
act = node("a", lambda at: (w(at),))
pre = node("z", lambda at: (w(at),))
pre.define(lambda at: layer(at) @ act(at - 1))
act.define(lambda at: sigma(pre(at)))
loss = cost("C", act(L))
above: Term = D(loss, pre(lev + 1))  # type: ignore[arg-type]
state(
    "the error of a hidden layer",
    D(loss, pre(lev)),
    (layer(lev + 1).T @ above) * sigma.prime(pre(lev)),  # type: ignore[arg-type]
    layer(lev + 1).T @ above,  # type: ignore[arg-type]
    (layer(lev + 1).T @ above) * sigma(pre(lev)),  # type: ignore[arg-type]
    -(layer(lev + 1).T @ above) * sigma.prime(pre(lev)),  # type: ignore[arg-type]
    given=(lev >= 1, lev + 1 <= L),
)
square = layered("M", lambda at: (n, n))
chain = ProdOver(tau, lev, L, square(tau))
state(
    "a product over levels splits at its ends",
    chain,
    square(lev) @ ProdOver(tau, lev + 1, L, square(tau)),  # type: ignore[arg-type]
    ProdOver(tau, lev + 1, L, square(tau)) @ square(lev),  # type: ignore[arg-type]
    given=(lev <= L,),
)
state(
    "an empty product of matrices is the identity",
    ProdOver(tau, L + 1, L, square(tau)) @ square(lev),  # type: ignore[arg-type]
    square(lev),
    square(lev) @ square(lev),
)
state("an empty product of numbers is one", ProdOver(tau, L + 1, L, s), as_term(1), as_term(0))  # type: ignore[arg-type]

# ---------------------------------------------------------------- laws of sums, powers and deltas

A = tensor("A", n, n)
state("a sum of a constant", Sum(k, s), n * s, s)
state(
    "two free sums make a square", Sum(i, x[i]) * Sum(j, x[j]), Sum(k, x[k]) ** 2, Sum(k, x[k] ** 2)
)
state(
    "a square is not its inner sum",
    Sum(i, j, x[i] * x[j] * A[i, j]),
    Sum(j, i, x[j] * A[j, i] * x[i]),
    Sum(i, x[i] * x[i] * A[i, i]),
)
state(
    "delta sifts",
    Sum(k, delta(k, j) * A[k, i] * x[k]),
    A[j, i] * x[j],
    Sum(k, A[k, i] * x[k]),
    x[j],
)
state(
    "delta traced",
    Sum(i, j, delta(i, j) * delta(j, i)),
    as_term(1) * n,
    as_term(1),
    as_term(1) * n**2,
)
state(
    "a trace is cyclic",
    Sum(i, j, k, A[i, j] * A[j, k] * A[k, i] * x[i]),
    Sum(k, i, j, x[k] * A[i, j] * A[j, k] * A[k, i]),
    Sum(i, j, k, A[i, j] * A[j, k] * A[i, k] * x[i]),
)
state(
    "a ring without a start",
    Sum(i, j, k, A[i, j] * A[j, k] * A[k, i]),
    Sum(j, k, i, A[j, i] * A[k, j] * A[i, k]),
    Sum(i, j, k, A[i, j] * A[j, k] * A[i, k]),
)
state(
    "a transpose",
    ((A @ A.T) @ x)[j],
    Sum(i, k, A[j, i] * A[k, i] * x[k]),
    Sum(i, k, A[j, i] * A[i, k] * x[k]),
)
state("a diagonal", (Diag(x) @ A)[i, j], x[i] * A[i, j], A[i, j] * x[j])
state("identity", (Identity(n) @ A)[i, j], A[i, j], A[j, i])
state("exponentials multiply", EXP(s + 2 * t), EXP(s) * EXP(t) ** 2, EXP(s) * EXP(t))
state(
    "the logarithm of a product",
    LOG(Prod(k, EXP(x[k]))),
    Sum(k, x[k]),
    Prod(k, x[k]),
)
state("powers merge", s**3 * s**2 / s, s**4, s**6)
state("a number leaves a denominator", 1 / (2 * s + 2 * t), HALF / (s + t), 1 / (s + t))
state("the root of a square of a positive number", SQRT(u**2 * v**4), u * v**2, u * v)
state("the root of a square", SQRT(u**2) + s, u + s, SQRT(s**2) + SQRT(u**2))
state(
    "the derivative of a product",
    D(s * EXP(s) * TANH(t * s), s),
    EXP(s) * TANH(t * s) + s * EXP(s) * TANH(t * s) + s * EXP(s) * t * (1 - TANH(t * s) ** 2),
    EXP(s) * TANH(t * s) + s * EXP(s) * t * (1 - TANH(t * s) ** 2),
)
state(
    "the layout of a gradient",
    D(Sum(i, j, x[i] * A[i, j] * z[j]), A[k, i]),
    x[k] * z[i],
    x[i] * z[k],
)
