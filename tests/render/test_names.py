"""Names are set as they are spoken."""

from __future__ import annotations

import pytest

from chainrule.render.names import function_latex, index_list, name_latex
from chainrule.terms.author import index, label, size

NAMES = {
    "z": "z",
    "z'": "z'",
    "delta'": r"\delta'",
    "x0": "x_{0}",
    "W_out": r"W_{\mathrm{out}}",
    "theta_hat": r"\hat{\theta}",
    "theta_star": r"\theta_{*}",
    "loss": r"\mathrm{loss}",
    "a#b": r"\mathrm{a\#b}",
}


@pytest.mark.parametrize(("name", "written"), NAMES.items(), ids=NAMES)
def test_a_name_becomes_a_symbol(name: str, written: str) -> None:
    assert name_latex(name) == written


def test_different_names_become_different_symbols() -> None:
    names = [*NAMES, "x_0", "x00", "zz", "z''", "Delta'", "delta", "thetahat"]

    assert len({name_latex(name) for name in names}) == len(names) - 1  # x0 and x_0 are one


def test_from_the_fourth_derivative_on_the_order_is_a_number() -> None:
    assert function_latex("f", 3) == "f'''"
    assert function_latex("f", 4) == "f^{(4)}"


def test_long_index_names_are_kept_apart_by_commas() -> None:
    i, long, y = index("i", size("n")), index("i'", size("n")), label("y", size("n"))

    assert index_list((i, i)) == "ii"
    assert index_list((i, long)) == "i,i'"
    assert index_list((y(i), i)) == "y_{i},i"
