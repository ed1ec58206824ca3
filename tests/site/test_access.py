"""What axe-core finds on the pages: nothing, in light and in dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.conftest import ROOT, watched

pytestmark = pytest.mark.browser

AXE = ROOT / "vendor" / "axe" / "axe.min.js"
PAGES = ("index.html", "backpropagation/errors.html", "rules.html", "how-it-is-checked.html")
RUN = """async () => (await axe.run()).violations.map(
  one => one.id + ": " + one.nodes.map(node => node.html.slice(0, 120)).join(" | "))"""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, address: str, site: Path, scheme: str, page: str
) -> None:
    if not AXE.exists():
        pytest.skip(f"{AXE} is missing; make setup")
    assert (site / page).exists()
    context = browser.new_context(color_scheme=scheme)
    context.add_init_script("localStorage.setItem('chainrule-show-steps', 'yes')")
    reader = watched(context.new_page(), address)
    reader.open(page)
    reader.typeset()
    reader.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    reader.page.wait_for_timeout(300)
    reader.page.evaluate(AXE.read_text(encoding="utf-8"))

    assert reader.page.evaluate(RUN) == []

    context.close()
