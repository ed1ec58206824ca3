"""The zero test: are two terms equal for every size, under the facts?

Nothing is unfolded at first; what does not cancel is unfolded, one generation a round.
Sound and incomplete: "not proved" says nothing about falsehood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chainrule.deciders.index.back import atom_term
from chainrule.deciders.index.convert import Unsupported, convert
from chainrule.deciders.index.given import equations, rewrite
from chainrule.deciders.index.peel import aligned, everywhere
from chainrule.deciders.index.poly import Poly, product
from chainrule.deciders.index.scope import Scope, definition
from chainrule.deciders.index.through import depends
from chainrule.deciders.sign import is_positive
from chainrule.terms.entry import generic_indices
from chainrule.terms.indexing import AnyIndex
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation

ROUNDS = 6
Indices = tuple[AnyIndex, ...]
Closer = Callable[[Poly], "tuple[Relation, ...] | None"]


@dataclass(frozen=True)
class Equality:
    """Whether two terms were seen to be equal; what that rests on, or why not."""

    proved: bool
    obligations: tuple[Relation, ...] = ()
    reason: str = ""
    rest: Poly | None = None


def prove_equal(
    left: Term,
    right: Term,
    facts: tuple[Relation, ...] = (),
    closer: Closer | None = None,
    *,
    signed: bool = False,
) -> Equality:
    """Decide `left = right` at a generic entry; `closer` may settle a scalar remainder.

    `closer` is given what does not cancel and returns the obligations of a proof that it
    vanishes, or has the wanted sign: then `signed` keeps every denominator not known positive.
    """
    indices = generic_indices(left)
    unfold: frozenset[Term] = frozenset()
    last = Equality(False, reason="the normal forms differ")
    for _ in range(ROUNDS):
        scope = Scope(facts, unfold)
        try:
            rest = _difference(left, right, indices, scope, signed)
            settled = _settled(rest, scope, closer)
        except Unsupported as reason:
            return Equality(False, reason=f"no normal form for {reason}")
        except ZeroDivisionError:
            return Equality(False, reason="a denominator is zero at some entry")
        if settled is not None:
            return settled
        last = Equality(False, reason=last.reason, rest=rest)
        more = _next_generation(rest) - unfold
        if not more:
            return last
        unfold |= more
    return last


def _difference(left: Term, right: Term, indices: Indices, scope: Scope, signed: bool) -> Poly:
    given = equations(scope.facts, scope)
    whole = convert(left, scope, indices) - convert(right, scope, indices)
    done = rewrite(aligned(rewrite(whole, given), scope), given)
    return cleared(done, scope.facts if signed else None)


def _settled(rest: Poly, scope: Scope, closer: Closer | None) -> Equality | None:
    if not rest:
        return Equality(True, tuple(scope.obligations))
    more = closer(rest) if closer is not None else None
    return None if more is None else Equality(True, (*scope.obligations, *more), rest=rest)


def _next_generation(rest: Poly) -> frozenset[Term]:
    """The let-bound nodes that did not cancel and that no other of them is made of."""
    met = {
        atom.data[0]
        for atom in everywhere(rest)
        if atom.kind == "leaf" and definition(atom.data[0]) is not None
    }
    return frozenset(
        leaf for leaf in met if not any(other != leaf and depends(other, leaf) for other in met)
    )


def cleared(poly: Poly, facts: tuple[Relation, ...] | None = None) -> Poly:
    """`poly` times the polynomial denominators at its top level.

    With `facts` only those that the facts make positive, so that the sign stays.
    """
    for _ in range(8):
        lowest: dict = {}  # type: ignore[type-arg]
        for monomial in poly.terms:
            for atom, power in monomial:
                whole = atom.kind == "poly" and power < 0 and power.denominator == 1
                if whole and (facts is None or is_positive(atom_term(atom), facts)):
                    lowest[atom] = min(lowest.get(atom, 0), power)
        if not lowest:
            return poly
        atom = min(lowest, key=lambda a: a.key)
        raised = Poly.constant(0)
        for monomial, factor in poly.terms.items():
            raised = raised + product((*monomial, (atom, -lowest[atom]))).scale(factor)
        poly = raised
    return poly
