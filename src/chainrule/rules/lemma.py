"""A lemma is a statement as a term, with side conditions and a proof or a declared source.

Its free symbols are what an instance binds: `LOG_TANGENT.at(t=q[i] / p[i])`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chainrule.terms.indexing import Index
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import Relation


@dataclass(frozen=True)
class Lemma:
    """A named fact: `statement` holds wherever `conditions` do.

    `proof` names the derivation that proves it; None makes it an AXIOM with a `source`.
    `wrong` is a reversed or perturbed statement that must be refuted: no lemma is vacuous.
    """

    name: str
    title: str
    statement: Relation
    wrong: Relation
    conditions: tuple[Relation, ...] = ()
    proof: str | None = None
    source: str = ""

    def at(self, **bindings: object) -> Instance:
        """This lemma with its symbols bound to terms."""
        made = {n: v if isinstance(v, Index) else as_term(v) for n, v in bindings.items()}
        return Instance(self, tuple(sorted(made.items(), key=lambda pair: pair[0])))


class Fact:
    """What a step can use; the verbs say with which factor, summed over what, and why."""

    def times(self, factor: object, over: Index | tuple[Index, ...] = ()) -> Use:
        """This fact times a factor (nonnegative for a bound), summed over indices."""
        return Use(self).times(factor, over)

    def summed(self, over: Index | tuple[Index, ...]) -> Use:
        """This fact summed over indices."""
        return Use(self).times(1, over)

    def because(self, *reasons: object) -> Use:
        """This fact, its side conditions discharged by further uses."""
        return Use(self, None, (), tuple(as_use(reason) for reason in reasons))


@dataclass(frozen=True)
class Instance(Fact):
    """A lemma with its symbols bound."""

    lemma: Lemma
    bindings: tuple[tuple[str, Term | Index], ...]


@dataclass(frozen=True)
class Assumed(Fact):
    """An assumption of the derivation, used as an equation or a bound."""

    relation: Relation


@dataclass(frozen=True)
class Use:
    """How a step uses a fact: a factor, indices to sum over, reasons for side conditions.

    Without a factor an equation is used as a substitution and an inequality as it stands.
    """

    fact: object  # an Instance, a Derivation (or its instance), or HYPOTHESIS
    factor: Term | None = None
    over: tuple[Index, ...] = ()
    reasons: tuple[Use, ...] = ()

    def times(self, factor: object, over: Index | tuple[Index, ...] = ()) -> Use:
        """This use with a nonnegative factor, summed over indices."""
        indices = (over,) if isinstance(over, Index) else over
        return replace(self, factor=as_term(factor), over=indices)

    def summed(self, over: Index | tuple[Index, ...]) -> Use:
        """This use summed over indices."""
        return self.times(1, over)


@dataclass(frozen=True)
class Hypothesis(Fact):
    """The induction hypothesis, as a fact that the step of an induction may use."""


HYPOTHESIS = Hypothesis()


def as_use(fact: object) -> Use:
    """`fact` as a use with no factor."""
    return fact if isinstance(fact, Use) else Use(fact)
