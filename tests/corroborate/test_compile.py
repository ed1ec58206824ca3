"""What a term becomes in torch, node by node, and the text that says so."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import torch

from chainrule.corroborate.compile import compile_term, source
from chainrule.errors import TermError
from chainrule.terms.author import (
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
    symbol,
    tensor,
    widths,
)
from chainrule.terms.functions import EXP, LOG, LOGISTIC, RELU, SOFTPLUS, TANH
from chainrule.terms.leaves import PI, Identity, Ones
from chainrule.terms.node import Term
from chainrule.terms.operators import Diag
from chainrule.terms.substitute import free_indices

n, m, B = sizes("n m B")
i, j, h, k, b = index("i", n), index("j", n), index("h", n), index("k", m), index("b", B)
x, y, u = tensor("x", n), tensor("y", n), tensor("u", m)
W, V, Z = tensor("W", m, n), tensor("V", n, n), tensor("Z", n, B)
s, t = symbol("s"), symbol("t")
klass = label("c", n)
sigma = elementwise("sigma")
VALUES = {
    "x": torch.tensor([0.5, -1.25, 2.0, 0.75, -0.5], dtype=torch.float64),
    "y": torch.tensor([1.5, 0.25, -1.0, 3.0, 0.125], dtype=torch.float64),
    "u": torch.tensor([0.5, -2.0, 1.25], dtype=torch.float64),
    "W": torch.linspace(-1, 2, 15, dtype=torch.float64).reshape(3, 5),
    "V": torch.linspace(-2, 1, 25, dtype=torch.float64).reshape(5, 5).cos(),
    "Z": torch.linspace(-3, 2, 20, dtype=torch.float64).reshape(5, 4).sin(),
    "s": torch.tensor(0.75, dtype=torch.float64),
    "t": torch.tensor(-1.5, dtype=torch.float64),
    "c": torch.tensor([3, 0, 4, 3]),
}
ARGUMENTS = (x, y, u, W, V, Z, s, t, klass(b))
v = type("Values", (), VALUES)
eye = torch.eye(5, dtype=torch.float64)


def run(term: Term, indices: Any = (), **world: Any) -> torch.Tensor:
    """`term` at the values above."""
    return compile_term(term, ARGUMENTS, indices, **world)(*VALUES.values())


affine = let("g", W @ x)


CASES: dict[str, tuple[Term, Any, Any]] = {
    "a matrix by a vector": (W @ x, (), v.W @ v.x),
    "a row by a matrix": (u.T @ W, (), v.u @ v.W),
    "an inner product": (dot(x, y), (), v.x @ v.y),
    "an outer product": (outer(u, x), (), torch.outer(v.u, v.x)),
    "a transposed product": ((W @ V).T, (), (v.W @ v.V).T),
    "a Hadamard product": (x * y - x / y, (), v.x * v.y - v.x / v.y),
    "a scaled identity": (s * Identity(n) + Diag(x), (), v.s * eye + torch.diag(v.x)),
    "a product with ones": (W @ Ones(n), (), v.W.sum(dim=1)),
    "a power and a root": ((x**2 + Ones(n)) ** Fraction(1, 2), (), (v.x**2 + 1).sqrt()),
    "a constant and a size": (PI * n / 2 * x, (), torch.pi * 2.5 * v.x),
    "an entry": (W[k, j], (j, k), v.W.T),
    "a diagonal": (V[i, i], (i,), v.V.diagonal()),
    "a sum over two indices": (Sum(k, j, u[k] * W[k, j] * x[j]), (), v.u @ v.W @ v.x),
    "a sum that binds a name twice": (
        Sum(i, x[i] * Sum(i, y[i])), (), v.x.sum() * v.y.sum()),
    "a sum of negatives": (Sum(i, -(x[i] * -y[i] * -s)), (), -v.s * (v.x @ v.y)),
    "a sum of one negative": (Sum(i, -x[i]), (), -v.x.sum()),
    "a sum of what does not depend on the index": (Sum(i, s) + Sum(k, 1), (), 5 * v.s + 3),
    "a sum of vectors": (Sum(b, Z[i, b] * x), (i,), torch.outer(v.Z.sum(dim=1), v.x)),
    "a product over an index": (Prod(i, x[i]) * Prod(k, s), (), v.x.prod() * v.s**3),
    "a maximum over an index": (Max(i, V[i, j]), (j,), v.V.amax(dim=0)),
    "a delta": (x[i] * (delta(i, j) - y[j]), (i, j), v.x[:, None] * (eye - v.y)),
    "a delta with itself": (delta(i, i) * x[i], (i,), v.x),
    "axes in another order": (x[i] * u[k], (k, i), torch.outer(v.u, v.x)),
    "an index that the term does not have": (s * x[i], (k, i), (v.s * v.x).expand(3, 5)),
    "a batch of matrix products": (
        (V @ (Z[i, b] * x))[j], (i, b, j), torch.einsum("ib,jh,h->ibj", v.Z, v.V, v.x)),
    "a class that data assigns": (Z[klass(b), b], (b,), v.Z[v.c, torch.arange(4)]),
    "a delta with a class": (
        delta(i, klass(b)) * x[i], (i, b), torch.nn.functional.one_hot(v.c, 5).T * v.x[:, None]),
    "norms": (
        norm(x) + norm(x, "1") * norm(x, "inf") + norm(W), (),
        v.x.norm() + v.x.abs().sum() * v.x.abs().max() + torch.linalg.svdvals(v.W)[0]),
    "a gradient": (D(TANH(dot(x, y)), x), (), (1 - torch.tanh(v.x @ v.y) ** 2) * v.y),
    "a Jacobian": (D(W @ x, x), (), v.W),
    "an entry of a Jacobian": (D((W @ x)[k], x[j]), (j, k), v.W.T),
    "the diagonal of a Jacobian": (D(x[i] ** 3, x[i]), (i,), 3 * v.x**2),
    "a second derivative": (D(D(s**2 * t**3, s), t), (), 2 * v.s * 3 * v.t**2),
    "a derivative by a node": (D(affine[k] ** 2, affine[k]), (k,), 2 * v.W @ v.x),
    "a derivative through a node": (
        D(dot(affine, u), x), (), v.W.T @ v.u),
    "a node outside and inside a derivative": (
        dot(affine, u) * D(dot(affine, affine), x), (), (v.W @ v.x @ v.u) * 2 * v.W.T @ v.W @ v.x),
    "a derivative of what does not depend": (D(s, x[i]), (i,), torch.zeros(5)),
    "primes of known functions": (
        TANH.prime(x) + LOGISTIC.prime(x) + SOFTPLUS.prime(x) + RELU.prime(x), (),
        1 - v.x.tanh() ** 2 + v.x.sigmoid() * (1 - v.x.sigmoid()) + v.x.sigmoid() + (v.x > 0)),
    "a number alone": (Sum(i, 2), (), torch.tensor(10.0)),
}  # fmt: skip


@pytest.mark.parametrize(("term", "indices", "expected"), CASES.values(), ids=CASES)
def test_a_term_has_the_value_that_torch_gives_it(term: Term, indices: Any, expected: Any) -> None:
    value = run(term, indices)

    assert value.dtype == torch.float64
    torch.testing.assert_close(value, expected.double(), rtol=1e-13, atol=1e-14)


STABLE: dict[str, tuple[Term, Any]] = {
    "log-sum-exp": (LOG(Sum(i, EXP(s * x[i]))), lambda z: torch.logsumexp(z, 0)),
    "log-sum-exp in matrix notation": (
        LOG(Ones(n).T @ EXP(s * x)), lambda z: torch.logsumexp(z, 0)),
    "softmax": (EXP(s * x) / Sum(i, EXP(s * x[i])), lambda z: torch.softmax(z, 0)),
    "the logarithm of a softmax node": (
        LOG(let("p", EXP(s * x) / Sum(i, EXP(s * x[i])))), lambda z: torch.log_softmax(z, 0)),
    "logistic": (1 / (1 + EXP(-(s * x[i]))), torch.sigmoid),
    "the other logistic": (EXP(s * x[i]) / (1 + EXP(s * x[i])), torch.sigmoid),
    "the logarithm of logistic": (LOG(LOGISTIC(s * x)), torch.nn.functional.logsigmoid),
    "softplus": (Sum(i, LOG(1 + EXP(s * x[i]))), lambda z: z.clamp(min=0).sum()),
    "the slope of logistic": (LOGISTIC.prime(s * x), lambda z: torch.zeros_like(z)),
}  # fmt: skip


@pytest.mark.parametrize(("term", "expected"), STABLE.values(), ids=STABLE)
def test_a_known_pattern_survives_large_logits(term: Term, expected: Any) -> None:
    free = (i,) if i in free_indices(term) else ()
    large = compile_term(term, (x, s), free)(v.x, torch.tensor(2000.0, dtype=torch.float64))

    torch.testing.assert_close(large, expected(2000 * v.x), rtol=1e-13, atol=1e-200)


def test_a_class_is_looked_up_in_a_stable_softmax() -> None:
    loss = -Sum(b, LOG(EXP(Z[klass(b), b]) / Sum(i, EXP(Z[i, b])))) / B

    value = compile_term(loss, (Z, klass(b)))(900 * v.Z, v.c)

    torch.testing.assert_close(value, torch.nn.functional.cross_entropy(900 * v.Z.T, v.c))


def test_softplus_keeps_its_digits_beyond_the_threshold_of_torch() -> None:
    value = compile_term(SOFTPLUS(s), (s,))(torch.tensor(25.0, dtype=torch.float64))

    assert value.item() > 25.0


l, L = levels("l L")
w = widths("w")
M = layered("W", lambda at: (w(at), w(at - 1)))
z, a = node("z", lambda at: (w(at),)), node("a", lambda at: (w(at),))
z.define(lambda at: M(at) @ a(at - 1))
a.define(lambda at: sigma(z(at)))
C = cost("C", a(2))
unit = index("j", w(1))


def test_a_deep_gradient_is_autograd_and_its_closed_form_is_not() -> None:
    start = D(C, z(1)[unit])
    last = ((M(2).T @ (D(C, a(2)) * sigma.prime(z(2)))) * sigma.prime(z(1)))[unit]
    arguments = (M(2), z(1))
    functions = {"sigma": torch.tanh, "C": lambda at: (at**3).sum()}
    values = v.W, v.x

    start_value, last_value = (
        compile_term(line, arguments, (unit,), functions=functions)(*values)
        for line in (start, last)
    )

    torch.testing.assert_close(start_value, last_value, rtol=1e-13, atol=0)
    assert "torch.func.grad(C_of_z1)(z1)" in source(start, arguments, (unit,))
    assert "W2.T @ (" in source(last, arguments, (unit,))


def test_a_node_that_is_given_is_computed_anew_where_a_derivative_needs_it() -> None:
    slope = compile_term(D(cost("C", z(1)), M(1)), (M(1), a(0), z(1)), functions={"C": torch.sum})

    value = slope(v.W, v.x, torch.zeros(3, dtype=torch.float64))

    torch.testing.assert_close(value, v.x.expand(3, 5))


def test_a_product_over_levels_is_in_order_and_may_be_empty() -> None:
    chain = ProdOver(l, 2, L, M(l))
    arguments = (M(2), M(3))
    first, second = torch.randn(2, 3, 3, dtype=torch.float64)

    deep = compile_term(chain, arguments, levels={"L": 3})(first, second)
    empty = compile_term(chain, (*arguments, a(1)), levels={"L": 1})(first, second, first[0])

    torch.testing.assert_close(deep, first @ second)
    torch.testing.assert_close(empty, torch.eye(3, dtype=torch.float64))


def test_sums_over_levels_are_written_out() -> None:
    total = SumOver(l, 1, L, dot(M(l) @ a(l - 1), z(l)))
    world: dict[str, Any] = {"levels": {"L": 2}, "functions": {"sigma": torch.sin}}

    value = compile_term(total, (M(1), M(2), a(0)), **world)(v.V, v.W, v.x)

    first = v.V @ v.x
    torch.testing.assert_close(value, first @ first + (v.W @ first.sin()).square().sum())


def test_a_node_that_stands_in_several_places_is_computed_once() -> None:
    p = let("p", TANH(W @ x))

    text = source(dot(p, p) * (u.T @ p), (W, x, u))

    assert text.count("torch.tanh") == 1


def test_a_prime_that_is_not_given_comes_from_autograd() -> None:
    term = sigma.derivative.derivative(x) + sigma.derivative(x)

    made = compile_term(term, (x,), functions={"sigma": torch.sin})(v.x)
    given = compile_term(term, (x,), functions={"sigma": torch.sin, "sigma'": torch.cos})(v.x)

    torch.testing.assert_close(made, v.x.cos() - v.x.sin())
    torch.testing.assert_close(given, made)


def test_what_is_printed_is_what_runs() -> None:
    term = Sum(j, W[k, j] * x[j]) + u[k]
    text = source(term, (W, x, u), (k,), name="affine")
    own: dict[str, Any] = {"torch": torch}

    exec(text, own)  # noqa: S102 - the text of the function above

    assert own["affine"].__code__.co_code == compile_term(
        term, (W, x, u), (k,), name="affine").__code__.co_code  # fmt: skip
    torch.testing.assert_close(own["affine"](v.W, v.x, v.u), v.W @ v.x + v.u)


WRONG: dict[str, tuple[Any, str]] = {
    "a symbol that is no argument": (lambda: source(W @ x, (W,)), "x is not among the arguments"),
    "an index left free": (lambda: source(x[i] * y[j], (x, y), (i,)), "index j is free"),
    "an unknown depth": (
        lambda: source(ProdOver(l, 1, L, M(l)), (M(1),)), "say how deep"),
    "a node without end": (lambda: source(z(l), ()), "without end"),
    "an opaque function that is not given": (
        lambda: compile_term(sigma(x), (x,)), "sigma is opaque"),
    "a size of no argument": (lambda: source(s * B, (s,)), "the size B is the length of no axis"),
    "a term as an argument": (lambda: source(x, (x + y,)), "cannot be an argument"),
}  # fmt: skip


@pytest.mark.parametrize(("build", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_compiled_says_what_is_missing(build: Any, message: str) -> None:
    with pytest.raises(TermError, match=message):
        build()
