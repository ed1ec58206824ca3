"""CPU times of the verification of every derivation, cold and again, chapter by chapter.

Run from the root: `PYTHONPATH=src:. python -m benchmarks.theory`.
Cold: the first pass of the process, nothing remembered, every cited theorem verified once.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from chainrule.library import Library, load
from chainrule.verdict import Checked, StepVerdict
from chainrule.verify import verify

THEORY = Path(__file__).parents[1] / "theory"
SLOWEST = 5


@dataclass(frozen=True)
class Timed:
    """A derivation's verdict, the steps it took (those of inductions too) and CPU seconds."""

    name: str
    checked: Checked
    steps: int
    seconds: float

    @property
    def chapter(self) -> str:
        """The first part of the name."""
        return self.name.split("/")[0]


def main() -> None:
    """Print a line a chapter, the totals, the slowest derivations, and cold beside warm."""
    started = time.process_time()
    library = load(THEORY)
    loading = time.process_time() - started
    cold, warm = passed(library), passed(library)
    total = sum(one.seconds for one in cold)
    print(f"{'chapter':14s} {'derivations':>12s} {'steps':>6s} {'ms':>8s} {'ms/step':>8s} share")
    for chapter, group in groupby(sorted(cold, key=lambda one: one.chapter), chapter_of):
        line(chapter, list(group), total)
    line("all", cold, total)
    steps, again = sum(one.steps for one in cold), sum(one.seconds for one in warm)
    print(f"\n{steps / total:.0f} steps a second, cold; {steps / again:.0f}, warm")
    print(f"cold / warm {total / again:.2f}; loading {1e3 * loading:.0f} ms")
    for one in sorted(cold, key=lambda one: -one.seconds)[:SLOWEST]:
        print(f"slow: {one.name:32s} {1e3 * one.seconds:7.0f} ms, {one.seconds / total:4.0%}")
    weak = [one.name for one in cold if not one.checked.tier.green]
    print(f"not green: {', '.join(weak) or 'none'}")


def passed(library: Library) -> list[Timed]:
    """Every derivation verified once, in the order of citation."""
    done: dict[str, Timed] = {}
    for name in library:
        started = time.process_time()
        checked = verify(library[name], lambda cited: done[cited.name].checked.tier)
        seconds = time.process_time() - started
        done[name] = Timed(name, checked, count(checked.verdict.steps), seconds)
    return list(done.values())


def count(steps: Iterable[StepVerdict]) -> int:
    """Steps, with those inside inductions."""
    return sum(1 + sum(count(inner) for _, inner in step.parts) for step in steps)


def chapter_of(one: Timed) -> str:
    """The chapter of a derivation."""
    return one.chapter


def line(name: str, group: list[Timed], total: float) -> None:
    """One line of the table."""
    steps, seconds = sum(one.steps for one in group), sum(one.seconds for one in group)
    each = 1e3 * seconds / steps
    share = seconds / total
    print(f"{name:14s} {len(group):12d} {steps:6d} {1e3 * seconds:8.0f} {each:8.1f} {share:5.0%}")


if __name__ == "__main__":
    main()
