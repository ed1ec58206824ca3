"""A derivation unfolds a step at a time, by mouse, keyboard, link and search; print shows all."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from tests.site.conftest import Reader

pytestmark = pytest.mark.browser

PAGE, NAME = "backpropagation/errors.html", "#backprop-hidden-error"
STEPS = f"{NAME} > ol.cr-steps > li.cr-step"


def _shown(reader: Reader) -> int:
    return reader.page.locator(f"{STEPS}:not([hidden])").count()


def _all(reader: Reader) -> int:
    return reader.page.locator(STEPS).count()


def _button(reader: Reader, words: str) -> Locator:
    return reader.page.locator(NAME).get_by_role("button", name=words)


def test_the_steps_are_hidden_until_one_asks(reader: Reader) -> None:
    reader.open(PAGE)

    assert _all(reader) > 3
    assert _shown(reader) == 0
    assert reader.page.locator(f"{NAME} .cr-statement").is_visible()


def test_the_keyboard_alone_reveals_every_step_in_order(reader: Reader) -> None:
    reader.open(PAGE)
    _button(reader, "Reveal next step").focus()

    for count in range(1, _all(reader) + 1):
        reader.page.keyboard.press("Enter" if count % 2 else "Space")
        assert _shown(reader) == count

    assert not _button(reader, "Reveal next step").is_visible()
    focused = reader.page.evaluate("document.activeElement.textContent")
    assert focused == "Hide the steps"


def test_tab_reaches_the_buttons(reader: Reader) -> None:
    reader.open(PAGE)
    reader.page.locator(f"{NAME} .cr-statement mjx-container").first.focus()
    for _ in range(40):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement.textContent") == "Reveal all":
            break

    reader.page.keyboard.press("Enter")

    assert _shown(reader) > 0


def test_reveal_all_is_remembered_and_so_is_hiding(reader: Reader) -> None:
    reader.open(PAGE)
    _button(reader, "Reveal all").click()
    assert _shown(reader) == _all(reader)

    reader.open(PAGE)
    assert _shown(reader) == _all(reader)
    _button(reader, "Hide the steps").click()
    reader.open(PAGE)

    assert _shown(reader) == 0


def test_what_is_revealed_is_drawn(reader: Reader) -> None:
    reader.open(PAGE)
    _button(reader, "Reveal next step").click()

    first = reader.page.locator(f"{STEPS} mjx-container").first
    first.wait_for(state="visible")

    assert first.bounding_box() is not None


def test_a_link_to_a_step_reveals_it(reader: Reader) -> None:
    reader.open(f"{PAGE}{NAME}-3")

    assert _shown(reader) == 3
    assert reader.page.locator(f"{NAME}-3").is_visible()


def test_print_shows_every_step(reader: Reader) -> None:
    reader.open(PAGE)
    reader.page.emulate_media(media="print")

    heights = reader.page.evaluate(
        f"[...document.querySelectorAll('{STEPS}')].map(one => one.offsetHeight)"
    )

    assert min(heights) > 10
    assert reader.page.locator(".cr-bar").first.is_hidden()


def test_without_javascript_every_step_is_visible(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")

    steps = page.locator(STEPS)

    assert steps.count() > 3
    assert all(steps.nth(place).is_visible() for place in range(steps.count()))
    context.close()


def test_a_fold_opens_by_keyboard(reader: Reader) -> None:
    reader.open(PAGE)
    fold = reader.page.locator("details.cr-slips").first

    fold.locator("> summary").focus()
    reader.page.keyboard.press("Enter")

    assert fold.locator(".cr-witness").first.is_visible()


def test_nothing_moves_while_the_steps_are_hidden(reader: Reader, site: Path) -> None:
    assert (site / PAGE).exists()
    reader.page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => {
          for (const s of e.sources || [])
            if (s.node && s.node.closest && s.node.closest('.cr-steps')) window.shift += e.value;
        })).observe({type: 'layout-shift', buffered: true});"""
    )
    reader.open(PAGE)
    reader.page.wait_for_timeout(300)

    assert reader.page.evaluate("window.shift") == 0
