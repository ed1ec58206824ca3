"""Guards: small tests of a move that keep a rule's label honest."""

from __future__ import annotations

from chainrule.rules.rule import Guard, Move
from chainrule.terms.leaves import is_leaf
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import Diag, MatMul, Transpose


def every(*guards: Guard) -> Guard:
    """All of the guards."""

    def guard(move: Move) -> str | None:
        return next((said for one in guards if (said := one(move)) is not None), None)

    return guard


def no_lemma(move: Move) -> str | None:
    """The rule rests on no further fact."""
    if move.lemmas:
        return f"it rests on {', '.join(move.lemmas)}: cite that instead"
    return None


def some_lemma(move: Move) -> str | None:
    """The rule needs a fact that it rests on."""
    return None if move.lemmas else "it names no fact that it rests on: add using=..."


def equation(move: Move) -> str | None:
    """The rule leads to an equal line."""
    return None if move.relation == "=" else "it gives an equation, not an inequality"


def inequality(move: Move) -> str | None:
    """The rule leads to a bound."""
    return None if move.relation != "=" else "it gives a bound, not an equation"


def before_has(kind: type[Term] | tuple[type[Term], ...], what: str) -> Guard:
    """The line before contains a node of `kind`."""
    return lambda move: None if _has(move.before, kind) else f"the line before has no {what}"


def either_has(kind: type[Term] | tuple[type[Term], ...], what: str) -> Guard:
    """One of the lines contains a node of `kind`."""

    def guard(move: Move) -> str | None:
        found = _has(move.before, kind) or _has(move.after, kind)
        return None if found else f"neither line has a {what}"

    return guard


def count_changes(kind: type[Term] | tuple[type[Term], ...], what: str) -> Guard:
    """The number of nodes of `kind` is not the same in both lines."""

    def guard(move: Move) -> str | None:
        same = _count(move.before, kind) == _count(move.after, kind)
        return f"both lines have the same {what}s" if same else None

    return guard


def count_kept(kind: type[Term] | tuple[type[Term], ...], what: str) -> Guard:
    """The number of nodes of `kind` stays."""

    def guard(move: Move) -> str | None:
        same = _count(move.before, kind) == _count(move.after, kind)
        return None if same else f"it changes the {what}s"

    return guard


def matrix_notation(move: Move) -> str | None:
    """One of the lines is written with whole matrices or vectors."""
    for line in (move.before, move.after):
        for part in walk(line):
            if isinstance(part, (MatMul, Transpose, Diag)) or (part.shape and not is_leaf(part)):
                return None
    return "neither line is in matrix notation"


def symbols_change(move: Move) -> str | None:
    """A definition brings a symbol in or takes one out."""
    if _leaves(move.before) == _leaves(move.after) and _kinds(move.before) == _kinds(move.after):
        return "no symbol is unfolded or folded"
    return None


def _has(term: Term, kind: type[Term] | tuple[type[Term], ...]) -> bool:
    return any(isinstance(part, kind) for part in walk(term))


def _count(term: Term, kind: type[Term] | tuple[type[Term], ...]) -> int:
    return sum(isinstance(part, kind) for part in walk(term))


def _leaves(term: Term) -> set[Term]:
    return {part for part in walk(term) if is_leaf(part)}


def _kinds(term: Term) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in walk(term):
        found[type(part).__name__] = found.get(type(part).__name__, 0) + 1
    return found
