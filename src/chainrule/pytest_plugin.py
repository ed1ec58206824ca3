"""`pytest --theory DIR`: one test a step and one a slip of every derivation below DIR.

A failure shows the line, its tier and the witness.  Nothing comes from a ledger on disk; a cited
derivation is verified once a session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # the plugin is loaded by every run of pytest, so it loads the engine late
    from chainrule.derivation import Derivation
    from chainrule.ledger import Ledger
    from chainrule.library import Baseline, Library

THEORY = pytest.StashKey["Theory"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--theory`."""
    group = parser.getgroup("chainrule")
    group.addoption(
        "--theory", metavar="DIR", help="test every step and slip of the derivations below DIR"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect from the theory alone, or besides the paths that were given."""
    given = config.getoption("theory")
    if given is None:
        return
    folder = Path(given).resolve()
    if not folder.is_dir():
        raise pytest.UsageError(f"--theory {given} is no folder; give the folder of a theory.")
    config.stash[THEORY] = Theory(folder)
    asked = config.args if config.args_source is pytest.Config.ArgsSource.ARGS else []
    config.args[:] = [*asked, str(folder)]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A theory file of the folder that `--theory` names."""
    theory = parent.config.stash.get(THEORY, None)
    if theory is None or file_path.suffix != ".py" or not file_path.is_relative_to(theory.folder):
        return None
    return TheoryFile.from_parent(parent, path=file_path)


class Theory:
    """A theory under test: loaded once, each derivation verified once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._library: Library | None = None
        self._ledger: Ledger | None = None
        self._baseline: Baseline | None = None

    @property
    def library(self) -> Library:
        """The derivations."""
        if self._library is None:
            from chainrule.library import load

            self._library = load(self.folder)
        return self._library

    @property
    def ledger(self) -> Ledger:
        """The verdicts of this session, not kept on disk."""
        if self._ledger is None:
            from chainrule.ledger import Ledger

            self._ledger = Ledger(None)
        return self._ledger

    @property
    def baseline(self) -> Baseline:
        """What may be less than proved."""
        if self._baseline is None:
            from chainrule.library import read_baseline

            self._baseline = read_baseline(self.folder)
        return self._baseline


class TheoryFile(pytest.File):
    """A file of a theory."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item a step, one a slip."""
        from chainrule.errors import ChainruleError

        theory = self.config.stash[THEORY]
        try:
            names = theory.library.of_file(self.path)
        except ChainruleError as error:
            raise self.CollectError(str(error)) from None
        for name in names:
            one = theory.library[name]
            for number in range(1, len(one.steps) + 1):
                yield self._item(f"{name} step {number}", check_step, one, number)
            for number in range(1, len(one.slips) + 1):
                yield self._item(f"{name} slip {number}", check_slip, one, number)

    def _item(self, name: str, check: Check, one: Derivation, number: int) -> pytest.Item:
        item: TheoryItem = TheoryItem.from_parent(self, name=name)
        item.check = lambda: check(self.config.stash[THEORY], one, number)
        return item


Check = Callable[["Theory", Any, int], None]


class FailedLineError(Exception):
    """A step or slip is not what it must be; the message says all there is to say."""


class TheoryItem(pytest.Item):
    """One step, or one slip."""

    check: Callable[[], None]

    def runtest(self) -> None:
        """Check it."""
        self.check()

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | Any:
        """The author's fault without a traceback, a bug of the engine with one."""
        from chainrule.errors import ChainruleError

        if isinstance(excinfo.value, (FailedLineError, ChainruleError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the report places this item."""
        return self.path, None, self.name


def check_step(theory: Theory, one: Derivation, number: int) -> None:
    """Fail unless a step is at least PROVED_MOD, or its derivation is in the baseline."""
    from chainrule.render.plain import failure_text, failures
    from chainrule.verdict import Tier

    checked = theory.ledger.check(one)
    tier = checked.verdict.steps[number - 1].tier
    least = Tier.ASSUMED if one.name in theory.baseline.names else Tier.PROVED_MOD
    if tier < least:
        here = f"step {number}"
        failed = [f for f in failures(checked, least) if f"{f.number},".startswith(f"{here},")]
        raise FailedLineError("\n".join(failure_text(one.name, line) for line in failed))


def check_slip(theory: Theory, one: Derivation, number: int) -> None:
    """Fail unless a common mistake is refuted."""
    from chainrule.render.plain import slip_text
    from chainrule.verdict import Tier

    slip, verdict = one.slips[number - 1], theory.ledger.slips(one)[number - 1]
    if verdict.tier is not Tier.REFUTED:
        raise FailedLineError(
            f"Derivation '{one.name}', step {slip.at}: the slip '{slip.says}' is "
            f"{verdict.tier.name}, not REFUTED, so it may be right\n    {slip_text(slip)}"
        )
