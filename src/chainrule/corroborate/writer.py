"""The body of one generated function: its lines, the names in use, the values at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from keyword import iskeyword
from typing import TypeAlias

from chainrule.corroborate.dependence import depends
from chainrule.corroborate.values import ATOM, Value
from chainrule.errors import TermError
from chainrule.terms.indexing import Index, Label
from chainrule.terms.leaves import Let, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import axes
from chainrule.terms.sizes import Level, Size

Argument: TypeAlias = Term | Label
SizeKey: TypeAlias = tuple[str, Level | None]
Emit: TypeAlias = Callable[[Term, "Writer"], Value]


@dataclass(frozen=True)
class StandIn:
    """A function of arguments that computes a term in place of its definition.

    The axes of its result are `indices`, then the term's own.
    """

    function: str
    arguments: tuple[Argument, ...]
    indices: tuple[Index, ...] = ()


@dataclass
class Names:
    """Python identifiers, one for each term, label or function, and none twice."""

    of: dict[object, str] = field(default_factory=dict)

    def __call__(self, thing: object, wanted: str) -> str:
        """The identifier of `thing`, as near to `wanted` as is still free."""
        if thing not in self.of:
            used, name, number = set(self.of.values()), wanted, 2
            while name in used:
                name, number = f"{wanted}_{number}", number + 1
            self.of[thing] = name
        return self.of[thing]


@dataclass
class Writer:
    """Lines of code that make values; `known` holds what is already a name or an argument."""

    emit: Emit
    names: Names
    functions: set[str]
    sizes: Mapping[SizeKey, str]
    labels: Mapping[str, str]
    repeated: frozenset[Term]
    dtype: str
    stand_ins: Mapping[Term, StandIn]
    known: dict[Term, Value] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)

    def value(self, term: Term) -> Value:
        """The value of `term`; what is needed twice is given a name and computed once."""
        if term not in self.known:
            made = self.stand_in(term) if term in self.stand_ins else self.emit(term, self)
            if term in self.repeated and not made.number:
                made = self.bind(made)
            self.known[term] = made
        return self.known[term]

    def stand_in(self, term: Term) -> Value:
        """The call of a function that computes `term`."""
        one = self.stand_ins[term]
        name = self.names(one, identifier(one.function))
        given = [self.names(argument, argument_name(argument)) for argument in one.arguments]
        return Value(f"{name}({', '.join(given)})", one.indices, len(axes(term)))

    def bind(self, value: Value, name: str = "") -> Value:
        """`value` under a name of its own."""
        name = name or self.fresh("t{}")
        self.lines.append(f"{name} = {value.code}")
        return replace(value, code=name, strength=ATOM, number=False)

    def fresh(self, pattern: str) -> str:
        """A name that stands for no symbol: `t1`, `t2`."""
        number = sum(isinstance(thing, tuple) and thing[0] == pattern for thing in self.names.of)
        return self.names((pattern, number), pattern.format(number + 1))

    def node(self, term: Let | Node) -> Value:
        """A let-bound node, computed from its definition under its own name."""
        if term.definition is None:
            raise missing(term)
        made = self.value(term.definition)
        name = self.names(term, identifier(term.name, term.level))
        return self.bind(replace(made, code=made.tensor), name)

    def size(self, size: Size) -> str:
        """The length of an axis, read off an argument."""
        if size_key(size) not in self.sizes:
            raise TermError(
                f"the size {size} is the length of no axis of an argument; "
                f"add an argument that has it, or say sizes={{{size}: 5}}."
            )
        return self.sizes[size_key(size)]

    def label(self, label: Label) -> Value:
        """The classes that data assign, as a tensor of whole numbers."""
        if label.name not in self.labels:
            raise TermError(f"the label {label} is not among the arguments; add it.")
        return Value(self.labels[label.name], (), len(label.of))

    def inner(self, variable: Term) -> Writer:
        """A writer for a function of `variable`: whatever depends on it is computed anew."""
        name = self.names(variable, _wanted(variable))
        kept = {term: value for term, value in self.known.items() if not depends(term, variable)}
        kept[variable] = Value(name, (), len(axes(variable)))
        return replace(self, known=kept, lines=[])


def size_key(size: Size) -> SizeKey:
    """What makes two sizes the same length, whatever the least that each may be."""
    return size.name, size.level


def missing(term: Term) -> TermError:
    """The error of a leaf that no argument gives."""
    return TermError(f"{term} is not among the arguments and has no definition; add it to them.")


def argument_name(argument: Argument) -> str:
    """The Python name that an argument wants: `W`, `z_l`, `W3`, `delta_prime`."""
    return argument.name if isinstance(argument, Label) else _wanted(argument)


def _wanted(term: Term) -> str:
    if not isinstance(term, (Tensor, Let, Node)):
        raise TermError(f"{term} cannot be an argument; only tensors, nodes and labels can.")
    return identifier(term.name, term.level)


def identifier(name: str, level: Level | None = None) -> str:
    """A Python identifier for a symbol at a level."""
    plain = name.replace("'", "_prime").lstrip("\\")
    plain = re.sub(r"\W", "_", plain)
    plain = f"{plain}_" if iskeyword(plain) or plain[:1].isdigit() else plain
    if level is None:
        return plain
    if not level.coefficients:
        return f"{plain}{level.constant}" if level.constant >= 0 else f"{plain}_m{-level.constant}"
    spoken = str(level).replace("+", "plus").replace("-", "minus")
    return f"{plain}_{re.sub(r'[^A-Za-z0-9]+', '_', spoken).strip('_')}"
