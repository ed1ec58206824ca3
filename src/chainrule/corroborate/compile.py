"""A term as a torch function: source text is generated from the term, and that text runs.

What a page prints with `source` is the very text that `compile_term` executes.
"""

from __future__ import annotations

import itertools
import linecache
import math
from collections.abc import Callable, Mapping
from typing import Any, TypedDict, Unpack

import torch

from chainrule.corroborate import calculus, folds  # noqa: F401 - they register their rules
from chainrule.corroborate.dependence import repeated
from chainrule.corroborate.emit import emit
from chainrule.corroborate.known import derivative
from chainrule.corroborate.values import Value, aligned, permuted
from chainrule.corroborate.writer import (
    Argument,
    Names,
    SizeKey,
    StandIn,
    Writer,
    argument_name,
    size_key,
)
from chainrule.deciders.ball.structure import at_concrete
from chainrule.errors import TermError
from chainrule.terms.functions import Function, ScalarFunction
from chainrule.terms.indexing import Index, Label
from chainrule.terms.node import Term
from chainrule.terms.operators import axes
from chainrule.terms.sizes import Level, Size
from chainrule.terms.substitute import index_at_levels

_numbers = itertools.count(1)


class World(TypedDict, total=False):
    """What a term leaves open: opaque functions by name, unknown levels, sizes no argument has.

    `stand_ins` computes terms by functions that `functions` holds.
    """

    functions: Mapping[str, Callable[..., Any]]
    levels: Mapping[str, int]
    sizes: Mapping[Size, int]
    stand_ins: Mapping[Term, StandIn]


def compile_term(
    term: Term,
    arguments: tuple[Argument, ...],
    indices: tuple[Index, ...] = (),
    *,
    name: str = "f",
    **world: Unpack[World],
) -> Callable[..., torch.Tensor]:
    """`term` as a function of torch tensors, in the order of `arguments`.

    The axes of the result are `indices`, then the term's own.  A node that is not an argument is
    computed from its definition, once.  Keywords are those of `World`: opaque functions by name
    (`functions={"sigma": torch.tanh, "C": cost}`; primes that are not given are made by autograd),
    `levels={"L": 3}`, `sizes={n: 5}`.  A derivative in `term` is autograd; a term without one is
    closed form.  Raises TermError for a symbol that is no argument or a level that is not given.
    """
    given = world.get("functions", {})
    text, called = _program(term, arguments, indices, world, name)
    namespace: dict[str, Any] = {"torch": torch, "math": math, "derivative": derivative}
    for function, identifier in called.items():
        if function not in given:
            raise TermError(f"{function} is opaque; say functions={{'{function}': torch.tanh}}.")
        namespace[identifier] = given[function]
    filename = f"<chainrule {name} {next(_numbers)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    exec(compile(text, filename, "exec"), namespace)  # noqa: S102 - text that we generated
    made: Callable[..., torch.Tensor] = namespace[name]
    return made


def source(
    term: Term,
    arguments: tuple[Argument, ...],
    indices: tuple[Index, ...] = (),
    *,
    name: str = "f",
    **world: Unpack[World],
) -> str:
    """The text that `compile_term` runs, with the same arguments."""
    return _program(term, arguments, indices, world, name)[0]


def _program(
    term: Term,
    arguments: tuple[Argument, ...],
    indices: tuple[Index, ...],
    world: World,
    name: str,
) -> tuple[str, dict[str, str]]:
    levels = world.get("levels", {})
    term = at_concrete(term, levels)
    arguments = tuple(_at(argument, levels) for argument in arguments)
    indices = tuple(_index(index, levels) for index in indices)
    writer, parameters = _writer(term, arguments, world, name)
    result = _result(writer.value(term), indices, writer)
    body = [f"    {line}" for line in (*writer.lines, f"return {result}")]
    text = "\n".join([*writer.header, f"def {name}({', '.join(parameters)}):", *body]) + "\n"
    return text, _called(writer)


def _at(argument: Argument, levels: Mapping[str, int]) -> Argument:
    if isinstance(argument, Term):
        return at_concrete(argument, levels)
    moved = index_at_levels(argument, _constants(levels))
    assert isinstance(moved, Label)
    return moved


def _index(index: Index, levels: Mapping[str, int]) -> Index:
    moved = index_at_levels(index, _constants(levels))
    assert isinstance(moved, Index)
    return moved


def _constants(levels: Mapping[str, int]) -> dict[str, Level]:
    return {name: Level((), value) for name, value in levels.items()}


def _writer(
    term: Term, arguments: tuple[Argument, ...], world: World, name: str
) -> tuple[Writer, list[str]]:
    names = Names({word: word for word in ("torch", "math", "derivative", name)})
    parameters = [names(argument, argument_name(argument)) for argument in arguments]
    given = dict(zip(arguments, parameters, strict=True))
    tensors = {thing: called for thing, called in given.items() if isinstance(thing, Term)}
    stand_ins = world.get("stand_ins", {})
    known = {
        thing: Value(called, (), len(axes(thing)))
        for thing, called in tensors.items()
        if thing not in stand_ins
    }
    writer = Writer(
        emit=emit,
        names=names,
        functions=set(world.get("functions", {})),
        sizes=_lengths(tensors, world.get("sizes", {})),
        labels={thing.name: called for thing, called in given.items() if isinstance(thing, Label)},
        repeated=repeated(term, tensors),
        dtype=f"{next(iter(tensors.values()))}.dtype" if tensors else "torch.float64",
        stand_ins=stand_ins,
        known=known,
    )
    return writer, parameters


def _lengths(tensors: Mapping[Term, str], sizes: Mapping[Size, int]) -> dict[SizeKey, str]:
    """Every size that is the length of an axis of an argument, or that was given a length."""
    found: dict[SizeKey, str] = {}
    for tensor, called in tensors.items():
        for axis, size in enumerate(axes(tensor)):
            found.setdefault(size_key(size), f"{called}.shape[{axis}]")
    return found | {size_key(size): str(length) for size, length in sizes.items()}


def _result(value: Value, indices: tuple[Index, ...], writer: Writer) -> str:
    extra = [index.name for index in value.indices if index not in indices]
    if extra:
        raise TermError(f"index {', '.join(extra)} is free in the term; add it to `indices`.")
    if value.number:
        value = Value(value.tensor)
    ordered = permuted(value, tuple(index for index in indices if index in value.indices))
    if len(value.indices) == len(indices):
        return ordered.code
    code = aligned(ordered, indices, ordered.rank).code
    lengths = [writer.size(index.size) for index in indices]
    own = [f"*{ordered.within(5)}.shape[-{ordered.rank}:]"] if ordered.rank else []
    return f"torch.broadcast_to({code}, ({', '.join([*lengths, *own])},))"


def _called(writer: Writer) -> dict[str, str]:
    """The opaque functions that the text calls by name: what was given, and its identifier."""
    calls: dict[str, str] = {}
    for thing, identifier in writer.names.of.items():
        if isinstance(thing, Function):
            calls[thing.name + "'" * thing.order] = identifier
        elif isinstance(thing, ScalarFunction):
            calls[thing.name] = identifier
        elif isinstance(thing, StandIn):
            calls[thing.function] = identifier
    made = {line.split(" = ")[0] for line in writer.header}
    return {called: identifier for called, identifier in calls.items() if identifier not in made}
