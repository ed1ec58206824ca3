"""Leaves: numbers, constants, tensors and nodes of a network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from chainrule.errors import TermError
from chainrule.terms.node import Term
from chainrule.terms.sizes import REAL, Interval, Level, Size, level_of


@dataclass(frozen=True, eq=False, repr=False)
class Number(Term):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True, eq=False, repr=False)
class Constant(Term):
    """A named real constant: `pi`."""

    name: str


PI = Constant("pi")


@dataclass(frozen=True, eq=False, repr=False)
class Tensor(Term):
    """A free tensor with symbolic sizes (a scalar symbol has none), perhaps one of a level."""

    name: str
    sizes: tuple[Size, ...] = ()
    level: Level | None = None
    domain: Interval = REAL

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.sizes


@dataclass(frozen=True)
class TensorFamily:
    """Tensors that change from level to level: `W(l)` has shape `shape(l)`."""

    name: str
    sizes: Callable[[Level], tuple[Size, ...]]
    domain: Interval = REAL

    def __call__(self, level: Level | int) -> Tensor:
        at = level_of(level)
        return Tensor(self.name, self.sizes(at), at, self.domain)


class Family:
    """Let-bound nodes that repeat over levels: `z(l) := W(l) @ a(l - 1) + b(l)`.

    `first` is the lowest level that has a definition; below it `z(level)` is an input.
    The definition of a level may mention nodes of the same level or lower, so it is acyclic.
    """

    def __init__(
        self, name: str, sizes: Callable[[Level], tuple[Size, ...]], first: int = 1
    ) -> None:
        self.name, self.sizes, self.first = name, sizes, first
        self._define: Callable[[Level], Term] | None = None
        self._made: dict[Level, Term] = {}

    def __call__(self, level: Level | int) -> Node:
        at = level_of(level)
        return Node(self, at)

    def define(self, definition: Callable[[Level], Term]) -> None:
        """Say what the node is at any level."""
        if self._define is not None:
            raise TermError(f"{self.name} is defined twice; name another node.")
        self._define = definition

    def definition(self, level: Level) -> Term | None:
        """What the node is at `level`; None for an input (a level below `first`)."""
        if self._define is None or (not level.coefficients and level.constant < self.first):
            return None
        if level not in self._made:
            made = self._define(level)
            if made.shape != self.sizes(level):
                raise TermError(
                    f"{self.name} at level {level} is declared with shape {self.sizes(level)} "
                    f"but defined with shape {made.shape}; make the two agree."
                )
            self._made[level] = made
        return self._made[level]


@dataclass(frozen=True, eq=False, repr=False)
class Node(Term):
    """A node of a family at a level; its definition is the family's."""

    family: Family
    level: Level

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.family.sizes(self.level)

    @property
    def name(self) -> str:
        """The family's name."""
        return self.family.name

    @property
    def definition(self) -> Term | None:
        """What the node is, or None for an input."""
        return self.family.definition(self.level)


@dataclass(frozen=True, eq=False, repr=False)
class Let(Term):
    """A node `name := definition`, kept as one symbol until a step needs what it is."""

    name: str
    definition: Term
    level: Level | None = None

    def __post_init__(self) -> None:
        hash(self)  # while what it is made of knows its own: a chain of nodes may be deep

    def share(self, other: Term) -> None:
        """Let two equal chains of nodes be one, or each comparison would go down to the first."""
        assert isinstance(other, Let)
        object.__setattr__(self, "definition", other.definition)

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.definition.shape


@dataclass(frozen=True, eq=False, repr=False)
class Identity(Term):
    """The identity matrix of a size."""

    size: Size

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return (self.size, self.size)


@dataclass(frozen=True, eq=False, repr=False)
class Ones(Term):
    """The vector of ones."""

    size: Size

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return (self.size,)


def is_leaf(term: Term) -> bool:
    """Whether a partial derivative may be taken with respect to `term`."""
    return isinstance(term, (Tensor, Let, Node))


def leaf_name(term: Any) -> str:
    """The name under which a leaf is printed, without its level."""
    return str(term.name)
