"""The doors: make.py knows them all, make opens the same ones, a failure ends in one line."""

import importlib.util
import re
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from tools.checks import checks
from tools.steps import Step, StepError, run, run_all

ROOT = Path(__file__).resolve().parents[2]


def load_make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_py", ROOT / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def makefile_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.search(r"^DOORS := (.*)$", text, flags=re.MULTILINE)
    assert found is not None
    return set(found.group(1).split())


def python(code: int) -> tuple[str, ...]:
    return (sys.executable, "-c", f"raise SystemExit({code})")


def test_help_lists_every_door_with_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    make = load_make()

    assert make.main(["help"]) == 0

    lines = capsys.readouterr().out.splitlines()
    for name, (does, _) in make.doors().items():
        assert f"  {name:<13} {does}" in lines


def test_the_makefile_opens_the_same_doors() -> None:
    assert makefile_targets() == set(load_make().doors())


def test_every_step_of_check_is_a_door() -> None:
    assert {step.name for step in checks()} <= set(load_make().doors())


def test_an_unknown_door_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert load_make().main(["monogrph"]) == 2

    assert "'monogrph'" in capsys.readouterr().err


def test_a_failing_step_names_itself_the_code_and_the_remedy() -> None:
    with pytest.raises(StepError, match=r"types failed .exit code 3.* make types") as caught:
        run(Step("types", "", (python(0), python(3))))

    assert caught.value.code == 3


def test_a_program_that_is_not_there_is_one_line_too() -> None:
    with pytest.raises(StepError, match="does not start"):
        run(Step("lint", "", (("no-such-program-here",),)))


def test_a_step_that_hangs_is_ended_with_its_children() -> None:
    child = "import time; time.sleep(60)"
    sleeper = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    begin = time.monotonic()

    with pytest.raises(StepError, match="no end after") as caught:
        run(Step("docs", "", ((sys.executable, "-c", sleeper),), timeout=1.0))

    assert caught.value.code == 124
    assert time.monotonic() - begin < 30


def test_check_goes_on_after_a_failure_and_names_all_that_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    steps = [Step("a", "", (python(4),)), Step("b", "", (python(0),)), Step("c", "", (python(5),))]

    with pytest.raises(StepError) as caught:
        run_all(steps)

    out = capsys.readouterr().out
    assert caught.value.code == 4
    assert "b ok" in out
    assert "failed: a, c" in out


def test_an_older_python_ends_in_one_line() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('make.py')"

    ended = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("Chainrule needs Python 3.11 or later, and this is 3.9")
    assert ended.stderr.count("\n") == 1


def test_a_misspelt_skip_is_named_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SKIP", "tests")

    assert load_make().main(["check"]) == 2

    assert "SKIP names no step: tests" in capsys.readouterr().err
