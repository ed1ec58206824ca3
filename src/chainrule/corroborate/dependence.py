"""What a term is made of, through the definitions of its nodes, at unknown levels too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator

from chainrule.deciders.ball.structure import body_at, items, level_range
from chainrule.errors import TermError
from chainrule.terms.indexing import Index, Label
from chainrule.terms.leaves import Family, Let, Node, Number, Tensor, is_leaf
from chainrule.terms.node import Term, children
from chainrule.terms.operators import Delta, Entry, LevelFold, Transpose
from chainrule.terms.sizes import Level, Size
from chainrule.terms.substitute import free_indices

DEEPEST = 64


def depends(term: Term, variable: Term) -> bool:
    """Whether `term` depends on `variable`, also through the definitions of nodes.

    Nodes below the level of the variable cannot; raises TermError where it is not known whether
    a node is below.
    """
    seen: set[Term | Family] = set()
    stack = [term]
    while stack:
        one = stack.pop()
        if one == variable:
            return True
        key = _same_everywhere(one, variable)
        if key not in seen and not _below(one, variable):
            seen.add(key)
            stack += parents(one)
    return False


def _same_everywhere(term: Term, variable: Term) -> Term | Family:
    """A family, when its node at one unknown level tells as much as at any other."""
    unknown = isinstance(term, Node) and bool(term.level.coefficients)
    if unknown and getattr(variable, "level", None) is None:
        assert isinstance(term, Node)
        return term.family
    return term


def _below(term: Term, variable: Term) -> bool:
    level = getattr(variable, "level", None)
    if not isinstance(term, Node) or not term.level.coefficients or level is None:
        return False
    height = term.level.distance(level)
    if height is None:
        raise TermError(
            f"whether {term} depends on {variable} is unknown; "
            f"say how high its level is, as levels={{'{term.level}': 3}}."
        )
    return height < 0


def parents(term: Term) -> tuple[Term, ...]:
    """What a term is made of: its children, a node's definition, a fold's levels."""
    if isinstance(term, Node):
        return () if term.definition is None else (term.definition,)
    if isinstance(term, LevelFold) and concrete(term):
        return tuple(body_at(term, level) for level in level_range(term))
    return children(term)


def concrete(fold: LevelFold) -> bool:
    """Whether a fold over levels runs from one whole number to another."""
    return not fold.low.coefficients and not fold.high.coefficients


def repeated(root: Term, given: Container[Term]) -> frozenset[Term]:
    """The terms that stand in more than one place and are worth a name.

    Raises TermError for a node at an unknown level that never comes down to what is `given`.
    """
    met: Counter[Term] = Counter()
    depth: Counter[Family] = Counter()
    stack = [root]
    while stack:
        term = stack.pop()
        met[term] += 1
        if met[term] == 1 and term not in given:
            _descend(term, depth)
            stack += parents(term)
    return frozenset(term for term, times in met.items() if times > 1 and not _cheap(term))


def _descend(term: Term, depth: Counter[Family]) -> None:
    if isinstance(term, Node) and term.level.coefficients:
        depth[term.family] += 1
        if depth[term.family] > DEEPEST:
            raise TermError(
                f"{term.name} is defined from level to level without end; make a node of it an "
                f"argument, or say its level, as levels={{'{term.level}': 3}}."
            )


def _cheap(term: Term) -> bool:
    if isinstance(term, (Entry, Transpose)):
        return _cheap(term.tensor if isinstance(term, Entry) else term.term)
    return is_leaf(term) or isinstance(term, (Number, Size, Level, Delta))


def leaves(term: Term) -> tuple[Tensor | Let | Node, ...]:
    """The free tensors and input nodes that `term` rests on, each once, in reading order."""
    found: dict[Tensor | Let | Node, None] = {}
    seen: set[Term] = set()
    stack = [term]
    depth: Counter[Family] = Counter()
    while stack:
        one = stack.pop()
        if one in seen:
            continue
        seen.add(one)
        _descend(one, depth)
        if isinstance(one, Tensor) or (isinstance(one, Node) and one.definition is None):
            found[one] = None
        stack += reversed(parents(one))
    return tuple(found)


def free_in_order(term: Term) -> tuple[Index, ...]:
    """The free indices of `term` in the order in which they first stand in it."""
    free = free_indices(term)
    return tuple(dict.fromkeys(index for index in _met(term) if index in free))


def _met(term: Term) -> Iterator[Index]:
    for item in items(term):
        if isinstance(item, Term):
            yield from _met(item)
        elif isinstance(item, Label):
            yield from (part for part in item.of if isinstance(part, Index))
        else:
            yield item
