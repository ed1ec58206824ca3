"""Which files a page depends on: a theory file and every theory file that it imports."""

from __future__ import annotations

import ast
from pathlib import Path


def theory_files(file: Path) -> tuple[Path, ...]:
    """`file` and, through its imports, every file of the same package, each once."""
    package = _package(file)
    found: dict[Path, None] = {}
    queue = [file]
    while queue:
        here = queue.pop()
        if here not in found and here.is_file():
            found[here] = None
            queue += _imported(here, package)
    return tuple(sorted(found))


def _package(file: Path) -> Path:
    """The outermost folder named `theory` above the file, or the file's own folder."""
    named = [folder for folder in file.parents if folder.name == "theory"]
    return named[-1] if named else file.parent


def _imported(file: Path, package: Path) -> list[Path]:
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    ours = [name for name in names if name.split(".")[0] == package.name]
    return [path for name in ours for path in _files(package.parent / Path(*name.split(".")))]


def _files(base: Path) -> tuple[Path, ...]:
    return base.with_suffix(".py"), base / "__init__.py"
