"""Derivatives through a network of symbolic depth: reverse mode, one level at a time.

For a cost far above a node, the derivative stays an atom (an adjoint) until the zero test
needs it one level up: adj(u) = sum over the nodes v that mention u of adj(v) dv/du.
"""

from __future__ import annotations

from functools import lru_cache

from chainrule.deciders.index import atoms
from chainrule.deciders.index import convert as conversion
from chainrule.deciders.index import differentiate as calculus
from chainrule.deciders.index.contract import contract
from chainrule.deciders.index.lets import innermost_first, known, leaves_of
from chainrule.deciders.index.poly import Atom, Poly
from chainrule.deciders.index.rename import fresh
from chainrule.deciders.index.scope import Scope
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.leaves import Family, Let, Node, is_leaf
from chainrule.terms.node import Term, children, walk
from chainrule.terms.operators import axes
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Level

Indices = tuple[AnyIndex, ...]
GENERIC = Level((("¤g", 1),))


@lru_cache(maxsize=8192)
def depends(term: Term, leaf: Term) -> bool:
    """Whether `term` depends on `leaf` through definitions (a sound over-approximation)."""
    if term == leaf:
        return True
    if isinstance(term, Node):
        return _node_depends(term, leaf)
    if isinstance(term, Let):
        return _let_depends(term, leaf)
    return not is_leaf(term) and any(depends(one, leaf) for one in leaves_of(term))


def _let_depends(node: Let, leaf: Term) -> bool:
    table = _dependent(leaf)
    for inner in innermost_first(node, table):
        table[inner] = any(
            one == leaf or (table[one] if isinstance(one, Let) else depends(one, leaf))
            for one in known(inner).leaves
        )
    return table[node]


@lru_cache(maxsize=256)
def _dependent(_leaf: Term) -> dict[Let, bool]:
    """Which nodes depend on a leaf, as far as it was asked."""
    return {}


def _node_depends(node: Node, leaf: Term) -> bool:
    level = getattr(leaf, "level", None)
    distance = None if level is None else node.level.distance(level)
    if distance is not None and distance < 0:
        return False
    if level is not None and distance is None:
        return any(_names(leaf) == _names(other) for other in mentioned(node.family))
    inside = node.definition
    if level is None:
        return any(leaf == other for other in mentioned(node.family))
    return inside is not None and any(depends(child, leaf) for child in (inside,))


def _names(leaf: Term) -> tuple[str, str]:
    return type(leaf).__name__, str(getattr(leaf, "name", ""))


def mentioned(family: Family) -> tuple[Term, ...]:
    """The leaves that a family's definitions mention at any depth, at a generic level."""
    found: dict[Term, None] = {}
    done: set[str] = set()
    todo = [family]
    while todo:
        one = todo.pop()
        if one.name in done:
            continue
        done.add(one.name)
        inside = one.definition(GENERIC)
        for leaf in walk(inside) if inside is not None else ():
            if is_leaf(leaf):
                found[leaf] = None
                if isinstance(leaf, Node):
                    todo.append(leaf.family)
    return tuple(found)


def families_below(node: Node) -> tuple[Family, ...]:
    """The families that a node's definition reaches, its own among them."""
    nodes = [leaf for leaf in mentioned(node.family) if isinstance(leaf, Node)]
    return tuple(dict.fromkeys((node.family, *(leaf.family for leaf in nodes))))


def through_levels(atom: Atom, leaf: Term, indices: Indices, scope: Scope) -> Poly | None:
    """The derivative of a cost by a leaf at a symbolic distance; None when none is."""
    call, key, slots = atom.data
    level = getattr(leaf, "level", None)
    if level is None or slots:
        return None
    far = [n for n in call.arguments if isinstance(n, Node) and n.level.distance(level) is None]
    if not far:
        return None
    if len(call.arguments) != len(far) and any(
        depends(argument, leaf) for argument in call.arguments if argument not in far
    ):
        raise conversion.Unsupported(f"{call} reaches {leaf} at two kinds of distance")
    if isinstance(leaf, Node):
        return atoms.adjoint(call, key, leaf, indices)
    return pulled_back(call, key, leaf, indices, scope)


def pulled_back(call: Term, key: str, leaf: Term, indices: Indices, scope: Scope) -> Poly:
    """sum over the nodes v that mention `leaf` directly of adj(v) dv/d leaf."""
    total = Poly.constant(0)
    for node in _users(call, leaf):
        scope.need(Relation(node.level, "<=", _top(call)))
        bound = tuple(fresh(Index("i", size)) for size in axes(node))
        inside = node.definition
        assert inside is not None
        entry = conversion.convert(inside, Scope(scope.facts), bound)
        held = Scope(scope.facts, held=True)
        local = calculus.differentiate(entry, leaf, indices, held)
        total = total + contract(bound, atoms.adjoint(call, key, node, bound) * local)
    return total


def _top(call: Term) -> Level:
    return next(n.level for n in children(call) if isinstance(n, Node))


def _users(call: Term, leaf: Term) -> list[Node]:
    """The nodes, at their levels, whose definitions mention `leaf` directly."""
    users: list[Node] = []
    level = leaf.level  # type: ignore[attr-defined]
    top = next(n for n in children(call) if isinstance(n, Node))
    for family in families_below(top):
        inside = family.definition(GENERIC)
        for other in walk(inside) if inside is not None else ():
            if is_leaf(other) and _names(other) == _names(leaf):
                offset = GENERIC.distance(other.level)  # type: ignore[attr-defined]
                user = family(level + offset)
                users += [user] if user not in users else []
    return users
