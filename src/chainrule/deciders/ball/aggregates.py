"""Closures of what takes whole tensors: costs, norms, and products over levels."""

from __future__ import annotations

from itertools import count

from chainrule.deciders.ball.arithmetic import Number
from chainrule.deciders.ball.norms import matrix_norm, vector_norm
from chainrule.deciders.ball.run import (
    At,
    Compile,
    Marks,
    Program,
    Run,
    UndefinedError,
    memoised,
    position,
    ranges,
)
from chainrule.deciders.ball.structure import body_at, generic, level_range, slot
from chainrule.terms.entry import lower
from chainrule.terms.functions import Call, Norm
from chainrule.terms.indexing import AnyIndex
from chainrule.terms.node import Term
from chainrule.terms.operators import Entry, LevelFold

Entries = dict[tuple[int, ...], Number]
_identities = count()


def cost(term: Call, compile_: Compile) -> Program:
    """An opaque cost at all entries of its arguments."""
    readers = [_Reader(argument, compile_) for argument in term.arguments]
    name = term.function.name

    def compute(run: Run, at: At, marks: Marks) -> Number:
        entries = [
            (number, indices, x)
            for number, reader in enumerate(readers)
            for indices, x in reader.read(run, at, marks).items()
        ]
        return run.model.costs[name].at(run.numbers, entries)

    return memoised(term, compute)


def norm(term: Norm, compile_: Compile) -> Program:
    """The norm of a vector, or the operator norm of a matrix."""
    reader, order = _Reader(term.argument, compile_), term.order

    def compute(run: Run, at: At, marks: Marks) -> Number:
        entries = reader.read(run, at, marks)
        if len(reader.sizes) < 2:
            return vector_norm(run.numbers, list(entries.values()), order)
        height = 1 + max(row for row, _ in entries)
        width = len(entries) // height
        rows = [[entries[i, j] for j in range(width)] for i in range(height)]
        return matrix_norm(run.numbers, rows, order)

    return memoised(term, compute)


class _Reader:
    """All entries of a tensor term, by index tuple."""

    def __init__(self, term: Term, compile_: Compile) -> None:
        indices, scalar = generic(term)
        self.sizes = tuple(index.size for index in indices)
        self.slots, self.body = tuple(map(slot, indices)), compile_(scalar)

    def read(self, run: Run, at: At, marks: Marks) -> Entries:
        inner = dict(at)
        found: Entries = {}
        for entry in ranges(run, self.sizes):
            inner.update(zip(self.slots, entry, strict=True))
            found[entry] = self.body(run, inner, marks)
        return found


def level_fold(term: LevelFold, compile_: Compile) -> Program:
    """A sum or product of scalars over levels."""
    parts = [compile_(body_at(term, value)) for value in level_range(term)]
    backwards = _backwards(term)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        if backwards:
            raise UndefinedError(str(term))
        total = run.numbers.zero if term.kind == "sum" else run.numbers.one
        for part in parts:
            value = part(run, at, marks)
            total = total + value if term.kind == "sum" else total * value
        return total

    return compute


def _backwards(term: LevelFold) -> bool:
    """Whether the range is not even the empty one, `high = low - 1`."""
    return term.high.value({}) < term.low.value({}) - 1


def fold_entry(term: Entry, compile_: Compile) -> Program:
    """An entry of a sum or of an ordered product of tensors over levels."""
    fold = term.tensor
    if isinstance(fold, LevelFold) and fold.kind == "sum":
        return _sum_entry(fold, term.indices, compile_)
    return _product_entry(term, compile_)


def _sum_entry(fold: LevelFold, indices: tuple[AnyIndex, ...], compile_: Compile) -> Program:
    parts = [compile_(lower(body_at(fold, value), indices)) for value in level_range(fold)]
    backwards = _backwards(fold)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        if backwards:
            raise UndefinedError(str(fold))
        total = run.numbers.zero
        for part in parts:
            total = total + part(run, at, marks)
        return total

    return compute


def _product_entry(term: Entry, compile_: Compile) -> Program:
    """An entry of an ordered product of matrices over levels: a row times each in turn."""
    fold = term.tensor
    if not isinstance(fold, LevelFold) or len(term.indices) != 2:
        raise TypeError(f"no evaluation of the entry {term}")
    factors = [_Reader(body_at(fold, value), compile_) for value in level_range(fold)]
    top, left = map(position, term.indices)
    identity, backwards = next(_identities), _backwards(fold)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        if backwards:
            raise UndefinedError(str(term))
        row, column = top(run, at), left(run, at)
        if not factors:
            return run.numbers.one if row == column else run.numbers.zero
        name = ("product", identity, row, tuple(sorted(at.items())), marks)
        if name not in run.memo:
            run.memo[name] = _row(row, [factor.read(run, at, marks) for factor in factors])
        return run.memo[name][column]

    return compute


def _row(row: int, factors: list[Entries]) -> list[Number]:
    first, *rest = factors
    found = [value for (i, _), value in first.items() if i == row]
    for factor in rest:
        width = 1 + max(j for _, j in factor)
        columns = [[factor[k, j] for k in range(len(found))] for j in range(width)]
        found = [_dot(found, column) for column in columns]
    return found


def _dot(left: list[Number], right: list[Number]) -> Number:
    total = left[0] * right[0]
    for x, y in zip(left[1:], right[1:], strict=True):
        total = total + x * y
    return total
