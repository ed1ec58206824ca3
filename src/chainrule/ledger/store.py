"""Look a verdict up, else verify and write it down.

One small JSON file a derivation, written whole or not at all, so that an interrupted run leaves
a valid ledger.  A file that cannot be read is found again, a folder that cannot be written is
done without; both with a warning.
"""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from pathlib import Path

from chainrule.derivation import Derivation
from chainrule.errors import ChainruleError
from chainrule.ledger.keys import key_of, slips_key
from chainrule.ledger.spelled import read, spelled
from chainrule.verdict import Checked, StepVerdict, Verdict, seal
from chainrule.verify import ENGINE, refute_slip, verify

UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, ChainruleError)
"""What reading a file that the ledger did not write may raise."""


class LedgerWarning(UserWarning):
    """The ledger could not be read or written; verdicts are found again or not kept."""


class Ledger:
    """Verdicts in a folder; without one they last as long as this object."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._verdicts: dict[str, Verdict] = {}
        self._slips: dict[str, tuple[StepVerdict, ...]] = {}
        self._unreadable: set[Path] = set()
        self._writable = folder is not None

    def check(self, derivation: Derivation) -> Checked:
        """The verdict on `derivation`, from the ledger where it still holds."""
        key = key_of(derivation)
        if key not in self._verdicts and not self._recall(derivation, key):
            found = verify(derivation, lambda cited: self.check(cited).tier).verdict
            self._verdicts[key] = found
            self._write(f"{derivation.name}.json", key, found.steps)
        return seal(derivation, self._verdicts[key])

    def slips(self, derivation: Derivation) -> tuple[StepVerdict, ...]:
        """What the refuter says of each common mistake, in their order."""
        key, name = slips_key(derivation), f"{derivation.name}.slips.json"
        if key not in self._slips:
            found = self._read(name, key, derivation, len(derivation.slips))
            if found is None:
                found = tuple(refute_slip(derivation, slip) for slip in derivation.slips)
                self._write(name, key, found)
            self._slips[key] = found
        return self._slips[key]

    def holds(self, derivation: Derivation) -> bool:
        """Whether the verdict is known without verifying."""
        key = key_of(derivation)
        return key in self._verdicts or self._recall(derivation, key)

    def _recall(self, derivation: Derivation, key: str) -> bool:
        found = self._read(f"{derivation.name}.json", key, derivation, len(derivation.steps))
        if found is not None:
            self._verdicts[key] = Verdict(found, ENGINE)
        return found is not None

    def _read(
        self, name: str, key: str, derivation: Derivation, length: int
    ) -> tuple[StepVerdict, ...] | None:
        if self.folder is None or self.folder / name in self._unreadable:
            return None
        path = self.folder / name
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            if stored["key"] != key:
                return None
            found = read(stored["steps"], derivation)
            if len(found) != length:
                raise ValueError(f"{len(found)} steps instead of {length}")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except UNREADABLE as error:
            self._unreadable.add(path)
            _warn(f"ledger file {path} cannot be read ({error}); it is verified again.")
            return None
        return found

    def _write(self, name: str, key: str, steps: tuple[StepVerdict, ...]) -> None:
        if self.folder is None or not self._writable:
            return
        text = json.dumps({"key": key, "steps": spelled(steps)}, indent=1)
        try:
            _replace(self.folder / name, text)
        except OSError as error:
            self._writable = False
            _warn(f"the ledger {self.folder} cannot be written ({error}); verdicts are not kept.")


def _replace(path: Path, text: str) -> None:
    """Write a file whole, or leave what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(draft).replace(path)
    except BaseException:  # Ctrl-C too leaves no draft behind
        Path(draft).unlink(missing_ok=True)
        raise


def _warn(message: str) -> None:
    warnings.warn(message, LedgerWarning, stacklevel=4)
