"""Mutants of a line: what it would be with one mistake in it.

A mutant of a true line must be refuted, or proved equal to it: else the checker cannot tell the
line from a mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from random import Random

from chainrule.errors import TermError
from chainrule.exam import operators
from chainrule.exam.sites import Path, Pool, Site, pool, put, sites
from chainrule.terms.node import Term
from chainrule.terms.substitute import free_indices

Operator = Callable[[Site, Pool], Iterable[Term | None]]

OPERATORS: dict[str, Operator] = {
    "swap-symbol": operators.swap_symbol,
    "drop-summand": operators.drop_summand,
    "drop-factor": operators.drop_factor,
    "flip-sign": operators.flip_sign,
    "exponent": operators.exponent,
    "constant": operators.constant,
    "function": operators.function,
    "transpose": operators.transpose,
    "swap-index": operators.swap_index,
    "delta-to-one": operators.delta_to_one,
    "sum-to-entry": operators.sum_to_entry,
    "shift-level": operators.shift_level,
}
"""What can go wrong at one place of a line, by name."""

REVERSE = "reverse-relation"
REVERSED = {"<=": ">=", ">=": "<="}


@dataclass(frozen=True)
class Mutant:
    """A line with one mistake: the operator, the place, what stood there and what stands now."""

    operator: str
    path: Path
    change: str
    relation: str
    term: Term


@dataclass(frozen=True)
class Mutants:
    """The mutants of a line, how many were ill-formed, and how many more there are."""

    kept: tuple[Mutant, ...]
    ill_formed: int
    left_out: int


def mutants(
    before: Term, relation: str, line: Term, random: Random, *, most: int = 30,
    known: Iterable[Term] = (),
) -> Mutants:  # fmt: skip
    """At most `most` mutants of the step `before relation line`, the operators in turn.

    `known` are further terms whose symbols may be confused with those of the line.  All of one
    mistake at one place differ from the line and from one another.
    """
    found: dict[tuple[str, Term], Mutant] = {}
    ill = 0
    vocabulary = pool((before, line, *known))
    allowed = free_indices(before) | free_indices(line)
    for site in sites(line):
        for name, operator in OPERATORS.items():
            for made in _made(operator, site, vocabulary, line):
                if made is None or made.shape != line.shape or free_indices(made) - allowed:
                    ill += 1
                elif made != line:
                    change = f"{site.term} -> {_at(made, site.path)}"
                    mutant = Mutant(name, site.path, change, relation, made)
                    found.setdefault((relation, made), mutant)
    if relation in REVERSED:
        turned = REVERSED[relation]
        found[turned, line] = Mutant(REVERSE, (), f"{relation} -> {turned}", turned, line)
    kept = _chosen(list(found.values()), random, most)
    return Mutants(kept, ill, len(found) - len(kept))


def _made(operator: Operator, site: Site, known: Pool, line: Term) -> Iterator[Term | None]:
    """The line with each change of an operator made at a site; None where it is ill-formed."""
    for new in operator(site, known):
        try:
            yield None if new is None else put(line, site.path, new)
        except TermError:
            yield None


def _at(term: Term, path: Path) -> Term:
    for number, place in path:
        part = term.parts()[number]
        term = part if place < 0 else part[place]
    return term


def _chosen(found: list[Mutant], random: Random, most: int) -> tuple[Mutant, ...]:
    """Some of each operator, drawn in turn, in the order in which they were found."""
    if len(found) <= most:
        return tuple(found)
    order = {id(mutant): number for number, mutant in enumerate(found)}
    by_name: dict[str, list[Mutant]] = {}
    for mutant in found:
        by_name.setdefault(mutant.operator, []).append(mutant)
    for group in by_name.values():
        random.shuffle(group)
    rounds = (one for row in zip_longest(*by_name.values()) for one in row if one is not None)
    taken = [mutant for mutant, _ in zip(rounds, range(most), strict=False)]
    return tuple(sorted(taken, key=lambda mutant: order[id(mutant)]))
