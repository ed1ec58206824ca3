"""Load a theory: names, files, who cites whom.  Nothing is registered, nothing is global."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import ModuleType

from chainrule.derivation import Derivation
from chainrule.errors import LibraryError, UnknownDerivationError
from chainrule.library.blame import blamed


@dataclass(frozen=True)
class Library:
    """Derivations by name, in the order of their dependencies, with the files they come from."""

    derivations: dict[str, Derivation]
    files: dict[str, Path]
    modules: dict[Path, ModuleType] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Derivation:
        if name not in self.derivations:
            near = get_close_matches(name, self.derivations, 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise UnknownDerivationError(f"No derivation is named '{name}'.{hint}")
        return self.derivations[name]

    def __contains__(self, name: object) -> bool:
        return name in self.derivations

    def __iter__(self) -> Iterator[str]:
        return iter(self.derivations)

    def __len__(self) -> int:
        return len(self.derivations)

    def uses(self, name: str) -> tuple[str, ...]:
        """The derivations that this one cites directly."""
        return tuple(cited.name for cited in self[name].cites())

    def used_by(self, name: str) -> tuple[str, ...]:
        """The derivations that cite this one directly."""
        return tuple(other for other in self if name in self.uses(other))

    def fulfilling(self, entry: str) -> tuple[str, ...]:
        """The derivations that fulfil a catalogue entry such as `T2.03`."""
        return tuple(name for name in self if entry in self[name].entries)

    def of_file(self, path: Path) -> tuple[str, ...]:
        """The derivations that a file defines."""
        return tuple(name for name in self if self.files[name] == path.resolve())


def load(theory: Path) -> Library:
    """Every derivation of the Python files below `theory` (or of one file)."""
    theory = theory.resolve()
    if not theory.exists():
        raise LibraryError(f"{theory} does not exist; give a theory directory or a theory file.")
    files = [theory] if theory.is_file() else sorted(theory.rglob("*.py"))
    root = _root(theory)
    found: dict[str, Derivation] = {}
    where: dict[str, Path] = {}
    modules: dict[Path, ModuleType] = {}
    for file in files:
        if file.name in {"__init__.py", "probes.py"}:
            continue
        modules[file] = _imported(file, root)
        for derivation in _defined(modules[file]):
            _added(derivation, file, found, where)
    return Library({name: found[name] for name in _ordered(found)}, where, modules)


def _root(theory: Path) -> Path:
    """The folder that `theory` (the package) lies in, so that `from theory... import` works."""
    for folder in (theory, *theory.parents):
        if folder.name == "theory":
            return folder.parent
    return theory.parent if theory.is_file() else theory


def _imported(file: Path, root: Path) -> ModuleType:
    name = ".".join(file.relative_to(root).with_suffix("").parts)
    cached = sys.modules.get(name)
    if cached is not None and getattr(cached, "__file__", None) == str(file):
        return cached
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        sys.modules.pop(name, None)
        raise LibraryError(blamed(error, file, root)) from None
    return module


def _defined(module: ModuleType) -> Iterator[Derivation]:
    """The derivations that a module itself defines, not those it imports."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    imported = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for name, value in list(vars(module).items()):
        if isinstance(value, Derivation) and name not in imported:
            yield value


def _added(
    derivation: Derivation, file: Path, found: dict[str, Derivation], where: dict[str, Path]
) -> None:
    other = found.get(derivation.name)
    if other is derivation:
        return
    if other is not None:
        raise LibraryError(
            f"{file}: the name '{derivation.name}' is taken by {where[derivation.name]}; "
            "give one of the two another name."
        )
    found[derivation.name] = derivation
    where[derivation.name] = file


def _ordered(found: dict[str, Derivation]) -> tuple[str, ...]:
    graph = {name: [c.name for c in one.cites() if c.name in found] for name, one in found.items()}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        ring = " -> ".join(error.args[1])
        raise LibraryError(f"these derivations cite each other in a circle: {ring}.") from None
