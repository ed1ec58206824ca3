"""The steps of `make check`, each of them a door too; the quick ones first."""

import os
import shlex

from tools.environment import tool
from tools.steps import ROOT, Step

HALF_AN_HOUR = 1800.0
SITE = ROOT / "build" / "html"


def checks() -> tuple[Step, ...]:
    return (
        Step("format-check", "is every file as ruff formats it?", (ruff("format", "--check"),)),
        Step("lint", "ruff's rules; public names have docstrings", (ruff("check"), docstrings())),
        Step("types", "mypy, strict, on src", ((tool("mypy"),),)),
        Step("imports", "who may import whom", ((tool("lint-imports"), "--no-logo"),)),
        Step("prose", "reStructuredText and spelling", (markup(), (tool("codespell"),))),
        Step("test", "the whole test suite", (pytest(),)),
        Step("theory", "every derivation, step by step", ((tool("chainrule"), "verify"),)),
        Step("docs", "gallery and pages; a warning is an error", (sphinx(),), HALF_AN_HOUR),
    )


def ruff(*arguments: str) -> tuple[str, ...]:
    return (tool("ruff"), *arguments, ".")


def docstrings() -> tuple[str, ...]:
    return (tool("interrogate"), "src")


def markup() -> tuple[str, ...]:
    written = ("docs", "theory", "gallery", "src", "README.md", "CONTRIBUTING.md")
    ours = (name for name in written if (ROOT / name).exists())
    made = ("docs/auto_gallery", "docs/generated", "docs/gen_backrefs")
    return (tool("sphinx-lint"), *(word for name in made for word in ("-i", name)), *ours)


def pytest() -> tuple[str, ...]:
    """`ARGS` passes through: make test ARGS='-k softmax -x'."""
    return (tool("pytest"), "-n", "2", *shlex.split(os.environ.get("ARGS", "")))


def sphinx() -> tuple[str, ...]:
    places = ("-c", ".", "-d", "build/doctrees", "docs", str(SITE.relative_to(ROOT)))
    return (tool("sphinx-build"), "-b", "html", "-W", "--keep-going", "-n", "-T", "-j2", *places)
