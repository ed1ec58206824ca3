"""Whether a scalar term vanishes identically, by its normal form in a field of kernels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from chainrule.deciders.field.conditions import evaluated
from chainrule.deciders.field.kernels import Field, Undecided
from chainrule.deciders.field.meaning import meaning, sign
from chainrule.deciders.field.obligations import Facts, outstanding
from chainrule.deciders.field.polynomials import Polynomial
from chainrule.deciders.field.ranges import Ranges
from chainrule.deciders.field.signs import normal_form
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation, nonnegative

MOST_UNKNOWN_SIGNS = 3
LONGEST_REASON = 160


@dataclass(frozen=True)
class Zero:
    """Whether a term was proved to vanish wherever the `obligations` hold, or why it was not.

    The obligations are the facts used that nothing given implies; they are carried, not checked.
    """

    proved: bool
    obligations: tuple[Relation, ...] = ()
    reason: str = ""


def prove_zero(term: Term, facts: tuple[Relation, ...] = ()) -> Zero:
    """Whether the scalar `term` is 0 at every point of its domain where the facts hold.

    Sound and incomplete: "not proved" is no refutation.  Lets, nodes, norms, costs and folds are
    symbols of their own, taken as defined; everything else is defined where the obligations hold.
    """
    try:
        plain, needs = evaluated(term)
        needed = outstanding(needs, facts)
        left, unknown = _remainder(plain, facts + needed)
        if left is None:
            return Zero(True, needed)
        assumed = _signs_that_prove(plain, facts + needed, unknown)
        if assumed is not None:
            return Zero(True, outstanding((*needed, *assumed), facts))
        return Zero(False, needed, f"the normal forms differ by {_short(left)}")
    except Undecided as why:
        return Zero(False, (), str(why))
    except RecursionError:
        return Zero(False, (), "it is nested too deeply; name its parts with let(...)")


def _remainder(term: Term, facts: Facts) -> tuple[Term | None, list[Term]]:
    """What is left of `term`, None for nothing, and the quantities whose sign would decide."""
    field, value = normal_form(term, Ranges(facts))
    if value.above == field.ring.zero:
        return None, []
    return meaning(field, value.above), _of_unknown_sign(field, value.above)


def _of_unknown_sign(field: Field, value: Polynomial) -> list[Term]:
    used = {number for powers, _ in field.ring.terms(value) for number, _ in powers}
    roots = [field.kernels[number] for number in sorted(used)]
    return [
        meaning(field, kernel.of)
        for kernel in roots
        if kernel.kind == "root" and not sign(field, kernel.of)
    ]


def _signs_that_prove(term: Term, facts: Facts, unknown: list[Term]) -> Facts | None:
    """Signs of the quantities under absolute values with which `term` vanishes."""
    if not 0 < len(unknown) <= MOST_UNKNOWN_SIGNS:
        return None
    for signs in product((1, -1), repeat=len(unknown)):
        assumed = tuple(
            nonnegative(one if side > 0 else -one) for one, side in zip(unknown, signs, strict=True)
        )
        if _remainder(term, facts + assumed)[0] is None:
            return assumed
    return None


def _short(term: Term) -> str:
    written = str(term)
    return written if len(written) <= LONGEST_REASON else written[:LONGEST_REASON] + " …"
