"""A point at which a statement fails, in words and exact numbers."""

from __future__ import annotations

from math import prod
from typing import Any

from chainrule.deciders.ball.arithmetic import Number, Numbers
from chainrule.deciders.ball.facts import Fact
from chainrule.deciders.ball.model import Model, nested
from chainrule.deciders.ball.run import At
from chainrule.deciders.ball.structure import Key, slot
from chainrule.deciders.ball.survey import Survey, survey
from chainrule.verdict import Witness

LETTERS = "ijklmnpqrs"
"""Names of the axes of a tensor, where the author gave none."""


def describe(
    numbers: Numbers, model: Model, statement: Fact, at: At, left: Number, right: Number
) -> Witness:
    """The witness at one entry: what the two sides mention, and their values there."""
    found = survey((statement.left, statement.right))
    shown = _texts(numbers, left, right)
    return Witness(_point(found, model), _sizes(found, model), _indices(statement, at), *shown)


def _texts(numbers: Numbers, left: Number, right: Number) -> tuple[str, str]:
    """Both values to four digits, or to as many as tell them apart."""
    shown = "", ""
    for digits in (4, 6, 8, 12, 16, 24, 40, 60):
        shown = _short(numbers.decimal(left, digits)), _short(numbers.decimal(right, digits))
        if shown[0] != shown[1]:
            break
    return shown


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _point(found: Survey, model: Model) -> tuple[tuple[str, str], ...]:
    point: dict[str, str] = {}
    for own, (sizes, _) in sorted(found.tensors.items(), key=str):
        if own in model.tensors:
            shape = tuple(model.size(size) for size in sizes)
            point[_name(own, "^")] = _value(nested(model.tensors[own], shape))
        else:
            point[_name(own, "^")] = str(model.defined[own].term)
    for name in found.labels:
        own_labels = {at: value for (label, at), value in model.labels.items() if label == name}
        point[name] = ", ".join(f"{_value(list(at))} -> {own_labels[at]}" for at in own_labels)
    point |= {name: str(model.functions[name]) for name in found.functions}
    for name, (_, arguments) in found.costs.items():
        entries = sum(prod(map(model.size, sizes)) for sizes in arguments)
        point[name] = model.costs[name].text(entries)
    return tuple(point.items())


def _sizes(found: Survey, model: Model) -> tuple[tuple[str, int], ...]:
    sizes = {_name(own, "_"): model.sizes[own] for own in sorted(found.sizes, key=str)}
    return (*model.levels.items(), *sizes.items())


def _indices(statement: Fact, at: At) -> tuple[tuple[str, int], ...]:
    named = {i.name for i in statement.indices if "~" not in i.name}
    spare = iter(letter for letter in LETTERS if letter not in named)
    return tuple(
        (next(spare) if "~" in index.name else index.name, at[slot(index)])
        for index in statement.indices
    )


def _name(own: Key, mark: str) -> str:
    return own[0] if own[1] is None else f"{own[0]}{mark}{own[1]}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        inner = ", ".join(map(_value, value))
        return f"({inner})"
    return str(value)
