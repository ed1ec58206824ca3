"""The derivations that may be less than proved: a list that may only shrink.

`baseline.txt` beside the theory names one a line; what follows a `#` says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chainrule.errors import LibraryError
from chainrule.verdict import Checked

FILE = "baseline.txt"


@dataclass(frozen=True)
class Baseline:
    """The names that may be CONSISTENT or ASSUMED, and the file that says so."""

    file: Path
    names: tuple[str, ...] = ()

    def complaints(self, checked: Iterable[Checked], whole: Iterable[str] | None) -> list[str]:
        """What does not agree with this list.

        `whole` are all names of the theory when all were checked: then an entry that names none
        of them is a complaint too.
        """
        found: list[str] = []
        for one in checked:
            if one.tier.passes and not one.tier.green and one.name not in self.names:
                found.append(
                    f"{one.name} is {one.tier.name} and not in {self.file}: prove it, "
                    "or list it there with the reason."
                )
            if one.tier.green and one.name in self.names:
                found.append(
                    f"{one.name} is {one.tier.name}: take it out of {self.file}, "
                    "which may only shrink."
                )
        if whole is not None:
            gone = [name for name in self.names if name not in set(whole)]
            found += [f"{self.file} names '{name}', which is no derivation." for name in gone]
        return found


def read_baseline(theory: Path) -> Baseline:
    """The baseline of a theory; an absent file is an empty list."""
    file = theory / FILE
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryError(f"{file} cannot be read ({error}); mend or remove it.") from None
    names = [name for line in lines if (name := line.partition("#")[0].strip())]
    if twice := {name for name in names if names.count(name) > 1}:
        raise LibraryError(f"{file} names '{min(twice)}' twice; keep one of the lines.")
    return Baseline(file, tuple(names))
