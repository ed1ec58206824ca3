"""What a term depends on, through the definitions of lets and nodes.

Levels are symbols, so two nodes `x(l)` and `x(m)` may be the same one: such a case counts as a
dependence that is not clear, and nothing is concluded from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.terms.leaves import Family, Let, Node, Tensor, is_leaf
from chainrule.terms.node import Term, children
from chainrule.terms.operators import LevelFold
from chainrule.terms.sizes import Level

DEEPEST = 32
"""Nodes further than this above the leaf, in levels, are not unfolded."""


class Dependence:
    """Whether terms may depend on the leaf `by`, each found once."""

    def __init__(self, by: Term) -> None:
        self._by = by
        self._known: dict[Term, bool] = {}
        self._reached: dict[Family, Reach] = {}

    def of(self, term: Term) -> bool:
        """Whether `term` may depend on the leaf; False is certain."""
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = self._found(term)
        return found

    def unclear(self, term: Term) -> bool:
        """Whether `term`, a let or a node, must stay folded: it may be the leaf, or has no end."""
        if _may_be(term, self._by):
            return True
        return isinstance(term, Node) and (self.endless(term) or self._far(term))

    def endless(self, term: Node) -> bool:
        """Whether unfolding `term` never ends: a recursion from a symbolic level down."""
        reached = self._reach(term.family)
        if not reached.recursive or reached.upward:
            return reached.recursive
        return bool(term.level.coefficients) and self._steps(term) is None

    def _steps(self, term: Node) -> int | None:
        """How many levels `term` lies above the lowest that can mention the leaf, where known."""
        above, by_level = self._reach(term.family).above, _level(self._by)
        distance = None if by_level is None else term.level.distance(by_level)
        return None if distance is None or above is None else distance + above

    def _far(self, term: Node) -> bool:
        if not self._reach(term.family).recursive:
            return False
        steps = self._steps(term)
        return (term.level.constant - term.family.first if steps is None else steps) > DEEPEST

    def _reach(self, family: Family) -> Reach:
        if family not in self._reached:
            self._reached[family] = reach(family)
        return self._reached[family]

    def _found(self, term: Term) -> bool:
        if term == self._by or _may_be(term, self._by):
            return True
        if isinstance(term, Node):
            return self._node(term)
        if isinstance(term, Let):
            return self.of(term.definition)
        if is_leaf(term):
            return False
        if isinstance(term, LevelFold) and _levelled(self._by):
            return self._anywhere(term.body)
        return any(self.of(child) for child in children(term))

    def _anywhere(self, term: Term) -> bool:
        """Whether the leaf's name is met in `term` at any level: the level is bound here."""
        if isinstance(term, Node) and _name(self._by) in self._reach(term.family).names:
            return True
        if is_leaf(term) and _name(term) == _name(self._by):
            return True
        inner = (term.definition,) if isinstance(term, Let) else children(term)
        return any(self._anywhere(child) for child in inner)

    def _node(self, term: Node) -> bool:
        if _name(self._by) not in self._reach(term.family).names or term.definition is None:
            return False
        if self.endless(term) or self._far(term):
            return True
        steps = self._steps(term)
        return (steps is None or steps >= 0) and self.of(term.definition)


@dataclass(frozen=True)
class Reach:
    """What the definition of a family mentions, at any depth.

    `above` bounds how far above its own level a leaf lies, None when that is not known;
    `upward` says that some definition mentions a node of a higher level.
    """

    names: frozenset[str]
    above: int | None
    recursive: bool
    upward: bool


_GENERIC = Level((("·", 1),))


def reach(family: Family) -> Reach:
    """What nodes of `family` may depend on."""
    leaves, families = _mentioned(family)
    offsets = {(leaf, _offset(leaf)) for leaf in leaves}
    known = all(offset is not None for _, offset in offsets)
    highest = max((offset for _, offset in offsets if offset is not None), default=0)
    upward = any(isinstance(leaf, Node) and (o is None or o > 0) for leaf, o in offsets)
    return Reach(
        frozenset({family.name, *map(_name, leaves)}),
        max(highest, 0) if known and not upward else None,
        family in families,
        upward,
    )


def _mentioned(family: Family) -> tuple[set[Term], set[Family]]:
    """The leaves, and the families of the nodes, that definitions mention at any depth."""
    leaves: set[Term] = set()
    families: set[Family] = set()
    waiting: list[Term | None] = [family.definition(_GENERIC)]
    while waiting:
        term = waiting.pop()
        if term is None:
            continue
        if is_leaf(term):
            leaves.add(term)
        if isinstance(term, Let):
            waiting.append(term.definition)
        elif isinstance(term, Node):
            if term.family not in families:
                families.add(term.family)
                waiting.append(term.family.definition(_GENERIC))
        else:
            waiting.extend(children(term))
    return leaves, families


def _offset(leaf: Term) -> int | None:
    """How far a leaf lies above the generic level; 0 for one without a level."""
    level = _level(leaf)
    return 0 if level is None else level.distance(_GENERIC)


def _may_be(term: Term, by: Term) -> bool:
    """Whether two different leaves may be one: the same name at levels not known to differ."""
    if not is_leaf(term) or term == by or type(term) is not type(by) or _name(term) != _name(by):
        return False
    one, other = _level(term), _level(by)
    if one is None or other is None:
        return one is other
    return one.distance(other) in (None, 0)


def _name(term: Term) -> str:
    assert isinstance(term, (Tensor, Let, Node))
    return term.name


def _level(term: Term) -> Level | None:
    assert isinstance(term, (Tensor, Let, Node))
    return term.level


def _levelled(term: Term) -> bool:
    return _level(term) is not None
