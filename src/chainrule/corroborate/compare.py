"""Autograd in float64 beside the conclusion in 53-bit balls.

The radius of a ball is what float64 may lose on the way to the closed form, so the tolerance is
derived: autograd must lie within 4 radii.  Where that fails because the first line, which autograd
runs, is itself the worse conditioned of the two, the radius of its own ball is added.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import torch
from torch import Tensor

from chainrule.corroborate.compile import compile_term
from chainrule.corroborate.points import Inputs, Point, enclosed, inputs, points
from chainrule.corroborate.probe import Probe
from chainrule.corroborate.report import Comparison, PointReport, Report
from chainrule.corroborate.writer import StandIn, argument_name
from chainrule.deciders.ball.structure import items
from chainrule.derivation import Derivation
from chainrule.errors import LibraryError
from chainrule.terms.indexing import Index, Label
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative
from chainrule.terms.substitute import free_indices
from chainrule.verdict import Checked

StandIns: TypeAlias = Mapping[Term, tuple[StandIn, Callable[..., Tensor]]]

UNDERFLOW = torch.finfo(torch.float64).tiny
"""Below the smallest normal number float64 keeps no relative accuracy, so none is asked."""


def corroborate(
    subject: Checked | Derivation,
    probe: Probe | None = None,
    *,
    seeds: range = range(4),
    scales: tuple[int, ...] = (12, 280),
) -> Report:
    """Compare a derivation with PyTorch at `seeds` ordinary points and at extreme ones.

    The first line runs as it stands, its derivatives by autograd, the thing differentiated by the
    probe's loss where there is one; the conclusion is compiled from its term.  Both must lie
    within 4 radii of the conclusion's ball (on the right side of it, for an inequality), and the
    loss within 4 radii of the term that it is meant to be.  Values of unbounded symbols are at
    most 2.5 times the scale: 30 and 700 as it stands.
    """
    derivation = subject.derivation if isinstance(subject, Checked) else subject
    functions = {} if probe is None else dict(probe.functions)
    found = tuple(
        _at(derivation, probe, point) for point in points(derivation, seeds, scales, functions)
    )
    return Report(derivation.name, found)


def _at(derivation: Derivation, probe: Probe | None, point: Point) -> PointReport:
    model = point.model
    start, last = model.resolve(derivation.start), model.resolve(derivation.last)
    given = inputs(point, (start, last))
    indices = in_order(start)
    of, stand_ins = _first_line(start, probe, given)
    left = _run(start, indices, given, stand_ins)
    right = _run(last, indices, given, {})
    ball, first = enclosed(last, indices, point), None
    autograd = compare(left, *ball, derivation.relation)
    if not autograd.passed:
        first = enclosed(start, indices, point)[1]
        autograd = compare(left, ball[0], ball[1] + first, derivation.relation)
    loss = None
    if stand_ins:
        free = in_order(of)
        loss = compare(_run(of, free, given, stand_ins), *enclosed(of, free, point))
    closed = compare(right, *ball)
    return PointReport(point.sizes, point.extreme, autograd, closed, loss, first is not None)


def _run(term: Term, indices: tuple[Index, ...], given: Inputs, stand_ins: StandIns) -> Tensor:
    """`term` in float64, compiled to torch."""
    function = compile_term(
        term,
        given.arguments,
        indices,
        functions={**given.functions, **{one.function: call for one, call in stand_ins.values()}},
        sizes=given.sizes,
        stand_ins={of: one for of, (one, _) in stand_ins.items()},
    )
    return function(*given.values).detach()


def _first_line(start: Term, probe: Probe | None, given: Inputs) -> tuple[Term, StandIns]:
    """What the first line differentiates, and the probe's loss in place of it."""
    of = start
    while isinstance(of, Derivative):
        of = of.of
    if probe is None or probe.loss is None:
        return of, {}
    names = {argument_name(argument) for argument in given.arguments}
    parameters = tuple(inspect.signature(probe.loss).parameters)
    unknown = [name for name in parameters if name not in names]
    if unknown:
        raise LibraryError(
            f"the loss of the probe of '{probe.derivation}' takes {', '.join(unknown)}, but the "
            f"symbols of the derivation are {', '.join(sorted(names))}; rename its parameters."
        )
    return of, {of: (StandIn("loss", parameters, in_order(of)), probe.loss)}


def in_order(term: Term) -> tuple[Index, ...]:
    """The free indices of `term` in the order in which they first stand in it."""
    free = free_indices(term)
    return tuple(dict.fromkeys(index for index in _met(term) if index in free))


def _met(term: Term) -> Iterator[Index]:
    for item in items(term):
        if isinstance(item, Term):
            yield from _met(item)
        elif isinstance(item, Label):
            yield from (part for part in item.of if isinstance(part, Index))
        else:
            yield item


def compare(x: Tensor, middle: Tensor, radius: Tensor, relation: str = "=") -> Comparison:
    """`x` against balls, entry by entry; for `<=` and `>=` only the wrong side counts."""
    finite, known = radius.isfinite(), x.isfinite()
    both = finite & known
    away = x[both] - middle[both]
    away = {"<=": away.clamp(min=0), ">=": (-away).clamp(min=0)}.get(relation, away.abs())
    ratios = torch.where(away <= UNDERFLOW, 0.0, away / radius[both])
    return Comparison(
        ratio=max(ratios.tolist(), default=0.0),
        entries=int(both.sum()),
        unstable=int((finite & ~known).sum()),
        skipped=int((~finite).sum()),
    )
