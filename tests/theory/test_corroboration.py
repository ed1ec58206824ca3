"""Every derivation beside torch by its own terms, where a probe would put a function."""

from pathlib import Path

import pytest

from chainrule.corroborate.compare import corroborate
from chainrule.library import load

LIBRARY = load(Path(__file__).parents[2] / "theory")


@pytest.mark.parametrize("name", LIBRARY)
def test_the_first_line_in_torch_lies_within_four_radii_of_the_last(name: str) -> None:
    report = corroborate(LIBRARY[name])

    assert report.passed, report
