"""Partial derivatives of normal forms by a leaf's entry, through let-bound definitions.

The product and chain rules with Kronecker deltas: the layout of a gradient's indices is
explicit, so a transposed gradient is a wrong gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from chainrule.deciders.index import atoms
from chainrule.deciders.index import convert as conversion
from chainrule.deciders.index.contract import contract
from chainrule.deciders.index.poly import Atom, Poly, product
from chainrule.deciders.index.rename import fresh, rename_monomial, substitute
from chainrule.deciders.index.scope import Scope, definition
from chainrule.deciders.index.through import depends, through_levels
from chainrule.terms.functions import Function
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.leaves import Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.operators import axes

Indices = tuple[AnyIndex, ...]


def differentiate(poly: Poly, leaf: Term, indices: Indices, scope: Scope) -> Poly:
    """The derivative of `poly` by the entry `indices` of `leaf`."""
    total = Poly.constant(0)
    for monomial, factor in poly.terms.items():
        for position, (atom, power) in enumerate(monomial):
            inner = _of_atom(atom, leaf, indices, scope)
            if inner:
                rest = (*monomial[:position], (atom, power - 1), *monomial[position + 1 :])
                total = total + (product(rest) * inner).scale(factor * power)
    return total


def _of_atom(atom: Atom, leaf: Term, indices: Indices, scope: Scope) -> Poly:
    kind, data = atom.kind, atom.data
    if kind == "leaf":
        return _of_leaf(data[0], data[1], leaf, indices, scope)
    if kind == "fn":
        inner = differentiate(data[1], leaf, indices, scope)
        return outer_derivative(data[0], data[1]) * inner if inner else inner
    if kind == "poly":
        return differentiate(data[0], leaf, indices, scope)
    if kind == "sum":
        new = {index: fresh(index) for index in data[0]}
        body = rename_monomial(data[1], new)
        return contract(tuple(new.values()), differentiate(body, leaf, indices, scope))
    if kind == "call":
        return _of_call(atom, leaf, indices, scope)
    if kind in {"delta", "size", "level", "constant"}:
        return Poly.constant(0)
    return _by_cases(atom, leaf, indices, scope)


def _by_cases(atom: Atom, leaf: Term, indices: Indices, scope: Scope) -> Poly:
    if not any(depends(inside, leaf) for inside in leaves_inside(atom)):
        return Poly.constant(0)
    if atom.kind == "pow":
        base, exponent = atom.data
        if differentiate(exponent, leaf, indices, scope):
            raise conversion.Unsupported(f"a power whose exponent depends on {leaf}")
        inner = differentiate(base, leaf, indices, scope)
        slope: Poly = Poly.of(atom) * exponent * base**-1 * inner
        return slope
    raise conversion.Unsupported(f"the derivative of a {atom.kind} by {leaf}")


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


def _of_leaf(found: Term, at: Indices, leaf: Term, indices: Indices, scope: Scope) -> Poly:
    if found == leaf:
        result = Poly.constant(1)
        for left, right in zip(at, indices, strict=True):
            result = result * atoms.delta(left, right)
        return result
    inside = definition(found)
    if inside is None or scope.held or not depends(found, leaf):
        return Poly.constant(0)
    if isinstance(found, Node) and not _near(found, leaf):
        raise conversion.Unsupported(f"the derivative of {found} by {leaf} at a symbolic distance")
    return differentiate(conversion.convert(inside, scope, at), leaf, indices, scope)


def _near(found: Node, leaf: Term) -> bool:
    below = getattr(leaf, "level", None)
    return below is None or found.level.distance(below) is not None


def _of_call(atom: Atom, leaf: Term, indices: Indices, scope: Scope) -> Poly:
    call, key, slots = atom.data
    far = through_levels(atom, leaf, indices, scope)
    if far is not None:
        return far
    total = Poly.constant(0)
    for position, argument in enumerate(call.arguments):
        if argument == leaf:
            total = total + atoms.called(call, key, (*slots, (position, indices)))
        elif depends(argument, leaf):
            bound = tuple(fresh(Index("i", size)) for size in axes(argument))
            outer = atoms.called(call, key, (*slots, (position, bound)))
            entry = conversion.convert(argument, scope, bound)
            inner = differentiate(entry, leaf, indices, scope)
            total = total + contract(bound, outer * inner)
    return total


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
