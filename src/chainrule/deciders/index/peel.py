"""Bringing two sides to common ends: adjoints one level up, sums and products one level shorter.

Each move is an identity under an obligation on levels, which is noted in the scope.
"""

from __future__ import annotations

from collections.abc import Callable

from chainrule.deciders.index import atoms
from chainrule.deciders.index import convert as conversion
from chainrule.deciders.index.contract import contract
from chainrule.deciders.index.poly import Atom, Poly
from chainrule.deciders.index.rename import fresh, substitute
from chainrule.deciders.index.scope import Scope
from chainrule.deciders.index.through import depends, pulled_back
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Level
from chainrule.terms.substitute import at_levels

ROUNDS = 24
Rest = tuple[str, Level, Level, Term]
"""A sum or product over levels without its kind: bound name, ends, body."""


def aligned(poly: Poly, scope: Scope) -> Poly:
    """`poly` with adjoints at one level each and level folds with common ends."""
    for _ in range(ROUNDS):
        found = everywhere(poly)
        move = _adjoint_move(found, scope) or _fold_move(found, scope)
        if move is None:
            return poly
        poly = substitute(poly, move)
    return poly


def everywhere(poly: Poly) -> list[Atom]:
    """The atoms of `poly` at any depth, each once."""
    found: dict[Atom, None] = {}

    def note(atom: Atom) -> Poly | None:
        found[atom] = None
        return None

    substitute(poly, note)
    return list(found)


Move = Callable[[Atom], "Poly | None"]


def _adjoint_move(found: list[Atom], scope: Scope) -> Move | None:
    """Push the lowest adjoint of a cost one level up, when a higher one is there too."""
    adjoints = [atom for atom in found if atom.kind == "adjoint"]
    for low in adjoints:
        for high in adjoints:
            if low.data[1] == high.data[1] and _below(low.data[2], high.data[2]):
                leaf = low.data[2]
                return lambda atom: (
                    pulled_back(atom.data[0], atom.data[1], leaf, atom.data[3], scope)
                    if atom.kind == "adjoint" and atom.data[2] == leaf
                    else None
                )
    return None


def _below(low: Term, high: Term) -> bool:
    if low == high:
        return False
    gap: int | None = high.level.distance(low.level)  # type: ignore[attr-defined]
    if gap is None or gap < 0:
        return False
    return gap > 0 or depends(high, low)


def _fold_move(found: list[Atom], scope: Scope) -> Move | None:
    folds = [atom for atom in found if atom.kind in {"levelsum", "levelprod"}]
    for one in folds:
        if _length(one) == 1:
            return _replacing(one, lambda atom: _first(atom, scope))
        for other in folds:
            if one.kind != other.kind or one.data[4] != other.data[4]:
                continue
            if one.data[2] == other.data[2] and _gap(other.data[1], one.data[1]) > 0:
                return _replacing(one, lambda atom: _from_below(atom, scope))
            if one.data[1] == other.data[1] and _gap(one.data[2], other.data[2]) > 0:
                if one.data[0] not in one.data[4]:
                    continue  # a power: contraction absorbs its neighbours instead
                return _replacing(one, lambda atom: _from_above(atom, scope))
    return None


def _replacing(model: Atom, change: Callable[[Atom], Poly]) -> Move:
    def move(atom: Atom) -> Poly | None:
        same = atom.kind == model.kind and atom.data[:3] == model.data[:3]
        return change(atom) if same and atom.data[4] == model.data[4] else None

    return move


def _length(atom: Atom) -> int | None:
    gap = atom.data[2].distance(atom.data[1])
    return None if gap is None else gap + 1


def _gap(high: Level, low: Level) -> int:
    distance = high.distance(low)
    return 0 if distance is None else distance


def _first(atom: Atom, scope: Scope) -> Poly:
    return conversion.convert(_body(atom, atom.data[1]), scope, atom.data[5])


def _body(atom: Atom, level: Level) -> Term:
    return at_levels(atom.data[3], {atom.data[0]: level})


def _from_below(atom: Atom, scope: Scope) -> Poly:
    """The lowest level taken out on the left."""
    name, low, high, body, key, indices = atom.data
    scope.need(Relation(low, "<=", high))
    rest = (name, low + 1, high, body)
    return _joined(atom.kind, _body(atom, low), rest, key, indices, scope, body_first=True)


def _from_above(atom: Atom, scope: Scope) -> Poly:
    """The highest level taken out on the right."""
    name, low, high, body, key, indices = atom.data
    scope.need(Relation(low, "<=", high))
    rest = (name, low, high - 1, body)
    return _joined(atom.kind, _body(atom, high), rest, key, indices, scope, body_first=False)


def _joined(
    kind: str,
    end: Term,
    rest: Rest,
    key: str,
    indices: tuple[AnyIndex, ...],
    scope: Scope,
    *,
    body_first: bool,
) -> Poly:
    if kind == "levelsum":
        tail = _remaining(kind, rest, key, indices)
        return conversion.convert(end, scope, indices) + tail
    if not indices:
        return conversion.convert(end, scope) * _remaining(kind, rest, key, ())
    joint = end.shape[1] if body_first else end.shape[0]
    middle = fresh(Index("m", joint))  # type: ignore[arg-type]
    row, column = indices
    if body_first:
        left = conversion.convert(end, scope, (row, middle))
        right = _remaining(kind, rest, key, (middle, column))
    else:
        left = _remaining(kind, rest, key, (row, middle))
        right = conversion.convert(end, scope, (middle, column))
    return contract((middle,), left * right)


def _remaining(kind: str, rest: Rest, key: str, indices: tuple[AnyIndex, ...]) -> Poly:
    _, low, high, _ = rest
    if high.distance(low) == -1:
        if kind == "levelsum":
            return Poly.constant(0)
        return atoms.delta(*indices) if indices else Poly.constant(1)
    return atoms.over_levels(kind, rest, key, indices)
