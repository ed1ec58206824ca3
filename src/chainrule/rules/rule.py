"""A rule is a citation with a guard, never a rewriter.

The verifier checks the step itself; the guard keeps the label honest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chainrule.terms.node import Term


@dataclass(frozen=True)
class Move:
    """What a guard sees: the two sides of a step and the names of the lemmas it uses."""

    before: Term
    relation: str
    after: Term
    lemmas: tuple[str, ...]


Guard = Callable[[Move], str | None]
"""Why the label does not fit the move, or None when it does."""


@dataclass(frozen=True)
class Rule:
    """A citable rule: `name` is its slug, `statement` one sentence with its formula."""

    name: str
    title: str
    statement: str
    guard: Guard
