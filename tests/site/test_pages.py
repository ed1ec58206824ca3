"""The pages as a reader sees them: drawn, quiet, within the screen, asking nobody for anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.site.conftest import once, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (375, 390, 768, 1440)
SEEN = r"""() => {
  const all = (what, get) => [...document.querySelectorAll(what)].map(get);
  const text = document.body.innerText;
  return {
    formulas: all('mjx-container', one => 1).length,
    spoiled: all('mjx-merror, [data-mjx-error]', one => one.textContent),
    undrawn: text.match(/\\\(|\\\[|\$\$|\\frac|\\sum/g) || [],
    ids: all('[id]', one => one.id),
    links: all('a[href]', one => one.href),
    badges: all('.cr-badge', one => [one.className, one.textContent]),
    rules: all('.cr-rule', one => one.querySelector('a') !== null),
  };
}"""


@pytest.fixture(scope="session")
def survey(browser: Browser, address: str, site: Path, shared: Path) -> dict[str, Any]:
    """Every page, opened once: what it holds, asks for, complains of; how wide it is."""
    found = once(shared / "survey.json", lambda: json.dumps(_surveyed(browser, address, site)))
    survey: dict[str, Any] = json.loads(found)
    return survey


def _surveyed(browser: Browser, address: str, site: Path) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script("localStorage.setItem('chainrule-show-steps', 'yes')")
    reader, pages = watched(context.new_page(), address), {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name.startswith("_"):
            continue
        reader.page.set_viewport_size({"width": 1280, "height": 900})
        reader.open(name)
        reader.typeset()
        pages[name] = reader.page.evaluate(SEEN) | {"widths": {}}
        for width in WIDTHS:
            reader.page.set_viewport_size({"width": width, "height": 844})
            reader.page.wait_for_timeout(200)  # the contents fold away beside margin notes
            scrolled = reader.page.evaluate("document.documentElement.scrollWidth")
            pages[name]["widths"][str(width)] = scrolled
    context.close()
    home = {"address": address, "outside": reader.outside, "complaints": reader.complaints}
    return {"pages": pages, **home}


def test_no_page_asks_another_machine_for_anything(survey: dict[str, Any]) -> None:
    assert survey["outside"] == []


def test_no_page_complains_in_the_console(survey: dict[str, Any]) -> None:
    assert survey["complaints"] == []


def test_every_formula_is_drawn(survey: dict[str, Any]) -> None:
    pages = survey["pages"]

    assert {name: page["spoiled"] for name, page in pages.items() if page["spoiled"]} == {}
    assert {name: page["undrawn"] for name, page in pages.items() if page["undrawn"]} == {}
    assert sum(page["formulas"] for page in pages.values()) > 300


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(survey: dict[str, Any], width: int) -> None:
    widths = {name: page["widths"][str(width)] for name, page in survey["pages"].items()}

    assert {name: wide for name, wide in widths.items() if wide > width} == {}


def test_every_internal_link_leads_somewhere(survey: dict[str, Any], site: Path) -> None:
    home, pages = survey["address"] + "/", survey["pages"]

    def leads(href: str) -> bool:
        target, _, anchor = href.partition("#")
        name = target.removeprefix(home).partition("?")[0] or "index.html"
        if name in pages:
            return not anchor or anchor in pages[name]["ids"]
        return (site / name).is_file()

    lost = {
        (name, href)
        for name, page in pages.items()
        for href in page["links"]
        if href.startswith(home) and not leads(href)
    }
    assert lost == set()


def test_badges_say_a_word_and_only_proofs_are_green(survey: dict[str, Any]) -> None:
    words: dict[str, set[str]] = {}
    for page in survey["pages"].values():
        for classes, said in page["badges"]:
            words.setdefault(classes.split()[-1], set()).add(said)

    assert words.pop("cr-proved") == {"proved"}
    assert all(said.startswith("proved modulo ") for said in words.pop("cr-proved-mod", set()))
    assert all(said for kind in words.values() for said in kind)


def test_every_rule_beside_a_step_is_a_link(survey: dict[str, Any]) -> None:
    linked = [rule for page in survey["pages"].values() for rule in page["rules"]]

    assert len(linked) > 50
    assert all(linked)
