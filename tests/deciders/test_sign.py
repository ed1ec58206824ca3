"""Signs of terms: each claim is true of the numbers."""

from chainrule.deciders.sign import is_nonnegative, is_positive
from chainrule.terms.author import ProdOver, SumOver, layered, levels, size, symbol
from chainrule.terms.sizes import POSITIVE

n = size("n")
lev, top = levels("l L")
weight = layered("P", lambda at: (n, n), POSITIVE)
u = symbol("u", POSITIVE)


def test_an_empty_product_of_positive_matrices_has_zeros() -> None:
    product = ProdOver(lev, lev, top, weight(lev))

    assert is_nonnegative(product)
    assert not is_positive(product)


def test_an_empty_sum_is_zero_and_an_empty_product_of_numbers_is_one() -> None:
    assert not is_positive(SumOver(lev, lev, top, u))
    assert is_nonnegative(SumOver(lev, lev, top, u))
    assert is_positive(ProdOver(lev, lev, top, u))
