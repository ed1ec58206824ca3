"""Points for a comparison: the refuter's models, and the same values in torch.

A model holds exact rationals and the coefficients of the functions that stand for opaque ones, so
torch computes with the very same point, rounded to float64.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import torch
from torch import Tensor

from chainrule.corroborate.dependence import leaves
from chainrule.corroborate.drawn import Standard, drawn, mentioned
from chainrule.corroborate.known import CALLABLE
from chainrule.corroborate.probe import Probe
from chainrule.corroborate.writer import Argument
from chainrule.deciders.ball import Model, NoPointError, enclose
from chainrule.deciders.ball.opaque import Cost, Smooth
from chainrule.deciders.ball.survey import survey
from chainrule.derivation import Derivation
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term
from chainrule.terms.operators import LevelFold
from chainrule.terms.sizes import Level, Size

LARGEST = 7
"""A size that the refuter, which stays at 5 and below, does not draw."""


@dataclass(frozen=True)
class Point:
    """A model, whether it is an extreme one, and the sizes that were drawn, for a report."""

    model: Model
    extreme: bool

    @property
    def sizes(self) -> tuple[tuple[str, int], ...]:
        """The sizes as text and number, in order."""
        return tuple(
            (name if level is None else f"{name}_{level}", length)
            for (name, level), length in self.model.sizes.items()
        )


def points(
    derivation: Derivation, probe: Probe | None, seeds: range, scales: tuple[int, ...]
) -> Iterator[Point]:
    """Ordinary points, every other one with a size of at least 7, then extreme ones.

    Those at the sizes and levels that the probe asks for come last.  A `scale` enlarges the values
    of unbounded symbols, which are at most 2.5 without one.  Where an assumption fixes a product
    over levels, hardly any large point meets it, so no size is enlarged.
    """
    probe = Probe(derivation.name) if probe is None else probe
    choose = partial(drawn, derivation, probe)
    rigid = any(isinstance(part, LevelFold) for part in mentioned(derivation.assuming))
    for number, seed in enumerate(seeds):
        model = choose(f"corroborate/{seed}")
        if number % 2 and model.sizes and not rigid:
            model = _larger(choose, model, number // 2, seed)
        yield Point(model, False)
    for seed, scale in enumerate(scales):
        try:
            yield Point(choose(f"corroborate/extreme/{seed}", scale=scale), True)
        except NoPointError:
            continue
    for number, sizes in enumerate(probe.at):
        yield Point(choose(f"corroborate/at/{number}", sizes=sizes), False)


def _larger(choose: Callable[..., Model], model: Model, which: int, seed: int) -> Model:
    """A new draw in which one of the sizes is larger than any was, where the assumptions let it."""
    keys = list(model.sizes)
    length = max(LARGEST, *(1 + size for size in model.sizes.values()))
    for turn in range(len(keys)):
        sizes: dict[Any, int] = {keys[(which + turn) % len(keys)]: length, **model.levels}
        try:
            return choose(f"corroborate/{seed}", sizes=sizes)
        except NoPointError:
            continue
    return model


@dataclass(frozen=True)
class Inputs:
    """The arguments of the compiled sides and their values; opaque functions in torch."""

    arguments: tuple[Argument, ...]
    values: tuple[Tensor, ...]
    functions: Mapping[str, Callable[..., Tensor]]
    sizes: Mapping[Size, int]


def inputs(point: Point, terms: tuple[Term, ...]) -> Inputs:
    """Every symbol that `terms` (at the point's levels) rest on, as float64 tensors."""
    model = point.model
    found = survey(terms)
    symbols = tuple(dict.fromkeys(leaf for term in terms for leaf in leaves(term)))
    labels = tuple(found.labels.values())
    values = [_tensor(enclose(symbol, model, 200)) for symbol in symbols]
    values += [_classes(model, label.name, tuple(i.size for i in label.of)) for label in labels]
    costs = {name: partial(_cost, one) for name, one in model.costs.items()}
    elementwise = {name: partial(_elementwise, one) for name, one in model.functions.items()}
    sizes = {
        Size(name, None if level is None else Level((), level)): length
        for (name, level), length in model.sizes.items()
    }
    return Inputs((*symbols, *labels), tuple(values), {**elementwise, **costs}, sizes)


def _tensor(enclosures: Any) -> Tensor:
    return torch.tensor(_middles(enclosures), dtype=torch.float64)


def _middles(enclosures: Any) -> Any:
    if isinstance(enclosures, list):
        return [_middles(one) for one in enclosures]
    return enclosures.mid


def _classes(model: Model, name: str, sizes: tuple[Size, ...]) -> Tensor:
    lengths = tuple(map(model.size, sizes))
    flat = [model.labels[name, at] for at in product(*map(range, lengths))]
    return torch.tensor(flat).reshape(lengths)


def _elementwise(one: Smooth | Standard, x: Tensor) -> Tensor:
    if isinstance(one, Standard):
        return CALLABLE[one.name](x)
    made: Tensor = one.at(_TORCH, x)
    return made


def _cost(cost: Cost, *tensors: Tensor) -> Tensor:
    entries = [
        (number, at, tensor[at])
        for number, tensor in enumerate(tensors)
        for at in product(*map(range, tensor.shape))
    ]
    made: Tensor = cost.at(_TORCH, entries)
    return made


class _TorchNumbers:
    """torch's float64 as a kind of number, as far as the functions of a model need it."""

    zero, one = 0.0, 1.0

    def rational(self, value: Fraction | int) -> float:
        return float(value)

    def function(self, name: str, x: Tensor) -> Tensor:
        return CALLABLE[name](x)


_TORCH: Any = _TorchNumbers()


def enclosed(term: Term, indices: tuple[Index, ...], point: Point) -> tuple[Tensor, Tensor]:
    """Middles and radii of `term` in 53-bit balls: the axes are `indices`, then its own."""
    lengths = [point.model.size(index.size) for index in indices]
    found = [
        enclose(term, point.model, 53, dict(zip(indices, at, strict=True)))
        for at in product(*map(range, lengths))
    ]
    both = torch.tensor(found, dtype=torch.float64)
    shaped = both.reshape(*lengths, *both.shape[1:])
    return shaped[..., 0], shaped[..., 1]
