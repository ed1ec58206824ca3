"""A point at which a derivation may be compared with torch: drawn, then bent to its probe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from chainrule.corroborate.dependence import parents
from chainrule.corroborate.probe import Probe
from chainrule.deciders.ball import Model, NoPointError, draw
from chainrule.deciders.ball.arithmetic import Number, Numbers, apply
from chainrule.deciders.ball.draw import TRIES
from chainrule.deciders.ball.facts import fact, holds
from chainrule.derivation import Derivation
from chainrule.terms.leaves import Family, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation


@dataclass(frozen=True)
class Standard:
    """A known elementwise function that stands for an opaque one: `sigma` is `tanh`."""

    name: str

    def at(self, numbers: Numbers, x: Number) -> Number:
        """The value at `x`."""
        return apply(numbers, self.name, x)


def drawn(derivation: Derivation, probe: Probe, seed: str, **how: Any) -> Model:
    """A model that meets the assumptions, with the zeros and functions that the probe names."""
    about = [one for one in derivation.assuming if _named(one) & probe.zeros.keys()]
    others = tuple(one for one in derivation.assuming if one not in about)
    stated = (derivation.start, derivation.last)
    for attempt in range(TRIES if about else 1):
        model = _with_zeros(draw(stated, others, f"{seed}/{attempt}", **how), probe)
        levels = tuple(sorted(model.levels.items()))
        if all(holds(fact(one, levels), model) for one in about):
            return _with_functions(model, probe)
    raise NoPointError(
        f"with the zeros of the probe of '{derivation.name}', no point was found that meets "
        f"{about[0]}; say other zeros, or levels and sizes with `at`."
    )


def _with_functions(model: Model, probe: Probe) -> Model:
    named: dict[str, Any] = {
        name: Standard(known) for name, known in probe.functions.items() if name in model.functions
    }
    return replace(model, functions={**model.functions, **named})


def _with_zeros(model: Model, probe: Probe) -> Model:
    kept = {
        own: {at: Fraction(0) if probe.zeros[own[0]](*at) else x for at, x in entries.items()}
        for own, entries in model.tensors.items()
        if own[0] in probe.zeros
    }
    return replace(model, tensors={**model.tensors, **kept})


def _named(one: Relation) -> set[str]:
    return {part.name for part in mentioned((one,)) if isinstance(part, Tensor)}


def mentioned(facts: tuple[Relation, ...]) -> Iterator[Term]:
    """The terms inside relations, and inside the definition of each family of nodes once."""
    seen: set[Term | Family] = set()
    stack = [side for one in facts for side in (one.left, one.right)]
    while stack:
        term = stack.pop()
        own = term.family if isinstance(term, Node) else term
        if own not in seen:
            seen.add(own)
            yield term
            stack += parents(term)
