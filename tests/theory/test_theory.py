"""Every step of every derivation is proved, and every slip is refuted, without a ledger."""

from pathlib import Path

import pytest

from chainrule.library import load, read_baseline
from chainrule.pytest_plugin import Theory, check_slip, check_step

ROOT = Path(__file__).resolve().parents[2] / "theory"
LIBRARY = load(ROOT)
STEPS = [(name, n) for name in LIBRARY for n in range(1, len(LIBRARY[name].steps) + 1)]
SLIPS = [(name, n) for name in LIBRARY for n in range(1, len(LIBRARY[name].slips) + 1)]


def named(cases: list[tuple[str, int]]) -> list[str]:
    return [f"{name}-{number}" for name, number in cases]


@pytest.fixture(scope="session")
def theory() -> Theory:
    return Theory(ROOT)


@pytest.mark.parametrize(("name", "number"), STEPS, ids=named(STEPS))
def test_a_step_is_proved(theory: Theory, name: str, number: int) -> None:
    check_step(theory, theory.library[name], number)


@pytest.mark.parametrize(("name", "number"), SLIPS, ids=named(SLIPS))
def test_a_slip_is_refuted(theory: Theory, name: str, number: int) -> None:
    check_slip(theory, theory.library[name], number)


def test_the_baseline_agrees(theory: Theory) -> None:
    checked = [theory.ledger.check(LIBRARY[name]) for name in LIBRARY]

    assert read_baseline(ROOT).complaints(checked, list(LIBRARY)) == []


def test_every_derivation_has_a_slip_and_a_source() -> None:
    assert [name for name in LIBRARY if not LIBRARY[name].slips] == []
    assert [name for name in LIBRARY if not LIBRARY[name].sources] == []
