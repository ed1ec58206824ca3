"""Small theories on disk, some of them wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """\
from chainrule.derivation import Derivation, Eq, Ge, Le, Slip
from chainrule.rules.catalogue import ALGEBRA, BOUND, DIFFERENTIATE
from chainrule.terms.author import D, Sum, delta, index, let, sizes, symbols, tensor
from chainrule.terms.functions import EXP, LOG

n, m = sizes("n m")
i, j, k = index("i", n), index("j", n), index("k", m)
x, y = symbols("x y")
A, v, w = tensor("A", m, n), tensor("v", n), tensor("w", m)

"""
GOOD = """\
square = Derivation(
    name="test/square",
    title="The square of a sum",
    entries=("T9.01",),
    chain=(
        (x + y) ** 2,
        Eq((x + y) * (x + y), by=ALGEBRA),
        Eq(x**2 + 2 * x * y + y**2, by=ALGEBRA),
    ),
    slips=(Slip(2, x**2 + y**2, "the middle term is missing"),),
)
"""
CITING = """\
from theory.good import square

twice = Derivation(
    name="test/twice",
    title="Twice the square of a sum",
    entries=("T9.02",),
    chain=(2 * (x + y) ** 2, Eq(2 * (x**2 + 2 * x * y + y**2), by=square)),
)
"""
FALSE = GOOD.replace("2 * x * y", "3 * x * y").replace("test/square", "test/false")


def one(chain: str, name: str = "test/one", more: str = "") -> str:
    """The text of a file with one derivation of this chain."""
    words = f'    name="{name}",\n    title="",\n    chain=(\n{chain}\n    ),\n{more}'
    return f"{HEAD}one = Derivation(\n{words})\n"


def theory(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder `theory` with these files; those without the usual words get them."""
    for name, text in files.items():
        path = folder / "theory" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        ready = text if name.endswith(".txt") or text.startswith(HEAD) else HEAD + text
        path.write_text(ready, encoding="utf-8")
    return folder / "theory"


def environment() -> dict[str, str]:
    """The environment of a process that loads this checkout's engine."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "120"}


def command(*words: str) -> list[str]:
    """The command line in a process of its own."""
    return [sys.executable, "-m", "chainrule.cli", *words]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on stderr that a wrong input ends in."""
        assert self.code == 2, self.out + self.err
        assert self.out == ""
        assert self.err.startswith("chainrule: ")
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("chainrule: ").strip()
