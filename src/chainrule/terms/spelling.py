"""Terms as JSON and back, for the ledger: what was an obligation stays a term."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import Any

from chainrule.terms import functions, indexing, leaves, operators, relation, sizes
from chainrule.terms.leaves import Family, Node
from chainrule.terms.node import Term, walk

MODULES: tuple[ModuleType, ...] = (functions, indexing, leaves, operators, relation, sizes)


@cache
def _classes() -> dict[str, type]:
    return {
        name: value
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, type) and is_dataclass(value)
    }


def encode(value: Any) -> Any:
    """A term, relation or index as nested JSON lists."""
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, Fraction):
        return ["Fraction", str(value)]
    if isinstance(value, tuple):
        return ["tuple", *(encode(item) for item in value)]
    if isinstance(value, Family):
        return ["Family", value.name]
    parts = [encode(getattr(value, field.name)) for field in fields(value)]
    return [type(value).__name__, *parts]


def decode(spelled: Any, families: dict[str, Family]) -> Any:
    """What `encode` spelled; nodes find their family among `families` by name."""
    if not isinstance(spelled, list):
        return spelled
    kind, *parts = spelled
    if kind == "Fraction":
        return Fraction(parts[0])
    if kind == "Family":
        return families[parts[0]]
    inner = [decode(part, families) for part in parts]
    return tuple(inner) if kind == "tuple" else _classes()[kind](*inner)


def families_in(*terms: Term) -> dict[str, Family]:
    """The families of the nodes that the terms, and the definitions they reach, mention."""
    from chainrule.terms.leaves import Let

    found: dict[str, Family] = {}
    todo = list(terms)
    while todo:
        for part in walk(todo.pop()):
            if isinstance(part, Node) and part.name not in found:
                found[part.name] = part.family
                inside = part.family.definition(part.level + 99)  # type: ignore[arg-type]
                todo += [inside] if inside is not None else []
            elif isinstance(part, Let):
                todo.append(part.definition)
    return found
