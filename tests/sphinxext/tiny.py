"""A tiny book in a folder of its own, built by Sphinx as a reader would build it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
ROOTS, SRC = HERE.parents[1] / "roots", HERE.parents[2] / "src"
MINUTES = 300


@dataclass(frozen=True)
class Built:
    """What a build said, and its exit code."""

    code: int
    said: str

    @property
    def changed(self) -> list[str]:
        """The pages that were read, in order."""
        return re.findall(r"^reading sources\.\.\. \[ *\d+%\] (\S+)$", self.said, re.MULTILINE)


@dataclass(frozen=True)
class Book:
    """A copy of the book `tests/roots/book`."""

    place: Path

    @classmethod
    def copied(cls, place: Path) -> Book:
        shutil.copytree(ROOTS / "book", place, ignore=shutil.ignore_patterns("__pycache__"))
        return cls(place)

    def build(self, *options: str, builder: str = "html", seed: str = "0", out: str = "") -> Built:
        """Build with warnings as they are, unless `-W` is among the options."""
        folder = f"build/{out or builder}"
        command = [sys.executable, "-m", "sphinx", "-b", builder, "-d", f"{folder}-trees"]
        done = subprocess.run(
            [*command, *options, ".", folder],
            cwd=self.place,
            env={**os.environ, "PYTHONPATH": str(SRC), "PYTHONHASHSEED": seed, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=MINUTES,
            check=False,
        )
        return Built(done.returncode, done.stdout + done.stderr)

    def page(self, name: str) -> str:
        """The HTML of a page."""
        return (self.place / "build/html" / f"{name}.html").read_text(encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace `old`, which must be there."""
        path = self.place / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Write a new file."""
        (self.place / file).write_text(text, encoding="utf-8")
