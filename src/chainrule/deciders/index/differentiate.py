"""Partial derivatives of normal forms by a leaf's entry, through let-bound definitions.

The product and chain rules with Kronecker deltas: the layout of a gradient's indices is
explicit, so a transposed gradient is a wrong gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from chainrule.deciders.index import atoms
from chainrule.deciders.index import convert as conversion
from chainrule.deciders.index.contract import contract
from chainrule.deciders.index.lets import known
from chainrule.deciders.index.poly import Atom, Poly, multiplied, product
from chainrule.deciders.index.rename import fresh, rename_monomial, substitute
from chainrule.deciders.index.scope import Scope, definition
from chainrule.deciders.index.through import depends, through_levels
from chainrule.terms.functions import Function
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.leaves import Let, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import axes

Indices = tuple[AnyIndex, ...]
Ahead: TypeAlias = "tuple[Let, Indices] | None"
Slopes: TypeAlias = "dict[tuple[tuple[Index, ...], Ahead], Poly]"
"""Coefficients by the dummies they are summed over and the node's entry whose derivative follows.

None ahead: nothing follows.  Dummies are fresh, and nothing is summed until a path is at its end.
"""


@dataclass(frozen=True)
class Variable:
    """What is differentiated by: an entry of a leaf; atoms that were met are remembered."""

    leaf: Term
    indices: Indices
    scope: Scope
    met: dict[Atom, Slopes] = field(default_factory=dict)


@dataclass(frozen=True)
class Path:
    """A product of coefficients, to be summed, times the derivative of a node's entry `at`."""

    bound: tuple[Index, ...] = ()
    factors: tuple[Poly, ...] = ()
    at: Indices = ()


Waiting: TypeAlias = dict[Let, list[Path]]


def differentiate(poly: Poly, leaf: Term, indices: Indices, scope: Scope) -> Poly:
    """The derivative of `poly` by the entry `indices` of `leaf`.

    Let-bound nodes are opened in reverse, the highest first and each once, so that what a chain of
    them costs grows with its length and not with the number of paths through it.
    """
    by = Variable(leaf, indices, scope)
    waiting: Waiting = {}
    total = _ended(Path(), _slopes(poly, by), waiting)
    while waiting:
        node = max(waiting, key=lambda one: known(one).height)
        path = _joined(node, waiting.pop(node))
        entry = conversion.convert(node.definition, scope, path.at)
        total = total + _ended(path, _slopes(entry, by), waiting)
    return total


def _ended(path: Path, slopes: Slopes, waiting: Waiting) -> Poly:
    """The sum of the paths that end here; the others wait for the node ahead of them."""
    total = Poly.constant(0)
    for (bound, ahead), slope in slopes.items():
        dummies, factors = (*path.bound, *bound), (*path.factors, slope)
        if ahead is None:
            total = total + contract(dummies, multiplied(factors))
        else:
            waiting.setdefault(ahead[0], []).append(Path(dummies, factors, ahead[1]))
    return total


def _joined(node: Let, paths: list[Path]) -> Path:
    """All paths to a node as one, by its generic entry."""
    if len(paths) == 1:
        return paths[0]
    at = tuple(fresh(Index("i", size)) for size in axes(node))
    total = Poly.constant(0)
    for path in paths:
        same = (atoms.delta(one, other) for one, other in zip(at, path.at, strict=True))
        total = total + contract(path.bound, multiplied((*path.factors, *same)))
    return Path(at, (total,), at)


def _slopes(poly: Poly, by: Variable) -> Slopes:
    """The derivative of a polynomial, as far as the nodes that it mentions."""
    found: Slopes = {}
    for monomial, factor in poly.terms.items():
        for position, (atom, power) in enumerate(monomial):
            for key, inner in _of_atom(atom, by).items():
                rest = (*monomial[:position], (atom, power - 1), *monomial[position + 1 :])
                slope = (product(rest) * inner).scale(factor * power)
                found[key] = found[key] + slope if key in found else slope
    return found


def _of_atom(atom: Atom, by: Variable) -> Slopes:
    if atom not in by.met:
        by.met[atom] = _of_new_atom(atom, by)
    return by.met[atom]


def _of_new_atom(atom: Atom, by: Variable) -> Slopes:
    kind, data = atom.kind, atom.data
    if kind == "leaf":
        return _of_leaf(data[0], data[1], by)
    if kind == "fn":
        inner = _slopes(data[1], by)
        return _scaled(inner, outer_derivative(data[0], data[1])) if inner else inner
    if kind == "poly":
        return _slopes(data[0], by)
    if kind == "sum":
        new = {index: fresh(index) for index in data[0]}
        return _under(tuple(new.values()), _slopes(rename_monomial(data[1], new), by))
    if kind == "call":
        return _of_call(atom, by)
    if kind in {"delta", "size", "level", "constant"}:
        return {}
    return _by_cases(atom, by)


def _scaled(slopes: Slopes, factor: Poly) -> Slopes:
    return {key: factor * slope for key, slope in slopes.items()}


def _under(bound: tuple[Index, ...], slopes: Slopes) -> Slopes:
    return {((*bound, *inner), ahead): slope for (inner, ahead), slope in slopes.items()}


def _by_cases(atom: Atom, by: Variable) -> Slopes:
    if not any(depends(inside, by.leaf) for inside in leaves_inside(atom)):
        return {}
    if atom.kind == "pow":
        base, exponent = atom.data
        if any(_slopes(exponent, by).values()):
            raise conversion.Unsupported(f"a power whose exponent depends on {by.leaf}")
        outer: Poly = Poly.of(atom) * exponent * base**-1
        return _scaled(_slopes(base, by), outer)
    raise conversion.Unsupported(f"the derivative of a {atom.kind} by {by.leaf}")


def leaves_inside(atom: Atom) -> set[Term]:
    """The leaves that an atom mentions at any depth."""
    found: set[Term] = set()

    def note(inner: Atom) -> Poly | None:
        if inner.kind == "leaf" or inner.kind in {"call", "adjoint"}:
            found.add(inner.data[0])
        elif inner.kind.startswith("level") and len(inner.data) > 3:
            found.add(inner.data[3])
        return None

    substitute(Poly.of(atom), note)
    return found


def _of_leaf(found: Term, at: Indices, by: Variable) -> Slopes:
    if found == by.leaf:
        pairs = zip(at, by.indices, strict=True)
        return {((), None): multiplied(tuple(atoms.delta(left, right) for left, right in pairs))}
    inside = definition(found)
    if inside is None or by.scope.held or not depends(found, by.leaf):
        return {}
    if isinstance(found, Let):
        return {((), (found, at)): Poly.constant(1)}
    if isinstance(found, Node) and not _near(found, by.leaf):
        raise conversion.Unsupported(
            f"the derivative of {found} by {by.leaf} at a symbolic distance"
        )
    return _slopes(conversion.convert(inside, by.scope, at), by)


def _near(found: Node, leaf: Term) -> bool:
    below = getattr(leaf, "level", None)
    return below is None or found.level.distance(below) is not None


def _of_call(atom: Atom, by: Variable) -> Slopes:
    call, key, slots = atom.data
    far = through_levels(atom, by.leaf, by.indices, by.scope)
    if far is not None:
        return {((), None): far}
    found: Slopes = {}
    for position, argument in enumerate(call.arguments):
        if argument == by.leaf:
            direct = atoms.called(call, key, (*slots, (position, by.indices)))
            found[(), None] = found.get(((), None), Poly.constant(0)) + direct
        elif depends(argument, by.leaf):
            bound = tuple(fresh(Index("i", size)) for size in axes(argument))
            outer = atoms.called(call, key, (*slots, (position, bound)))
            entry = conversion.convert(argument, by.scope, bound)
            found |= _under(bound, _scaled(_slopes(entry, by), outer))
    return found


def outer_derivative(function: Function, argument: Poly) -> Poly:
    """f' at a polynomial, in closed form where f is known."""
    if function.opaque or function.order:
        return atoms.function_atom(function.derivative, argument)
    known = SLOPES.get(function.name)
    if known is None:
        return atoms.function_atom(function.derivative, argument)
    return known(argument, atoms.apply(function, argument))


SLOPES: dict[str, Callable[[Poly, Poly], Poly]] = {
    "exp": lambda at, value: value,
    "log": lambda at, value: at**-1,
    "tanh": lambda at, value: Poly.constant(1) - value * value,
    "logistic": lambda at, value: value - value * value,
    "softplus": lambda at, value: atoms.apply(Function("logistic"), at),
    "sin": lambda at, value: atoms.apply(Function("cos"), at),
    "cos": lambda at, value: -atoms.apply(Function("sin"), at),
    "sqrt": lambda at, value: (at ** Fraction(-1, 2)).scale(Fraction(1, 2)),
}
"""The slope of each known function, from its argument and its value there."""


def closed_derivative(function: Function, argument: Poly) -> Poly:
    """A derivative of a known function of any order, at a polynomial."""
    variable = Tensor("§")
    at = atoms.leaf(variable, (), False)
    value = atoms.apply(Function(function.name), at)
    for _ in range(function.order):
        value = differentiate(value, variable, (), Scope())
    return substitute(
        value, lambda a: argument if a.kind == "leaf" and a.data[0] == variable else None
    )
