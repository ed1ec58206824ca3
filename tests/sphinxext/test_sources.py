"""A page depends on the theory files behind its derivations."""

from __future__ import annotations

from pathlib import Path

from chainrule.sphinxext.sources import theory_files


def test_imports_are_followed_within_the_theory_only(tmp_path: Path) -> None:
    theory = tmp_path / "theory"
    (theory / "a").mkdir(parents=True)
    (theory / "base.py").write_text("import sympy\n")
    (theory / "a" / "middle.py").write_text("from theory import base\nfrom json import loads\n")
    (theory / "a" / "other.py").write_text("import theory.base\n")
    top = theory / "a" / "top.py"
    top.write_text("from theory.a.middle import x\n")

    found = [file.relative_to(theory).as_posix() for file in theory_files(top)]

    assert found == ["a/middle.py", "a/top.py", "base.py"]


def test_a_circle_of_imports_ends(tmp_path: Path) -> None:
    theory = tmp_path / "theory"
    theory.mkdir()
    (theory / "a.py").write_text("from theory.b import x\n")
    (theory / "b.py").write_text("from theory.a import x\n")

    assert len(theory_files(theory / "a.py")) == 2
