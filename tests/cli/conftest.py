"""Run the command line in this process, in a folder whose theory no other test sees."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chainrule.cli import main
from tests.theories import Ended

Run = Callable[..., Ended]


def _of_theory() -> set[str]:
    return {name for name in sys.modules if name.split(".")[0] == "theory"}


@pytest.fixture
def own_theory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No module of another theory is loaded, and none stays."""
    kept = {name: sys.modules.pop(name) for name in _of_theory()}
    monkeypatch.setattr(sys, "path", [word for word in sys.path if word != ""])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield
    for name in _of_theory():
        del sys.modules[name]
    sys.modules.update(kept)


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own_theory: None,
) -> Run:
    """`run("verify", "--json")` in `tmp_path`; what it wrote and its exit code."""
    monkeypatch.chdir(tmp_path)

    def running(*words: str) -> Ended:
        for name in _of_theory():  # a command is a fresh process
            del sys.modules[name]
        code = main(list(words))
        written = capsys.readouterr()
        return Ended(code, written.out, written.err)

    return running
