"""True statements and the mistakes that students make of them, from topics 1 and 2."""

from __future__ import annotations

from fractions import Fraction

from chainrule.terms.author import (
    POSITIVE,
    D,
    Max,
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
    positives,
    sizes,
    symbol,
    symbols,
    tensor,
    widths,
)
from chainrule.terms.functions import ABS, EXP, LOG, LOGISTIC, RELU, SQRT, TANH
from chainrule.terms.leaves import Ones
from chainrule.terms.node import Term
from chainrule.terms.operators import Diag
from chainrule.terms.relation import Relation, equal, nonnegative, positive

Statement = tuple[Term, str, Term, tuple[Relation, ...]]

x, y = symbols("x y")
p, q = positives("p q")
n, m, B, K = sizes("n m B K")
i, j, k = index("i", n), index("j", n), index("k", n)
o = index("o", m)
b = index("b", B)
z, t = tensor("z", n), tensor("t", n)
W, bias = tensor("W", m, n), tensor("b", m)
sigma = elementwise("sigma")
above = let("z'", W @ sigma(z) + bias)
C = cost("C", above)
error = let("delta'", D(C, above))
batch, target = tensor("X", n, B), tensor("Y", m, B)
c = label("c", n)


def softmax(at: object) -> Term:
    return EXP(z[at]) / Sum(k, EXP(z[k]))  # type: ignore[index]


cross_entropy = -Sum(k, t[k] * LOG(softmax(k)))
one_hot = (equal(Sum(k, t[k]), 1),)

l, L, s = levels("l L s")
w = widths("w")
weight = layered("W", lambda at: (w(at), w(at - 1)))
pre = node("z", lambda at: (w(at),))
act = node("a", lambda at: (w(at),))
act.define(lambda at: sigma(pre(at)))
pre.define(lambda at: weight(at) @ act(at - 1))
loss = cost("C", act(L))
inner = (l >= 1, l < L)
V, bottom = tensor("V", B, m), tensor("u", n)
h = let("h", TANH(W @ bottom))
top = TANH(V @ h)
goal = tensor("g", B)
square = norm(top - goal) ** 2 / 2
local = (top - goal) * (Ones(B) - top**2)
law, other = tensor("pi", n), tensor("rho", n)
laws = (
    positive(law[i]), positive(other[i]), equal(Sum(i, law[i]), 1), equal(Sum(i, other[i]), 1)
)  # fmt: skip
u, v = tensor("u", n), tensor("v", n)
rate = symbol("eta", POSITIVE)

TRUE: dict[str, Statement] = {
    "exponentials multiply": (EXP(x) * EXP(y), "=", EXP(x + y), ()),
    "tanh is 2 logistic(2x) - 1": (TANH(x), "=", 2 * LOGISTIC(2 * x) - 1, ()),
    "softmax jacobian": (D(softmax(j), z[i]), "=", softmax(j) * (delta(i, j) - softmax(i)), ()),
    "cross-entropy": (D(cross_entropy, z[j]), "=", softmax(j) - t[j], one_hot),
    "label loss": (D(-Sum(b, LOG(softmax(c(b)))), z[j]), "=",
                   Sum(b, softmax(j) - delta(j, c(b))), ()),
    "bp2": (D(C, z), "=", (W.T @ error) * sigma.prime(z), ()),
    "bp2 by the chain": (D(C, z[j]), "=", Sum(o, D(C, above[o]) * D(above[o], z[j])), ()),
    "bp4": (D(C, W), "=", outer(error, sigma(z)), ()),
    "hidden error at any level": (
        D(loss, pre(l)), "=",
        (weight(l + 1).T @ D(loss, pre(l + 1))) * sigma.prime(pre(l)), inner,
    ),
    "closed form of the error": (
        D(loss, act(l)), "=",
        ProdOver(s, l + 1, L, weight(s).T @ Diag(sigma.prime(pre(s)))) @ D(loss, act(L)), inner,
    ),
    "two layers": (D(square, W), "=", outer((V.T @ local) * (Ones(m) - h**2), bottom), ()),
    "batch": (D(norm(W @ batch @ Ones(B)) ** 2 / 2, W), "=",
              outer(W @ batch @ Ones(B), batch @ Ones(B)), ()),
    "Gibbs": (Sum(i, law[i] * LOG(law[i] / other[i])), ">=", 0 * x, laws),
    "variance by pairs": (
        Sum(i, law[i] * u[i] ** 2) - Sum(i, law[i] * u[i]) ** 2, "=",
        Sum(i, j, law[i] * law[j] * (u[i] - u[j]) ** 2) / 2, (equal(Sum(i, law[i]), 1),),
    ),
    "Cauchy-Schwarz": (ABS(dot(u, v)), "<=", norm(u) * norm(v), ()),
    "operator norm": (norm(W @ z), "<=", norm(W) * norm(z), ()),
    "maximum": (Max(i, u[i]) - Max(i, v[i]), "<=", Max(i, ABS(u[i] - v[i])), ()),
    "root of a square": (SQRT(x**2), "=", ABS(x), ()),
    "root of a square, x > 0": (SQRT(x**2), "=", x, (positive(x),)),
    "telescoping": (SumOver(l, 1, L, p**l - p ** (l - 1)), "=", p**L - 1, ()),
    "second derivative": (D(D(sigma(x * y), x), x), "=", y**2 * sigma.derivative.prime(x * y), ()),
    "derivative of a logarithm": (D(LOG(x), x), "=", 1 / x, ()),
    "derivative of a logarithm, where there is one": (D(LOG(x), x), "=", 1 / ABS(x), ()),
    "relu": (D(RELU(x * y), x), "=", y * RELU.prime(x * y), ()),
    "zero where it must be": (Sum(i, law[i]) - 1, "=", 0 * x, laws),
}  # fmt: skip

FALSE: dict[str, Statement] = {
    "tanh, numerator swapped": (TANH(x), "=", (EXP(x) + EXP(-x)) / (EXP(x) - EXP(-x)), ()),
    "softmax as if elementwise": (D(softmax(j), z[i]), "=", softmax(j) * (1 - softmax(j)), ()),
    "cross-entropy, sum of targets forgotten": (D(cross_entropy, z[j]), "=", softmax(j) - t[j], ()),
    "extra sigma' on cross-entropy": (
        D(cross_entropy, z[j]), "=", (softmax(j) - t[j]) * softmax(j) * (1 - softmax(j)), one_hot,
    ),
    "sigma for sigma'": (D(C, z), "=", (W.T @ error) * sigma(z), ()),
    "weights of the level below": (
        D(loss, pre(l)), "=",
        (weight(l + 1).T @ D(loss, pre(l + 1))) * sigma.prime(act(l)), inner,
    ),
    "product of the chain reversed": (
        D(loss, act(l)), "=",
        ProdOver(s, l + 1, L, Diag(sigma.prime(pre(s - 1))) @ weight(s).T) @ D(loss, act(L)), inner,
    ),
    "hidden slope forgotten": (D(square, W), "=", outer(V.T @ local, bottom), ()),
    "1 - h for 1 - h^2": (
        D(square, W), "=", outer((V.T @ local) * (Ones(m) - h), bottom), (),
    ),
    "factor 1/2": (D(norm(z - t) ** 2, z), "=", z - t, ()),
    "root of a square is x": (SQRT(x**2), "=", x, ()),
    "logarithm of a sum": (LOG(p + q), "=", LOG(p) + LOG(q), ()),
    "Gibbs reversed": (Sum(i, law[i] * LOG(law[i] / other[i])), "<=", 0 * x, laws),
    "Cauchy-Schwarz reversed": (ABS(dot(u, v)), ">=", norm(u) * norm(v), ()),
    "cross term dropped": (norm(u + v) ** 2, "=", norm(u) ** 2 + norm(v) ** 2, ()),
    "dropout scaled by 1/p": (p * (x / p), "=", (1 - p) * (x / p), ()),
    "gradient of a scaled loss": (D((rate * x) ** 2, x), "=", rate * D(x**2, x), ()),
    "maximum is not additive": (Max(i, u[i] + v[i]), "=", Max(i, u[i]) + Max(i, v[i]), ()),
    "a difference of 1e-40": (EXP(x) * EXP(y) + Fraction(1, 10**40), "=", EXP(x + y), ()),
    "one step too few": (SumOver(l, 1, L, p**l - p ** (l - 1)), "=", p ** (L - 1) - 1, ()),
    "only for n = 1": (Sum(i, u[i]) ** 2, "=", Sum(i, u[i] ** 2), ()),
    "a parabola above the logistic function": (
        LOGISTIC(x), "<=", symbol("h") ** 2 / 9, (nonnegative(x),),
    ),
}  # fmt: skip
"""Each is refuted; none has a shape that does not conform, where the terms themselves complain."""
