"""`chainrule verify`: check, tell, and end with a code that a build can use."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chainrule.cli.places import Selection, open_ledger, readable, select
from chainrule.cli.table import print_table, tracked
from chainrule.ledger import Ledger
from chainrule.library import read_baseline
from chainrule.render.plain import failure_text, failures, slip_text
from chainrule.verdict import Checked, StepVerdict, Tier


@dataclass(frozen=True)
class Row:
    """What became of one derivation; `recalled` if its verdict came from the ledger."""

    checked: Checked
    slips: tuple[StepVerdict, ...]
    recalled: bool
    file: Path

    @property
    def refuted(self) -> int:
        """How many of the common mistakes are refuted."""
        return sum(slip.tier is Tier.REFUTED for slip in self.slips)


def verify(options: argparse.Namespace) -> int:
    """Check the derivations that are meant; 1 if anything fails."""
    selection = select(options)
    rows = _rows(selection, open_ledger(options, selection.theory))
    complaints = [*_failed(rows), *_against_baseline(rows, selection)]
    if options.json:
        print(json.dumps([_object(row) for row in rows], indent=1, ensure_ascii=False))
    else:
        print_table([_cells(row) for row in rows])
        print(_summary(rows))
    for complaint in complaints:
        print(f"\n{complaint}", file=sys.stderr if options.json else sys.stdout)
    return 1 if complaints else 0


def _rows(selection: Selection, ledger: Ledger) -> list[Row]:
    recalled = {one.name: ledger.holds(one) for one in selection.derivations}
    rows = []
    for one in tracked(selection.derivations, lambda one: one.name):
        checked, file = ledger.check(one), selection.files[one.name]
        rows.append(Row(checked, ledger.slips(one), recalled[one.name], file))
    return rows


def _failed(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        where = readable(row.file)
        if not row.checked.tier.passes:
            for line in failures(row.checked):
                yield f"{where}: {failure_text(row.checked.name, line)}"
        for slip, verdict in zip(row.checked.derivation.slips, row.slips, strict=True):
            if verdict.tier is not Tier.REFUTED:
                yield (
                    f"{where}: Derivation '{row.checked.name}', step {slip.at}: the slip "
                    f"'{slip.says}' is not refuted, so it may be right\n    {slip_text(slip)}"
                )


def _against_baseline(rows: list[Row], selection: Selection) -> list[str]:
    names = [row.checked.name for row in rows] if selection.whole else None
    baseline = read_baseline(selection.theory)
    return baseline.complaints([row.checked for row in rows], names)


def _object(row: Row) -> dict[str, object]:
    """What `--json` says of a derivation; its obligations are those that are still owed."""
    verdict = row.checked.verdict
    return {
        "name": row.checked.name,
        "entries": list(row.checked.derivation.entries),
        "tier": verdict.tier.name,
        "steps": len(verdict.steps),
        "obligations": [str(one.fact) for one in verdict.carried],
        "ms": round(verdict.milliseconds, 3),
    }


def _cells(row: Row) -> dict[str, str]:
    verdict = row.checked.verdict
    source = " ledger" if row.recalled else " " * 7
    return {
        "derivation": row.checked.name,
        "tier": verdict.tier.name,
        "steps": str(len(verdict.steps)),
        "obligations": f"{len(verdict.carried)}/{len(verdict.obligations)}",
        "slips refuted": f"{row.refuted}/{len(row.slips)}",
        "ms": f"{verdict.milliseconds:.1f}{source}",
    }


def _summary(rows: list[Row]) -> str:
    tiers = [row.checked.tier for row in rows]
    counted = ", ".join(f"{tiers.count(tier)} {tier.name}" for tier in sorted({*tiers})[::-1])
    slips = f"{sum(row.refuted for row in rows)}/{sum(len(row.slips) for row in rows)}"
    recalled = sum(row.recalled for row in rows)
    steps = sum(len(row.checked.verdict.steps) for row in rows)
    return (
        f"{len(rows)} derivations, {steps} steps: {counted}; {slips} slips refuted; "
        f"{recalled} verdicts from the ledger"
    )
