"""Every symbol that a theorem speaks of: read off its two ends, its assumptions and definitions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chainrule.derivation import Derivation
from chainrule.terms.functions import Apply, Call, Function
from chainrule.terms.leaves import Family, Let, Node, Tensor
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import Delta, Entry, Fold, LevelFold
from chainrule.terms.sizes import ONE, Level, Size
from chainrule.terms.substitute import at_levels


@dataclass
class Vocabulary:
    """What the terms of a theorem are made of, each once, in the order of appearance.

    Symbols that repeat over levels stand at the plain level `l`, whatever level was met.
    """

    level: Level
    tensors: dict[str, Tensor] = field(default_factory=dict)
    lets: dict[str, Let] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    functions: dict[Function, None] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    sizes: dict[Size, None] = field(default_factory=dict)
    levels: dict[str, None] = field(default_factory=dict)


def vocabulary(derivation: Derivation) -> Vocabulary:
    """The symbols of `start REL last`, of the assumptions and of every definition they use."""
    ends = [derivation.start, derivation.last]
    for relation in derivation.assuming:
        ends += [relation.left, relation.right]
    words = Vocabulary(_plain_level(ends))
    _note(words, ends)
    return words


def definitions(words: Vocabulary) -> list[tuple[Let | Node, Term]]:
    """Every node with what it is, each after the nodes of its own level that it is made of."""
    ordered: dict[Let | Node, Term] = {}
    visited: set[Let | Node] = set()

    def visit(node: Let | Node) -> None:
        meaning = node.definition
        if node in visited or meaning is None:
            return
        visited.add(node)
        for term in walk(meaning):
            if isinstance(term, Let):
                visit(term)
            elif isinstance(term, Node) and term.level.distance(words.level) in (0, None):
                visit(term.family(words.level))
        ordered[node] = meaning

    for family in words.families.values():
        visit(family(words.level))
    for node in words.lets.values():
        visit(node)
    return list(ordered.items())


def inputs(words: Vocabulary) -> list[Family]:
    """The families of nodes that nothing defines."""
    return [one for one in words.families.values() if one.definition(words.level) is None]


def _plain_level(terms: Iterable[Term]) -> Level:
    named = {name for term in terms for name in _level_names(term)}
    layer = sorted(name for name in named if name.islower())
    return Level(((layer[0] if layer else "l", 1),))


def _level_names(term: Term) -> set[str]:
    found: set[str] = set()
    for part in walk(term):
        level = getattr(part, "level", None)
        if isinstance(part, Level):
            found |= {name for name, _ in part.coefficients}
        elif isinstance(level, Level):
            found |= {name for name, _ in level.coefficients}
    return found


def _note(words: Vocabulary, terms: list[Term]) -> None:
    queue, seen = list(terms), set[Term]()
    while queue:
        top = queue.pop(0)
        bound = {term.level for term in walk(top) if isinstance(term, LevelFold)}
        words.levels |= dict.fromkeys(sorted(_level_names(top) - bound))
        for term in walk(top):
            if term not in seen:
                seen.add(term)
                queue += _note_one(words, term)


def _note_one(words: Vocabulary, term: Term) -> list[Term]:
    """Note one term, and hand back the definition that it brings in."""
    if isinstance(term, Tensor):
        made = _at_plain_level(term, words.level)
        words.tensors.setdefault(term.name, made)
        _note_sizes(words, made.sizes)
    elif isinstance(term, Let) and term.name not in words.lets:
        words.lets[term.name] = term
        return [term.definition]
    elif isinstance(term, Node) and term.name not in words.families:
        return _note_family(words, term.family)
    elif isinstance(term, Apply):
        words.functions[Function(term.function.name, term.function.opaque)] = None
    elif isinstance(term, Call):
        words.calls.setdefault(term.function.name, term)
    else:
        _note_sizes(words, _sizes_of(term))
    return []


def _note_family(words: Vocabulary, family: Family) -> list[Term]:
    words.families[family.name] = family
    _note_sizes(words, family.sizes(words.level))
    definition = family.definition(words.level)
    return [] if definition is None else [definition]


def _note_sizes(words: Vocabulary, sizes: Iterable[Size]) -> None:
    for size in sizes:
        plain = size if size.level is None else Size(size.name, words.level, size.least)
        words.sizes |= {} if size == ONE else {plain: None}


def _sizes_of(term: Term) -> tuple[Size, ...]:
    if isinstance(term, Size):
        return (term,)
    if isinstance(term, Entry):
        return tuple(index.size for index in term.indices)
    if isinstance(term, Delta):
        return (term.left.size,)
    return (term.index.size,) if isinstance(term, Fold) else ()


def _at_plain_level(term: Tensor, plain: Level) -> Tensor:
    """`W^{l+1}` or `W^{L}` as `W^{l}`; a fixed level stays."""
    if term.level is None or len(term.level.coefficients) != 1:
        return term
    (name, factor), back = term.level.coefficients[0], plain - term.level.constant
    moved = at_levels(term, {name: back}) if factor == 1 and isinstance(back, Level) else term
    assert isinstance(moved, Tensor)
    return moved
