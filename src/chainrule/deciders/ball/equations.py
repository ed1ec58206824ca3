"""How a drawn point is moved onto the equations that a derivation assumes, exactly.

Four ways, tried in turn: scale positive draws to a given sum; reflect a vector onto the unit
sphere; put an expression in place of a tensor that stands alone on one side; solve for one entry
in which the equation is affine.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite

from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.draft import Draft, Place
from chainrule.deciders.ball.evaluate import program
from chainrule.deciders.ball.exact import InexactError
from chainrule.deciders.ball.facts import Fact, exact, places
from chainrule.deciders.ball.model import Defined
from chainrule.deciders.ball.run import At, Run
from chainrule.deciders.ball.shapes import length_of, under_sums, without_ones
from chainrule.deciders.ball.structure import Key, definition, free, key, leaf_number, reach, slot
from chainrule.terms.indexing import Index
from chainrule.terms.leaves import Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Entry


def impose(draft: Draft, fact: Fact) -> None:
    """Move the draft onto an equation, if one of the four ways leads there."""
    for way in (_scale, _reflect, _substitute):
        if any(way(draft, fact, side, other) for side, other in fact.sides):
            return
    _solve(draft, fact)


def _scale(draft: Draft, fact: Fact, side: Term, other: Term) -> bool:
    """Sum over some indices of a tensor's entry = a value: scale the entries."""
    summed, body = under_sums(side)
    leaf = without_ones(body)
    if not summed or not _drawn(leaf) or _number(leaf) in reach(other):
        return False
    for at in places(fact, draft.model):
        group = list(_group(draft, leaf, summed, at))
        values = [draft.value(place) for place in group]
        wanted = _rational(draft, other, at)
        if wanted is None or wanted <= 0 or min(values) <= 0 or not draft.may(group, fact):
            return False
        for place, value in zip(group, values, strict=True):
            draft.fix(place, value * wanted / sum(values), fact)
    return True


def _reflect(draft: Draft, fact: Fact, side: Term, other: Term) -> bool:
    """A vector of length 1: reflect the first unit vector in the drawn one."""
    leaf, summed = length_of(side)
    if leaf is None or not _drawn(leaf) or _rational(draft, other, {}) != 1:
        return False
    for at in places(fact, draft.model):
        group = list(_group(draft, leaf, summed, at))
        values = [draft.value(place) for place in group]
        square = sum(value * value for value in values)
        if not square or not draft.may(group, fact):
            return False
        for number, (place, value) in enumerate(zip(group, values, strict=True)):
            draft.fix(place, (number == 0) - 2 * values[0] * value / square, fact)
    return True


def _substitute(draft: Draft, fact: Fact, side: Term, other: Term) -> bool:
    """A tensor, or its generic entry, equal to an expression without it."""
    indices = side.indices if isinstance(side, Entry) else ()
    plain = tuple(index for index in indices if isinstance(index, Index))
    whole = len(set(plain)) == len(indices) and free(other) <= set(plain)
    if not _drawn(side) or not whole or _number(side) in reach(other):
        return False
    leaf = side.tensor if isinstance(side, Entry) else side
    assert isinstance(leaf, (Tensor, Node))
    if not draft.may([(key(leaf), entry) for entry in draft.entries(key(leaf))], fact):
        return False
    for at in places(fact, draft.model):
        value = _rational(draft, other, at)
        if value is None:
            return _define(draft, fact, key(leaf), Defined(plain, other))
        draft.fix((key(leaf), tuple(at[slot(index)] for index in plain)), value, fact)
    return True


def _define(draft: Draft, fact: Fact, own: Key, made: Defined) -> bool:
    """Let the expression itself be the tensor, where its values lie in the domain."""
    numbers = balls()
    for at in places(fact, draft.model):
        found = program(made.term)(Run(draft.model, numbers), dict(at), ())
        middle, radius = numbers.float_enclosure(found)
        if not isfinite(middle) or not isfinite(radius):
            return False
        ends = Fraction(middle) - Fraction(radius), Fraction(middle) + Fraction(radius)
        if not all(draft.admits((own, ()), end) for end in ends):
            return False
    draft.define(own, made)
    return True


def _solve(draft: Draft, fact: Fact) -> None:
    """Solve for one entry at each value of the indices."""
    for at in places(fact, draft.model):
        try:
            gap = _gap(draft, fact, at)
        except InexactError:
            return
        if gap and not any(_moved(draft, fact, at, place, gap) for place in draft.loose(fact)):
            return


def _moved(draft: Draft, fact: Fact, at: At, place: Place, gap: Fraction) -> bool:
    start = draft.value(place)
    gaps = [gap]
    for step in (1, 2):
        draft.put(place, start + step)
        try:
            gaps.append(_gap(draft, fact, at))
        except InexactError:
            break
    slope = gaps[1] - gaps[0] if len(gaps) == 3 else Fraction(0)
    if slope and gaps[2] - gaps[1] == slope and draft.admits(place, start - gap / slope):
        draft.fix(place, start - gap / slope, fact)
        return True
    draft.put(place, start)
    return False


def _gap(draft: Draft, fact: Fact, at: At) -> Fraction:
    return exact(fact.left, draft.model, at) - exact(fact.right, draft.model, at)


def _rational(draft: Draft, term: Term, at: At) -> Fraction | None:
    try:
        return exact(term, draft.model, at)
    except (InexactError, KeyError):  # irrational, or an index that is not given
        return None


def _drawn(term: Term) -> bool:
    leaf = term.tensor if isinstance(term, Entry) else term
    plain = not isinstance(term, Entry) or all(isinstance(i, Index) for i in term.indices)
    return plain and isinstance(leaf, (Tensor, Node)) and definition(leaf) is None


def _number(term: Term) -> int:
    leaf = term.tensor if isinstance(term, Entry) else term
    assert isinstance(leaf, (Tensor, Node))
    return leaf_number(leaf)


def _group(draft: Draft, leaf: Term, summed: tuple[Index, ...], at: At) -> Iterator[Place]:
    """The entries of a leaf as the summed indices run and the others stand."""
    assert isinstance(leaf, Entry)
    assert isinstance(leaf.tensor, (Tensor, Node))
    own = key(leaf.tensor)
    fixed = {
        place: at[slot(index)]
        for place, index in enumerate(leaf.indices)
        if isinstance(index, Index) and index not in summed
    }
    for entry in draft.entries(own):
        if all(entry[place] == value for place, value in fixed.items()):
            yield own, entry
