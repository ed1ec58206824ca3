"""Whatever an author gets wrong ends in one line that names the place and the remedy."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.theories import GOOD, one, theory

WRONG: dict[str, tuple[str, tuple[str, ...]]] = {
    "a syntax error": (
        "square = Derivation(\n    name='test/one',\n",
        ("bad.py:11", "SyntaxError", "was never closed"),
    ),
    "a missing reason": (
        one("x + y,\nEq(y + x),"),
        ("bad.py:11", "'test/one', step 1", "no rule is cited", "add by="),
    ),
    "a rule by a wrong word": (
        one('D(x * y, x),\nEq(y, by="chain"),'),
        ("'test/one', step 1", "'chain' is not a rule", "Did you mean CHAIN_RULE?"),
    ),
    "an unknown rule": (
        one("x + y,\nEq(y + x, by=ALGEBRO),"),
        ("bad.py:16, Derivation 'test/one', step 1", "'ALGEBRO' is not defined", "ALGEBRA"),
    ),
    "an unknown rule that is imported": (
        "from chainrule.rules.catalogue import CHAIN_RUL\n",
        ("bad.py:11", "cannot import name 'CHAIN_RUL'", "Did you mean CHAIN_RULE"),
    ),
    "a size mismatch in a product": (
        one("(w.T @ A)[j],\nEq((A @ w)[j], by=ALGEBRA),"),
        ("bad.py:16, Derivation 'test/one', step 1", "do not conform", "is a transpose missing?"),
    ),
    "a size mismatch of an index": (
        one("v[i],\nEq(v[k], by=ALGEBRA),"),
        ("'test/one', step 1", "index k runs over m", "use an index over n"),
    ),
    "lines of different shapes": (
        one("v + v,\nEq(w + w, by=ALGEBRA),"),
        ("'test/one', step 1", "shape (m)", "began with shape (n)", "make them equal"),
    ),
    "an index bound by no size": (
        'free = index("f", 3)\n',
        ("bad.py:11", "index f must run over a size, not 3", "declare it with sizes()"),
    ),
    "an index from nowhere": (
        one("Sum(i, v[i]),\nEq(v[j], by=ALGEBRA),"),
        ("'test/one', step 1", "index j (over n)", "sum over it or rename it"),
    ),
    "a sum over no index": (
        one("Sum(i, v[i]),\nEq(Sum('i', v[i]), by=ALGEBRA),"),
        ("'test/one', step 1", "runs over indices, not i", "declare it with index()"),
    ),
    "<= chained with >=": (
        one("x,\nLe(x + 1, by=BOUND),\nGe(x, by=BOUND),"),
        ("'test/one', step 2", ">= after <=", "split the derivation in two"),
    ),
    "a float": (
        one("x / 2,\nEq(0.5 * x, by=ALGEBRA),"),
        ("'test/one', step 1", "0.5 (float) is not a term", "Fraction(1, 2)"),
    ),
    "a numpy array": (
        "import numpy\n" + one("v + v,\nEq(2 * v * numpy.ones(3), by=ALGEBRA),"),
        ("'test/one', step 1", "(ndarray) is not a term", "Fraction(1, 2)"),
    ),
    "a SymPy expression": (
        "import sympy\n" + one("x + x,\nEq(sympy.Symbol('x') * 2, by=ALGEBRA),"),
        ("'test/one', step 1", "(Mul) is not a term"),
    ),
    "a string": (
        one("x + x,\nEq('2 x', by=ALGEBRA),"),
        ("'test/one', step 1", "'2 x' (str) is not a term"),
    ),
    "a truth value": (
        one("x + x,\nEq(True, by=ALGEBRA),"),
        ("'test/one', step 1", "True (bool) is not a term"),
    ),
    "a chained comparison": (
        one("x,\nEq(x, by=ALGEBRA),", more="    assuming=(0 <= x <= 1,),\n"),
        ("'test/one'", "not a truth value", "as two assumptions"),
    ),
    "a derivative by a product": (
        one("D(x * y, x * y),\nEq(x, by=DIFFERENTIATE),"),
        ("'test/one', first line", "not by x y", "give it a name with let(...)"),
    ),
    "an empty chain": (one(""), ("'test/one'", "the chain must begin with a term")),
    "a chain without a step": (one("x + y,"), ("'test/one'", "no step", "add Eq(..., by=...)")),
    "a term where a step is due": (
        one("x + y,\ny + x,"),
        ("'test/one', step 1", "is no step", "write Eq(term, by=RULE)"),
    ),
    "a slip at no step": (
        one("x + y,\nEq(y + x, by=ALGEBRA),", more='    slips=(Slip(4, x, "no"),),\n'),
        ("'test/one'", "a slip names step 4"),
    ),
    "Python's own mistakes": (
        "square = 1 / 0\n",
        ("bad.py:11", "ZeroDivisionError: division by zero"),
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_ends_in_one_line(
    tmp_path: Path, run: Run, text: str, said: tuple[str, ...]
) -> None:
    theory(tmp_path, {"bad.py": text})

    line = run("verify").complaint

    assert "bad.py" in line
    assert [word for word in said if word not in line] == [], line


def test_files_that_cite_each_other_are_one_line(tmp_path: Path, run: Run) -> None:
    theory(
        tmp_path,
        {
            "first.py": "from theory.second import two\none = two\n",
            "second.py": "from theory.first import one\ntwo = one\n",
        },
    )

    line = run("verify").complaint

    assert "import each other in a circle" in line
    assert "first.py" in line
    assert "second.py" in line
    assert "third file" in line


def test_a_name_that_two_derivations_share_is_one_line(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"good.py": GOOD, "copy.py": GOOD})

    line = run("verify").complaint

    assert "good.py" in line
    assert "copy.py" in line
    assert "'test/square' is taken" in line
    assert "another name" in line


def test_a_fault_of_an_imported_file_is_placed_in_that_file(tmp_path: Path, run: Run) -> None:
    theory(tmp_path, {"above.py": "from theory.below import one\n", "below.py": "one = 1 / 0\n"})

    assert "below.py:11: ZeroDivisionError" in run("list").complaint


def test_a_theory_inside_the_engines_own_repository_is_blamed_not_the_engine() -> None:
    from chainrule.errors import TermError
    from chainrule.library.blame import blamed
    from chainrule.terms.author import index

    try:
        index("i", 3)  # type: ignore[arg-type]
    except TermError as error:
        said = blamed(error, Path(__file__), Path(__file__).parents[2])

    assert said.startswith(f"{__file__}:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "test/squarre"), "Did you mean 'test/square'?"),
        (("show", "test/squarre"), "Did you mean 'test/square'?"),
        (("show", "nothing like it"), "No derivation is named 'nothing like it'."),
        (("verify", "absent.py"), "does not exist"),
        (("list", "--entry", "T9.0"), "Did you mean 'T9.01'?"),
        (("list", "--theory", "absent"), "does not exist"),
    ],
)
def test_what_is_not_there_is_one_line(
    tmp_path: Path, run: Run, words: tuple[str, ...], said: str
) -> None:
    theory(tmp_path, {"good.py": GOOD})

    assert said in run(*words).complaint


def test_no_theory_and_an_empty_theory_are_one_line(tmp_path: Path, run: Run) -> None:
    assert "name one with --theory" in run("list").complaint

    theory(tmp_path, {"notation.py": "z = x\n"})

    assert "holds no derivation" in run("verify").complaint
    said = run("verify", "theory/notation.py").complaint
    assert "defines no derivation" in said


def test_a_file_that_is_not_text_is_one_line(tmp_path: Path, run: Run) -> None:
    (theory(tmp_path, {"good.py": GOOD}) / "noise.py").write_bytes(b"\xff\xfe\x00noise")

    assert "noise.py" in run("verify").complaint
