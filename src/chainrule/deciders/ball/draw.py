"""Points: whole sizes and levels, rational values, functions, all from a seed.

Sizes of different names differ, so that a missing transpose shows.  Values are rationals with
small denominators, never 0, 1 or 1/2, at which wrong formulas have hidden for years, unless an
assumption leaves no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from chainrule.deciders.ball import equations, inequalities
from chainrule.deciders.ball.balls import balls
from chainrule.deciders.ball.draft import Draft, Values
from chainrule.deciders.ball.exact import EXACT, InexactError
from chainrule.deciders.ball.facts import Fact, exact, holds
from chainrule.deciders.ball.frames import Frame, Shape, frame
from chainrule.deciders.ball.model import Defined, Model
from chainrule.deciders.ball.opaque import cost, smooth
from chainrule.deciders.ball.run import Run, ranges
from chainrule.deciders.ball.structure import Key, free, key
from chainrule.deciders.ball.survey import Survey, survey
from chainrule.deciders.ball.values import Palette, drawn, formed, narrowed
from chainrule.errors import ChainruleError
from chainrule.terms.leaves import Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import Entry
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Interval

TRIES = 40
PATIENCE = 6
"""Tries after which a point is taken although a value is 0, 1 or 1/2: it may be forced."""

PASSES = 3


class NoPointError(ChainruleError):
    """No point that meets the assumptions was found."""


def draw(
    terms: Sequence[Term],
    assumptions: Sequence[Relation] = (),
    seed: int | str = 0,
    sizes: Mapping[str | Key, int] | None = None,
    scale: int = 1,
    *,
    plain: bool = False,
    smallest: int = 2,
    single: bool = False,
    form: str = "",
) -> Model:
    """A model of everything that is mentioned, in which for certain all assumptions hold that
    bear on `terms`, directly or by way of others.

    `sizes` gives sizes and levels by name (or by name and level); the others are drawn, all
    different, from `smallest` up, with `single` one of them 1.  `scale` enlarges values of
    unbounded domains.  `plain` draws few, readable values; `form` is one of `FORMS`.  Raises
    NoPointError.
    """
    shape, palette = Shape(smallest, single, plain), Palette(plain, scale, form)
    failed = "the sizes and levels that are assumed"
    with balls().working(200):
        for attempt in range(TRIES):
            random = Random(f"{seed}/{attempt}")
            skeleton = frame(tuple(terms), tuple(assumptions), random, sizes or {}, shape)
            if skeleton is None:
                continue
            draft = _draft(skeleton, random, palette, f"{seed}/{attempt}")
            broken = _broken(draft, skeleton.facts)
            if broken is None and (draft.telling or attempt >= PATIENCE):
                return draft.model
            failed = failed if broken is None else str(broken.source)
    raise NoPointError(
        f"no point was found that meets {failed} in {TRIES} tries; "
        "state the assumption as a domain, or with a symbol alone on one side."
    )


def _draft(skeleton: Frame, random: Random, palette: Palette, seed: str) -> Draft:
    """Values for all that is mentioned, within the domains, the equations not yet met."""
    found = skeleton.survey
    domains = _domains(found, skeleton)
    values: Values = {}
    defined: dict[Key, Defined] = {}
    model = Model(
        skeleton.sizes,
        skeleton.levels,
        values,
        _labels(found, skeleton, random),
        {name: smooth(f"{seed}/{name}", palette.plain) for name in found.functions},
        {
            name: cost(f"{seed}/{name}", domain, palette.plain)
            for name, (domain, _) in found.costs.items()
        },
        defined,
    )
    for own, (sizes, _) in found.tensors.items():
        taken: set[Fraction] = set()
        free = {
            entry: drawn(random, domains[own], palette, taken)
            for entry in ranges(Run(model, EXACT), sizes)
        }
        values[own] = formed(free, domains[own], palette.form, random)
    return Draft(model, values, domains, random, defined)


def _domains(found: Survey, skeleton: Frame) -> dict[Key, Interval]:
    """The domain of each tensor, narrowed by assumptions such as `x[i] > 0`."""
    domains = {own: domain for own, (_, domain) in found.tensors.items()}
    for one in skeleton.facts:
        for (side, other), rel in zip(one.sides, (one.rel, _TURNED[one.rel]), strict=True):
            leaf = side.tensor if isinstance(side, Entry) else side
            if isinstance(leaf, (Tensor, Node)) and key(leaf) in domains:
                bound = _constant(other, skeleton)
                if bound is not None:
                    domains[key(leaf)] = narrowed(domains[key(leaf)], rel, bound)
    return domains


_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _constant(term: Term, skeleton: Frame) -> Fraction | None:
    if not survey((term,)).structural or free(term):
        return None
    try:
        return exact(term, Model(skeleton.sizes, skeleton.levels), {})
    except InexactError:
        return None


def _labels(
    found: Survey, skeleton: Frame, random: Random
) -> dict[tuple[str, tuple[int, ...]], int]:
    run = Run(Model(skeleton.sizes, skeleton.levels), EXACT)
    return {
        (label.name, entry): random.randrange(run.model.size(label.size))
        for label in found.labels.values()
        for entry in ranges(run, tuple(part.size for part in label.of))
    }


def _broken(draft: Draft, facts: tuple[Fact, ...]) -> Fact | None:
    """The first fact that the draft cannot be made to meet, or None when it meets them all."""
    failing = list(facts)
    for _ in range(PASSES):
        for one in facts:
            if not holds(one, draft.model):
                way = equations if one.rel == "=" else inequalities
                way.impose(draft, one)
        failing = [one for one in facts if not holds(one, draft.model)]
        if not failing and draft.admissible:
            return None
    return failing[0] if failing else facts[-1] if facts else None
