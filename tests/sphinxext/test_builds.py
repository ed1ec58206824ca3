"""Builds are incremental, parallel and repeatable."""

from __future__ import annotations

import filecmp
from pathlib import Path

import pytest

from tests.sphinxext.tiny import Book

EVERYWHERE = ["affine", "hidden", "index", "ledger", "notation", "rules"]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = Book.copied(tmp_path / "book")
    built = made.build("-W")
    assert built.code == 0, built.said
    assert built.changed == EVERYWHERE
    return made


def test_nothing_is_read_again_when_nothing_changed(book: Book) -> None:
    assert book.build("-W").changed == []


def test_editing_a_theory_file_rebuilds_the_pages_that_use_it(book: Book) -> None:
    book.edit("theory/layer/affine.py", "The derivative of an", "The slope of an")

    assert book.build("-W").changed == ["affine", "ledger"]
    assert "The slope of an affine map" in book.page("affine")


def test_editing_what_theory_files_import_rebuilds_all_their_pages(book: Book) -> None:
    book.edit("theory/notation.py", "of two layers", "of any two layers")

    assert book.build("-W").changed == ["affine", "hidden", "ledger", "notation"]


def test_a_new_citation_reaches_the_page_of_what_it_cites(book: Book) -> None:
    book.write(
        "theory/layer/again.py",
        "from chainrule.derivation import Derivation, Eq\n"
        "from theory.layer.affine import affine\n\n"
        "again = Derivation(name='layer/again', title='Once more',\n"
        "    chain=(affine.start, Eq(affine.last, by=affine)))\n",
    )

    built = book.build("-W")

    assert "affine" in built.changed
    assert "hidden" not in built.changed
    assert "Once more" in book.page("affine")


def test_a_page_that_is_removed_is_forgotten(book: Book) -> None:
    (book.place / "affine.rst").unlink()
    book.edit("index.rst", "   affine\n", "")
    book.edit("hidden.rst", "See", "Look at")

    built = book.build("-W")

    assert "no page shows the derivation 'layer/affine'" in built.said


@pytest.mark.parametrize("options", [(), ("-j", "2")], ids=["alone", "in parallel"])
def test_two_hash_seeds_give_the_same_bytes(book: Book, options: tuple[str, ...]) -> None:
    other = Book.copied(book.place.parent / "other")

    built = other.build("-W", *options, seed="4711")

    assert built.code == 0, built.said
    left, right = (one.place / "build/html" for one in (book, other))
    files = sorted(str(p.relative_to(left)) for p in left.rglob("*") if p.is_file())
    same, different, missing = filecmp.cmpfiles(left, right, files, shallow=False)
    assert not missing
    assert not different
    assert len(same) > len(EVERYWHERE)
