"""CPU times of the index calculus: gradients for any sizes, and a network as it grows deeper.

Run from the root: `PYTHONPATH=src:. python -m benchmarks.index_calculus [rounds]`.
Each case proves one gradient and fails to prove a slip of it.  The depth cases bind every layer
with a `let` of its own and compare the gradient by the first one with the chain of transposed
products; what counts there is the slope of time against depth on logarithmic axes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import log

from chainrule.deciders.index.zero import prove_equal
from chainrule.terms.author import (
    D,
    Sum,
    cost,
    elementwise,
    index,
    let,
    size,
    sizes,
    symbol,
    tensor,
)
from chainrule.terms.functions import EXP, LOG, TANH
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative
from chainrule.terms.sizes import POSITIVE

FLOOR_MS = 30.0
DEPTHS = (1, 2, 4, 8, 16, 32, 64)
STEEPEST = 1.25
"""The log-log slope up to which time is called linear in depth."""


@dataclass(frozen=True)
class Gradient:
    """`start = last` for any sizes; `start = slip` is not."""

    name: str
    start: Term
    last: Term
    slip: Term


def main(rounds: int = 9) -> None:
    """Print a line a gradient, then a line a depth with its time a layer, then the slope."""
    print(f"{'gradient':28s} {'ms':>8s} {'slip ms':>8s} {'cold ms':>8s} {'of floor':>9s}")
    for one in (two_layers(), softmax_cross_entropy(), attention(), batch_normalisation()):
        cold, (best, proved) = timed(one.start, one.last)[0], fastest(one.start, one.last, rounds)
        wrong, refused = fastest(one.start, one.slip, rounds)
        said = "" if proved and not refused else "  WRONG VERDICT"
        ratio = best / FLOOR_MS
        print(f"{one.name:28s} {best:8.2f} {wrong:8.2f} {cold:8.2f} {ratio:9.2f}{said}")
    for name, start in (("by the first node", by_node), ("by the first weights", by_weights)):
        depths(name, start, rounds)


def two_layers() -> Gradient:
    """A network of two tanh layers with the squared error, by the weights of the first."""
    k, m, n = sizes("k m n")
    a, b, c = index("a", k), index("b", m), index("c", n)
    p, q = index("p", m), index("q", n)
    V, W, x, y = tensor("V", k, m), tensor("W", m, n), tensor("x", n), tensor("y", k)

    def hidden(unit: Index) -> Term:
        return TANH(Sum(c, W[unit, c] * x[c]))

    def output(unit: Index) -> Term:
        return TANH(Sum(b, V[unit, b] * hidden(b)))

    loss = Sum(a, (output(a) - y[a]) ** 2) / 2
    error = (output(a) - y[a]) * (1 - output(a) ** 2)
    slope = 1 - hidden(p) ** 2
    last = Sum(a, V[a, p] * error) * slope * x[q]
    return Gradient("two tanh layers", D(loss, W[p, q]), last, Sum(a, V[a, p] * error) * x[q])


def softmax_cross_entropy() -> Gradient:
    """The cross-entropy of softmax, by a logit; the targets need not add up to one."""
    n = size("n")
    a, b, p = index("a", n), index("b", n), index("p", n)
    z, y = tensor("z", n), tensor("y", n)

    def probability(at: Index) -> Term:
        return EXP(z[at]) / Sum(a, EXP(z[a]))

    loss = -Sum(b, y[b] * LOG(probability(b)))
    last = probability(p) * Sum(a, y[a]) - y[p]
    return Gradient("softmax with cross-entropy", D(loss, z[p]), last, probability(p) + y[p])


def attention() -> Gradient:
    """Softmax attention with a linear read-out, by a query."""
    T, S, d, e = sizes("T S d e")
    t, s, r = index("t", T), index("s", S), index("r", S)
    a, v, p, q = index("a", d), index("v", e), index("p", T), index("q", d)
    Q, K, V, G = tensor("Q", T, d), tensor("K", S, d), tensor("V", S, e), tensor("G", T, e)

    def weight(row: Index, column: Index) -> Term:
        score = EXP(Sum(a, Q[row, a] * K[column, a]))
        return score / Sum(r, EXP(Sum(a, Q[row, a] * K[r, a])))

    def slope(column: Index) -> Term:
        return Sum(v, G[p, v] * V[column, v])

    loss = Sum(t, v, G[t, v] * Sum(s, weight(t, s) * V[s, v]))
    mean = Sum(r, weight(p, r) * slope(r))
    last = Sum(s, weight(p, s) * (slope(s) - mean) * K[s, q])
    slip = Sum(s, weight(p, s) * slope(s) * K[s, q])
    return Gradient("attention", D(loss, Q[p, q]), last, slip)


def batch_normalisation() -> Gradient:
    """One normalised feature with a linear read-out, by a sample of the batch."""
    B = size("B")
    a, c, p = index("a", B), index("c", B), index("p", B)
    x, g, epsilon = tensor("x", B), tensor("g", B), symbol("epsilon", POSITIVE)
    mean = Sum(a, x[a]) / B

    def centred(at: Index) -> Term:
        return x[at] - mean

    scale = (Sum(c, centred(c) ** 2) / B + epsilon) ** Fraction(-1, 2)

    def normal(at: Index) -> Term:
        return centred(at) * scale

    loss = Sum(c, g[c] * normal(c))
    own = g[p] - Sum(a, g[a]) / B
    through = normal(p) * Sum(a, g[a] * normal(a)) / B
    return Gradient(
        "batch normalisation", D(loss, x[p]), (own - through) * scale, (own + through) * scale
    )


def depths(name: str, start: Callable[[int], tuple[Term, Term]], rounds: int) -> None:
    """A line a depth, and the slope of the line through the logarithms."""
    print(f"\n{name:28s} {'ms':>8s} {'a layer':>8s}")
    found = []
    for depth in DEPTHS:
        took, proved = fastest(*start(depth), max(3, rounds // 3))
        found.append((log(depth), log(took)))
        said = "" if proved else "  NOT PROVED"
        print(f"  depth {depth:20d} {took:8.2f} {took / depth:8.2f}{said}")
    slope, tail = steepness(found), steepness(found[-3:])
    met = "linear" if tail <= STEEPEST else "STEEPER THAN LINEAR"
    print(f"  log-log slope {slope:.2f}, of the last three {tail:.2f}: {met}")


def steepness(points: list[tuple[float, float]]) -> float:
    """The slope of the line of least squares."""
    across = sum(x for x, _ in points) / len(points)
    up = sum(y for _, y in points) / len(points)
    squares = sum((x - across) ** 2 for x, _ in points)
    return sum((x - across) * (y - up) for x, y in points) / squares


def by_node(depth: int) -> tuple[Term, Term]:
    """dC/dz1 of so many let-bound layers, and the chain of transposed products."""
    net = network(depth)
    i = index("i", net.width[1])
    return D(net.cost, net.z[1][i]), net.error(1)[i]


def by_weights(depth: int) -> tuple[Term, Term]:
    """dC/dW1, and the outer product of the first error and the input."""
    net = network(depth)
    i, j = index("i", net.width[1]), index("j", net.width[0])
    return D(net.cost, net.W[1][i, j]), net.error(1)[i] * net.a[0][j]


@dataclass(frozen=True)
class Network:
    """Layers `z = W a + b`, `a = f(z)`, each a node of its own with a width of its own."""

    width: dict[int, Term]
    W: dict[int, Term]
    z: dict[int, Term]
    a: dict[int, Term]
    cost: Term

    def error(self, layer: int) -> Term:
        """The product of backpropagation from the output down to a layer, written out."""
        f, top = elementwise("f"), max(self.z)
        made: Term = Derivative(self.cost, self.a[top]) * f.prime(self.z[top])
        for below in range(top - 1, layer - 1, -1):
            made = (self.W[below + 1].T @ made) * f.prime(self.z[below])
        return made


def network(depth: int) -> Network:
    """A network of so many layers under an opaque cost."""
    f = elementwise("f")
    width = {layer: size(f"n{layer}") for layer in range(depth + 1)}
    W, z = {}, {}
    a: dict[int, Term] = {0: tensor("a0", width[0])}
    for layer in range(1, depth + 1):
        W[layer] = tensor(f"W{layer}", width[layer], width[layer - 1])
        bias = tensor(f"b{layer}", width[layer])
        z[layer] = let(f"z{layer}", W[layer] @ a[layer - 1] + bias)
        a[layer] = let(f"a{layer}", f(z[layer]))
    return Network(width, W, z, a, cost("C", a[depth]))


def fastest(left: Term, right: Term, rounds: int) -> tuple[float, bool]:
    """The best CPU time in milliseconds, and the verdict."""
    found = [timed(left, right) for _ in range(rounds)]
    return min(took for took, _ in found), found[0][1]


def timed(left: Term, right: Term) -> tuple[float, bool]:
    """One proof: CPU milliseconds and whether it was found."""
    start = time.process_time()
    proved = prove_equal(left, right).proved
    return (time.process_time() - start) * 1e3, proved


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
