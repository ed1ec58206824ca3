"""`chainrule show`, `list`, `graph` and `--help`."""

import re
from pathlib import Path

import pytest

from chainrule.cli import main
from tests.cli.conftest import Run
from tests.theories import CITING, FALSE, GOOD, ROOT, theory


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return theory(tmp_path, {"good.py": GOOD, "citing.py": CITING})


def test_show_prints_a_step_a_line_with_rule_and_tier(run: Run, two: Path) -> None:
    ended = run("show", "test/square")

    assert ended.code == 0
    assert ended.out.splitlines() == [
        "test/square: The square of a sum",
        "PROVED; T9.01; theory/good.py",
        "",
        "  0    (x + y)^2",
        "  1 =  (x + y) (x + y)    [algebra]  PROVED",
        "  2 =  x^2 + 2 x y + y^2  [algebra]  PROVED",
    ]


def test_show_prints_slips_with_their_witnesses_when_asked(run: Run, two: Path) -> None:
    ended = run("show", "test/square", "--slips")

    assert "slip at step 2: the middle term is missing" in ended.out
    assert "    = x^2 + y^2\n    REFUTED: the sides are" in ended.out


def test_show_names_the_derivation_that_a_step_cites(run: Run, two: Path) -> None:
    assert "[test/square]" in run("show", "test/twice").out


def test_show_prints_the_witness_of_a_false_step(run: Run, tmp_path: Path) -> None:
    theory(tmp_path, {"false.py": FALSE})

    ended = run("show", "test/false")

    assert re.search(r"step 2: .*the sides are \S+ and \S+ where x=", ended.out)


def test_list_prints_names_entries_and_titles(run: Run, two: Path) -> None:
    assert run("list").out.splitlines() == [
        "test/square  T9.01  The square of a sum",
        "test/twice   T9.02  Twice the square of a sum",
    ]
    assert run("list", "--entry", "T9.02").out.startswith("test/twice")


def test_graph_draws_what_rests_on_what(run: Run, two: Path) -> None:
    assert run("graph").out == "test/twice\n└─ test/square\n"


def test_graph_writes_dot(run: Run, two: Path) -> None:
    lines = run("graph", "--dot").out.splitlines()

    assert lines[0] == "digraph theory {"
    assert lines[-1] == "}"
    assert '  "test/twice" -> "test/square";' in lines


def test_a_branch_that_was_drawn_is_not_drawn_again(run: Run, tmp_path: Path) -> None:
    third = CITING.replace("test/twice", "test/third").replace("twice =", "third =")
    top = (
        "from theory.citing import twice\nfrom theory.third import third\n"
        "from chainrule.rules.lemma import as_use\n"
        'top = Derivation(name="test/top", title="", chain=(2 * (x + y) ** 2,'
        "Eq(2 * (x**2 + 2 * x * y + y**2), by=twice, using=third)))\n"
    )
    theory(tmp_path, {"good.py": GOOD, "citing.py": CITING, "third.py": third, "top.py": top})

    drawn = run("graph").out

    assert drawn.splitlines() == [
        "test/top",
        "├─ test/twice",
        "│  └─ test/square",
        "└─ test/third",
        "   └─ test/square",
    ]


def test_show_of_an_induction_is_indented_part_by_part(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    ended = run("show", "backprop/closed-form", "--no-ledger")

    assert "  assuming  l ≥ 1" in ended.out
    assert "  where     z^l := W^l a^(l - 1) + b^l" in ended.out
    assert "\n    base: delta^L\n" in ended.out
    assert "\n    step: delta^l\n" in ended.out
    assert re.search(r"^      1 =  .*\[backprop/output-error\]  PROVED$", ended.out, re.MULTILINE)


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("verify", "show", "list", "graph"))


def test_an_unknown_option_ends_with_two() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--jsn"])

    assert ended.value.code == 2
