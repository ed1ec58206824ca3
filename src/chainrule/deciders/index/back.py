"""From normal forms back to terms, so that signs and obligations can be said in the language."""

from __future__ import annotations

from fractions import Fraction

from chainrule.deciders.index.poly import Atom, Monomial, Poly, Rational
from chainrule.terms.functions import Apply, Call
from chainrule.terms.indexing import AnyIndex
from chainrule.terms.leaves import Constant, Let, Number, is_leaf
from chainrule.terms.node import Term
from chainrule.terms.operators import Add, Delta, Derivative, Entry, Fold, LevelFold, Mul, Pow
from chainrule.terms.sizes import Level


def poly_term(poly: Poly) -> Term:
    """A polynomial as a term."""
    parts = [_scaled(monomial, factor) for monomial, factor in poly.terms.items()]
    if not parts:
        return Number(Fraction(0))
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def _scaled(monomial: Monomial, factor: Rational) -> Term:
    inside = monomial_term(monomial)
    if factor == 1:
        return inside
    number = Number(Fraction(factor))
    return number if not monomial else Mul((number, inside))


def monomial_term(monomial: Monomial) -> Term:
    """A product of powers of atoms as a term."""
    factors = [_power(atom_term(atom), power) for atom, power in monomial]
    if not factors:
        return Number(Fraction(1))
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def _power(base: Term, power: Rational) -> Term:
    return base if power == 1 else Pow(base, Number(Fraction(power)))


def atom_term(atom: Atom) -> Term:
    """An atom as a term."""
    kind, data = atom.kind, atom.data
    if kind == "leaf":
        return Entry(data[0], data[1]) if data[1] else data[0]
    if kind == "fn":
        return Apply(data[0], poly_term(data[1]))
    if kind == "poly":
        return poly_term(data[0])
    if kind == "sum":
        return _summed(data[0], monomial_term(data[1]))
    if kind in {"prod", "max"}:
        return Fold(kind, data[0], poly_term(data[1]))
    if kind == "delta":
        return Delta(data[0], data[1])
    if kind == "pow":
        return Pow(poly_term(data[0]), poly_term(data[1]))
    return _other(atom)


def _summed(bound: tuple[object, ...], body: Term) -> Term:
    for index in reversed(bound):
        body = Fold("sum", index, body)  # type: ignore[arg-type]
    return body


def _other(atom: Atom) -> Term:
    kind, data = atom.kind, atom.data
    if kind == "size":
        return data[0]  # type: ignore[no-any-return]
    if kind == "level":
        return Level(((data[0], 1),))
    if kind == "constant":
        return Constant(data[0])
    if kind == "norm":
        return data[1]  # type: ignore[no-any-return]
    if kind in {"levelsum", "levelprod"}:
        name, low, high, body, _, indices = data
        folded = LevelFold(kind.removeprefix("level"), name, low, high, body)
        return Entry(folded, indices) if indices else folded
    if kind == "adjoint":
        return Derivative(data[0], Entry(data[2], data[3]) if data[3] else data[2])
    return _slope(*data)


def _slope(call: Call, _: str, slots: tuple[tuple[int, tuple[AnyIndex, ...]], ...]) -> Term:
    """An opaque cost, or its derivative by entries of its arguments, which then need a name."""
    if not slots:
        return call
    named = tuple(
        one if is_leaf(one) else Let(f"{call.function.name}.{place}", one)
        for place, one in enumerate(call.arguments, 1)
    )
    result: Term = Call(call.function, named)
    for position, indices in slots:
        argument = named[position]
        result = Derivative(result, Entry(argument, indices) if indices else argument)
    return result
