"""The value of a term in a model, by definition: sums are added up, derivatives are duals.

A scalar term at whole levels becomes a closure once; the closure runs in any model.
To differentiate by an entry of a leaf (a symbol, or a let-bound node that then counts as a
variable of its own), that entry is raised by an eps wherever it occurs, also in definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chainrule.deciders.ball import aggregates, scalars, variables
from chainrule.deciders.ball.arithmetic import Number
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.model import Model
from chainrule.deciders.ball.run import Compile, Program, Run
from chainrule.deciders.ball.structure import generic, remembered, slot, trim
from chainrule.terms.functions import Apply, Call, Norm
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Constant, Let, Node, Tensor
from chainrule.terms.leaves import Number as Rational
from chainrule.terms.node import Term
from chainrule.terms.operators import (
    Add,
    Delta,
    Derivative,
    Div,
    Entry,
    Fold,
    LevelFold,
    Mul,
    Neg,
    Pow,
)
from chainrule.terms.sizes import Level, Size


def value(
    term: Term, model: Model, indices: Mapping[Index, int] | None = None, precision: int = 200
) -> Number:
    """A ball around the value of a scalar term, its free indices at whole numbers from 0.

    A point outside a domain gives a ball that is not finite.
    """
    trim()
    numbers = balls()
    with numbers.working(precision):
        return value_in(Run(model, numbers), term, indices or {})


def value_in(run: Run, term: Term, indices: Mapping[Index, int]) -> Number:
    """The value of a scalar term in a run that is under way."""
    scalar = generic(run.model.resolve(term))[1]
    at = {}
    for index, place in indices.items():
        at[slot(run.model.resolve_index(index))] = place
    return program(scalar)(run, at, ())


@remembered
def program(term: Term) -> Program:
    """The closure of a scalar term without matrix notation; equal terms share one."""
    if isinstance(term, (Tensor, Let, Node)):
        return variables.leaf_entry(term, (), program)
    if isinstance(term, Entry):
        if isinstance(term.tensor, (Tensor, Let, Node)):
            return variables.leaf_entry(term.tensor, term.indices, program)
        return aggregates.fold_entry(term, program)
    if type(term) not in _PROGRAMS:
        raise TypeError(f"no evaluation of {type(term).__name__}: {term}")
    return _PROGRAMS[type(term)](term, program)


_PROGRAMS: dict[type[Term], Callable[[Any, Compile], Program]] = {
    Rational: scalars.rational,
    Level: scalars.level,
    Size: scalars.size,
    Constant: scalars.constant,
    Add: scalars.sum_,
    Mul: scalars.product_,
    Neg: scalars.negative,
    Div: scalars.quotient,
    Pow: scalars.power_,
    Apply: scalars.function_value,
    Delta: scalars.delta,
    Fold: scalars.fold,
    Derivative: variables.derivative,
    Call: aggregates.cost,
    Norm: aggregates.norm,
    LevelFold: aggregates.level_fold,
}
