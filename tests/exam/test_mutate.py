"""Mutants: every operator finds work, none of them makes the line itself."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from chainrule.exam.audit import Line, lines
from chainrule.exam.mutate import OPERATORS, REVERSE, Mutants, mutants
from chainrule.library import load
from chainrule.terms.author import (
    D,
    ProdOver,
    Sum,
    delta,
    elementwise,
    index,
    layered,
    levels,
    size,
    symbols,
    tensor,
    widths,
)
from chainrule.terms.functions import LOG, TANH
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import Relation

THEORY = load(Path(__file__).resolve().parents[2] / "theory")
LINES = [line for name in THEORY for line in lines(THEORY[name])]
n, m = size("n"), size("m")
i, j, k = index("i", n), index("j", n), index("k", m)
x, y, s, w = tensor("x", n), tensor("y", n), tensor("A", n, n), tensor("w", m)
a, b = symbols("a b")
sigma = elementwise("sigma")
l, L = levels("l L")
width = widths("n")
W = layered("W", lambda at: (width(at), width(at - 1)))
square = layered("V", lambda at: (n, n))

TEXTBOOK: dict[str, tuple[Term, str]] = {
    "swap-symbol": (x[i] * 2, "y[i] 2"),
    "drop-summand": (a + b - 1, "a - 1"),
    "drop-factor": (a * b * 3, "a 3"),
    "flip-sign": (a - b, "a + b"),
    "exponent": (a**2, "a^3"),
    "constant": (a + 2, "a + 4"),
    "function": (sigma(a), "sigma'(a)"),
    "transpose": ((s @ x)[i], "(Aᵀ x)[i]"),
    "swap-index": (x[i] * y[j], "x[j] y[j]"),
    "delta-to-one": (delta(i, j) * a, "1 a"),
    "sum-to-entry": (Sum(i, x[i] * s[i, j]), "x[j] A[j, j]"),
    "shift-level": ((square(l) @ x)[i], "(V^(l + 1) x)[i]"),
}


def made(line: Line, most: int = 10**6) -> Mutants:
    step = line.step
    return mutants(line.before, step.relation, step.term, Random(0), most=most)


@pytest.mark.parametrize(("term", "wanted"), TEXTBOOK.values(), ids=TEXTBOOK)
def test_the_mistake_of_the_name_is_among_the_mutants(
    term: Term, wanted: str, request: pytest.FixtureRequest
) -> None:
    found = mutants(term, "=", term, Random(0), most=10**6, known=(y[i],))

    operator = request.node.callspec.id
    assert (operator, wanted) in {(one.operator, str(one.term)) for one in found.kept}


def test_there_is_a_textbook_case_of_every_operator() -> None:
    assert TEXTBOOK.keys() == OPERATORS.keys()


def test_every_operator_finds_a_mutant_somewhere_in_the_theory() -> None:
    count = Counter(one.operator for line in LINES for one in made(line).kept)

    assert count.keys() == {*OPERATORS, REVERSE}


def test_no_mutant_is_the_line_and_none_comes_twice() -> None:
    for line in LINES:
        found = [(one.relation, one.term) for one in made(line).kept]

        assert (line.step.relation, line.step.term) not in found
        assert len(found) == len(set(found))


def test_a_mutant_has_the_shape_of_its_line() -> None:
    for line in LINES:
        assert {one.term.shape for one in made(line).kept} <= {line.step.term.shape}


def test_what_does_not_conform_is_counted_and_not_kept() -> None:
    rectangular = (W(l) @ W(l - 1))[index("o", width(l)), index("u", width(l - 2))]

    found = mutants(rectangular, "=", rectangular, Random(0))

    assert found.ill_formed > 0
    assert not [one for one in found.kept if one.operator in ("transpose", "shift-level")]


def test_the_same_seed_makes_the_same_mutants() -> None:
    line = max(LINES, key=lambda line: len(made(line).kept))

    assert made(line, most=12) == made(line, most=12)


def test_a_limit_keeps_some_of_each_operator() -> None:
    line = max(LINES, key=lambda line: len(made(line).kept))
    everything, few = made(line), made(line, most=12)

    assert len(few.kept) == 12
    assert few.left_out == len(everything.kept) - 12
    names = {one.operator for one in everything.kept}
    assert {one.operator for one in few.kept} == names or len(names) > 12


def test_a_bound_is_reversed_and_an_equation_is_not() -> None:
    bound = Relation(a, "<=", a + 1)
    below = mutants(bound.left, "<=", bound.right, Random(0))
    equal = mutants(a, "=", a + 0, Random(0))

    assert [one.relation for one in below.kept if one.operator == REVERSE] == [">="]
    assert REVERSE not in {one.operator for one in equal.kept}


def test_what_a_derivative_is_taken_by_gets_no_sign() -> None:
    line = D(TANH(a) * LOG(a), a)

    assert all(one.term.by in (a, b) for one in mutants(line, "=", line, Random(0)).kept
               if type(one.term) is type(line))  # fmt: skip


def test_an_ordered_product_over_levels_loses_an_end() -> None:
    product = ProdOver(l, 1, L, as_term(2) * square(l)[i, j])

    found = {str(one.term) for one in mutants(product, "=", product, Random(0)).kept}

    assert "Π_(l=2..L) (2 V^l[i, j])" in found
    assert "Π_(l=1..L - 1) (2 V^l[i, j])" in found
