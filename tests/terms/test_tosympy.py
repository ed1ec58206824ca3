"""A line of a derivation in SymPy says the same as the line."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy

from chainrule.library import load
from chainrule.terms.author import D, Sum, cost, index, let, size, sizes, tensor
from chainrule.terms.functions import EXP, LOG

LIBRARY = load(Path("theory"))
LINES = [
    pytest.param(term, id=f"{name}:{number}")
    for name in LIBRARY
    for number, term in enumerate(
        (LIBRARY[name].start, *(step.term for step in LIBRARY[name].steps))
    )
]


@pytest.mark.parametrize("term", LINES)
def test_every_line_of_the_book_can_be_taken_into_sympy(term) -> None:
    made = term.sympy()

    assert isinstance(made, sympy.Expr)
    assert made != 0 or str(term) == "0"


def test_the_softmax_gradient_agrees_with_sympys_own_at_three_classes() -> None:
    lines = LIBRARY["softmax/log-sum-exp-gradient"]
    z = sympy.IndexedBase(sympy.Symbol("z", real=True))
    j = sympy.Symbol("j", integer=True)
    at = {sympy.Symbol("K", integer=True, positive=True): 3, j: 1}
    closed = sympy.exp(z[1]) / sum(sympy.exp(z[i]) for i in range(3))

    start = lines.start.sympy().subs(at).doit()
    last_but_one = lines.steps[-2].term.sympy().subs(at).doit()

    point = {z[0]: 2, z[1]: -3, z[2]: sympy.Rational(5, 2)}
    for line in (start, last_but_one):
        assert abs((line - closed).subs(point).evalf(40)) < 1e-35


def test_a_dependence_hidden_in_a_let_is_not_lost() -> None:
    n = size("n")
    i = index("i", n)
    z = tensor("z", n)
    loss = let("c", Sum(i, LOG(1 + EXP(z[i]))))

    made = D(loss, z[i]).sympy()

    assert made.doit() != 0


def test_an_opaque_cost_keeps_its_dependence() -> None:
    n, m = sizes("n m")
    z, weights = tensor("z", n), tensor("W", m, n)
    above = let("u", weights @ z)

    made = D(cost("C", above), z[index("j", n)]).sympy()

    assert made != 0
