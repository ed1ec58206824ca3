"""`pytest --theory DIR`: a test a step, a test a slip, and a failure that says why."""

import subprocess
import sys
from pathlib import Path

from tests.theories import CITING, FALSE, GOOD, environment, theory


def pytest_on(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A run that loads the plugin by name, whether or not it is installed."""
    command = [sys.executable, "-m", "pytest", "-p", "chainrule.pytest_plugin", *words]
    there = environment() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        command, cwd=folder, env=there, capture_output=True, text=True, timeout=120, check=False
    )


def test_every_step_and_every_slip_is_a_test(tmp_path: Path) -> None:
    theory(tmp_path, {"good.py": GOOD, "citing.py": CITING})

    ended = pytest_on(tmp_path, "--theory", "theory", "-v")

    assert ended.returncode == 0, ended.stdout
    for name in (
        "theory/good.py::test/square step 1 PASSED",
        "theory/good.py::test/square step 2 PASSED",
        "theory/good.py::test/square slip 1 PASSED",
        "theory/citing.py::test/twice step 1 PASSED",
    ):
        assert name in ended.stdout
    assert "4 passed" in ended.stdout
    assert not (tmp_path / "build").exists(), "no ledger on disk"


def test_a_failure_shows_line_tier_and_witness(tmp_path: Path) -> None:
    theory(tmp_path, {"false.py": FALSE})

    ended = pytest_on(tmp_path, "--theory", "theory")

    assert ended.returncode == 1
    assert "Derivation 'test/false', step 2: REFUTED (algebra)" in ended.stdout
    assert "  = x^2 + 3 x y + y^2" in ended.stdout
    assert "the sides are" in ended.stdout
    assert "1 failed, 2 passed" in ended.stdout
    assert "Traceback" not in ended.stdout


def test_a_slip_that_is_right_fails(tmp_path: Path) -> None:
    theory(tmp_path, {"slip.py": GOOD.replace("x**2 + y**2,", "(y + x) ** 2,")})

    ended = pytest_on(tmp_path, "--theory", "theory")

    assert ended.returncode == 1
    assert "the slip 'the middle term is missing' is UNCHECKED, not REFUTED" in ended.stdout


def test_a_file_that_cannot_be_loaded_is_an_error_that_names_it(tmp_path: Path) -> None:
    theory(tmp_path, {"bad.py": "one = 1 / 0\n"})

    ended = pytest_on(tmp_path, "--theory", "theory")

    assert ended.returncode == 2
    assert "bad.py:11: ZeroDivisionError: division by zero" in ended.stdout


def test_paths_that_are_given_are_tested_too(tmp_path: Path) -> None:
    theory(tmp_path, {"good.py": GOOD})
    (tmp_path / "test_more.py").write_text("def test_more() -> None:\n    assert True\n")

    assert "4 passed" in pytest_on(tmp_path, "--theory", "theory", "test_more.py").stdout
    assert "3 passed" in pytest_on(tmp_path, "--theory", "theory").stdout


def test_without_the_option_nothing_is_collected_from_a_theory(tmp_path: Path) -> None:
    theory(tmp_path, {"good.py": GOOD})

    assert "no tests ran" in pytest_on(tmp_path).stdout


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    ended = pytest_on(tmp_path, "--theory", "absent")

    assert ended.returncode == 4
    assert "--theory absent is no folder; give the folder of a theory." in ended.stderr


def test_what_the_baseline_lists_may_be_consistent(tmp_path: Path) -> None:
    text = "from chainrule.terms.functions import SQRT\n" + GOOD.replace(
        "(x + y) ** 2", "SQRT(3 + 2 * SQRT(2))"
    ).replace("(x + y) * (x + y)", "SQRT(2 * SQRT(2) + 3)").replace(
        "x**2 + 2 * x * y + y**2", "1 + SQRT(2)"
    )
    folder = theory(tmp_path, {"roots.py": text})

    unlisted = pytest_on(tmp_path, "--theory", "theory")
    (folder / "baseline.txt").write_text("test/square\n")

    assert "step 2: CONSISTENT" in unlisted.stdout
    assert pytest_on(tmp_path, "--theory", "theory").returncode == 0


def test_the_plugin_loads_the_engine_only_when_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "test_quiet.py").write_text(
        "import sys\n\n\ndef test_quiet() -> None:\n"
        "    assert 'chainrule.verify' not in sys.modules\n"
    )

    assert pytest_on(tmp_path).returncode == 0
