"""Write `constraints.txt`: what pyproject.toml resolves to today, in a fresh environment."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.environment import EXTRAS
from tools.steps import ROOT

HEAD = """\
# Every version that this house was checked with, for Python 3.11 and later.
# Written by `make lock`; a version changes here in a commit of its own.
"""
# What torch brings by itself, differently on each machine.
NOT_OURS = ("nvidia-", "cuda-", "triton")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        python = str(Path(place, "Scripts/python.exe" if os.name == "nt" else "bin/python"))
        extra = shlex.split(os.environ.get("PIP_ARGS", ""))
        install = [python, "-m", "pip", "install", *extra, "-e", f".[{EXTRAS}]"]
        subprocess.run(install, cwd=ROOT, check=True)
        freeze = [python, "-m", "pip", "freeze", "--exclude-editable"]
        frozen = subprocess.run(freeze, cwd=ROOT, check=True, capture_output=True, text=True)
    lines = pins(frozen.stdout)
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"lock: {len(lines)} versions in constraints.txt")


def pins(frozen: str) -> list[str]:
    """The `name==version` lines, without build labels (`+cpu`) and without what torch brings."""
    lines = (re.sub(r"\+[\w.]+$", "", line.strip()) for line in frozen.splitlines())
    return [line for line in lines if "==" in line and not line.startswith(NOT_OURS)]


if __name__ == "__main__":
    main()
