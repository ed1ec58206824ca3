"""What a conversion knows: the facts, the let-bound nodes to unfold, the obligations met."""

from __future__ import annotations

from dataclasses import dataclass, field

from chainrule.deciders.index.poly import Poly
from chainrule.terms.indexing import AnyIndex
from chainrule.terms.leaves import Let, Node
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation


@dataclass
class Scope:
    """The state of one conversion; `held` makes every node but the one differentiated constant."""

    facts: tuple[Relation, ...] = ()
    unfold: frozenset[Term] = frozenset()
    held: bool = False
    obligations: list[Relation] = field(default_factory=list)
    memo: dict[tuple[Term, tuple[AnyIndex, ...]], Poly] = field(default_factory=dict)
    positive: dict[Term, bool] = field(default_factory=dict)

    def need(self, fact: Relation) -> None:
        """Note a fact that the conversion rests on."""
        if fact not in self.obligations:
            self.obligations.append(fact)


def definition(leaf: Term) -> Term | None:
    """What a let-bound node or a network's node is; None for a free tensor."""
    return leaf.definition if isinstance(leaf, (Let, Node)) else None
