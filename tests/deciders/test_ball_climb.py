"""The search uphill: false bounds that random points miss fall, true ones stand."""

from fractions import Fraction

import pytest

from chainrule.deciders.ball.climb import climb
from chainrule.terms.author import POSITIVE, Sum, index, norm, size, sizes, tensor
from chainrule.terms.functions import LOG
from chainrule.terms.node import as_term
from chainrule.terms.relation import Relation, equal

m, n = sizes("m n")
i, j = index("i", n), index("j", n)
A, v, d = tensor("A", m, n), tensor("v", n), tensor("d", n)
h = size("h", least=3)
turn, r = tensor("S", h, h), tensor("r", h)
spin = turn - turn.T
q, p = tensor("q", n, domain=POSITIVE), tensor("p", n, domain=POSITIVE)
laws = (equal(Sum(i, q[i]), 1), equal(Sum(i, p[i]), 1))
divergence = Sum(i, p[i] * LOG(p[i] / q[i]))

FALSE = {
    "the largest column sum": (norm(A @ v) <= norm(A, "1") * norm(v), ()),
    "the largest row sum": (norm(A @ v) <= norm(A, "inf") * norm(v), ()),
    "nearly the norm": (norm(A @ v) * Fraction(21, 20) <= norm(A) * norm(v), ()),
    "nearly the norm of a skew matrix": (
        norm(spin @ r) * Fraction(1001, 1000) <= norm(spin) * norm(r),
        (),
    ),
    "nearly Cauchy-Schwarz": (
        Sum(i, v[i] * d[i]) * Fraction(41, 40) <= norm(v) * norm(d),
        (),
    ),
    "Pinsker with twice the constant": (divergence >= Sum(i, abs(p[i] - q[i])) ** 2, laws),
}
TRUE = {
    "the norm": (norm(A @ v) <= norm(A) * norm(v), ()),
    "Cauchy-Schwarz": (Sum(i, v[i] * d[i]) <= norm(v) * norm(d), ()),
    "Pinsker": (divergence >= Sum(i, abs(p[i] - q[i])) ** 2 / 2, laws),
    "Gibbs": (divergence >= as_term(0), laws),
}


@pytest.mark.parametrize(("bound", "facts"), FALSE.values(), ids=FALSE)
def test_a_bound_that_is_a_little_too_good_falls(
    bound: Relation, facts: tuple[Relation, ...]
) -> None:
    witness = climb(bound, facts)

    assert witness is not None
    assert witness.left != witness.right


@pytest.mark.parametrize(("bound", "facts"), TRUE.values(), ids=TRUE)
def test_a_true_bound_stands(bound: Relation, facts: tuple[Relation, ...]) -> None:
    assert climb(bound, facts) is None


def test_the_assumptions_hold_at_the_witness() -> None:
    bound, facts = FALSE["Pinsker with twice the constant"]

    witness = climb(bound, facts)

    assert witness is not None
    point = dict(witness.point)
    for law in ("p", "q"):
        assert sum(map(Fraction, point[law].strip("()").split(", "))) == 1


def test_a_bound_at_a_single_size_is_searched_too() -> None:
    (k,) = (size("k", least=2),)
    w, o = tensor("w", k), index("o", k)

    assert climb(norm(w, "1") <= norm(w) * Fraction(3, 2)) is not None
    assert climb(Sum(o, w[o]) <= norm(w, "1")) is None
