"""Renaming of free indices inside polynomials, and substitution of atoms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count

from chainrule.deciders.index import atoms
from chainrule.deciders.index.poly import (
    Atom,
    Factor,
    Monomial,
    Poly,
    colour,
    poly_atom,
    product,
)
from chainrule.terms.indexing import AnyIndex, Index, rename

_numbers = count(1)


def fresh(like: Index) -> Index:
    """An index over the same size that occurs nowhere else."""
    return Index(f"${next(_numbers)}", like.size)


def rename_poly(poly: Poly, names: Mapping[Index, AnyIndex]) -> Poly:
    """`poly` with free indices replaced."""
    if not _touched(poly.free, names):
        return poly
    total = Poly.constant(0)
    for monomial, factor in poly.terms.items():
        total = total + rename_monomial(monomial, names).scale(factor)
    return total


def _touched(free: frozenset[Index], names: Mapping[Index, AnyIndex]) -> bool:
    return any(index in names for index in free)


def rename_monomial(monomial: Monomial, names: Mapping[Index, AnyIndex]) -> Poly:
    """A monomial with free indices replaced."""
    return map_atoms(monomial, lambda atom: rename_atom(atom, names))


def map_atoms(monomial: Monomial, change: Callable[[Atom], Poly | None]) -> Poly:
    """The product of the changed atoms; None leaves an atom as it is."""
    kept: list[Factor] = []
    others: list[Poly] = []
    for atom, power in monomial:
        new = change(atom)
        if new is None:
            kept.append((atom, power))
        elif power.denominator == 1 and list(new.terms.values()) == [1]:
            (inside,) = new.terms
            kept += [(one, exponent * power) for one, exponent in inside]
        else:
            others.append(new if power == 1 else new**power)
    result = product(kept)
    for other in others:
        result = result * other
    return result


def rename_atom(atom: Atom, names: Mapping[Index, AnyIndex]) -> Poly | None:
    """An atom with free indices replaced; None where it has none of them."""
    if not _touched(atom.free, names):
        return None
    if atom.kind in {"sum", "prod", "max", "norm"}:
        return _rename_bound(atom, names)
    return rebuild_atom(atom, lambda poly: rename_poly(poly, names), lambda i: rename(i, names))


OnPoly = Callable[[Poly], Poly]
OnIndex = Callable[[AnyIndex], AnyIndex]


def rebuild_atom(atom: Atom, on_poly: OnPoly, on_index: OnIndex) -> Poly:
    """An unbound atom with its inner polynomials and its indices changed."""
    data = atom.data
    if atom.kind == "fn":
        return atoms.apply(data[0], on_poly(data[1]))
    if atom.kind == "poly":
        return on_poly(data[0])
    if atom.kind == "pow":
        return atoms.symbolic_power(on_poly(data[0]), on_poly(data[1]))
    return _reindexed(atom, on_index)


def _reindexed(atom: Atom, on_index: OnIndex) -> Poly:
    kind, data = atom.kind, atom.data
    if kind == "leaf":
        return atoms.leaf(data[0], tuple(map(on_index, data[1])), data[2])
    if kind == "delta":
        return atoms.delta(on_index(data[0]), on_index(data[1]))
    if kind == "call":
        slots = tuple((n, tuple(map(on_index, indices))) for n, indices in data[2])
        return atoms.called(data[0], data[1], slots)
    if kind == "adjoint":
        return atoms.adjoint(data[0], data[1], data[2], tuple(map(on_index, data[3])))
    if kind in {"levelsum", "levelprod"}:
        return atoms.over_levels(kind, data[:4], data[4], tuple(map(on_index, data[5])))
    return Poly.of(atom)


def _rename_bound(atom: Atom, names: Mapping[Index, AnyIndex]) -> Poly:
    from chainrule.deciders.index.contract import contract, extremum

    if atom.kind == "norm":
        order, term, body, bound = atom.data
        return canonical_norm(order, term, rename_poly(body, names), bound)
    if atom.kind == "sum":
        bound, monomial = atom.data
        kept = _renamed_in_place(atom, names)
        if kept is not None:
            return kept
        new = {index: fresh(index) for index in bound}
        return contract(tuple(new.values()), rename_monomial(monomial, {**names, **new}))
    index, body = atom.data
    new_index = fresh(index)
    return extremum(atom.kind, new_index, rename_poly(body, {**names, index: new_index}))


def _renamed_in_place(atom: Atom, names: Mapping[Index, AnyIndex]) -> Poly | None:
    """A sum whose dummies keep their names: their order follows from their sizes alone.

    None where it may not, or where factors merged.
    """
    bound, monomial = atom.data
    if len(set(map(colour, bound))) < len(bound):
        return None
    inner = rename_monomial(monomial, names)
    if len(inner.terms) != 1:
        return None
    ((renamed, factor),) = inner.terms.items()
    tall = max((one.height for one, _ in renamed), default=0) + len(bound)
    if factor != 1 or tall != atom.height or _reach(bound, renamed) != _reach(bound, monomial):
        return None
    return atoms.summed(bound, renamed, tall)


def _reach(bound: tuple[Index, ...], monomial: Monomial) -> Counter[frozenset[Index]]:
    """How many factors hold which dummies: the same before and after, if none merged."""
    return Counter(atom.free.intersection(bound) for atom, _ in monomial)


def canonical_norm(order: str, term: object, body: Poly, bound: tuple[Index, ...]) -> Poly:
    """A norm atom whose generic indices carry names of their own."""
    new = {index: Index(f"¤{n}", index.size) for n, index in enumerate(bound)}
    renamed = rename_poly(body, new) if any(new[i] != i for i in bound) else body
    made = tuple(new.values())
    return atoms.norm(order, renamed.key, term, (renamed, made))  # type: ignore[arg-type]


def substitute(poly: Poly, change: Callable[[Atom], Poly | None]) -> Poly:
    """`poly` with atoms replaced everywhere, innermost first; `change` returns None to keep."""
    total = Poly.constant(0)
    for monomial, factor in poly.terms.items():
        total = total + map_atoms(monomial, lambda a: _substitute_atom(a, change)).scale(factor)
    return total


def _substitute_atom(atom: Atom, change: Callable[[Atom], Poly | None]) -> Poly | None:
    from chainrule.deciders.index.contract import contract, extremum

    replaced = change(atom)
    if replaced is not None:
        return replaced
    if atom.kind == "sum":
        bound, monomial = atom.data
        inner = map_atoms(monomial, lambda a: _substitute_atom(a, change))
        if inner.terms == {monomial: 1}:
            return None
        return contract(*_freshened(bound, inner))
    if atom.kind in {"prod", "max"}:
        index, body = atom.data
        return extremum(atom.kind, index, substitute(body, change))
    if atom.kind == "norm":
        order, term, body, bound = atom.data
        return canonical_norm(order, term, substitute(body, change), bound)
    if atom.kind in {"fn", "pow"}:
        return rebuild_atom(atom, lambda p: substitute(p, change), lambda i: i)
    if atom.kind == "poly":
        changed = substitute(atom.data[0], change)
        return changed if changed.key != atom.data[0].key else Poly.of(poly_atom(changed))
    return None


def _freshened(bound: tuple[Index, ...], inner: Poly) -> tuple[tuple[Index, ...], Poly]:
    new = {index: fresh(index) for index in bound}
    return tuple(new.values()), rename_poly(inner, new)
