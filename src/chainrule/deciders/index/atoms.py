"""Constructors of atoms and the simplifications that happen when they are built.

exp of a sum splits into factors, log of positive factors into summands; a leaf's entry knows
whether it is positive.  Every constructor returns a polynomial.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from chainrule.deciders.index.lets import known
from chainrule.deciders.index.poly import (
    Atom,
    Monomial,
    Poly,
    Rational,
    free_in,
    index_key,
    monomial_key,
    positive_atom,
)
from chainrule.terms.digest import digest
from chainrule.terms.functions import Function
from chainrule.terms.indexing import AnyIndex, Index, Label
from chainrule.terms.leaves import Let, Node, Tensor
from chainrule.terms.node import Term
from chainrule.terms.sizes import Level, Size


@lru_cache(maxsize=4096)
def leaf_key(leaf: Term) -> str:
    """A spelling of a leaf that determines it: its name, level and, for a let, its definition."""
    if isinstance(leaf, Tensor):
        shape = ",".join(str(size) for size in leaf.sizes)
        return f"{leaf.name}@{leaf.level}[{shape}]{leaf.domain.low}"
    if isinstance(leaf, Node):
        return f"{leaf.name}@{leaf.level}"
    return known(leaf).key if isinstance(leaf, Let) else f"{leaf}#{digest(leaf)[:12]}"


def leaf(term: Term, indices: tuple[AnyIndex, ...], positive: bool) -> Poly:
    """An entry of a tensor, a let-bound node or a node of a network."""
    written = ",".join(map(index_key, indices))
    data = (term, indices, positive)
    return Poly.of(Atom("leaf", data, f"{leaf_key(term)}({written})", free_in(indices)))


def delta(left: AnyIndex, right: AnyIndex) -> Poly:
    """Kronecker's delta; 1 when both indices are the same."""
    if left == right:
        return Poly.constant(1)
    first, second = sorted((left, right), key=lambda i: (not isinstance(i, Label), index_key(i)))
    key = f"{index_key(first)},{index_key(second)}"
    return Poly.of(Atom("delta", (first, second), key, free_in((first, second))))


def size(term: Size) -> Poly:
    """A symbolic size as a number."""
    level = "" if term.level is None else f"@{term.level}"
    return Poly.of(Atom("size", (term,), f"{term.name}{level}", frozenset()))


def level(term: Level) -> Poly:
    """A level as a number: linear in its names."""
    total = Poly.constant(term.constant)
    for name, factor in term.coefficients:
        total = total + Poly.of(Atom("level", (name,), name, frozenset())).scale(factor)
    return total


def constant(name: str) -> Poly:
    """A named real constant."""
    return Poly.of(Atom("constant", (name,), name, frozenset()))


def apply(function: Function, argument: Poly) -> Poly:
    """A function of a polynomial, split where that is sound."""
    if function.order == 0 and not function.opaque:
        if function.name == "exp":
            return _exp(argument)
        if function.name == "log":
            return _log(argument)
        if function.name == "sqrt":
            return argument ** Fraction(1, 2)
        if function.name == "abs" and len(argument.terms) == 1:
            return _abs(argument)
    return function_atom(function, argument)


def function_atom(function: Function, argument: Poly) -> Poly:
    """A function of a polynomial, as it stands."""
    name = f"{function.name}{'°' if function.opaque else ''}{function.order}"
    key = f"{name}<{argument.key}>"
    return Poly.of(Atom("fn", (function, argument), key, argument.free, argument.height))


def _abs(argument: Poly) -> Poly:
    """|c u v| = |c| u |v| for positive u."""
    ((monomial, factor),) = argument.terms.items()
    outside = tuple(one for one in monomial if positive_atom(one[0]) or one[1] % 2 == 0)
    inside = tuple(one for one in monomial if one not in outside)
    result = Poly({outside: 1}).scale(factor if factor > 0 else -factor)
    if not inside:
        return result
    return result * function_atom(Function("abs"), Poly({inside: 1}))


def _exp(argument: Poly) -> Poly:
    result = Poly.constant(1)
    for monomial, factor in argument.terms.items():
        atom = monomial[0][0] if len(monomial) == 1 and monomial[0][1] == 1 else None
        if atom is not None and atom.kind == "fn" and atom.data[0] == Function("log"):
            result = result * atom.data[1] ** factor
        else:
            one = Poly({monomial: 1})
            result = result * function_atom(Function("exp"), one) ** factor
    return result


def _log(argument: Poly) -> Poly:
    if argument.value == 1:
        return Poly.constant(0)
    if len(argument.terms) != 1:
        return function_atom(Function("log"), argument)
    ((monomial, factor),) = argument.terms.items()
    if not monomial or not all(positive_atom(atom) for atom, _ in monomial) or factor <= 0:
        return function_atom(Function("log"), argument)
    total = Poly.constant(0)
    if factor != 1:
        total = function_atom(Function("log"), Poly.constant(factor))
    for atom, power in monomial:
        total = total + _log_of_atom(atom).scale(power)
    return total


def _log_of_atom(atom: Atom) -> Poly:
    from chainrule.deciders.index.contract import contract
    from chainrule.deciders.index.rename import fresh, rename_poly

    if atom.kind == "fn" and atom.data[0] == Function("exp"):
        inner: Poly = atom.data[1]
        return inner
    if atom.kind == "poly":
        return _log(atom.data[0])
    if atom.kind == "pow":
        base, exponent = atom.data
        logarithm: Poly = exponent * _log(base)
        return logarithm
    if atom.kind == "prod":
        index, body = atom.data
        renamed = fresh(index)
        return contract((renamed,), _log(rename_poly(body, {index: renamed})))
    return function_atom(Function("log"), Poly.of(atom))


def symbolic_power(base: Poly, exponent: Poly) -> Poly:
    """base ** exponent for a symbolic whole exponent: one factor a monomial of the exponent."""
    result = Poly.constant(1)
    for monomial, factor in exponent.terms.items():
        if not monomial:
            result = result * base**factor
            continue
        for piece, power in _factors(base):
            one = Poly({monomial: 1})
            key = f"{piece.key}^<{one.key}>"
            raised = Atom("pow", (piece, one), key, piece.free | one.free, piece.height)
            result = result * Poly.of(raised, factor * power)
    return result


def _factors(base: Poly) -> list[tuple[Poly, Rational]]:
    if len(base.terms) != 1:
        return [(base, 1)]
    ((monomial, factor),) = base.terms.items()
    pieces = [(Poly.of(atom), power) for atom, power in monomial]
    if factor != 1 or not pieces:
        pieces.append((Poly.constant(factor), 1))
    return pieces


def summed(bound: tuple[Index, ...], monomial: Monomial, height: int) -> Poly:
    """A sum over indices whose names are already canonical."""
    free = frozenset().union(*(atom.free for atom, _ in monomial)) - set(bound)
    key = f"{','.join(map(index_key, bound))}|{monomial_key(monomial)}"
    return Poly.of(Atom("sum", (bound, monomial), key, free, height))


def fold(kind: str, bound: Index, body: Poly) -> Poly:
    """A product or maximum over an index whose name is already canonical."""
    free = body.free - {bound}
    key = f"{index_key(bound)}|{body.key}"
    return Poly.of(Atom(kind, (bound, body), key, free, body.height + 1))


def called(call: Term, key: str, slots: tuple[tuple[int, tuple[AnyIndex, ...]], ...]) -> Poly:
    """An opaque cost, or its derivative by the entries `slots` of its arguments."""
    ordered = sorted(slots, key=lambda s: (s[0], tuple(map(index_key, s[1]))))
    written = ";".join(f"{n}:{','.join(map(index_key, i))}" for n, i in ordered)
    free = free_in(i for _, indices in ordered for i in indices)
    return Poly.of(Atom("call", (call, key, tuple(ordered)), f"{key}|{written}", free))


def adjoint(call: Term, key: str, leaf_term: Term, indices: tuple[AnyIndex, ...]) -> Poly:
    """The derivative of an opaque cost by a node at a symbolic distance below it."""
    written = ",".join(map(index_key, indices))
    data = (call, key, leaf_term, indices)
    return Poly.of(
        Atom("adjoint", data, f"{key}|{leaf_key(leaf_term)}({written})", free_in(indices))
    )


def norm(order: str, key: str, term: Term, inner: tuple[Poly, tuple[Index, ...]]) -> Poly:
    """A norm, known by the normal form of its argument's generic entry."""
    body, bound = inner
    free = body.free - frozenset(bound)
    data = (order, term, body, bound)
    return Poly.of(Atom("norm", data, f"{order}|{key}", free, body.height + len(bound)))


def over_levels(
    kind: str, parts: tuple[str, Level, Level, Term], key: str, indices: tuple[AnyIndex, ...]
) -> Poly:
    """A sum or product over levels, known by the normal form of its body."""
    _, low, high, _ = parts
    written = ",".join(map(index_key, indices))
    data = (*parts, key, indices)
    name = f"{key}|{low}..{high}({written})"
    return Poly.of(Atom(kind, data, name, free_in(indices)))
