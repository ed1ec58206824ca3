"""From an author's term to the normal form."""

from __future__ import annotations

from functools import singledispatch

from chainrule.deciders.index import atoms
from chainrule.deciders.index.back import monomial_term
from chainrule.deciders.index.contract import contract, extremum
from chainrule.deciders.index.differentiate import differentiate
from chainrule.deciders.index.poly import Poly, multiplied
from chainrule.deciders.index.rename import canonical_norm, fresh
from chainrule.deciders.index.scope import Scope, definition
from chainrule.deciders.sign import is_positive
from chainrule.terms.entry import lower
from chainrule.terms.functions import Apply, Call, Function, Norm
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.leaves import Constant, Let, Node, Number, Tensor
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import (
    Add,
    Delta,
    Derivative,
    Div,
    Entry,
    Fold,
    LevelFold,
    Mul,
    Neg,
    Pow,
    axes,
)
from chainrule.terms.sizes import Level, Size
from chainrule.terms.substitute import at_indices, at_levels, free_indices


class Unsupported(Exception):
    """The index calculus has no normal form for this; the message says what."""


def convert(term: Term, scope: Scope, indices: tuple[AnyIndex, ...] = ()) -> Poly:
    """The normal form of the entry of `term` at `indices`."""
    key = (term, indices)
    if key not in scope.memo:
        scalar = lower(term, indices) if axes(term) or indices else term
        scope.memo[key] = _convert(scalar, scope)
    return scope.memo[key]


@singledispatch
def _convert(term: Term, scope: Scope) -> Poly:
    if not axes(term):
        lowered = lower(term)
        if lowered is not term and lowered != term:
            return convert(lowered, scope)
    raise Unsupported(f"{term} ({type(term).__name__})")


@_convert.register
def _(term: Number, scope: Scope) -> Poly:
    return Poly.constant(term.value)


@_convert.register
def _(term: Constant, scope: Scope) -> Poly:
    return atoms.constant(term.name)


@_convert.register
def _(term: Size, scope: Scope) -> Poly:
    return atoms.size(term)


@_convert.register
def _(term: Level, scope: Scope) -> Poly:
    return atoms.level(term)


@_convert.register
def _(term: Add, scope: Scope) -> Poly:
    total = Poly.constant(0)
    for part in term.terms:
        total = total + convert(part, scope)
    return total


@_convert.register
def _(term: Neg, scope: Scope) -> Poly:
    return -convert(term.term, scope)


@_convert.register
def _(term: Mul, scope: Scope) -> Poly:
    result = Poly.constant(1)
    for factor in term.factors:
        result = result * convert(factor, scope)
    return result


@_convert.register
def _(term: Div, scope: Scope) -> Poly:
    below = convert(term.denominator, scope)
    if not below:
        raise Unsupported(f"{term.denominator} is zero")
    return convert(term.numerator, scope) * below**-1


@_convert.register
def _(term: Pow, scope: Scope) -> Poly:
    base, exponent = convert(term.base, scope), convert(term.exponent, scope)
    if exponent.value is not None:
        if not base and exponent.value <= 0:
            raise Unsupported(f"{term} is a power of zero")
        return base**exponent.value
    return atoms.symbolic_power(base, exponent)


@_convert.register(Tensor)
@_convert.register(Let)
@_convert.register(Node)
def _(term: Term, scope: Scope) -> Poly:
    return leaf_entry(term, (), scope)


@_convert.register
def _(term: Entry, scope: Scope) -> Poly:
    tensor = term.tensor
    if isinstance(tensor, (Tensor, Let, Node)):
        return leaf_entry(tensor, term.indices, scope)
    if isinstance(tensor, LevelFold):
        return _level_fold(tensor, term.indices, scope)
    return convert(tensor, scope, term.indices)


def leaf_entry(leaf: Term, indices: tuple[AnyIndex, ...], scope: Scope) -> Poly:
    """An entry of a leaf: an atom, or its definition where the scope unfolds it."""
    inside = definition(leaf) if leaf in scope.unfold else None
    if inside is not None:
        return convert(inside, scope, indices)
    if leaf not in scope.positive:
        scope.positive[leaf] = is_positive(leaf, scope.facts)
    return atoms.leaf(leaf, indices, scope.positive[leaf])


@_convert.register
def _(term: Delta, scope: Scope) -> Poly:
    return atoms.delta(term.left, term.right)


@_convert.register
def _(term: Apply, scope: Scope) -> Poly:
    argument = convert(term.argument, scope)
    function = term.function
    if function.name == "abs" and not function.order and is_positive(term.argument, scope.facts):
        return argument
    return apply_primed(function, argument)


def apply_primed(function: Function, argument: Poly) -> Poly:
    """A function or a derivative of it at a polynomial, known derivatives in closed form."""
    if function.opaque or function.order == 0:
        return atoms.apply(function, argument)
    from chainrule.deciders.index.differentiate import closed_derivative

    return closed_derivative(function, argument)


@_convert.register
def _(term: Call, scope: Scope) -> Poly:
    return atoms.called(term, call_key(term, scope), ())


def call_key(term: Call, scope: Scope) -> str:
    """What an opaque cost is known by: its name and the normal forms of its arguments."""
    written = []
    for argument in term.arguments:
        inner = _canonical_indices(argument)
        written.append(convert(argument, Scope(scope.facts, scope.unfold), inner).key)
    return f"{term.function.name}({'; '.join(written)})"


def _canonical_indices(term: Term) -> tuple[Index, ...]:
    return tuple(Index(f"¤{n}", size) for n, size in enumerate(axes(term)))


@_convert.register
def _(term: Norm, scope: Scope) -> Poly:
    bound = _canonical_indices(term.argument)
    body = convert(term.argument, scope, bound)
    return canonical_norm(term.order, term, body, bound)


@_convert.register
def _(term: Fold, scope: Scope) -> Poly:
    if term.kind == "sum":
        return _summed(term, scope)
    index = fresh(term.index)
    body = convert(at_indices(term.body, {term.index: index}), scope)
    return extremum(term.kind, index, body)


def _summed(term: Fold, scope: Scope) -> Poly:
    """A sum, with the sums among its factors that its dummies reach into: one sum over all."""
    taken = set(free_indices(term))
    bound: list[Index] = []
    factors: list[Poly] = []
    todo: list[Term] = [term]
    while todo:
        one = todo.pop()
        if isinstance(one, Fold) and (one is term or _reached(one, bound)):
            index, body = _apart(one, taken)
            bound.append(index)
            taken.add(index)
            todo.append(body)
        elif isinstance(one, Mul):
            todo += one.factors
        else:
            factors.append(convert(one, scope))
    return contract(tuple(bound), multiplied(factors))


def _reached(fold: Fold, bound: list[Index]) -> bool:
    return fold.kind == "sum" and not free_indices(fold).isdisjoint(bound)


def _apart(fold: Fold, taken: set[Index]) -> tuple[Index, Term]:
    """The dummy and body of a sum; one that is taken, or no author's, gives way to a fresh one."""
    if fold.index not in taken and fold.index.name[0].isalpha():
        return fold.index, fold.body
    index = fresh(fold.index)
    return index, at_indices(fold.body, {fold.index: index})


@_convert.register
def _(term: LevelFold, scope: Scope) -> Poly:
    return _level_fold(term, (), scope)


def _level_fold(term: LevelFold, indices: tuple[AnyIndex, ...], scope: Scope) -> Poly:
    name = _bound_name(term.body)
    bound = Level(((name, 1),))
    body = at_levels(term.body, {term.level: bound})
    length = (term.high + 1) - term.low
    assert isinstance(length, Level)
    if length == Level((), 0):
        return _empty(term, indices)
    inner = _canonical_indices(body)
    generic = convert(body, Scope(scope.facts, scope.unfold), inner)
    if generic.free - set(inner):
        raise Unsupported(f"{term}: take the entry outside the sum or product over levels")
    if term.kind == "sum" and not inner:
        return _linear(generic, name, term.low, term.high)
    low, high = term.low, term.high
    if name not in generic.key:
        low, high = Level((), 1), length
    return atoms.over_levels(f"level{term.kind}", (name, low, high, body), generic.key, indices)


def _bound_name(body: Term) -> str:
    """A name for the bound level that no level inside carries."""
    used = {name for part in walk(body) if isinstance(part, Level) for name, _ in part.coefficients}
    return next(f"¤{n}" for n in range(len(used) + 1) if f"¤{n}" not in used)


def _linear(body: Poly, name: str, low: Level, high: Level) -> Poly:
    """A scalar sum over levels, its summands apart and level-free factors taken out."""
    total = Poly.constant(0)
    for monomial, factor in body.terms.items():
        inside = tuple(one for one in monomial if name in one[0].key)
        outside = Poly({tuple(one for one in monomial if name not in one[0].key): factor})
        if not inside:
            length = (high + 1) - low
            assert isinstance(length, Level)
            total = total + outside * atoms.level(length)
            continue
        one = Poly({inside: 1})
        parts = (name, low, high, monomial_term(inside))
        total = total + outside * atoms.over_levels("levelsum", parts, one.key, ())
    return total


def _empty(term: LevelFold, indices: tuple[AnyIndex, ...]) -> Poly:
    if term.kind == "sum":
        return Poly.constant(0)
    return atoms.delta(indices[0], indices[1]) if indices else Poly.constant(1)


@_convert.register
def _(term: Derivative, scope: Scope) -> Poly:
    by = term.by
    leaf = by.tensor if isinstance(by, Entry) else by
    indices = by.indices if isinstance(by, Entry) else ()
    kept = Scope(scope.facts, scope.unfold - {leaf}, scope.held, scope.obligations)
    inside = convert(term.of, kept)
    result = differentiate(inside, leaf, indices, kept)
    if leaf in scope.unfold:
        return unfold_leaf(result, leaf, scope)
    return result


def unfold_leaf(poly: Poly, leaf: Term, scope: Scope) -> Poly:
    """`poly` with the entries of one leaf replaced by its definition."""
    from chainrule.deciders.index.rename import substitute

    inside = definition(leaf)
    if inside is None:
        return poly
    return substitute(
        poly,
        lambda atom: (
            convert(inside, scope, atom.data[1])
            if atom.kind == "leaf" and atom.data[0] == leaf
            else None
        ),
    )
