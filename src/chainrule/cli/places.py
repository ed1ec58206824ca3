"""Where the theory and the ledger are, and which derivations are meant."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from chainrule.derivation import Derivation
from chainrule.errors import LibraryError
from chainrule.ledger import Ledger
from chainrule.library import Library, load

NAME = "theory"


@dataclass(frozen=True)
class Selection:
    """The derivations that are meant, with their files; `whole` if they are all of a theory."""

    derivations: tuple[Derivation, ...]
    files: dict[str, Path]
    theory: Path
    whole: bool


def select(options: argparse.Namespace) -> Selection:
    """The derivations that the words of a command line mean: names, theory files, folders."""
    paths = [Path(word) for word in options.words if _is_path(word)]
    names = [word for word in options.words if not _is_path(word)]
    if not options.words or names:
        theory = theory_folder(options)
        library = whole_library(theory)
    else:
        theory, library = options.theory or _home(paths[0]), Library({}, {})
    found = dict(library.derivations) if not options.words else {n: library[n] for n in names}
    files = dict(library.files)
    for path in paths:
        part = load(path)
        if not len(part):
            raise LibraryError(f"{path} defines no derivation; name a file of the theory.")
        found |= part.derivations
        files |= part.files
    return Selection(tuple(found.values()), files, theory, not options.words)


def _is_path(word: str) -> bool:
    return word.endswith(".py") or Path(word).exists()


def _home(path: Path) -> Path:
    """The theory that a file belongs to, or else the folder it lies in."""
    full = path.resolve()
    above = (full, *full.parents)
    return next((folder for folder in above if folder.name == NAME), full.parent)


def theory_folder(options: argparse.Namespace) -> Path:
    """The folder given with `--theory`, or the nearest `theory/` here or above."""
    if options.theory is not None:
        return Path(options.theory)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / NAME).is_dir():
            return folder / NAME
    raise LibraryError(f"there is no folder '{NAME}' here or above; name one with --theory DIR.")


def whole_library(theory: Path) -> Library:
    """Every derivation of a theory; an empty theory is an error, for it would prove nothing."""
    library = load(theory)
    if not len(library):
        raise LibraryError(f"{theory} holds no derivation; is it the right folder?")
    return library


def open_ledger(options: argparse.Namespace, theory: Path) -> Ledger:
    """The ledger that the options name, or the one beside the theory."""
    if options.no_ledger:
        return Ledger(None)
    return Ledger(options.ledger or theory.resolve().parent / "build" / "ledger")


def readable(path: Path) -> str:
    """A path as it is shortest to type from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
