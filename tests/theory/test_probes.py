"""Every derivation beside PyTorch: its own losses, networks and counters against each conclusion.

The seeds are those of the names below; nothing here is random from run to run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path

import pytest
from torch import Tensor

from chainrule.corroborate.compare import corroborate
from chainrule.corroborate.points import points
from chainrule.corroborate.probe import Probe, load_probes
from chainrule.corroborate.report import RADII, Report
from chainrule.deciders.ball import draw
from chainrule.deciders.ball.frames import DEEPEST
from chainrule.derivation import Derivation, Slip
from chainrule.errors import TermError
from chainrule.library import load
from chainrule.terms.node import Term

THEORY = Path(__file__).parents[2] / "theory"
LIBRARY, PROBES = load(THEORY), load_probes(THEORY)
NAMES = tuple(name for name in LIBRARY if name in PROBES)
SLIPS = {
    f"{name}: {slip.says}": (LIBRARY[name], slip) for name in NAMES for slip in LIBRARY[name].slips
}
WRITTEN = {said: pair for said, pair in SLIPS.items() if isinstance(pair[1].term, Term)}
UNWRITABLE = {said: pair for said, pair in SLIPS.items() if said not in WRITTEN}

LOGITS = (12, 280)
"""Scales at which unbounded symbols reach 30 and 700, the last before the exponential overflows."""

OVERFLOWS = {"likelihood/log-likelihood-is-cross-entropy"}
"""The product of many likelihoods is no float64; that is one reason to take logarithms."""


def sizes_of_verifier(derivation: Derivation) -> list[int]:
    """The sizes at which the refuter tries the whole statement."""
    stated = derivation.start, derivation.last
    models = [draw(stated, derivation.assuming, f"0/{trial}.0") for trial in range(3)]
    return [size for model in models for size in model.sizes.values()]


@cache
def report(name: str) -> Report:
    """The comparison of a derivation with its probe."""
    return corroborate(LIBRARY[name], PROBES[name])


def test_every_derivation_has_a_probe_and_every_probe_a_derivation() -> None:
    assert set(LIBRARY) == set(PROBES)


@pytest.mark.parametrize("name", NAMES)
def test_a_probe_computes_the_first_line_without_the_term(name: str) -> None:
    assert PROBES[name].loss is not None or PROBES[name].line is not None
    assert all(point.loss is not None for point in report(name).points)


@pytest.mark.parametrize("name", NAMES)
def test_pytorch_lies_within_four_radii_of_the_conclusion(name: str) -> None:
    found = report(name)

    assert RADII == 4
    assert found.passed, str(found)
    assert sum(not point.extreme for point in found.points) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_at_extreme_points_nothing_overflows_in_pytorch(name: str) -> None:
    found = corroborate(LIBRARY[name], PROBES[name], seeds=range(0), scales=LOGITS)

    extreme = [point for point in found.points if point.extreme]
    assert len(extreme) == len(LOGITS)
    assert found.unstable == () or name in OVERFLOWS
    for point in extreme:
        assert all(part.entries for _, part in point.parts) or name in OVERFLOWS


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("softmax/")])
def test_logits_reach_six_hundred(name: str) -> None:
    found = points(LIBRARY[name], PROBES[name], range(0), (12, 280))

    largest = [
        max(abs(x) for entries in point.model.tensors.values() for x in entries.values())
        for point in found
        if point.extreme
    ]

    assert 12 < largest[0] <= 30
    assert 600 < largest[1] <= 700


@pytest.mark.parametrize("name", [name for name in NAMES if sizes_of_verifier(LIBRARY[name])])
def test_one_size_is_larger_than_any_that_the_verifier_draws(name: str) -> None:
    assert report(name).largest > max(sizes_of_verifier(LIBRARY[name]))


@pytest.mark.parametrize("name", [name for name in NAMES if PROBES[name].at])
def test_one_network_is_deeper_than_any_that_the_verifier_draws(name: str) -> None:
    levels = [
        max(point.model.levels.values())
        for point in points(LIBRARY[name], PROBES[name], range(4), ())
    ]

    assert max(levels) > DEEPEST
    assert len(set(levels)) >= 2


def test_every_derivation_over_levels_asks_for_deeper_ones() -> None:
    layered = [
        name
        for name in NAMES
        for point in points(LIBRARY[name], PROBES[name], range(1), ())
        if point.model.levels
    ]

    assert layered
    assert all(PROBES[name].at for name in layered)


@pytest.mark.parametrize("said", WRITTEN)
def test_a_common_mistake_does_not_agree_with_pytorch(said: str) -> None:
    derivation, slip = WRITTEN[said]

    assert disagrees(ending_in(derivation, slip), PROBES[derivation.name])


@pytest.mark.parametrize("said", UNWRITABLE)
def test_a_mistake_that_is_no_term_cannot_be_written(said: str) -> None:
    _, slip = UNWRITABLE[said]

    assert callable(slip.term)
    with pytest.raises(TermError):
        slip.term()


@pytest.mark.parametrize("name", NAMES)
def test_a_loss_that_is_a_millionth_off_does_not_agree(name: str) -> None:
    probe = PROBES[name]
    way = "line" if probe.loss is None else "loss"
    wrong = replace(probe, at=(), **{way: enlarged(getattr(probe, way))})

    found = corroborate(LIBRARY[name], wrong, seeds=range(2), scales=())

    assert all(point.loss is not None and not point.loss.passed for point in found.points)


def ending_in(derivation: Derivation, slip: Slip) -> Derivation:
    """The chain up to the slip, which stands in place of its line."""
    *before, line = derivation.steps[: slip.at]
    assert isinstance(slip.term, Term)
    wrong = replace(line, term=slip.term, relation=slip.relation or line.relation)
    return replace(derivation, chain=(derivation.start, *before, wrong), slips=())


def disagrees(derivation: Derivation, probe: Probe) -> bool:
    """Whether PyTorch is beyond 4 radii at an ordinary point; a false bound may hold at many."""
    return any(
        not point.extreme and not point.autograd.passed
        for seeds in (range(4), range(4, 64))
        for point in corroborate(derivation, probe, seeds=seeds, scales=()).points
    )


def enlarged(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A function a millionth larger, also where it is 0."""

    @wraps(function)
    def wrong(*values: Tensor, **named: Tensor) -> Tensor:
        value = function(*values, **named)
        return value + 1e-6 * (1 + value.abs())

    return wrong
