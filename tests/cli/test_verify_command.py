"""`chainrule verify`: its table, its JSON, its exit code."""

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.theories import CITING, FALSE, GOOD, command, environment, one, theory

NOT_A_SLIP = GOOD.replace("x**2 + y**2,", "(y + x) ** 2,").replace("test/square", "test/no-slip")
CONSISTENT = "from chainrule.terms.functions import SQRT\n" + one(
    "SQRT(3 + 2 * SQRT(2)),\nEq(1 + SQRT(2), by=ALGEBRA),", "test/roots"
)


def test_a_good_theory_ends_with_zero_and_a_table(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"good.py": GOOD, "citing.py": CITING})

    ended = run("verify")

    assert ended.code == 0
    head, *rows, summary = ended.out.splitlines()
    assert head.split() == ["derivation", "tier", "steps", "obligations", "slips", "refuted", "ms"]
    assert [row.split()[:5] for row in rows] == [
        ["test/square", "PROVED", "2", "0/0", "1/1"],
        ["test/twice", "PROVED", "1", "0/0", "0/0"],
    ]
    assert "2 derivations, 3 steps: 2 PROVED; 1/1 slips refuted" in summary
    assert ended.err == ""


def test_a_second_run_takes_the_verdicts_from_the_ledger(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"good.py": GOOD, "citing.py": CITING})

    first, second = run("verify"), run("verify")

    assert "ledger\n" not in first.out.replace("from the ledger\n", "")
    assert second.out.count(" ledger\n") == 3
    assert "2 verdicts from the ledger" in second.out
    assert (tmp_path / "build" / "ledger" / "test" / "square.json").is_file()
    assert "0 verdicts" in run("verify", "--no-ledger").out
    assert "0 verdicts" in run("verify", "--ledger", "elsewhere").out
    assert (tmp_path / "elsewhere" / "test" / "twice.json").is_file()


def test_json_is_a_list_of_objects_with_these_keys(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"good.py": GOOD, "owing.py": one("x / y,\nEq(2 * x / (2 * y), by=ALGEBRA),")})

    ended = run("verify", "--json")

    good, owing = json.loads(ended.out)
    assert list(good) == ["name", "entries", "tier", "steps", "obligations", "ms"]
    assert good | {"ms": 0} == {
        "name": "test/square",
        "entries": ["T9.01"],
        "tier": "PROVED",
        "steps": 2,
        "obligations": [],
        "ms": 0,
    }
    assert owing["tier"] == "PROVED_MOD"
    assert "y != 0" in owing["obligations"]
    assert isinstance(good["ms"], float)
    assert ended.code == 0


def test_a_false_step_ends_with_one_and_the_exact_witness(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"false.py": FALSE})

    ended = run("verify")

    assert ended.code == 1
    assert "theory/false.py: Derivation 'test/false', step 2: REFUTED (algebra)" in ended.out
    assert "\n    (x + y) (x + y)\n  = x^2 + 3 x y + y^2\n" in ended.out
    assert "the sides are" in ended.out
    assert "where x=" in ended.out


def test_json_keeps_stdout_for_itself_when_something_fails(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"false.py": FALSE})

    ended = run("verify", "--json")

    assert ended.code == 1
    assert [one["tier"] for one in json.loads(ended.out)] == ["REFUTED"]
    assert "step 2: REFUTED" in ended.err


def test_a_wrong_label_ends_with_one(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"bad.py": one("x + y,\nEq(y + x, by=DIFFERENTIATE),")})

    ended = run("verify")

    assert ended.code == 1
    assert "step 1: UNCHECKED (differentiate)" in ended.out
    assert "what fits: algebra" in ended.out


def test_a_slip_that_is_right_ends_with_one(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"slip.py": NOT_A_SLIP})

    ended = run("verify")

    assert ended.code == 1
    assert "0/1" in ended.out
    assert "slip 'the middle term is missing' is not refuted, so it may be right" in ended.out


def test_a_derivation_that_rests_on_a_false_one_fails_and_says_so(tmp_path: Path, run: Run) -> None:
    below = GOOD.replace("x**2 + 2 * x * y + y**2, by", "x**2 + y**2, by").replace("slips=", "#")
    above = CITING.replace("2 * (x**2 + 2 * x * y + y**2)", "2 * (x**2 + y**2)")
    theory(tmp_path, {"good.py": below, "citing.py": above})

    ended = run("verify")

    assert ended.code == 1
    assert "'test/square', step 2: REFUTED" in ended.out
    assert "'test/twice', step 1: REFUTED" in ended.out


def test_only_what_is_named_is_verified(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"good.py": GOOD, "false.py": FALSE})

    assert run("verify", "test/square").code == 0
    assert run("verify", "theory/good.py").code == 0
    assert run("verify", "test/false").code == 1
    assert run("verify", "test/square", "theory/false.py").out.count("test/") >= 2


def test_a_broken_neighbour_does_not_stop_a_file(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"good.py": GOOD, "broken.py": "square = (\n"})

    assert run("verify", "theory/good.py").code == 0
    assert run("verify").code == 2


def test_a_file_outside_every_theory_is_verified_too(tmp_path: Path, run: Run) -> None:
    folder = theory(tmp_path, {"good.py": GOOD})
    alone = (folder / "good.py").rename(tmp_path / "alone.py")
    folder.rmdir()

    assert run("verify", str(alone)).code == 0


def test_the_nearest_theory_above_is_found(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = theory(tmp_path, {"chapter/good.py": GOOD}) / "chapter"
    monkeypatch.chdir(deep)

    assert run("verify", "test/square").code == 0


def test_what_is_only_consistent_must_be_in_the_baseline(tmp_path: Path, run: Run) -> None:
    folder = theory(tmp_path, {"roots.py": CONSISTENT})

    unlisted = run("verify")
    (folder / "baseline.txt").write_text("# nested roots\ntest/roots  # no decider yet\n")
    listed = run("verify")

    assert unlisted.code == 1
    assert "test/roots is CONSISTENT and not in" in unlisted.out
    assert listed.code == 0, listed.out


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        ("test/square\n", "test/square is PROVED: take it out of"),
        ("test/gone\n", "names 'test/gone', which is no derivation"),
    ],
)
def test_the_baseline_may_only_shrink(tmp_path: Path, run: Run, baseline: str, said: str) -> None:
    theory(tmp_path, {"good.py": GOOD, "baseline.txt": baseline})

    ended = run("verify")

    assert ended.code == 1
    assert said in ended.out


def test_an_entry_of_the_baseline_that_is_not_verified_now_is_left_alone(
    tmp_path: Path, run: Run
) -> None:
    theory(tmp_path, {"good.py": GOOD, "roots.py": CONSISTENT, "baseline.txt": "test/roots\n"})

    assert run("verify", "test/square").code == 0


def test_an_entry_twice_in_the_baseline_is_one_line(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"good.py": GOOD, "baseline.txt": "a\na\n"})

    assert "names 'a' twice" in run("verify").complaint


def test_a_ledger_that_cannot_be_read_is_found_again_with_a_warning(
    tmp_path: Path, run: Run
) -> None:
    theory(tmp_path, {"good.py": GOOD})
    run("verify")
    (tmp_path / "build" / "ledger" / "test" / "square.json").write_text('{"key": ')

    ended = run("verify")

    assert ended.code == 0
    assert "0 verdicts from the ledger" in ended.out
    assert ended.err.startswith("chainrule: warning: ledger file ")
    assert "it is verified again" in ended.err
    assert ended.err.count("\n") == 1
    assert run("verify").err == ""


def test_a_ledger_that_cannot_be_written_is_done_without_and_said_once(
    tmp_path: Path, run: Run
) -> None:
    theory(tmp_path, {"good.py": GOOD, "citing.py": CITING})
    (tmp_path / "build").write_text("a file where the folder should be")

    ended = run("verify")

    assert ended.code == 0
    assert "cannot be written" in ended.err
    assert "verdicts are not kept" in ended.err
    assert ended.err.count("\n") == 1


SLOW = """
import signal
import time
from chainrule import verify
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background ignores it
plain = verify.verify
def slowly(derivation, *more):
    found = plain(derivation, *more)
    if derivation.name.endswith("7"):
        time.sleep(60)
    return found
verify.verify = slowly
from chainrule.cli import main
raise SystemExit(main(["verify"]))
"""


def test_an_interrupted_run_ends_in_one_line_and_leaves_a_valid_ledger(
    tmp_path: Path, run: Run
) -> None:
    texts = {f"a{n}.py": GOOD.replace("test/square", f"test/a{n}") for n in range(9)}
    theory(tmp_path, texts)
    begin = subprocess.Popen(
        [*command()[:1], "-c", SLOW],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    kept = tmp_path / "build" / "ledger" / "test"
    deadline = time.monotonic() + 60
    while not (kept / "a6.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    begin.send_signal(signal.SIGINT)
    out, err = begin.communicate(timeout=30)

    assert begin.returncode == 130, err
    assert out == ""
    assert err == "chainrule: interrupted; what was verified so far is in the ledger.\n"
    assert [json.loads(file.read_text())["key"] for file in kept.rglob("*.json")]
    assert list(kept.rglob("*.draft")) == []
    again = run("verify")
    assert again.code == 0
    assert again.err == ""
    assert "7 verdicts from the ledger" in again.out


def test_a_reader_that_leaves_early_is_no_crash(tmp_path: Path) -> None:
    theory(tmp_path, {f"a{n}.py": GOOD.replace("test/square", f"test/a{n}") for n in range(3)})
    piped = f"{' '.join(command('verify'))} | true"

    ended = subprocess.run(
        piped,
        shell=True,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


def test_on_a_terminal_the_table_is_drawn_and_nothing_is_cut_off(tmp_path: Path) -> None:
    theory(tmp_path, {"good.py": GOOD})
    ours, theirs = pty.openpty()
    ended = subprocess.Popen(
        command("verify"),
        cwd=tmp_path,
        env=environment() | {"TERM": "xterm"},
        stdout=theirs,
        stderr=theirs,
    )
    ended.wait(60)
    os.close(theirs)
    seen = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:
            break
        if not more:
            break
        seen += more
    os.close(ours)

    assert ended.returncode == 0
    assert b"\x1b[" in seen
    assert b"test/square" in seen
    assert b"1 derivations, 2 steps" in seen
