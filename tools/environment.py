"""The environment in `.venv`: made once, and anew only when what it is made from has changed."""

import hashlib
import os
import shlex
import subprocess
import sys

from tools import vendor
from tools.steps import ROOT, Step, StepError, run

VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "chainrule-stamp"
EXTRAS = "torch,smt,docs,gallery,test,dev"
MADE_FROM = ("pyproject.toml", "constraints.txt", "package-lock.json")


def ready() -> None:
    """Make environment and browser code what the committed files say; quick when they are."""
    if not usable():
        make()
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != key():
        STAMP.unlink(missing_ok=True)
        install()
        STAMP.write_text(key(), encoding="utf-8")
    if vendor.differences(vendor.VENDOR, vendor.MANIFEST):
        run(Step("setup", "browser code by lock file", ((tool("python"), "tools/vendor.py"),)))


def key() -> str:
    """A digest of what the environment is made from; the place counts, for a venv does not move."""
    digest = hashlib.sha256(f"{ROOT} {EXTRAS}".encode())
    for name in MADE_FROM:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def usable() -> bool:
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", ask], capture_output=True).returncode == 0


def make() -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    command = (sys.executable, "-m", "venv", "--clear", str(VENV))
    try:
        run(Step("setup", f"virtual environment in .venv (Python {version})", (command,)))
    except StepError as error:
        hint = "this Python has no venv; on Debian: apt-get install python3-venv"
        raise StepError("setup", hint, error.code) from None


def install() -> None:
    """`PIP_ARGS` passes through, for instance `--extra-index-url …` for a CPU build of torch."""
    extra = shlex.split(os.environ.get("PIP_ARGS", ""))
    command = (tool("python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
    target = ("-c", "constraints.txt", "-e", f".[{EXTRAS}]")
    does = "install what constraints.txt pins (a minute or two)"
    run(Step("setup", does, ((*command, *extra, *target),)))


def tool(name: str) -> str:
    """The path of a program of the environment."""
    return str(PYTHON if name == "python" else BIN / name)
