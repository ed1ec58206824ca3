"""The gate: no page shows what was refuted or left unchecked, and no page grows stale.

It stands at `env-updated`: after all reading, in parallel or not, and before a page is written.
What was found is in the environment, so a build that fails here fails again on the next run
although nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from chainrule.sphinxext.domain import chainrule_domain
from chainrule.verdict import Checked, StepVerdict, Tier

logger = logging.getLogger(__name__)


class GateError(SphinxError):
    """The build ends here; page, line, derivation and fault were said before."""

    category = "The gate is shut"


def faults(checked: Checked, expect: str) -> tuple[str, ...]:
    """Why a derivation may not be shown; empty when it may."""
    if expect == "refuted":
        refuted = checked.tier is Tier.REFUTED
        return () if refuted else (f"is expected to be refuted but is {_word(checked.tier)}",)
    if checked.tier.passes:
        return ()
    return tuple(_found("step", checked.verdict.steps))


def _found(where: str, steps: Sequence[StepVerdict]) -> Iterable[str]:
    for number, step in enumerate(steps, 1):
        if step.tier.passes:
            continue
        here = f"{where} {number}"
        inside = [one for name, part in step.parts for one in _found(f"{here}, {name}", part)]
        said = str(step.witness) if step.witness else step.evidence or step.decider
        yield from inside or [f"{here} is {_word(step.tier)}: {said}"]


def _word(tier: Tier) -> str:
    return tier.name.lower()


def keep_shut(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """End the build when a page shows a derivation that it may not show."""
    shut = [shown for _, shown in sorted(chainrule_domain(env).shown.items()) if shown.faults]
    for shown in shut:
        for fault in shown.faults:
            place = (shown.docname, shown.line)
            logger.error("derivation '%s' %s", shown.name, fault, location=place, type="chainrule")
    if shut:
        names = ", ".join(f"'{shown.name}'" for shown in shut)
        raise GateError(f"The book may not show {names}; the errors above say why.")
    return []


def stale(
    _app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Pages whose derivations are now used by others than the page says."""
    domain = chainrule_domain(env)
    if not domain.shown:
        return []
    library = domain.library
    return sorted(
        shown.docname
        for shown in domain.shown.values()
        if shown.name in library and library.used_by(shown.name) != shown.used_by
    )
