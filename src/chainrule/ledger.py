"""Verdicts on disk, keyed by what they depend on, so that nothing unchanged is verified twice.

One small JSON file a derivation.  The key covers the derivation, what it cites, the engine's
source and the versions of SymPy and python-flint.  A file is written whole or not at all, so
an interrupted run leaves a valid ledger; a file that cannot be read is verified again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import warnings
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from chainrule.derivation import Derivation
from chainrule.terms.digest import digest
from chainrule.terms.leaves import Family
from chainrule.terms.spelling import decode, encode, families_in
from chainrule.verdict import Checked, Obligation, StepVerdict, Tier, Verdict, Witness, seal
from chainrule.verify import verify

ENGINE_ROOMS = ("terms", "rules", "deciders")
ENGINE_FILES = ("derivation.py", "verdict.py", "verify.py")


class LedgerWarning(UserWarning):
    """The ledger could not be read or written; verdicts are found again or not kept."""


class Ledger:
    """Verdicts in a folder; `check` looks up, else verifies and writes."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._known: dict[str, Checked] = {}
        self._writable = folder is not None

    def check(self, derivation: Derivation) -> Checked:
        """The verdict on `derivation`, from the ledger where it still holds."""
        key = key_of(derivation)
        if key not in self._known:
            found = self._read(derivation, key)
            if found is None:
                found = verify(derivation, lambda cited: self.check(cited).tier)
                self._write(found, key)
            self._known[key] = found
        return self._known[key]

    def holds(self, derivation: Derivation) -> bool:
        """Whether the verdict is known without verifying."""
        key = key_of(derivation)
        return key in self._known or self._read(derivation, key) is not None

    def _read(self, derivation: Derivation, key: str) -> Checked | None:
        path = self._path(derivation)
        if path is None or not path.exists():
            return None
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            if stored["key"] != key:
                return None
            families = families_in(*_terms(derivation))
            return seal(derivation, _verdict(stored["verdict"], families))
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            _warn(f"ledger file {path} cannot be read ({error}); it is verified again.")
            return None

    def _write(self, checked: Checked, key: str) -> None:
        path = self._path(checked.derivation)
        if path is None or not self._writable:
            return
        text = json.dumps({"key": key, "verdict": _spelled(checked.verdict)}, indent=1)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(draft).replace(path)
        except OSError as error:
            self._writable = False
            _warn(f"the ledger {self.folder} cannot be written ({error}); verdicts are not kept.")

    def _path(self, derivation: Derivation) -> Path | None:
        return None if self.folder is None else self.folder / f"{derivation.name}.json"


def _warn(message: str) -> None:
    warnings.warn(message, LedgerWarning, stacklevel=3)


@cache
def engine_digest() -> str:
    """The digest of the engine's own source and of the versions its verdicts depend on."""
    here = Path(__file__).parent
    files = [here / name for name in ENGINE_FILES]
    for room in ENGINE_ROOMS:
        files += sorted((here / room).rglob("*.py"))
    summed = hashlib.sha256()
    for file in files:
        summed.update(file.relative_to(here).as_posix().encode() + file.read_bytes())
    for package in ("sympy", "python-flint", "z3-solver"):
        summed.update(f"{package}={_version(package)}".encode())
    return summed.hexdigest()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


def key_of(derivation: Derivation) -> str:
    """What a verdict on `derivation` depends on, as one digest."""
    return hashlib.sha256((_content(derivation) + engine_digest()).encode()).hexdigest()


@cache
def _content(derivation: Derivation) -> str:
    cited = "".join(_content(one) for one in derivation.cites())
    own = digest((derivation.start, derivation.steps, derivation.assuming))
    return hashlib.sha256((own + cited).encode()).hexdigest()


def _terms(derivation: Derivation) -> list[Any]:
    lines = [derivation.start, *(step.term for step in derivation.steps)]
    return lines + [side for fact in derivation.assuming for side in (fact.left, fact.right)]


def _spelled(verdict: Verdict) -> dict[str, Any]:
    return {"engine": verdict.engine, "steps": [_spelled_step(step) for step in verdict.steps]}


def _spelled_step(step: StepVerdict) -> dict[str, Any]:
    return {
        "tier": step.tier.name,
        "decider": step.decider,
        "evidence": step.evidence,
        "obligations": [[encode(o.fact), o.discharged] for o in step.obligations],
        "lemmas": list(step.lemmas),
        "witness": None if step.witness is None else encode(step.witness),
        "milliseconds": round(step.milliseconds, 3),
        "parts": [[name, [_spelled_step(s) for s in steps]] for name, steps in step.parts],
    }


def _verdict(stored: dict[str, Any], families: dict[str, Family]) -> Verdict:
    steps = tuple(_step(step, families) for step in stored["steps"])
    return Verdict(steps, stored["engine"])


def _step(stored: dict[str, Any], families: dict[str, Family]) -> StepVerdict:
    witness = stored["witness"]
    return StepVerdict(
        Tier[stored["tier"]],
        stored["decider"],
        stored["evidence"],
        tuple(Obligation(decode(fact, families), said) for fact, said in stored["obligations"]),
        tuple(stored["lemmas"]),
        None if witness is None else Witness(*(decode(part, families) for part in witness[1:])),
        stored["milliseconds"],
        tuple((name, tuple(_step(s, families) for s in steps)) for name, steps in stored["parts"]),
    )
