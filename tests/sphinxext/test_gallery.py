"""Formulas are output, and a script runs again when what it imports has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy

from chainrule.derivation import Derivation, Eq
from chainrule.rules.catalogue import ALGEBRA
from chainrule.sphinxext.gallery import forget_stale_examples, formula_of, formula_scraper
from chainrule.terms.author import symbols
from chainrule.verify import verify

x, y = symbols("x y")
VALUES = {"a term": (x + y, "x + y"), "an assumption": (x <= y, r"x \le y")}


@pytest.mark.parametrize(("value", "formula"), VALUES.values(), ids=VALUES)
def test_a_value_of_ours_is_a_formula(value: object, formula: str) -> None:
    assert formula_of(value) == formula


@pytest.mark.parametrize(("steps", "marks"), [(1, 0), (2, 2)], ids=["one step", "two steps"])
def test_a_checked_chain_is_aligned_where_it_breaks(steps: int, marks: int) -> None:
    chain = ((x + y) ** 2, *(Eq((y + x) ** 2, by=ALGEBRA), Eq((x + y) ** 2, by=ALGEBRA))[:steps])

    formula = formula_of(verify(Derivation("tests/square", "A square", chain)))

    assert formula.count("&") == marks
    assert formula.count(r"\\") == steps - 1


def test_a_sympy_value_is_a_formula_without_dollars() -> None:
    assert formula_of(sympy.Symbol("x") ** 2) == "x^{2}"


def test_what_has_no_formula_shows_none() -> None:
    assert formula_of(3.5) == ""
    assert _scraped("print(x)", None) == ""
    assert _scraped("a = 1", x) == ""


def test_the_last_value_of_a_block_is_displayed() -> None:
    assert _scraped("x + y", x + y).strip().splitlines()[-1].strip() == "x + y"


def _scraped(code: str, value: object) -> str:
    return formula_scraper(("code", code, 1), {"example_globals": {"___": value}}, {})


def test_a_changed_source_forgets_what_was_run_and_an_unchanged_one_does_not(
    tmp_path: Path,
) -> None:
    out, source = tmp_path / "out", tmp_path / "src"
    source.mkdir()
    (source / "engine.py").write_text("one = 1\n")
    forget_stale_examples(out, source)
    known = out / "plot_a.py.md5"

    known.write_text("digest")
    forget_stale_examples(out, source)
    assert known.exists()

    (source / "engine.py").write_text("one = 2\n")
    forget_stale_examples(out, source)
    assert not known.exists()
