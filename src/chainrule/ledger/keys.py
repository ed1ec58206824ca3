"""What a verdict depends on, as one digest.

The derivation's name and its own terms, reasons and assumptions; the same of all that it cites;
the engine's source; the versions of what the engine computes with.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from chainrule.derivation import Derivation, Slip
from chainrule.errors import TermError
from chainrule.terms.digest import digest
from chainrule.terms.node import Term

ENGINE = Path(__file__).parents[1]
ROOMS = ("terms", "rules", "deciders")
FILES = ("derivation.py", "verdict.py", "verify.py")
PACKAGES = ("sympy", "python-flint", "z3-solver")


def key_of(derivation: Derivation) -> str:
    """What a verdict on `derivation` depends on."""
    return _summed(_content(derivation), engine_digest())


def slips_key(derivation: Derivation) -> str:
    """What the verdicts on the common mistakes of `derivation` depend on."""
    slips = tuple((slip.at, _written(slip), slip.says, slip.relation) for slip in derivation.slips)
    return _summed(_content(derivation), digest(slips), engine_digest())


def _written(slip: Slip) -> Term | str:
    """The mistake, or why it cannot be written."""
    try:
        return slip.term if isinstance(slip.term, Term) else slip.term()
    except TermError as error:
        return str(error)


@cache
def engine_digest() -> str:
    """The digest of the engine's source and of the versions its verdicts depend on."""
    files = [ENGINE / name for name in FILES]
    for room in ROOMS:
        files += sorted((ENGINE / room).rglob("*.py"))
    summed = hashlib.sha256()
    for file in files:
        summed.update(file.relative_to(ENGINE).as_posix().encode() + file.read_bytes())
    for package in PACKAGES:
        summed.update(f"{package}={_version(package)}".encode())
    return summed.hexdigest()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


@cache
def _content(derivation: Derivation) -> str:
    own = digest((derivation.name, derivation.start, derivation.steps, derivation.assuming))
    return _summed(own, *(_content(one) for one in derivation.cites()))


def _summed(*parts: str) -> str:
    return hashlib.sha256("".join(parts).encode()).hexdigest()
