"""Assumptions: a relation between two terms, true for every value of its free indices."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.errors import TermError
from chainrule.terms.node import Term, as_term

RELATIONS = ("=", "<=", ">=", "<", ">", "!=")


@dataclass(frozen=True)
class Relation:
    """`left rel right`; free indices are universally quantified."""

    left: Term
    rel: str
    right: Term

    def __post_init__(self) -> None:
        if self.rel not in RELATIONS:
            raise TermError(f"{self.rel!r} is not a relation; use one of {', '.join(RELATIONS)}.")

    def __bool__(self) -> bool:
        raise TermError(
            f"({self}) is a statement, not a truth value; "
            "write 0 <= x and x <= 1 as two assumptions."
        )

    def __str__(self) -> str:
        return f"{self.left} {self.rel} {self.right}"


def equal(left: object, right: object) -> Relation:
    """The assumption `left = right`."""
    return Relation(as_term(left), "=", as_term(right))


def positive(term: Term) -> Relation:
    """The assumption `term > 0`."""
    return Relation(term, ">", as_term(0))


def nonnegative(term: Term) -> Relation:
    """The assumption `term >= 0`."""
    return Relation(term, ">=", as_term(0))


def nonzero(term: Term) -> Relation:
    """The assumption that `term` does not vanish."""
    return Relation(term, "!=", as_term(0))
