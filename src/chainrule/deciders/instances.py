"""From a citation to a relation between terms: lemmas bound, theorems shifted to other levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chainrule.deciders.index.through import mentioned
from chainrule.derivation import Citation, Derivation
from chainrule.errors import DerivationError
from chainrule.rules.lemma import Assumed, Hypothesis, Instance, Use
from chainrule.terms.entry import generic_indices, lower
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.leaves import Node, Number, Tensor, is_leaf
from chainrule.terms.match import match
from chainrule.terms.node import Term, rebuild, walk
from chainrule.terms.operators import Entry, Fold, LevelFold
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Interval, Level, Size
from chainrule.terms.substitute import at_indices, at_levels, free_indices, map_parts, replace_all

LOCAL = ("assumption", "induction hypothesis")
"""Names of facts that belong to the derivation itself."""


@dataclass(frozen=True)
class Given:
    """A fact ready for use: its relation, its side conditions, the name it is known by."""

    relation: Relation
    conditions: tuple[Relation, ...]
    name: str
    derivation: Derivation | None = None
    axiom: bool = False


def given(use: Use, hypothesis: Relation | None) -> Given:
    """The relation that a use brings in, its symbols bound and its levels replaced."""
    fact = use.fact
    if isinstance(fact, Hypothesis):
        if hypothesis is None:
            raise DerivationError("HYPOTHESIS stands outside the step of an induction.")
        return Given(hypothesis, (), LOCAL[1])
    if isinstance(fact, Instance):
        lemma = fact.lemma
        bound = [bind(r, fact.bindings) for r in (lemma.statement, *lemma.conditions)]
        return Given(bound[0], tuple(bound[1:]), lemma.name, None, lemma.proof is None)
    if isinstance(fact, Assumed):
        return Given(fact.relation, (fact.relation,), LOCAL[0])
    citation = fact if isinstance(fact, Citation) else Citation(fact)  # type: ignore[arg-type]
    return _theorem(citation)


def _theorem(citation: Citation) -> Given:
    one = citation.derivation
    claim = Relation(one.start, one.relation, one.last)
    _bindable(claim, citation)
    bound = [bind(r, citation.bindings) for r in (claim, *one.assuming)]
    domains = _domains(claim, dict(citation.bindings))
    levels = dict(citation.levels)
    shifted = [
        Relation(at_levels(r.left, levels), r.rel, at_levels(r.right, levels))
        for r in (*bound, *domains)
    ]
    return Given(shifted[0], tuple(shifted[1:]), one.name, one)


def _bindable(claim: Relation, citation: Citation) -> None:
    """A symbol that a network's nodes are defined with cannot be bound: they would keep it."""
    parts = [part for side in (claim.left, claim.right) for part in walk(side)]
    inside = {leaf for part in parts if isinstance(part, Node) for leaf in mentioned(part.family)}
    fixed = {leaf.name for leaf in inside if isinstance(leaf, Tensor)}
    fixed |= {part.name for part in parts if isinstance(part, Tensor) and part.level is not None}
    known = {part.name for part in parts if isinstance(part, Tensor)}
    known |= {index.name for side in (claim.left, claim.right) for index in free_indices(side)}
    for name, _ in citation.bindings:
        if name in fixed:
            raise DerivationError(
                f"{name} of '{citation.derivation.name}' belongs to a network and cannot be bound; "
                "replace its level instead."
            )
        if name not in known:
            raise DerivationError(
                f"'{citation.derivation.name}' has no symbol {name}; it has "
                f"{', '.join(sorted(known))}."
            )


def _domains(claim: Relation, named: dict[str, object]) -> list[Relation]:
    """That each bound term lies where the symbol it stands for does."""
    found: dict[Relation, None] = {}
    for side in (claim.left, claim.right):
        for leaf in walk(side):
            target = named.get(leaf.name) if isinstance(leaf, Tensor) else None
            if isinstance(leaf, Tensor) and isinstance(target, Term):
                for relation in (*_within(target, leaf.domain), *_as_long(target, leaf)):
                    found[relation] = None
    return list(found)


def _as_long(term: Term, leaf: Tensor) -> Iterator[Relation]:
    """That an axis is at least as long as the theorem's was."""
    for size, least in zip(term.shape, (size.least for size in leaf.sizes), strict=False):
        if isinstance(size, Size) and size.least < least:
            yield Relation(size, ">=", Number(Fraction(least)))


def _within(term: Term, domain: Interval) -> Iterator[Relation]:
    entry = lower(term, generic_indices(term))
    if domain.low is not None:
        yield Relation(entry, ">" if domain.open_low else ">=", Number(domain.low))
    if domain.high is not None:
        yield Relation(entry, "<" if domain.open_high else "<=", Number(domain.high))


def bind(relation: Relation, bindings: tuple[tuple[str, object], ...]) -> Relation:
    """`relation` with the symbols named in `bindings` replaced, their sizes along with them."""
    named = dict(bindings)
    leaves = {
        leaf.name: leaf
        for side in (relation.left, relation.right)
        for leaf in walk(side)
        if isinstance(leaf, Tensor) and leaf.name in named
    }
    sizes: dict[Size, Size] = {}
    for name, leaf in leaves.items():
        target = named[name]
        assert isinstance(target, Term)
        if len(target.shape) != len(leaf.sizes):
            raise DerivationError(
                f"{name} stands for a term with {len(leaf.sizes)} axes, but {target} has "
                f"{len(target.shape)}."
            )
        sizes |= dict(zip(leaf.sizes, target.shape, strict=True))  # type: ignore[arg-type]
    sides = (_bound(side, leaves, named, sizes) for side in (relation.left, relation.right))
    left, right = sides
    return Relation(left, relation.rel, right)


def _bound(
    side: Term, leaves: dict[str, Tensor], named: dict[str, object], sizes: dict[Size, Size]
) -> Term:
    new: dict[Term, Term] = {}
    for name, leaf in leaves.items():
        target = named[name]
        assert isinstance(target, Term)
        new[at_sizes(leaf, sizes)] = target
    side = replace_all(at_sizes(side, sizes), new)
    chosen: dict[Index, AnyIndex] = {
        index: named[index.name]  # type: ignore[misc]
        for index in free_indices(side)
        if isinstance(named.get(index.name), Index)
    }
    return at_indices(side, chosen)


def at_sizes(term: Term, sizes: dict[Size, Size]) -> Term:
    """`term` with sizes replaced, in leaves and indices alike."""
    if isinstance(term, Size):
        return sizes.get(term, term)

    def on_index(index: AnyIndex) -> AnyIndex:
        if isinstance(index, Index):
            return Index(index.name, sizes.get(index.size, index.size))
        of = tuple(on_index(part) for part in index.of)
        return type(index)(index.name, of, sizes.get(index.size, index.size))

    return map_parts(term, lambda part: at_sizes(part, sizes), on_index)


def rewritten(term: Term, equation: Relation) -> Term:
    """`term` with every instance of the left side replaced by the right.

    An equation between entries at free indices also replaces whole tensors, as inside a norm.
    """
    left, right = equation.left, equation.right
    if isinstance(left, Entry) and isinstance(right, Entry) and _whole(left, right):
        term = lower(replace_all(term, {left.tensor: right.tensor}))
    indices = generic_indices(left)
    return _rewritten(term, lower(left, indices), lower(right, indices))


def _whole(left: Entry, right: Entry) -> bool:
    """Whether an equation between entries says that two whole tensors are equal."""
    distinct = len(set(left.indices)) == len(left.indices)
    return left.indices == right.indices and distinct and is_leaf(left.tensor)


def _rewritten(term: Term, left: Term, right: Term) -> Term:
    names = match(left, term)
    if names is not None:
        return at_indices(right, names)
    if isinstance(term, (Fold, LevelFold)):
        return rebuild(term, lambda child: _rewritten(child, left, right))
    return rebuild(
        term, lambda child: child if isinstance(child, Level) else _rewritten(child, left, right)
    )
