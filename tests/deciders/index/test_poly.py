"""What counts as positive, so that roots and logarithms may be split along it."""

from collections.abc import Callable

import pytest

from chainrule.deciders.index.zero import prove_equal
from chainrule.terms.author import Sum, index, levels, positives, size, symbols, tensor
from chainrule.terms.functions import LOG, SQRT
from chainrule.terms.node import Term, as_term
from chainrule.terms.sizes import POSITIVE

u, v = positives("u v")
(s,) = symbols("s")
(lev,) = levels("l")
n = size("n")
i = index("i", n)
p, x = tensor("p", n, domain=POSITIVE), tensor("x", n)

NOT_POSITIVE: list[Callable[[], Term]] = [
    lambda: as_term(-1) ** lev,
    lambda: (u - v) ** lev,
    lambda: s,
    lambda: s**3,
    lambda: Sum(i, x[i]),
]
ALL_POSITIVE: list[Callable[[], Term]] = [
    lambda: u**lev,
    lambda: (u + v) ** lev,
    lambda: u * v**3,
    lambda: Sum(i, p[i]),
]


@pytest.mark.parametrize("make", NOT_POSITIVE)
def test_the_root_of_a_square_is_not_the_base_of_unknown_sign(make: Callable[[], Term]) -> None:
    assert not prove_equal(SQRT(make() ** 2), make()).proved


@pytest.mark.parametrize("make", ALL_POSITIVE)
def test_the_root_of_a_square_is_a_positive_base(make: Callable[[], Term]) -> None:
    assert prove_equal(SQRT(make() ** 2), make()).proved


def test_the_logarithm_of_a_product_splits_only_where_every_factor_is_positive() -> None:
    assert prove_equal(LOG(u * v), LOG(u) + LOG(v)).proved
    assert not prove_equal(LOG(u * s), LOG(u) + LOG(s)).proved
