"""Networks of let-bound layers: proved at any depth, at a cost that grows with the depth alone."""

from __future__ import annotations

import cProfile
import pstats

import pytest

from chainrule.deciders.index.zero import prove_equal
from chainrule.terms.author import D, cost, elementwise, index, let, size, tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative
from chainrule.terms.sizes import Size

f = elementwise("f")


def width(layer: int) -> Size:
    return size(f"n{layer}")


def weights(layer: int) -> Term:
    return tensor(f"W{layer}", width(layer), width(layer - 1))


def layers(depth: int) -> tuple[dict[int, Term], dict[int, Term]]:
    """Weighted inputs and activations, each a node of its own."""
    z: dict[int, Term] = {}
    a: dict[int, Term] = {0: tensor("a0", width(0))}
    for layer in range(1, depth + 1):
        z[layer] = let(f"z{layer}", weights(layer) @ a[layer - 1])
        a[layer] = let(f"a{layer}", f(z[layer]))
    return z, a


def first_error(depth: int, *, without: int = 0) -> tuple[Term, Term]:
    """dC/dz1, and the product of backpropagation, perhaps without the slope of one layer."""
    z, a = layers(depth)
    C = cost("C", a[depth])
    made: Term = Derivative(C, a[depth])
    for layer in range(depth, 0, -1):
        made = made if layer == without else made * f.prime(z[layer])
        made = weights(layer).T @ made if layer > 1 else made
    i = index("i", width(1))
    return D(C, z[1])[i], made[i]


def calls(depth: int) -> int:
    """Function calls of one proof: the work without the noise of a clock."""
    sides = first_error(depth)
    prove_equal(*sides)
    profile = cProfile.Profile()
    profile.enable()
    prove_equal(*sides)
    profile.disable()
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("depth", [1, 2, 3, 64])
def test_the_error_of_the_first_layer_is_the_product_of_backpropagation(depth: int) -> None:
    assert prove_equal(*first_error(depth)).proved


@pytest.mark.parametrize("without", [1, 2, 5])
def test_a_product_that_lacks_a_slope_is_not_proved(without: int) -> None:
    assert not prove_equal(*first_error(5, without=without)).proved


def test_four_times_the_depth_is_less_than_five_times_the_work() -> None:
    assert calls(64) < 5 * calls(16)


def test_a_node_that_two_others_use_counts_for_both() -> None:
    n = width(1)
    i, x = index("i", n), tensor("x", n)
    V, W = tensor("V", n, n), tensor("W", n, n)
    u = let("u", f(x))
    left, right = let("p", V @ u), let("q", W @ u)
    C = cost("C", let("r", left * right))
    both = V.T @ D(C, left) + W.T @ D(C, right)

    assert prove_equal(D(C, u)[i], both[i]).proved
    assert not prove_equal(D(C, u)[i], (V.T @ D(C, left))[i]).proved
    assert prove_equal(D(C, x)[i], (both * f.prime(x))[i]).proved
    assert not prove_equal(D(C, x)[i], ((V.T @ D(C, left)) * f.prime(x))[i]).proved


def test_equal_networks_that_were_built_apart_are_one_and_the_same() -> None:
    (_, one), (_, other) = layers(400), layers(400)

    assert one[400] is not other[400]
    assert one[400] == other[400]
    assert hash(one[400]) == hash(other[400])
    assert one[400] != one[399]
