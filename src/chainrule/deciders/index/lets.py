"""Let-bound nodes, innermost first: what each mentions, how deep it stands, what it is known by.

No recursion from node to node, so that a network may be as deep as it likes.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from chainrule.terms.digest import digest
from chainrule.terms.leaves import Let, Tensor, is_leaf
from chainrule.terms.node import Term, children, rebuild

MOST = 1 << 14
"""How many nodes are remembered before all are forgotten at once."""


@dataclass(frozen=True)
class Known:
    """The leaves in a node's definition, nodes not looked into; its height; its spelling."""

    leaves: tuple[Term, ...]
    height: int
    key: str


_known: dict[Let, Known] = {}


def known(node: Let) -> Known:
    """What there is to know of a node."""
    if node not in _known:
        if len(_known) > MOST:
            _known.clear()
        for inner in innermost_first(node, _known):
            _known[inner] = _made(inner)
    return _known[node]


def innermost_first(node: Let, done: Container[Let]) -> list[Let]:
    """The nodes that `node` is made of and itself, each after those in its definition.

    Those that are `done` are left out, with all that only they are made of.
    """
    order: list[Let] = []
    stack = [(node, False)]
    seen: set[Let] = set()
    while stack:
        one, entered = stack.pop()
        if entered:
            order.append(one)
        elif one not in seen and one not in done:
            seen.add(one)
            stack.append((one, True))
            stack += [(i, False) for i in leaves_of(one.definition) if isinstance(i, Let)]
    return order


def leaves_of(term: Term) -> tuple[Term, ...]:
    """The leaves that a term mentions, each once; what nodes are made of is not looked into."""
    found: dict[Term, None] = {}
    stack = [term]
    while stack:
        one = stack.pop()
        if is_leaf(one):
            found[one] = None
        else:
            stack += children(one)
    return tuple(found)


def _made(node: Let) -> Known:
    leaves = leaves_of(node.definition)
    inner = {leaf: _known[leaf] for leaf in leaves if isinstance(leaf, Let)}
    height = 1 + max((one.height for one in inner.values()), default=0)
    spelled = digest((node.name, node.level, _shallow(node.definition, inner)))
    return Known(leaves, height, f"{node}#{spelled[:12]}")


def _shallow(term: Term, inner: dict[Let, Known]) -> Term:
    """`term` with its nodes replaced by symbols that are named by what they are known by."""
    if isinstance(term, Let):
        return Tensor(inner[term].key, term.shape)  # type: ignore[arg-type]
    return rebuild(term, lambda child: _shallow(child, inner))
