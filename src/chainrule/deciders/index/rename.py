"""Renaming of free indices inside polynomials, and substitution of atoms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import count

from chainrule.deciders.index import atoms
from chainrule.deciders.index.poly import Atom, Monomial, Poly, poly_atom
from chainrule.terms.indexing import AnyIndex, Index, rename

_numbers = count(1)


def fresh(like: Index) -> Index:
    """An index over the same size that occurs nowhere else."""
    return Index(f"${next(_numbers)}", like.size)


def rename_poly(poly: Poly, names: Mapping[Index, AnyIndex]) -> Poly:
    """`poly` with free indices replaced."""
    if not (poly.free & names.keys()):
        return poly
    total = Poly.constant(0)
    for monomial, factor in poly.terms.items():
        total = total + rename_monomial(monomial, names).scale(factor)
    return total


def rename_monomial(monomial: Monomial, names: Mapping[Index, AnyIndex]) -> Poly:
    """A monomial with free indices replaced."""
    return map_atoms(monomial, lambda atom: rename_atom(atom, names))


def map_atoms(monomial: Monomial, change: Callable[[Atom], Poly | None]) -> Poly:
    """The product of the changed atoms; None leaves an atom as it is."""
    kept: list[tuple[Atom, object]] = []
    result = Poly.constant(1)
    for atom, power in monomial:
        new = change(atom)
        if new is None:
            kept.append((atom, power))
        else:
            result = result * (new if power == 1 else new**power)
    if not kept:
        return result
    from chainrule.deciders.index.poly import product

    return product(tuple(kept)) * result  # type: ignore[arg-type]


def rename_atom(atom: Atom, names: Mapping[Index, AnyIndex]) -> Poly | None:
    """An atom with free indices replaced; None where it has none of them."""
    if not (atom.free & names.keys()):
        return None
    if atom.kind in {"sum", "prod", "max", "norm"}:
        return _rename_bound(atom, dict(names))
    return rebuild_atom(
        atom, lambda poly: rename_poly(poly, names), lambda i: rename(i, dict(names))
    )


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


def _rename_bound(atom: Atom, names: dict[Index, AnyIndex]) -> Poly:
    from chainrule.deciders.index.contract import contract, extremum

    if atom.kind == "norm":
        order, term, body, bound = atom.data
        return canonical_norm(order, term, rename_poly(body, names), bound)
    if atom.kind == "sum":
        bound, monomial = atom.data
        new = {index: fresh(index) for index in bound}
        return contract(tuple(new.values()), rename_monomial(monomial, {**names, **new}))
    index, body = atom.data
    new_index = fresh(index)
    return extremum(atom.kind, new_index, rename_poly(body, {**names, index: new_index}))


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
        if inner == Poly({monomial: inner.terms.get(monomial, Fraction(0))}):
            return None if inner.terms.get(monomial) == 1 else contract(bound, inner)
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
