"""The pages as a reader sees them: drawn, quiet, within the screen, asking nobody for anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.conftest import Reader, pages

pytestmark = pytest.mark.browser

FORMULAS = "mjx-container"
UNDRAWN = r"""() => {
  const text = document.querySelector('main, article, body').innerText;
  const errors = document.querySelectorAll('mjx-merror, [data-mjx-error]').length;
  return errors + (text.match(/\\\(|\\\[|\$\$|\\frac|\\sum/g) || []).length;
}"""


def test_no_page_asks_another_machine_or_complains(reader: Reader, site: Path) -> None:
    for name in pages(site):
        reader.open(name)
        reader.typeset()

    assert reader.outside == []
    assert reader.complaints == []


def test_every_formula_is_drawn(reader: Reader, site: Path) -> None:
    drawn = 0
    for name in pages(site):
        reader.open(name)
        reader.typeset()
        assert reader.page.evaluate(UNDRAWN) == 0, name
        drawn += reader.page.locator(FORMULAS).count()

    assert drawn > 300


@pytest.mark.parametrize("width", [375, 390, 768, 1440])
def test_no_page_is_wider_than_the_screen(reader: Reader, site: Path, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 844})
    for name in pages(site):
        reader.open(name)
        reader.typeset()

        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_every_internal_link_leads_somewhere(reader: Reader, site: Path) -> None:
    missing: list[str] = []
    anchors: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for name in pages(site):
        reader.page.goto(f"{reader.address}/{name}")
        here = f"{reader.address}/{name}"
        ids = "[...document.querySelectorAll('[id]')].map(one => one.id)"
        anchors[here] = set(reader.page.evaluate(ids))
        hrefs = "[...document.querySelectorAll('a[href]')].map(one => one.href)"
        links += [(here, href) for href in reader.page.evaluate(hrefs)]
    for here, href in links:
        target, _, anchor = href.partition("#")
        if not target.startswith(reader.address):
            continue
        page = target.partition("?")[0]
        if page in anchors and (not anchor or anchor in anchors[page]):
            continue
        if page not in anchors and (site / page.removeprefix(reader.address + "/")).is_file():
            continue
        missing.append(f"{here} -> {href}")

    assert missing == []


def test_badges_say_a_word_and_only_proofs_are_green(reader: Reader, site: Path) -> None:
    seen: dict[str, set[str]] = {}
    for name in pages(site):
        reader.page.goto(f"{reader.address}/{name}")
        for words, classes in reader.page.evaluate(
            "[...document.querySelectorAll('.cr-badge')].map(b => [b.textContent, b.className])"
        ):
            seen.setdefault(classes.split()[-1], set()).add(words)

    assert seen["cr-proved"] == {"proved"}
    assert all(words.startswith("proved modulo ") for words in seen.get("cr-proved-mod", set()))
    assert all(word for words in seen.values() for word in words)
