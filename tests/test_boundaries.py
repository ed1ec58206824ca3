"""What may be loaded by whom, asked of fresh processes; each question is seen to fail."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.theories import environment

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("torch", "sphinx", "docutils", "z3", "matplotlib", "pytest")
ENGINE = (
    "chainrule",
    "chainrule.verify",
    "chainrule.library",
    "chainrule.ledger",
    "chainrule.rules.catalogue",
    "chainrule.terms.author",
    "chainrule.cli",
)


def loaded(*modules: str) -> set[str]:
    """Which of the heavy packages a fresh process holds after importing `modules`."""
    question = (
        f"import {', '.join(modules)}, sys\n"
        f"print(*(name for name in {HEAVY} if name in sys.modules))"
    )
    asked = [sys.executable, "-c", question]
    done = subprocess.run(asked, env=environment(), capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ENGINE)
def test_the_engine_loads_nothing_heavy(module: str) -> None:
    assert loaded(module) == set()


@pytest.mark.parametrize("package", ["docutils", "sphinx", "torch"])
def test_this_would_be_seen(package: str) -> None:
    assert package in loaded("chainrule", package)


def test_the_rooms_keep_their_contracts() -> None:
    lint = Path(sysconfig.get_path("scripts"), "lint-imports")
    done = subprocess.run(
        [lint, "--no-logo", "--no-cache"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
