"""Closures of leaf entries and of derivatives by them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from chainrule.deciders.ball.arithmetic import Dual, Number, slope_of
from chainrule.deciders.ball.run import At, Compile, Marks, Program, Run, position
from chainrule.deciders.ball.structure import (
    Key,
    Leaf,
    definition,
    generic,
    key,
    leaf_number,
    reach,
    slot,
)
from chainrule.errors import TermError
from chainrule.terms.indexing import AnyIndex
from chainrule.terms.leaves import Let, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative, Entry

Base = Callable[[Run, tuple[int, ...], Marks], Number]
_identities = count()


def derivative(term: Derivative, compile_: Compile) -> Program:
    """The slope of `of` when one entry of a leaf is raised, wherever that entry occurs."""
    leaf = term.leaf
    assert isinstance(leaf, (Tensor, Let, Node))
    indices = term.by.indices if isinstance(term.by, Entry) else ()
    where, number = tuple(map(position, indices)), leaf_number(leaf)
    if number not in reach(term.of):
        return lambda run, at, marks: run.numbers.zero
    of = compile_(term.of)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        tag = marks[-1][2] + 1 if marks else 0
        raised = (number, tuple([index(run, at) for index in where]), tag)
        return slope_of(of(run, at, (*marks, raised)), tag, run.numbers)

    return compute


def leaf_entry(leaf: Leaf, indices: tuple[AnyIndex, ...], compile_: Compile) -> Program:
    """An entry of a leaf, raised by the eps of every mark on it."""
    where, number = tuple(map(position, indices)), leaf_number(leaf)
    inside = definition(leaf)
    base = _drawn(leaf, compile_) if inside is None else _made(inside, compile_)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        entry = tuple([index(run, at) for index in where]) if where else ()
        value = base(run, entry, marks)
        for marked, place, tag in marks:
            if marked == number and place == entry:
                value = value + Dual(tag, run.numbers.zero, run.numbers.one)
        return value

    return compute


def _made(inside: Term, compile_: Compile) -> Base:
    """An entry of a node, from its definition."""
    indices, scalar = generic(inside)
    slots, body = tuple(map(slot, indices)), compile_(scalar)
    identity, needs = next(_identities), reach(inside)

    def compute(run: Run, entry: tuple[int, ...], marks: Marks) -> Number:
        if marks:
            marks = tuple([mark for mark in marks if mark[0] in needs])
        name = ("node", identity, entry, marks)
        found = run.memo.get(name)
        if found is None:
            at: At = dict(zip(slots, entry, strict=True))
            found = run.memo[name] = body(run, at, marks)
        return found

    return compute


def _drawn(leaf: Leaf, compile_: Compile) -> Base:
    """An entry of a free tensor: the model's rational, or what an assumption says it equals."""
    own = key(leaf)

    def compute(run: Run, entry: tuple[int, ...], marks: Marks) -> Number:
        name = (own, entry)
        found = run.memo.get(name)
        if found is None:
            values = run.model.tensors.get(own)
            if values is not None:
                found = run.numbers.rational(values[entry])
            else:
                found = _by_assumption(run, own, entry, compile_)
            run.memo[name] = found
        return found

    return compute


def _by_assumption(run: Run, own: Key, entry: tuple[int, ...], compile_: Compile) -> Number:
    if own not in run.model.defined:
        raise TermError(f"the model gives {own[0]} no value; draw it together with this term.")
    known = run.model.defined[own]
    at: At = dict(zip(map(slot, known.indices), entry, strict=True))
    return compile_(known.term)(run, at, ())
