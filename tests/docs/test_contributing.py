"""The example of CONTRIBUTING verifies as it stands there."""

from pathlib import Path

from chainrule.library import load
from chainrule.verdict import Tier
from chainrule.verify import refute_slip, verify


def test_the_ten_lines_of_contributing_are_proved_and_their_slip_refuted(tmp_path: Path) -> None:
    text = Path("CONTRIBUTING.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```\n")[0]
    file = tmp_path / "example.py"
    file.write_text(code, encoding="utf-8")

    derivation = load(file)["example/hidden-error"]

    assert verify(derivation).tier is Tier.PROVED
    assert [refute_slip(derivation, slip).tier for slip in derivation.slips] == [Tier.REFUTED]
