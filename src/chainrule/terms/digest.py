"""A digest of a term: equal for equal terms, whatever the process or its hash seed."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from chainrule.terms.leaves import Family
from chainrule.terms.sizes import Level


def digest(value: Any) -> str:
    """The SHA-256 of a canonical spelling of a term, or of any tree of dataclasses."""
    families: dict[str, Family] = {}
    spelled = _spell(value, families)
    written: set[str] = set()
    while families.keys() - written:
        name = min(families.keys() - written)
        written.add(name)
        level = Level((("·", 1),))
        definition = families[name].definition(level)
        spelled += f"|{name}:{families[name].first}:={_spell(definition, families)}"
    return hashlib.sha256(spelled.encode()).hexdigest()


def _spell(value: Any, families: dict[str, Family]) -> str:
    if value is None or isinstance(value, (str, int, bool, Fraction)):
        return repr(value)
    if isinstance(value, (tuple, list, set, frozenset, dict)):
        return _spell_many(value, families)
    if isinstance(value, Family):
        families[value.name] = value
        return f"family {value.name}"
    if hasattr(value, "stands_for"):  # what has a digest of its own is spelled by its name
        return f"{type(value).__name__} {value.stands_for}"
    if is_dataclass(value) and not isinstance(value, type):
        parts = ",".join(_spell(getattr(value, f.name), families) for f in fields(value))
        return f"{type(value).__name__}({parts})"
    if callable(value):
        return f"callable {value.__module__}.{value.__qualname__}"
    raise TypeError(f"no digest for {type(value).__name__}")


def _spell_many(value: Any, families: dict[str, Family]) -> str:
    if isinstance(value, dict):
        return _spell_many([*sorted(value.items())], families)
    spelled = [_spell(item, families) for item in value]
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(spelled)) + "}"
    return "(" + ",".join(spelled) + ")"
