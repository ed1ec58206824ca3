"""How the function of a probe gets what its parameters name."""

from fractions import Fraction
from typing import Any

import pytest
import torch
from torch import Tensor

from chainrule.corroborate.compare import corroborate
from chainrule.corroborate.probe import Probe
from chainrule.derivation import Derivation, Eq
from chainrule.errors import ChainruleError, LibraryError
from chainrule.rules.catalogue import ALGEBRA
from chainrule.terms.author import (
    D,
    ProdOver,
    Sum,
    SumOver,
    cost,
    index,
    label,
    levels,
    sizes,
    symbol,
    tensor,
    widths,
)
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import Relation, equal

K, B = sizes("K B")
k, b = index("k", K), index("b", B)
f, g, W = tensor("f", K), tensor("g", K), tensor("W", K, K)
x = symbol("x")
t, N, L = levels("t N L")
n = widths("n")
klass = label("c", K)


def chain(start: object, last: object, assuming: tuple[Relation, ...] = ()) -> Derivation:
    """An equation between two lines; nothing here asks whether it is true."""
    step = Eq(last, by=ALGEBRA)
    return Derivation("tests/counterpart", "", chain=(as_term(start), step), assuming=assuming)


def agrees(derivation: Derivation, **probe: Any) -> bool:
    """Whether the probe's function agrees with the last line."""
    return corroborate(derivation, Probe(derivation.name, **probe)).passed


def test_a_symbol_may_have_the_name_of_the_function_that_is_compiled() -> None:
    twice = chain(2 * Sum(k, f[k]), Sum(k, f[k] + f[k]))

    assert agrees(twice, loss=lambda f: 2 * f.sum())
    assert not agrees(twice, loss=lambda f: f.sum())


def test_a_loss_is_differentiated_and_a_line_is_not() -> None:
    slope = chain(D(x**3, x), 3 * x**2)

    assert agrees(slope, loss=lambda x: x**3)
    assert agrees(slope, line=lambda x: 3 * x**2)
    assert not agrees(slope, line=lambda x: x**3)
    assert not agrees(slope, loss=lambda x: x**2)


def test_levels_and_sizes_at_levels_are_whole_numbers() -> None:
    squares = chain(SumOver(t, 1, L, n(t) * n(t)), SumOver(t, 1, L, n(t) ** 2))

    def total(L: int, **sizes: int) -> Tensor:
        return torch.tensor(sum(sizes[f"n{t}"] ** 2 for t in range(1, L + 1)))

    assert agrees(squares, loss=total)


def test_opaque_functions_and_labels_are_given_by_name() -> None:
    C = cost("C", f)
    picked = chain(C * Sum(b, f[klass(b)]), Sum(b, f[klass(b)] * C))

    assert agrees(picked, loss=lambda C, f, c: C(f) * f[c].sum())
    assert not agrees(picked, loss=lambda C, f, c: C(f) * f.sum())


def test_the_axes_are_the_free_indices_in_the_order_in_which_they_stand() -> None:
    i, j = index("i", K), index("j", K)
    entries = chain(W[j, i] * f[i], f[i] * W[j, i])

    assert agrees(entries, loss=lambda W, f: W * f)
    assert not agrees(entries, loss=lambda W, f: (W * f).T)


def test_points_are_tried_at_the_levels_that_the_probe_asks_for() -> None:
    squares = chain(SumOver(t, 1, L, n(t) * n(t)), SumOver(t, 1, L, n(t) ** 2))
    deep = Probe(squares.name, at=({"L": 9, "n": 4},))

    *_, last = corroborate(squares, deep).points

    assert dict(last.sizes) == {f"n_{level}": 4 for level in range(1, 10)}
    assert not last.extreme


def test_zeros_meet_an_assumption_that_random_values_cannot() -> None:
    i, j = index("i", K), index("j", K)
    power = ProdOver(t, 1, N, W)
    vanishing = chain(power[i, j] + W[i, j], W[i, j], (N >= 1, equal(power[i, j], 0)))
    asked = ({"K": 5, "N": 6},)

    report = corroborate(
        vanishing, Probe(vanishing.name, zeros={"W": lambda row, column: column >= row}, at=asked)
    )

    assert report.passed
    assert report.points[-1].sizes == (("K", 5),)
    with pytest.raises(ChainruleError, match="say other zeros"):
        agrees(vanishing, zeros={"W": lambda row, column: row == 0}, at=asked)


@pytest.mark.parametrize(
    ("probe", "said"),
    [
        ({"loss": lambda z: z}, "takes z, but the symbols"),
        ({"loss": torch.sigmoid}, "write a lambda that names them"),
        ({"loss": lambda x: x, "line": lambda x: x}, "keep one of them"),
    ],
    ids=["a parameter that is no symbol", "a builtin without names", "a loss and a line"],
)
def test_what_a_probe_gets_wrong_is_said(probe: dict[str, Any], said: str) -> None:
    line: Term = x * Fraction(2)

    with pytest.raises(LibraryError, match=said):
        agrees(chain(line, x + x), **probe)
