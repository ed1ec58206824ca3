"""One mistake at one place: what a term could have been miswritten as.

Each function yields the terms that may stand in the place of `site.term`, None for one that
cannot be built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import islice

from chainrule.errors import TermError
from chainrule.exam.sites import Leaf, Pool, Site
from chainrule.terms.functions import Apply, Function, Norm
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.leaves import Let, Node, Number, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import (
    Add,
    Delta,
    Div,
    Entry,
    Fold,
    LevelFold,
    MatMul,
    Mul,
    Neg,
    Pow,
    Transpose,
)
from chainrule.terms.sizes import Level, Size
from chainrule.terms.substitute import at_indices, at_levels

CONFUSED = 3
"""With how many others a symbol or an index is confused at one place."""

ONE = Number(Fraction(1))
LOOKALIKES = {
    "tanh": "logistic",
    "logistic": "tanh",
    "sin": "cos",
    "cos": "sin",
    "softplus": "relu",
    "relu": "softplus",
}
FOLDS = {"sum": ("max", "prod"), "prod": ("sum",), "max": ("sum",)}
NORMS = {"2": ("inf", "1"), "inf": ("2", "1"), "1": ("2", "inf")}


def swap_symbol(site: Site, known: Pool) -> Iterator[Term]:
    """Another symbol of the same shape and domain."""
    if isinstance(site.term, (Tensor, Let, Node, Size)):
        yield from islice(known.like(site.term), CONFUSED)


def drop_summand(site: Site, known: Pool) -> Iterator[Term]:
    """A sum without one of its summands."""
    if isinstance(site.term, Add):
        for rest in _without_one(site.term.terms):
            yield rest[0] if len(rest) == 1 else Add(rest)


def drop_factor(site: Site, known: Pool) -> Iterator[Term]:
    """A product without one of its factors, a quotient without its denominator or numerator."""
    term = site.term
    if isinstance(term, Mul):
        for rest in _without_one(term.factors):
            yield rest[0] if len(rest) == 1 else Mul(rest)
    elif isinstance(term, Div):
        yield term.numerator
        if term.numerator != ONE and not term.numerator.shape:
            yield Div(ONE, term.denominator)
    elif isinstance(term, MatMul):
        yield term.left
        yield term.right


def _without_one(parts: tuple[Term, ...]) -> Iterator[tuple[Term, ...]]:
    for number in range(len(parts)):
        yield parts[:number] + parts[number + 1 :]


def flip_sign(site: Site, known: Pool) -> Iterator[Term]:
    """A minus that is lost, or one too many: of the whole, a summand, an argument, an exponent."""
    term = site.term
    if site.by:
        return
    if isinstance(term, Neg):
        yield term.term
    elif not site.path:
        yield Neg(term)
    if isinstance(term, Add):
        for number, part in enumerate(term.terms):
            turned = part.term if isinstance(part, Neg) else Neg(part)
            yield Add((*term.terms[:number], turned, *term.terms[number + 1 :]))
    elif isinstance(term, Apply):
        inside = term.argument
        yield Apply(term.function, inside.term if isinstance(inside, Neg) else Neg(inside))


def exponent(site: Site, known: Pool) -> Iterator[Term]:
    """A power one higher, or of the opposite sign."""
    if isinstance(site.term, Pow):
        base, power = site.term.base, site.term.exponent
        if isinstance(power, Number):
            yield Pow(base, Number(power.value + 1))
            yield Pow(base, Number(-power.value))
            yield base
        else:
            yield Pow(base, power + 1)
            yield Pow(base, Neg(power))


def constant(site: Site, known: Pool) -> Iterator[Term]:
    """Twice a number, and a number one higher."""
    if isinstance(site.term, Number):
        yield Number(2 * site.term.value)
        yield Number(site.term.value + 1)


def function(site: Site, known: Pool) -> Iterator[Term]:
    """A derivative for a function, tanh for the logistic function, a maximum for a sum."""
    term = site.term
    if isinstance(term, Apply):
        yield from _other_functions(term)
    elif isinstance(term, Fold):
        yield from (Fold(kind, term.index, term.body) for kind in FOLDS[term.kind])
    elif isinstance(term, Norm):
        yield from (Norm(term.argument, order) for order in NORMS[term.order])


def _other_functions(term: Apply) -> Iterator[Term]:
    made = term.function
    yield Apply(made.derivative, term.argument)
    if made.order:
        yield Apply(Function(made.name, made.opaque, made.order - 1), term.argument)
    if made.name in LOOKALIKES and not made.opaque:
        yield Apply(Function(LOOKALIKES[made.name], False, made.order), term.argument)
    if not made.opaque and not made.order:
        yield term.argument


def transpose(site: Site, known: Pool) -> Iterator[Term | None]:
    """A transpose that is lost, or one too many, and an entry with its indices exchanged."""
    term = site.term
    if isinstance(term, Transpose):
        yield term.term
    elif len(term.shape) == 2 and not site.by:
        yield Transpose(term)
    if isinstance(term, Entry) and len(term.indices) == 2:
        yield _built(partial(Entry, term.tensor, term.indices[::-1]))


def swap_index(site: Site, known: Pool) -> Iterator[Term]:
    """Another index over the same size."""
    term = site.term
    if isinstance(term, Entry):
        for number, one in enumerate(term.indices):
            for other in _others(one, site):
                yield Entry(
                    term.tensor, (*term.indices[:number], other, *term.indices[number + 1 :])
                )
    elif isinstance(term, Delta):
        for other in _others(term.left, site):
            yield Delta(other, term.right)
        for other in _others(term.right, site):
            yield Delta(term.left, other)


def _others(index: AnyIndex, site: Site) -> list[Index]:
    fitting = (other for other in site.indices if other != index and other.size == index.size)
    return list(dict.fromkeys(islice(fitting, CONFUSED)))


def delta_to_one(site: Site, known: Pool) -> Iterator[Term]:
    """A Kronecker delta that is forgotten."""
    if isinstance(site.term, Delta):
        yield ONE


def sum_to_entry(site: Site, known: Pool) -> Iterator[Term | None]:
    """One term in the place of a sum, a product or a maximum."""
    term = site.term
    if isinstance(term, Fold):
        for other in _others(term.index, site):
            yield at_indices(term.body, {term.index: other})
    elif isinstance(term, LevelFold):
        for end in (term.low, term.high):
            yield _built(partial(at_levels, term.body, {term.level: end}))


def shift_level(site: Site, known: Pool) -> Iterator[Term]:
    """A level one higher or lower, of a symbol or of an end of a range."""
    term = site.term
    if isinstance(term, (Tensor, Node)) and isinstance(term.level, Level):
        yield from (_moved(term, by) for by in (1, -1))
    elif isinstance(term, Level) and term.coefficients:
        yield from (_shifted(term, by) for by in (1, -1))
    elif isinstance(term, LevelFold):
        for by in (1, -1):
            yield LevelFold(term.kind, term.level, _shifted(term.low, by), term.high, term.body)
            yield LevelFold(term.kind, term.level, term.low, _shifted(term.high, by), term.body)


def _moved(leaf: Leaf, by: int) -> Leaf:
    """A leaf at the next level; the sizes that go with the level move along."""
    assert leaf.level is not None
    level = _shifted(leaf.level, by)
    if isinstance(leaf, Node):
        return Node(leaf.family, level)
    assert isinstance(leaf, Tensor)
    sizes = tuple(_size_moved(size, leaf.level, by) for size in leaf.sizes)
    return Tensor(leaf.name, sizes, level, leaf.domain)


def _size_moved(size: Size, level: Level, by: int) -> Size:
    if size.level is None or size.level.distance(level) is None:
        return size
    return Size(size.name, _shifted(size.level, by), size.least)


def _shifted(level: Level, by: int) -> Level:
    moved = level + by
    assert isinstance(moved, Level)
    return moved


def _built(make: Callable[[], Term]) -> Term | None:
    """What `make` makes, or None where it is not well formed."""
    try:
        return make()
    except TermError:
        return None
