"""From what the index calculus leaves over to the scalar deciders.

Each indexed atom becomes a scalar symbol of its own, so what is proved of the symbols holds of
the entries, for every index and size.
"""

from __future__ import annotations

from collections.abc import Callable

from chainrule.deciders import smt
from chainrule.deciders.field import prove_zero
from chainrule.deciders.index import atoms
from chainrule.deciders.index.back import atom_term, poly_term
from chainrule.deciders.index.poly import Atom, Poly, positive_atom
from chainrule.deciders.index.rename import substitute
from chainrule.deciders.sign import is_nonnegative
from chainrule.terms.leaves import Tensor
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import POSITIVE, REAL
from chainrule.terms.substitute import replace_all

Facts = tuple[Relation, ...]
Closer = Callable[[Poly], "Facts | None"]


def vanishing(facts: Facts) -> Closer:
    """A closer that proves a remainder zero by the field normal form."""

    def close(rest: Poly) -> Facts | None:
        symbols: dict[Term, Term] = {}
        result = prove_zero(scalar(rest, symbols), _scalar_facts(facts))
        if not result.proved:
            return None
        return tuple(_back(fact, symbols) for fact in result.obligations)

    return close


def nonnegative(facts: Facts) -> Closer:
    """A closer that sees a remainder to be >= 0: nonnegative parts with nonnegative factors."""

    def close(rest: Poly) -> Facts | None:
        for monomial, factor in rest.terms.items():
            odd = [atom for atom, power in monomial if power % 2]
            if factor < 0 or not all(is_nonnegative(atom_term(a), facts) for a in odd):
                return None
        return ()

    return close


def by_kernels(facts: Facts) -> Closer:
    """A closer that proves a remainder nonnegative by kernel abstraction and SMT."""

    def close(rest: Poly) -> Facts | None:
        return () if smt.nonnegative(scalar(rest, {}), _scalar_facts(facts)).proved else None

    return close


def scalar(rest: Poly, symbols: dict[Term, Term]) -> Term:
    """`rest` as a scalar term; `symbols` gathers what each fresh symbol stands for."""
    made: dict[Atom, Poly] = {}

    def change(atom: Atom) -> Poly | None:
        if atom.kind in {"fn", "poly", "pow", "size", "level", "constant"}:
            return None
        if atom.kind == "leaf" and not atom.data[1]:
            return None
        if atom not in made:
            domain = POSITIVE if positive_atom(atom) else REAL
            symbol = Tensor(f"«{len(made)}»", (), None, domain)
            symbols[symbol] = atom_term(atom)
            made[atom] = atoms.leaf(symbol, (), domain is POSITIVE)
        return made[atom]

    return poly_term(substitute(rest, change))


def _scalar_facts(facts: Facts) -> Facts:
    return tuple(f for f in facts if not f.left.shape)


def _back(fact: Relation, symbols: dict[Term, Term]) -> Relation:
    return Relation(replace_all(fact.left, symbols), fact.rel, replace_all(fact.right, symbols))
