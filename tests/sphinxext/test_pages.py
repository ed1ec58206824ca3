"""A true derivation is printed with all that it rests on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.sphinxext.tiny import Book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    made = Book.copied(tmp_path_factory.mktemp("pages") / "book")
    built = made.build("-W", "--keep-going", "-q")
    assert built.code == 0, built.said
    return made


def _page(book: Book, name: str) -> BeautifulSoup:
    return BeautifulSoup(book.page(name), "html.parser")


def _derivation(book: Book, page: str = "hidden") -> Tag:
    found = _page(book, page).select_one(".cr-derivation")
    assert found is not None
    return found


def test_the_head_has_number_title_entry_and_badge(book: Book) -> None:
    words = _derivation(book).select_one(".cr-title").get_text(" ", strip=True)

    assert re.fullmatch(r"Derivation 1(\.\d)? The error of a hidden layer T2\.02 proved", words)


def test_every_step_is_an_item_that_can_be_linked_to(book: Book) -> None:
    steps = _derivation(book).select("ol.cr-steps > li.cr-step")

    assert [step["id"] for step in steps] == [f"layer-hidden-error-{at}" for at in (1, 2, 3, 4)]
    assert [step.select_one(".cr-number a")["href"] for step in steps] == [
        f"#{step['id']}" for step in steps
    ]


def test_every_step_shows_relation_formula_rule_and_worth(book: Book) -> None:
    for step in _derivation(book).select("li.cr-step"):
        assert step.select_one(".cr-line .math").get_text().strip().startswith("\\[= ")
        assert step.select_one(".cr-rule a")["href"].startswith("rules.html#rule-")
        assert step.select_one(".cr-worth .cr-badge").get_text() == "proved"


def test_without_javascript_every_step_is_visible(book: Book) -> None:
    assert not _derivation(book).select("[hidden]")
    assert not _derivation(book).select("[style]")


def test_the_theorem_is_numbered_and_can_be_cited(book: Book) -> None:
    number = _derivation(book).select_one(".cr-statement .eqno").get_text()
    page = _page(book, "hidden")
    link = page.select_one('p > a[href="#equation-layer-hidden-error"]')

    assert link.get_text() in number
    assert page.select_one("#equation-layer-hidden-error") is not None


def test_a_reference_is_worded_by_the_title_unless_the_author_words_it(book: Book) -> None:
    prose = _page(book, "hidden").select_one("section > p")

    links = {link.get_text(): link["href"] for link in prose.select("a")}

    assert links["The derivative of an affine map"] == "affine.html#layer-affine"
    assert links["in other words"] == "#layer-hidden-error"
    assert links["chain rule"] == "rules.html#rule-chain-rule"


def test_a_common_mistake_is_folded_and_shows_its_witness(book: Book) -> None:
    slip = _derivation(book).select_one("details.cr-slips .cr-slip")

    assert "the activation, not its slope" in slip.get_text()
    assert "\\sigma(z_{j})" in slip.select_one(".math").get_text()
    assert re.search(r"refuted at .* the sides are .+ and .+ where ", slip.get_text())


def test_an_answer_is_behind_a_fold_of_its_own(book: Book) -> None:
    answer = _derivation(book).select_one("details.cr-exam details.cr-answer")

    assert "A second path adds a second term." in answer.get_text()
    assert not answer.has_attr("open")


def test_the_rules_page_explains_every_rule_that_is_cited(book: Book) -> None:
    anchors = {item["id"] for item in _page(book, "rules").select("dt[id]")}
    cited = {
        link["href"].partition("#")[2]
        for page in ("hidden", "affine")
        for link in _derivation(book, page).select(".cr-rule a")
    }

    assert cited
    assert cited <= anchors


def test_the_notation_page_prints_symbols_shapes_and_meanings(book: Book) -> None:
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in _page(book, "notation").select("table.cr-table tbody tr")
    ]

    assert rows[0] == [r"\(W\)", r"\(m \times n\)", "weights into the layer", "throughout"]
    assert rows[2][0] == r"\(\sigma\)"


def test_the_ledger_counts_what_the_theory_holds(book: Book) -> None:
    page = _page(book, "ledger")

    assert "2 derivations with 6 steps" in page.select_one(".cr-counts").get_text()
    assert len(page.select("table.cr-table tbody tr")) == 2


def test_search_and_inventory_list_derivations_and_rules(book: Book) -> None:
    index = (book.place / "build/html/searchindex.js").read_text(encoding="utf-8")

    assert '"layer/hidden-error"' in index or "hidden-error" in index


@pytest.mark.parametrize("builder", ["latex", "text", "singlehtml"])
def test_other_builders_print_every_line(tmp_path: Path, builder: str) -> None:
    book = Book.copied(tmp_path / "book")

    built = book.build("-W", "-q", builder=builder)

    assert built.code == 0, built.said
    suffix = {"latex": "*.tex", "text": "hidden.txt", "singlehtml": "index.html"}[builder]
    written = next((book.place / f"build/{builder}").glob(suffix)).read_text(encoding="utf-8")
    for line in (r"\sum_{k} \delta'_{k} W_{kj} \sigma'(z_{j})", r"(W^{\top} \delta')_{j}"):
        assert line in written
