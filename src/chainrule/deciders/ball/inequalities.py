"""How a symbol that stands alone on one side of an assumed inequality is moved to meet it."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, isfinite

from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.draft import Draft, Place
from chainrule.deciders.ball.evaluate import program
from chainrule.deciders.ball.facts import Fact, holds_at, places
from chainrule.deciders.ball.run import At, Run
from chainrule.deciders.ball.structure import definition, key, leaf_number, reach, slot
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Entry

GRID = 12
"""Moved values are multiples of one twelfth."""


def impose(draft: Draft, fact: Fact) -> None:
    """Move what stands alone on one side, wherever the inequality fails."""
    for at in places(fact, draft.model):
        if holds_at(fact, draft.model, at):
            continue
        up = fact.rel in (">", ">=")
        if not _move(draft, fact.left, fact.right, at, up):
            _move(draft, fact.right, fact.left, at, not up)


def _move(draft: Draft, side: Term, other: Term, at: At, up: bool) -> bool:
    leaf = side.tensor if isinstance(side, Entry) else side
    if not isinstance(leaf, (Tensor, Node)) or definition(leaf) is not None:
        return False
    indices = side.indices if isinstance(side, Entry) else ()
    plain = [index for index in indices if isinstance(index, Index)]
    place = key(leaf), tuple(at[slot(index)] for index in plain)
    known = place[1] in draft.entries(place[0]) and place not in draft.owners
    if not known or len(plain) < len(indices) or leaf_number(leaf) in reach(other):
        return False
    return _beyond(draft, place, other, at, up)


def _beyond(draft: Draft, place: Place, other: Term, at: At, up: bool) -> bool:
    numbers = balls()
    bound = program(other)(Run(draft.model, numbers), dict(at), ())
    middle, radius = numbers.float_enclosure(bound)
    if not isfinite(middle) or not isfinite(radius):
        return False
    extra = draft.random.randint(1, GRID)
    if up:
        value = Fraction(ceil((middle + radius) * GRID) + extra, GRID)
    else:
        value = Fraction(floor((middle - radius) * GRID) - extra, GRID)
    if draft.admits(place, value):
        draft.put(place, value)
    return draft.admits(place, value)
