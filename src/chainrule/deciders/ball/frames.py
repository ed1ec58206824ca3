"""The whole numbers of a point: levels first, then sizes, within what is assumed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random

from chainrule.deciders.ball.facts import Fact, fact, holds
from chainrule.deciders.ball.model import Model
from chainrule.deciders.ball.structure import Key, at_concrete
from chainrule.deciders.ball.survey import Survey, level_names, survey
from chainrule.terms.leaves import Number
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import Add, Div, Mul, Neg
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Level

DEEPEST = 4
"""The highest level that is drawn unless an assumption asks for a higher one."""

_ROUNDS = 60


@dataclass(frozen=True)
class Frame:
    """Levels and sizes, and what is mentioned and assumed at these levels."""

    levels: dict[str, int]
    sizes: dict[Key, int]
    survey: Survey
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Shape:
    """How sizes are drawn: from `smallest` up, one of them 1 if `single`, few if `plain`."""

    smallest: int = 2
    single: bool = False
    plain: bool = False


def frame(
    terms: tuple[Term, ...],
    assumptions: tuple[Relation, ...],
    random: Random,
    given: Mapping[str | Key, int],
    shape: Shape,
) -> Frame | None:
    """Levels and sizes that meet what is assumed of them, or None where none were found."""
    stated = terms + tuple(side for one in assumptions for side in (one.left, one.right))
    levels = _levels(stated, assumptions, random, given, shape)
    if levels is None:
        return None
    order = tuple(sorted(levels.items()))
    found = survey(tuple(at_concrete(term, levels) for term in stated))
    facts = tuple(fact(one, order) for one in assumptions)
    whole = [one for one in facts if _survey(one).structural]
    others = _connected([one for one in facts if not _survey(one).structural], order, terms)
    for number in range(_ROUNDS):
        sizes = _sizes(found, random, given, shape, number // 10)
        if all(holds(one, Model(sizes, levels)) for one in whole):
            return Frame(levels, sizes, found, others)
    return None


def _survey(one: Fact) -> Survey:
    return survey((one.left, one.right))


def _connected(
    facts: list[Fact], levels: tuple[tuple[str, int], ...], terms: tuple[Term, ...]
) -> tuple[Fact, ...]:
    """The facts that bear on `terms`, directly or by way of others, in their order."""
    known = survey(tuple(at_concrete(term, dict(levels)) for term in terms)).names
    kept: set[int] = set()
    for _ in facts:
        near = {at for at, one in enumerate(facts) if _survey(one).names & known}
        known = known.union(*(_survey(facts[at]).names for at in near))
        kept |= near
    return tuple(one for at, one in enumerate(facts) if at in kept)


def _levels(
    stated: tuple[Term, ...],
    assumptions: tuple[Relation, ...],
    random: Random,
    given: Mapping[str | Key, int],
    shape: Shape,
) -> dict[str, int] | None:
    names = sorted(level_names(stated))
    if not names:
        return {}
    about = [one for one in assumptions if _only_levels(one)]
    for deepest in (DEEPEST, 2 * DEEPEST):
        fitting = list(_fitting(names, about, given, deepest))
        if fitting:
            lowest = min(fitting, key=lambda levels: sum(levels.values()))
            return lowest if shape.plain else random.choice(fitting)
    return None


def _fitting(
    names: list[str], about: list[Relation], given: Mapping[str | Key, int], deepest: int
) -> Iterator[dict[str, int]]:
    choices = [(given[name],) if name in given else range(1, deepest + 1) for name in names]
    for values in product(*choices):
        levels = dict(zip(names, values, strict=True))
        order = tuple(sorted(levels.items()))
        if all(holds(fact(one, order), Model({}, levels)) for one in about):
            yield levels


def _only_levels(relation: Relation) -> bool:
    parts = (part for side in (relation.left, relation.right) for part in walk(side))
    return all(isinstance(part, (Level, Number, Add, Neg, Mul, Div)) for part in parts)


def _sizes(
    found: Survey, random: Random, given: Mapping[str | Key, int], shape: Shape, slack: int
) -> dict[Key, int]:
    known = {key: given[k] for key in found.sizes for k in (key, key[0]) if k in given}
    free = sorted((key for key in found.sizes if key not in known), key=str)
    random.shuffle(free)
    pool = list(range(shape.smallest, shape.smallest + len(free) + slack))
    random.shuffle(pool)
    sizes = dict(known)
    for key in sorted(free, key=lambda key: -found.sizes[key]):
        wide = [value for value in pool if value >= found.sizes[key]]
        value = wide[0] if wide else max([*sizes.values(), *pool, found.sizes[key] - 1]) + 1
        pool = [other for other in pool if other != value]
        sizes[key] = value
    able = [key for key in free if found.sizes[key] <= 1]
    if shape.single and able and 1 not in sizes.values():
        sizes[random.choice(able)] = 1
    return sizes
