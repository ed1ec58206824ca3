"""`chainrule show NAME`: a derivation in the terminal, a step a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from chainrule.cli.places import open_ledger, readable, theory_folder, whole_library
from chainrule.derivation import Derivation
from chainrule.ledger import Ledger
from chainrule.render.plain import (
    SIGNS,
    PlainHalf,
    PlainLine,
    definitions,
    failures,
    plain_lines,
    slip_text,
)
from chainrule.terms.relation import Relation
from chainrule.verdict import Checked

WIDEST = 60
"""Lines up to this width have their rules in one column."""


def show(options: argparse.Namespace) -> int:
    """Print one derivation."""
    theory = theory_folder(options)
    library = whole_library(theory)
    derivation = library[options.name]
    ledger = open_ledger(options, theory)
    checked = ledger.check(derivation)
    written = [*_head(checked, readable(library.files[derivation.name])), *_body(checked)]
    written += [*_foot(checked), *(_slips(derivation, ledger) if options.slips else ())]
    print("\n".join(written))
    return 0


def _head(checked: Checked, file: str) -> Iterator[str]:
    one = checked.derivation
    yield f"{one.name}: {one.title}"
    entries = f"{', '.join(one.entries)}; " if one.entries else ""
    yield f"{checked.tier.name}; {entries}{file}"
    for line in definitions(one):
        yield f"  where     {line}"
    for fact in one.assuming:
        yield f"  assuming  {_relation(fact)}"
    yield ""


def _relation(fact: Relation) -> str:
    return f"{fact.left} {SIGNS[fact.rel]} {fact.right}"


def _body(checked: Checked) -> Iterator[str]:
    made = plain_lines(checked)
    lengths = [len(one.text) + 4 * one.depth for one in made if isinstance(one, PlainLine)]
    width = max((length for length in lengths if length <= WIDEST), default=0)
    yield f"  0    {checked.derivation.start}"
    for one in made:
        yield _half(one) if isinstance(one, PlainHalf) else _line(one, width)


def _half(one: PlainHalf) -> str:
    return f"{'    ' * one.depth}{one.name}: {one.start}"


def _line(one: PlainLine, width: int) -> str:
    indent = "    " * one.depth
    number = one.number.rpartition(" ")[2]
    text = f"{indent}{number:>3} {one.relation:<1}  {one.text}".ljust(len("  0    ") + width)
    return f"{text}  [{one.reason}]  {one.verdict.tier.name}"


def _foot(checked: Checked) -> Iterator[str]:
    verdict = checked.verdict
    for obligation in verdict.obligations:
        fact = _relation(obligation.fact)
        if obligation.discharged:
            yield f"  holds  {fact}, by {obligation.discharged}"
        else:
            yield f"  owed   {fact}"
    for line in failures(checked):
        witness = line.verdict.witness
        yield f"  {line.number}: {witness if witness is not None else line.verdict.evidence}"


def _slips(derivation: Derivation, ledger: Ledger) -> Iterator[str]:
    for slip, verdict in zip(derivation.slips, ledger.slips(derivation), strict=True):
        yield f"\n  slip at step {slip.at}: {slip.says}"
        sign = SIGNS[slip.relation or derivation.steps[slip.at - 1].relation]
        yield f"    {sign} {slip_text(slip)}"
        yield f"    {verdict.tier.name}: {verdict.evidence}"
