"""Autograd in float64 beside the conclusion in 53-bit balls.

The radius of a ball is what float64 may lose on the way to the closed form, so the tolerance is
derived: autograd must lie within 4 radii.  Where that fails because the first line, which autograd
runs, is itself the worse conditioned of the two, the radius of its own ball is added.
"""

from __future__ import annotations

import torch
from torch import Tensor

from chainrule.corroborate.compile import compile_term
from chainrule.corroborate.counterpart import StandIns, counterpart
from chainrule.corroborate.dependence import free_in_order
from chainrule.corroborate.points import Inputs, Point, enclosed, inputs, points
from chainrule.corroborate.probe import Probe
from chainrule.corroborate.report import Comparison, PointReport, Report
from chainrule.derivation import Derivation
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term
from chainrule.verdict import Checked

UNDERFLOW = torch.finfo(torch.float64).tiny
"""Below the smallest normal number float64 keeps no relative accuracy, so none is asked."""


def corroborate(
    subject: Checked | Derivation,
    probe: Probe | None = None,
    *,
    seeds: range = range(4),
    scales: tuple[int, ...] = (12, 280),
) -> Report:
    """Compare a derivation with PyTorch at `seeds` ordinary points, extreme ones and the probe's.

    The first line runs as it stands, its derivatives by autograd, or what the probe computes of
    it by the probe's function; the conclusion is compiled from its term.  Both must lie
    within 4 radii of the conclusion's ball (on the right side of it, for an inequality), and the
    loss within 4 radii of the term that it is meant to be.  Values of unbounded symbols are at
    most 2.5 times the scale: 30 and 700 as it stands.
    """
    derivation = subject.derivation if isinstance(subject, Checked) else subject
    found = tuple(
        _at(derivation, probe, point) for point in points(derivation, probe, seeds, scales)
    )
    return Report(derivation.name, found)


def _at(derivation: Derivation, probe: Probe | None, point: Point) -> PointReport:
    model = point.model
    start, last = model.resolve(derivation.start), model.resolve(derivation.last)
    given = inputs(point, (start, last))
    indices = free_in_order(start)
    of, stand_ins = counterpart(start, probe, given, point)
    left = _run(start, indices, given, stand_ins)
    right = _run(last, indices, given, {})
    ball, first = enclosed(last, indices, point), None
    autograd = compare(left, *ball, derivation.relation)
    if not autograd.passed:
        first = enclosed(start, indices, point)[1]
        autograd = compare(left, ball[0], ball[1] + first, derivation.relation)
    loss = None
    if stand_ins:
        free = free_in_order(of)
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
