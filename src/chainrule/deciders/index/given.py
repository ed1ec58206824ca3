"""Equations among the assumptions, used from left to right inside normal forms.

`sum_k y_k = 1` also acts inside a larger sum, wherever the factor `y_k` carries its index alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chainrule.deciders.index.contract import contract
from chainrule.deciders.index.convert import Unsupported, convert
from chainrule.deciders.index.poly import Atom, Factor, Poly, product
from chainrule.deciders.index.rename import fresh, rename_monomial, rename_poly, substitute
from chainrule.deciders.index.scope import Scope
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.relation import Relation

ROUNDS = 8


@dataclass(frozen=True)
class Equation:
    """`factor * sum over bound of the product of factors = right`."""

    bound: tuple[Index, ...]
    factors: tuple[Factor, ...]
    right: Poly


def equations(facts: tuple[Relation, ...], scope: Scope) -> tuple[Equation, ...]:
    """The assumptions that are equations with a single product on the left."""
    found = []
    for fact in facts:
        if fact.rel != "=" or fact.left.shape:
            continue
        try:
            left, right = convert(fact.left, scope), convert(fact.right, scope)
        except Unsupported:
            continue
        found += list(_oriented(left, right))
    return tuple(found)


def _oriented(left: Poly, right: Poly) -> Iterator[Equation]:
    if len(left.terms) != 1 or left.value is not None:
        return
    ((monomial, factor),) = left.terms.items()
    scaled = right.scale(Fraction(1) / factor)
    if len(monomial) == 1 and monomial[0][0].kind == "sum" and monomial[0][1] == 1:
        new = {index: fresh(index) for index in monomial[0][0].data[0]}
        inner = rename_monomial(monomial[0][0].data[1], new)
        if len(inner.terms) == 1:
            yield Equation(tuple(new.values()), next(iter(inner.terms)), scaled)
    elif all(atom.kind in {"leaf", "levelprod", "call"} for atom, _ in monomial):
        yield Equation((), monomial, scaled)


def rewrite(poly: Poly, given: tuple[Equation, ...]) -> Poly:
    """`poly` with the equations applied until nothing changes."""
    for _ in range(ROUNDS if given else 0):
        before = poly.key
        poly = substitute(_at_top(poly, given), lambda atom: _inside(atom, given))
        if poly.key == before:
            break
    return poly


def _at_top(poly: Poly, given: tuple[Equation, ...]) -> Poly:
    total = Poly.constant(0)
    for monomial, factor in poly.terms.items():
        changed = _once((), monomial, given)
        kept = Poly({monomial: 1}) if changed is None else changed
        total = total + kept.scale(factor)
    return total


def _inside(atom: Atom, given: tuple[Equation, ...]) -> Poly | None:
    if atom.kind != "sum":
        return None
    bound, monomial = atom.data
    new = {index: fresh(index) for index in bound}
    inner = rename_monomial(monomial, new)
    if len(inner.terms) != 1:
        return None
    return _once(tuple(new.values()), next(iter(inner.terms)), given)


def _once(
    bound: tuple[Index, ...], monomial: tuple[Factor, ...], given: tuple[Equation, ...]
) -> Poly | None:
    for equation in given:
        for names, rest in _matches(equation.factors, monomial, {}):
            summed = [names.get(index) for index in equation.bound]
            alone = all(
                isinstance(i, Index) and i in bound and not any(i in a.free for a, _ in rest)
                for i in summed
            )
            if not alone or len(set(summed)) != len(summed):
                continue
            right = rename_poly(equation.right, names)
            left = tuple(index for index in bound if index not in summed)
            return contract(left, product(rest) * right)
    return None


def _matches(
    pattern: tuple[Factor, ...], target: tuple[Factor, ...], names: dict[Index, AnyIndex]
) -> Iterator[tuple[dict[Index, AnyIndex], tuple[Factor, ...]]]:
    if not pattern:
        yield names, target
        return
    (atom, power), *rest = pattern
    for position, (other, other_power) in enumerate(target):
        if other_power != power or other.kind != atom.kind:
            continue
        found = _unify(atom, other, names)
        if found is not None:
            left = (*target[:position], *target[position + 1 :])
            yield from _matches(tuple(rest), left, found)


def _unify(pattern: Atom, atom: Atom, names: dict[Index, AnyIndex]) -> dict[Index, AnyIndex] | None:
    at = {"leaf": 1, "levelprod": 5}.get(pattern.kind)
    if at is None or pattern.data[:at] != atom.data[:at]:
        return names if pattern == atom else None
    found = dict(names)
    for left, right in zip(pattern.data[at], atom.data[at], strict=True):
        if not isinstance(left, Index):
            if left != right:
                return None
        elif found.setdefault(left, right) != right:
            return None
    return found
