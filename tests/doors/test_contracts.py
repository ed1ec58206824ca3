"""The import contracts are seen to fail: each on a small house with one wrong import."""

import os
import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sysconfig.get_path("scripts"), "lint-imports")

SLIPS = {
    "terms imports rules": ("terms", "from chainrule import rules", "Rooms import downwards only"),
    "cli imports sphinxext": (
        "cli",
        "from chainrule import sphinxext",
        "Rooms import downwards only",
    ),
    "exam imports render": ("exam", "import chainrule.render", "Rooms import downwards only"),
    "a room outside the plan": ("attic", "", "Rooms import downwards only"),
    "errors imports torch": ("errors", "import torch", "Only corroborate imports torch"),
    "cli imports torch late": (
        "cli",
        "def f():\n    import torch.nn",
        "Only corroborate imports torch",
    ),
    "render imports docutils": (
        "render",
        "from docutils import nodes",
        "Only sphinxext imports Sphinx",
    ),
    "export imports sphinx": ("export", "import sphinx.util", "Only sphinxext imports Sphinx"),
    "library imports a chapter": (
        "library",
        "import theory.notation",
        "The engine imports no chapter",
    ),
}
RIGHT = {
    "corroborate": "import torch",
    "sphinxext": "import sphinx, docutils",
    "verify": "import chainrule.terms",
}


def rooms() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        c["layers"] for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers"
    )
    return set(re.findall(r"\w+", " ".join(layers)))


def lint(house: Path, imports: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Build a house of empty rooms but for `imports`, and ask import-linter about it."""
    package = house / "chainrule"
    package.mkdir()
    (package / "__init__.py").touch()
    for room in rooms() | set(imports):
        (package / f"{room}.py").write_text(imports.get(room, "") + "\n", encoding="utf-8")
    command = [LINT_IMPORTS, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml"]
    here = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(command, cwd=house, env=here, capture_output=True, text=True, check=False)


def test_a_house_as_planned_passes(tmp_path: Path) -> None:
    ended = lint(tmp_path, RIGHT)

    assert ended.returncode == 0, ended.stdout
    assert "4 kept, 0 broken" in ended.stdout


@pytest.mark.parametrize(("room", "line", "contract"), SLIPS.values(), ids=SLIPS)
def test_one_wrong_import_breaks_one_contract(
    tmp_path: Path, room: str, line: str, contract: str
) -> None:
    ended = lint(tmp_path, {**RIGHT, room: line})

    assert ended.returncode == 1
    assert re.findall(r"^(.*) BROKEN", ended.stdout, flags=re.MULTILINE)[0].startswith(contract)
    assert "3 kept, 1 broken" in ended.stdout
