"""The book shows nothing that was refuted or left unchecked, on no run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sphinxext.tiny import Book

FALSE = ("theory/layer/affine.py", "Eq(W[k, j], by", "Eq(2 * W[k, j], by")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.copied(tmp_path / "book")


@pytest.mark.parametrize("strict", [(), ("-W",)], ids=["without -W", "with -W"])
def test_a_refuted_step_ends_every_run_with_page_line_name_and_witness(
    book: Book, strict: tuple[str, ...]
) -> None:
    book.edit(*FALSE)

    for run in ("first", "unchanged"):
        built = book.build(*strict)

        assert built.code == 2, (run, built.said)
        error = "affine.rst:4: ERROR: derivation 'layer/affine' step 2 is refuted: at "
        assert error in built.said, run
        assert "the sides are" in built.said
    assert not list(book.place.glob("build/html/*.html"))


def test_a_book_that_was_built_is_shut_until_it_is_mended(book: Book) -> None:
    file, true, false = FALSE
    assert book.build("-q").code == 0
    book.edit(file, true, false)
    assert [book.build("-q").code for _ in range(2)] == [2, 2]

    book.edit(file, false, true)

    assert book.build("-W", "-q").code == 0


def test_a_parallel_build_is_ended_too(book: Book) -> None:
    book.edit(*FALSE)

    built = book.build("-j", "2")

    assert built.code == 2
    assert "affine.rst:4: ERROR: derivation 'layer/affine'" in built.said


def test_a_deliberate_counterexample_is_shown_as_such(book: Book) -> None:
    book.edit(*FALSE)
    book.edit("affine.rst", "layer/affine\n", "layer/affine\n   :expect: refuted\n")

    built = book.build("-W", "-q")

    assert built.code == 0, built.said
    assert "False on purpose" in book.page("affine")
    assert "refuted" in book.page("affine")


def test_a_counterexample_that_is_proved_ends_the_build(book: Book) -> None:
    book.edit("affine.rst", "layer/affine\n", "layer/affine\n   :expect: refuted\n")

    built = book.build()

    assert built.code == 2
    assert "'layer/affine' is expected to be refuted but is proved" in built.said


def test_a_mistake_that_is_none_ends_the_build(book: Book) -> None:
    book.edit("theory/layer/hidden.py", 'sigma(z[j])), "the', 'sigma.prime(z[j])), "the')

    built = book.build()

    assert built.code == 2
    assert "has a slip at step 3 that is not refuted: the activation, not its slope" in built.said


def test_a_step_that_nothing_settles_ends_the_build(book: Book) -> None:
    book.edit("theory/layer/affine.py", "by=DELTA_SIFTING", "by=CHAIN_RULE")
    book.edit("theory/layer/affine.py", "DELTA_SIFTING,", "CHAIN_RULE,")

    built = book.build()

    assert built.code == 2
    assert "step 2 is unchecked: cited as 'chain rule', but" in built.said


def test_an_unknown_name_is_answered_with_the_nearest(book: Book) -> None:
    book.edit("affine.rst", "layer/affine", "layer/afine")

    built = book.build("-W", "-q")

    assert built.code != 0
    assert "affine.rst:4" in built.said
    assert "Did you mean 'layer/affine'?" in built.said


def test_a_theory_file_that_cannot_be_loaded_is_one_clear_message(book: Book) -> None:
    book.edit("theory/layer/affine.py", "chain=(", "chain=((")

    built = book.build("-q")

    assert built.code == 2
    (said,) = [line for line in built.said.splitlines() if "cannot be loaded" in line]
    assert said.startswith("ERROR: the theory cannot be loaded: ")
    assert "theory/layer/affine.py:" in said


def test_a_derivation_on_two_pages_is_a_warning(book: Book) -> None:
    book.edit("hidden.rst", ".. derivation::", ".. derivation:: layer/affine\n\n.. derivation::")

    built = book.build("-W", "-q")

    assert built.code != 0
    assert "'layer/affine' is explained in affine already" in built.said
