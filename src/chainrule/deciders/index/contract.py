"""Summation: flatten, eliminate deltas, split into connected components, name canonically."""

from __future__ import annotations

from itertools import permutations
from itertools import product as cartesian

from chainrule.deciders.index import atoms
from chainrule.deciders.index.poly import (
    Atom,
    Factor,
    Monomial,
    Poly,
    index_key,
    monomial_key,
    product,
)
from chainrule.deciders.index.poly import colour as by_size
from chainrule.deciders.index.rename import fresh, rename_atom, rename_monomial, rename_poly
from chainrule.terms.indexing import AnyIndex, Index


def contract(bound: tuple[Index, ...], body: Poly) -> Poly:
    """The sum of `body` over the indices `bound`, which must be fresh."""
    total = Poly.constant(0)
    for monomial, factor in body.terms.items():
        total = total + _contract(bound, monomial).scale(factor)
    return total


def _contract(bound: tuple[Index, ...], monomial: Monomial) -> Poly:
    if not bound:
        return Poly({monomial: 1})
    for step in (_flattened, _without_delta, _expanded_power, _absorbed):
        done = step(bound, monomial)
        if done is not None:
            return done
    return _components(bound, monomial)


def _flattened(bound: tuple[Index, ...], monomial: Monomial) -> Poly | None:
    """Open a sum that the outer sum reaches into: one sum over all their indices."""
    outer = set(bound)
    for position, (atom, power) in enumerate(monomial):
        whole = atom.kind == "sum" and power > 0 and power.denominator == 1
        if whole and not outer.isdisjoint(atom.free):
            new = {index: fresh(index) for index in atom.data[0]}
            inner = rename_monomial(atom.data[1], new)
            rest = (*monomial[:position], *monomial[position + 1 :])
            left = product((*rest, (atom, power - 1)) if power > 1 else rest)
            return contract((*bound, *new.values()), inner * left)
    return None


def _without_delta(bound: tuple[Index, ...], monomial: Monomial) -> Poly | None:
    for position, (atom, _) in enumerate(monomial):
        if atom.kind != "delta":
            continue
        for drop, keep in (atom.data[::-1], atom.data):
            if isinstance(drop, Index) and drop in bound:
                rest = (*monomial[:position], *monomial[position + 1 :])
                remaining = tuple(index for index in bound if index != drop)
                return contract(remaining, rename_monomial(rest, {drop: keep}))
    return None


def _expanded_power(bound: tuple[Index, ...], monomial: Monomial) -> Poly | None:
    """A whole positive power of a polynomial cannot be hidden in a monomial; multiply it out."""
    if not any(atom.kind in {"poly", "delta"} for atom, _ in monomial):
        return None
    redone = product(monomial)
    return None if redone.terms.keys() == {monomial} else contract(bound, redone)


def _absorbed(bound: tuple[Index, ...], monomial: Monomial) -> Poly | None:
    """A power of a matrix times that matrix is the next power, on either side."""
    plain = [atom for atom, exponent in monomial if exponent == 1]
    if not any(atom.kind == "levelprod" for atom in plain):
        return None
    for power in plain:
        if power.kind != "levelprod" or power.data[0] in power.data[4] or len(power.data[5]) != 2:
            continue
        for other in plain:
            done = _next_power(bound, monomial, power, other) if other is not power else None
            if done is not None:
                return done
    return None


def _next_power(
    bound: tuple[Index, ...], monomial: Monomial, power: Atom, other: Atom
) -> Poly | None:
    name, low, high, body, key, (row, column) = power.data
    if other.kind == "leaf" and other.data[0] == body:
        (first, last), longer = other.data[1], high + 1
    elif other.kind == "levelprod" and other.data[:2] == (name, low) and other.data[4] == key:
        (first, last), longer = other.data[5], high + other.data[2]
    else:
        return None
    for middle, end, ends in ((row, last, (first, column)), (column, first, (row, last))):
        rest = tuple(one for one in monomial if one[0] not in (power, other))
        alone = not any(middle in atom.free for atom, _ in rest)
        if middle == end and middle in bound and alone and ends[0] != middle != ends[1]:
            longest = atoms.over_levels("levelprod", (name, low, longer, body), key, ends)
            left = tuple(index for index in bound if index != middle)
            return contract(left, product(rest) * longest)
    return None


def _components(bound: tuple[Index, ...], monomial: Monomial) -> Poly:
    holders: dict[Index, list[int]] = {index: [] for index in bound}
    for position, (atom, _) in enumerate(monomial):
        for index in atom.free:
            if index in holders:
                holders[index].append(position)
    result, seen, used = Poly.constant(1), set[Index](), set[int]()
    for index in bound:
        if index in seen:
            continue
        reached, inside = _component(index, holders, monomial)
        seen |= reached
        used |= inside
        factors = [monomial[position] for position in sorted(inside)]
        result = result * (_canonical(reached, factors) if factors else atoms.size(index.size))
    left = tuple(one for position, one in enumerate(monomial) if position not in used)
    return result * Poly({left: 1})


def _component(
    start: Index, holders: dict[Index, list[int]], monomial: Monomial
) -> tuple[set[Index], set[int]]:
    """The dummies and the places of the factors that are connected with one dummy."""
    reached, inside, todo = {start}, set[int](), [start]
    while todo:
        for position in holders[todo.pop()]:
            if position in inside:
                continue
            inside.add(position)
            new = [i for i in monomial[position][0].free if i in holders and i not in reached]
            reached.update(new)
            todo += new
    return reached, inside


def _canonical(bound: set[Index], factors: list[Factor]) -> Poly:
    """One connected component as an atom whose dummy names depend on its structure only."""
    height = max(atom.height for atom, _ in factors)
    groups = _refined(sorted(bound, key=index_key), factors)
    best: tuple[str, Monomial, tuple[Index, ...]] | None = None
    for choice in cartesian(*(permutations(group) for group in groups)):
        order = [index for group in choice for index in group]
        names: dict[Index, AnyIndex] = {
            index: Index(f"~{height + 1 + n}", index.size) for n, index in enumerate(order)
        }
        renamed = rename_monomial(tuple(factors), names)
        if len(renamed.terms) != 1 or next(iter(renamed.terms.values())) != 1:
            return _retry(order, factors)
        (monomial,) = renamed.terms
        key = monomial_key(monomial)
        if best is None or key < best[0]:
            best = (key, monomial, tuple(names[index] for index in order))  # type: ignore[misc]
    assert best is not None
    _, monomial, named = best
    return atoms.summed(named, monomial, height + len(named))


def _retry(order: list[Index], factors: list[Factor]) -> Poly:
    names = {index: fresh(index) for index in order}
    return contract(tuple(names.values()), rename_monomial(tuple(factors), dict(names)))


def _refined(bound: list[Index], factors: list[Factor]) -> list[list[Index]]:
    """Dummies grouped by colour refinement; only ties within a group need all orders."""
    colour = {index: by_size(index) for index in bound}
    told_apart = len(set(colour.values())) == len(bound)
    for _ in () if told_apart else bound:
        seen = {index: _signature(index, colour, factors) for index in bound}
        ranks = {mark: n for n, mark in enumerate(sorted({(colour[i], seen[i]) for i in bound}))}
        new = {index: f"{ranks[(colour[index], seen[index])]:04d}" for index in bound}
        settled = len(set(new.values())) == len(set(colour.values()))
        colour = new
        if settled:
            break
    names = sorted(set(colour.values()))
    return [[index for index in bound if colour[index] == name] for name in names]


def _signature(index: Index, colour: dict[Index, str], factors: list[Factor]) -> str:
    marks = []
    for atom, power in factors:
        if index not in atom.free:
            continue
        names: dict[Index, AnyIndex] = {
            other: Index("@" if other == index else f"#{colour[other]}", other.size)
            for other in colour
            if other in atom.free
        }
        renamed = rename_atom(atom, names)
        marks.append(f"{renamed.key if renamed is not None else atom.key}^{power}")
    return ";".join(sorted(marks))


def extremum(kind: str, bound: Index, body: Poly) -> Poly:
    """A maximum or product over one index: named by height, free factors left inside."""
    if bound not in body.free and kind == "max":
        return body
    named = Index(f"~{body.height + 1}", bound.size)
    return atoms.fold(kind, named, body if named == bound else rename_poly(body, {bound: named}))
