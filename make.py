"""The doors of the house: `python make.py DOOR [NAME=value ...]`, or with make: `make DOOR`."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # first, so that an older Python ends in one line
    sys.exit(
        "Chainrule needs Python 3.11 or later, and this is %d.%d (%s). "
        "Try: python3.11 make.py, or make PYTHON=python3.11"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )

import os
import shutil
import webbrowser
from collections.abc import Callable
from functools import partial

from tools import environment
from tools.checks import SITE, checks
from tools.environment import tool
from tools.steps import ROOT, Step, StepError, run, run_all

GENERATED = ("docs/auto_gallery", "docs/generated", "docs/gen_backrefs", "sg_execution_times.rst")
BUILT = ("build", *GENERATED)
CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache")
FETCHED = (".venv", "vendor", "node_modules")
VALUES = """
make check SKIP=test,docs     leave steps out
make test ARGS='-k softmax'   pass words to pytest
make setup PIP_ARGS='...'     pass words to pip
make serve PORT=8001          another port
make clean ALL=1              remove .venv, vendor and node_modules too"""


def main(arguments: list[str]) -> int:
    values = (word.partition("=") for word in arguments if "=" in word)
    os.environ.update((name, value) for name, _, value in values)
    names = [word for word in arguments if "=" not in word] or ["help"]
    known = doors()
    if unknown := [name for name in names if name not in known]:
        print(f"There is no door {unknown[0]!r}. The doors: {', '.join(known)}.", file=sys.stderr)
        return 2
    try:
        for name in names:
            known[name][1]()
    except StepError as error:
        print(f"\n{error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def doors() -> dict[str, tuple[str, Callable[[], None]]]:
    """Name → what it does in one line, and the function that does it."""
    return {
        "help": ("list the doors", list_doors),
        "setup": ("make .venv, install, fetch the browser code (once; a minute or two)", setup),
        "monograph": ("verify the theory, run the gallery, build the book", monograph),
        "check": ("the eight steps that follow; see SKIP below", check),
        **{step.name: (step.does, partial(one, step)) for step in checks()},
        "fmt": ("format every file in place, sort its imports", fmt),
        "serve": ("serve build/html on this machine only", serve),
        "bench": ("run benchmarks/*.py", bench),
        "audit": ("alter every step on purpose; what survives is a failure", audit),
        "lock": ("resolve the newest versions and write constraints.txt", lock),
        "clean": ("remove what was built", clean),
    }


def list_doors() -> None:
    print("make DOOR, or python make.py DOOR\n")
    for name, (does, _) in doors().items():
        print(f"  {name:<13} {does}")
    print(VALUES)


def setup() -> None:
    environment.ready()
    print("The environment .venv and the browser code in vendor are ready.")


def monograph() -> None:
    environment.ready()
    for step in checks():
        if step.name in ("theory", "docs"):
            run(step)
    page = (SITE / "index.html").as_uri()
    print(f"\nOpen {page} or, to serve it: make serve")
    if has_display():
        webbrowser.open(page)


def has_display() -> bool:
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or bool(screen)


def check() -> None:
    skipped = os.environ.get("SKIP", "").replace(",", " ").split()
    if unknown := set(skipped) - {step.name for step in checks()}:
        raise StepError("check", f"SKIP names no step: {', '.join(sorted(unknown))}", 2)
    environment.ready()
    chosen = [step for step in checks() if step.name not in skipped]
    run_all(chosen)
    left_out = f"; left out: {', '.join(skipped)}" if skipped else ""
    print(f"\ncheck: {len(chosen)} steps ok{left_out}")


def one(step: Step) -> None:
    environment.ready()
    run(step)


def fmt() -> None:
    environment.ready()
    sort = (tool("ruff"), "check", "--select", "I", "--fix", "--quiet", ".")
    run(Step("fmt", "ruff sorts imports and formats", (sort, (tool("ruff"), "format", "."))))


def serve() -> None:
    port = os.environ.get("PORT", "8000")
    if not (SITE / "index.html").exists():
        raise StepError("serve", "no site in build/html yet, so first: make monograph", 1)
    command = (sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "-d", str(SITE))
    run(Step("serve", f"http://127.0.0.1:{port}/ until Ctrl-C", (command,)))


def bench() -> None:
    environment.ready()
    scripts = sorted((ROOT / "benchmarks").glob("*.py"))
    for script in scripts:
        run(Step("bench", script.name, ((tool("python"), "-m", f"benchmarks.{script.stem}"),)))
    print(f"bench: {len(scripts)} benchmarks")


def audit() -> None:
    environment.ready()
    names = os.environ.get("ARGS", "").split()
    command = (tool("python"), "-m", "tools.audit", *names)
    run(Step("audit", "mutants of every step of the theory", (command,)))


def lock() -> None:
    command = (sys.executable, "-m", "tools.lock")
    run(Step("lock", "a fresh environment, then its freeze", (command,)))


def clean() -> None:
    for name in (*BUILT, *CACHES, *(FETCHED if os.environ.get("ALL") else ())):
        path = ROOT / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    print("clean: what was built is gone")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
