"""One evaluation: a model, a kind of number, and what was already found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, product
from typing import TypeAlias

from chainrule.deciders.ball.arithmetic import Number, Numbers
from chainrule.deciders.ball.model import Model
from chainrule.deciders.ball.structure import free, reach, slot
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.node import Term
from chainrule.terms.sizes import Size

At: TypeAlias = dict[int, int]
"""The value of each index, by its slot."""

Mark: TypeAlias = tuple[int, tuple[int, ...], int]
"""A leaf's number, one of its entries, and the tag of the eps that raises it."""

Marks: TypeAlias = tuple[Mark, ...]


class UndefinedError(ArithmeticError):
    """The statement means nothing in this model: a range of levels runs backwards."""


class Run:
    """What closures need at hand while they run; `memo` holds values already found."""

    __slots__ = ("memo", "model", "numbers")

    def __init__(self, model: Model, numbers: Numbers) -> None:
        self.model, self.numbers = model, numbers
        self.memo: dict[object, Number] = {}


Program: TypeAlias = Callable[[Run, At, Marks], Number]
"""The closure of a scalar term."""

Compile: TypeAlias = Callable[[Term], Program]
"""What makes the closure of a scalar term."""

Position: TypeAlias = Callable[[Run, At], int]
"""The closure of an index."""


def position(index: AnyIndex) -> Position:
    """Where an index stands; a label is asked of the model's data."""
    if isinstance(index, Index):
        own = slot(index)
        return lambda run, at: at[own]
    name, parts = index.name, tuple(position(part) for part in index.of)
    return lambda run, at: run.model.labels[name, tuple(part(run, at) for part in parts)]


def ranges(run: Run, sizes: tuple[Size, ...]) -> product[tuple[int, ...]]:
    """Every tuple of indices over these sizes."""
    return product(*(range(run.model.size(size)) for size in sizes))


_identities = count()


def memoised(term: Term, compute: Program) -> Program:
    """`compute`, done once for each value of the indices and marks that `term` depends on."""
    identity, slots, needs = next(_identities), tuple(map(slot, free(term))), reach(term)

    def look_up(run: Run, at: At, marks: Marks) -> Number:
        if marks:
            marks = tuple([mark for mark in marks if mark[0] in needs])
        name = (identity, tuple([at[one] for one in slots]), marks)
        found = run.memo.get(name)
        if found is None:
            found = run.memo[name] = compute(run, at, marks)
        return found

    return look_up
