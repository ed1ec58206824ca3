"""The real pages, built once a test run, served on this machine, seen through Chromium."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
MATHJAX = ROOT / "vendor" / "mathjax" / "tex-chtml.js"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 900


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The folder of the built pages; the gallery's scripts, which take minutes, are not run."""
    for needed, how in ((CHROMIUM, "install chromium"), (MATHJAX, "make setup")):
        if not needed.exists():
            pytest.skip(f"{needed} is missing; {how}")
    said = once(shared / "site.said", lambda: _build(shared / "site"))
    assert not said, said
    return shared / "site"


def once(file: Path, make: Callable[[], str]) -> str:
    """The text that the first process to ask makes; the others wait for it."""
    try:
        file.with_suffix(".taken").mkdir()
    except FileExistsError:
        deadline = time.monotonic() + SECONDS
        while not file.exists():
            assert time.monotonic() < deadline, f"{file} was not made in time"
            time.sleep(0.2)
    else:
        draft = file.with_suffix(".draft")
        draft.write_text(make(), encoding="utf-8")
        draft.rename(file)
    return file.read_text(encoding="utf-8")


def _build(place: Path) -> str:
    """Build a copy of the pages; what went wrong, or nothing."""
    book = place.with_name("book")
    for folder in ("docs", "gallery"):
        unmade = shutil.ignore_patterns("auto_gallery", "__pycache__")
        shutil.copytree(ROOT / folder, book / folder, ignore=unmade)
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-c", str(ROOT)]
    options = ["-D", "plot_gallery=False", "-d", str(book / "trees")]
    made = subprocess.run(
        [*command, *options, str(book / "docs"), str(place)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return made.stdout + made.stderr if made.returncode else ""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the pages are served, on this machine only."""
    handler = functools.partial(_Silent, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing; install chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield opened
        opened.close()


@dataclass
class Reader:
    """A page in a browser, with everything that it asked for and complained of."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, name: str) -> None:
        """Open a page and wait for MathJax."""
        self.page.goto(f"{self.address}/{name}")
        self.page.evaluate("async () => { if (window.MathJax) await MathJax.startup.promise; }")

    def typeset(self) -> None:
        """Scroll to the end, so that every formula is drawn."""
        self.page.evaluate(
            """async () => {
              for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
                window.scrollTo(0, y);
                await new Promise(done => setTimeout(done, 30));
              }
              if (window.MathJax) await MathJax.whenReady(() => {});
            }"""
        )


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    """A reader at a wide screen who has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield watched(context.new_page(), address)
    context.close()


def watched(page: Page, address: str) -> Reader:
    """A reader whose page notes requests that leave this machine, errors and failed requests."""
    reader, home = Reader(page, address), (address, "data:", "blob:")

    def asked(url: str) -> None:
        if not url.startswith(home):
            reader.outside.append(url)

    def said(kind: str, text: str) -> None:
        if kind == "error":
            reader.complaints.append(text)

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: said("error", str(error)))
    page.on("requestfailed", lambda request: said("error", request.url))
    return reader
