"""The mutants that may survive: a list with reasons that may only shrink.

`survivors.txt` beside the theory names one a line, as an audit does; what follows ` # ` says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chainrule.errors import LibraryError
from chainrule.exam.audit import Audit

FILE = "survivors.txt"
SIGN = " # "


def read_survivors(theory: Path) -> dict[str, str]:
    """Name and reason of each listed survivor; an absent file is an empty list."""
    file = theory / FILE
    if not file.exists():
        return {}
    listed: dict[str, str] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, reason = (part.strip() for part in line.partition(SIGN))
        if not reason:
            raise LibraryError(f"{file}:{number}: '{name}' has no reason; write it after '{SIGN}'.")
        if name in listed:
            raise LibraryError(f"{file}:{number}: '{name}' is named twice; keep one line.")
        listed[name] = reason
    return listed


def complaints(audits: Iterable[Audit], listed: dict[str, str], *, whole: bool) -> list[str]:
    """Survivors that are not listed; and, of a whole theory, listed ones that survive no more."""
    found = {finding.name: finding.seen for audit in audits for finding in audit.survivors}
    said = [f"{name}: {seen}" for name, seen in found.items() if name not in listed]
    if whole:
        gone = (name for name in listed if name not in found)
        said += [f"{name}: no survivor any more; take it out of {FILE}" for name in gone]
    return said
