"""Every derivation lies within 4 radii of autograd, by its own terms and by its probe."""

from pathlib import Path

import pytest

from chainrule.corroborate.compare import corroborate
from chainrule.corroborate.probe import load_probes
from chainrule.library import load

ROOT = Path(__file__).resolve().parents[2] / "theory"
LIBRARY = load(ROOT)
PROBES = load_probes(ROOT)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_derivation_agrees_with_its_own_terms_in_torch(name: str) -> None:
    report = corroborate(LIBRARY[name])

    assert report.passed, report


@pytest.mark.parametrize("name", PROBES)
def test_a_derivation_agrees_with_its_counterpart_in_torch(name: str) -> None:
    report = corroborate(LIBRARY[name], PROBES[name])

    assert report.passed, report


def test_every_derivation_has_a_counterpart() -> None:
    assert LIBRARY.derivations.keys() == PROBES.keys()
