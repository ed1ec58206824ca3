"""Names that the engine made do not reach the page."""

from __future__ import annotations

from chainrule.render.latex import relation_latex
from chainrule.render.tidy import tidy
from chainrule.terms.author import Sum, index, size, tensor
from chainrule.terms.indexing import Index
from chainrule.terms.relation import Relation
from chainrule.terms.substitute import fresh

n = size("n")
k = index("k", n)
x, y = tensor("x", n), tensor("y", n)


def _fact(made: Index) -> Relation:
    return x[made] * Sum(k, y[k]) > 0


def test_two_runs_print_the_same_side_condition() -> None:
    once, again = (relation_latex(tidy(_fact(fresh(k)))) for _ in range(2))

    assert once == again
    assert "~" not in once
    assert "(" not in once


def test_a_made_index_does_not_take_a_name_that_is_in_use() -> None:
    written = relation_latex(tidy(_fact(fresh(k))))

    assert written == r"x_{k'} \sum_{k} y_{k} > 0"


def test_what_an_author_named_keeps_its_name() -> None:
    fact = x[k] > 0

    assert tidy(fact) == fact
