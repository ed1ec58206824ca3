"""Every entry of a term as a float and a radius: the tolerance of a comparison with code."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.evaluate import program
from chainrule.deciders.ball.model import Model, nested
from chainrule.deciders.ball.run import Run
from chainrule.deciders.ball.structure import free, generic, slot, trim
from chainrule.errors import TermError
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term


class Enclosure(NamedTuple):
    """`mid` is a double; the value lies within `radius` of it; infinite where undefined."""

    mid: float
    radius: float


def enclose(
    term: Term, model: Model, precision: int = 53, indices: Mapping[Index, int] | None = None
) -> Any:
    """All entries of a term, as nested lists of `Enclosure`; a scalar as one of them.

    At 53 bits the radius is what double arithmetic may lose on the way.
    `indices` gives the free indices of the term whole numbers from 0.
    """
    trim()
    made = model.resolve(term)
    given = {model.resolve_index(index): place for index, place in (indices or {}).items()}
    loose = sorted(index.name for index in free(made) - given.keys())
    if loose:
        raise TermError(f"{term} leaves index {', '.join(loose)} free; give it in `indices`.")
    axes, scalar = generic(made)
    numbers, shape = balls(), model.shape(term)
    at = {slot(index): place for index, place in given.items()}
    with numbers.working(precision):
        run, closure = Run(model, numbers), program(scalar)
        found = {}
        for entry in product(*map(range, shape)):
            at.update(zip(map(slot, axes), entry, strict=True))
            found[entry] = Enclosure(*numbers.float_enclosure(closure(run, dict(at), ())))
    return nested(found, shape)
