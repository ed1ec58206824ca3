"""A point in the making: values that may still move, and those an equation has fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import TypeAlias

from chainrule.deciders.ball.facts import Fact
from chainrule.deciders.ball.model import Defined, Model
from chainrule.deciders.ball.structure import Key
from chainrule.deciders.ball.survey import survey
from chainrule.deciders.ball.values import FORBIDDEN, inside
from chainrule.terms.sizes import Interval

Place: TypeAlias = tuple[Key, tuple[int, ...]]
"""A tensor and one of its entries."""

Values: TypeAlias = dict[Key, dict[tuple[int, ...], Fraction]]


@dataclass
class Draft:
    """A model whose values may still move within their domains."""

    model: Model
    values: Values
    domains: dict[Key, Interval]
    random: Random
    defined: dict[Key, Defined] = field(default_factory=dict)
    owners: dict[Place, Fact] = field(default_factory=dict)

    def value(self, place: Place) -> Fraction:
        """The value of an entry."""
        return self.values[place[0]][place[1]]

    def entries(self, own: Key) -> Iterable[tuple[int, ...]]:
        """The index tuples of a tensor; none once an equation defines it."""
        return tuple(self.values.get(own, ()))

    def put(self, place: Place, value: Fraction) -> None:
        """Move an entry."""
        self.values[place[0]][place[1]] = value

    def fix(self, place: Place, value: Fraction, fact: Fact) -> None:
        """Move an entry for good: only this fact may move it again."""
        self.put(place, value)
        self.owners[place] = fact

    def define(self, own: Key, made: Defined) -> None:
        """Let an equation give a tensor values that are not rational."""
        self.values.pop(own, None)
        self.defined[own] = made

    def may(self, places: Iterable[Place], fact: Fact) -> bool:
        """Whether a fact may move all these entries."""
        return all(self.owners.get(place, fact) is fact for place in places)

    def admits(self, place: Place, value: Fraction) -> bool:
        """Whether an entry may take a value."""
        return inside(value, self.domains[place[0]])

    def loose(self, fact: Fact) -> list[Place]:
        """The entries that a fact mentions and no equation has fixed, last first."""
        known = survey((fact.left, fact.right)).tensors
        found = [(own, entry) for own in known for entry in self.entries(own)]
        return [place for place in reversed(found) if place not in self.owners]

    @property
    def admissible(self) -> bool:
        """Whether every value lies in its domain."""
        return all(
            inside(value, self.domains[own])
            for own, entries in self.values.items()
            for value in entries.values()
        )

    @property
    def telling(self) -> bool:
        """Whether no value is one at which wrong formulas hide."""
        return not any(
            value in FORBIDDEN for entries in self.values.values() for value in entries.values()
        )
