"""Matching renames free indices and never captures."""

from chainrule.terms.author import Sum, index, label, size, tensor
from chainrule.terms.match import match

n = size("n")
i, j, k, b = (index(name, n) for name in "ijkb")
A, x = tensor("A", n, n), tensor("x", n)
y = label("y", n)


def test_a_pattern_matches_its_own_renaming() -> None:
    assert match(A[i, j] * x[j], A[k, b] * x[b]) == {i: k, j: b}


def test_one_index_stands_for_one_index() -> None:
    assert match(A[i, i], A[k, b]) is None
    assert match(A[i, j], A[k, k]) == {i: k, j: k}


def test_bound_names_do_not_matter() -> None:
    assert match(Sum(k, A[i, k]), Sum(b, A[j, b])) == {i: j}


def test_a_free_index_does_not_match_a_bound_one() -> None:
    assert match(Sum(k, A[i, k]), Sum(b, A[b, b])) is None


def test_a_free_index_does_not_match_a_label_of_a_bound_one() -> None:
    assert match(Sum(k, A[k, i]), Sum(b, A[b, y(b)])) is None
    assert match(Sum(k, A[k, i]), Sum(b, A[b, y(j)])) == {i: y(j)}
