"""The base of every term: an immutable node that keeps what the author wrote.

Nothing here evaluates: `a + b - a` stays three summands in this order.
Equality is structural, hashes are cached, `children` and `rebuild` walk any node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chainrule.errors import TermError

if TYPE_CHECKING:
    from chainrule.terms.indexing import AnyIndex
    from chainrule.terms.operators import Entry, MatMul, Transpose
    from chainrule.terms.relation import Relation


_FIELDS: dict[type, tuple[str, ...]] = {}


def _field_names(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind))
    return _FIELDS[kind]


class Term:
    """A node of the author's language; `shape` is the tuple of its sizes, `()` for a scalar."""

    __slots__ = ("_hash",)
    _hash: int

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        """The sizes of the axes, each a `Size`; `()` for a scalar."""
        return ()

    def parts(self) -> tuple[Any, ...]:
        """The values of the fields, in order: what makes two terms equal."""
        return tuple(getattr(self, name) for name in _field_names(type(self)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other) or hash(self) != hash(other):
            return False
        assert isinstance(other, Term)
        return _same(self, other)

    def share(self, other: Term) -> None:
        """Take over parts of an equal term, so that the two are compared once; most take none."""

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            object.__setattr__(self, "_hash", hash((type(self).__name__, self.parts())))
            return self._hash

    def __add__(self, other: object) -> Term:
        return _build("add", self, other)

    def __radd__(self, other: object) -> Term:
        return _build("add", other, self)

    def __sub__(self, other: object) -> Term:
        return _build("subtract", self, other)

    def __rsub__(self, other: object) -> Term:
        return _build("subtract", other, self)

    def __mul__(self, other: object) -> Term:
        return _build("multiply", self, other)

    def __rmul__(self, other: object) -> Term:
        return _build("multiply", other, self)

    def __truediv__(self, other: object) -> Term:
        return _build("divide", self, other)

    def __rtruediv__(self, other: object) -> Term:
        return _build("divide", other, self)

    def __pow__(self, other: object) -> Term:
        return _build("power", self, other)

    def __rpow__(self, other: object) -> Term:
        return _build("power", other, self)

    def __neg__(self) -> Term:
        from chainrule.terms.operators import Neg

        return Neg(self)

    def __abs__(self) -> Term:
        from chainrule.terms.functions import ABS

        return ABS(self)

    def __matmul__(self, other: Term) -> MatMul:
        from chainrule.terms.operators import MatMul

        return MatMul(self, other)

    def __getitem__(self, indices: AnyIndex | tuple[AnyIndex, ...]) -> Entry:
        from chainrule.terms.operators import Entry

        return Entry(self, indices if isinstance(indices, tuple) else (indices,))

    def __iter__(self) -> Iterator[Term]:
        raise TermError(f"{self} cannot be iterated; name an index and write x[i].")

    def __le__(self, other: object) -> Relation:
        return _relate(self, "<=", other)

    def __ge__(self, other: object) -> Relation:
        return _relate(self, ">=", other)

    def __lt__(self, other: object) -> Relation:
        return _relate(self, "<", other)

    def __gt__(self, other: object) -> Relation:
        return _relate(self, ">", other)

    @property
    def T(self) -> Transpose:
        """The transpose."""
        from chainrule.terms.operators import Transpose

        return Transpose(self)

    def sympy(self) -> Any:
        """This term as a SymPy expression over `Indexed`, `Sum`, `Derivative` and functions."""
        from chainrule.terms.tosympy import to_sympy

        return to_sympy(self)

    def __str__(self) -> str:
        from chainrule.terms.text import text

        return text(self)

    __repr__ = __str__


def _same(left: Term, right: Term) -> bool:
    """Whether two terms of one hash have the same parts: without recursion, however deep."""
    todo, met = [(left, right)], dict[tuple[int, int], tuple[Term, Term]]()
    while todo:
        one, other = todo.pop()
        if (id(one), id(other)) not in met:
            met[id(one), id(other)] = one, other
            inside = _unlike(one.parts(), other.parts())
            if inside is None:
                return False
            todo += inside
    for one, other in met.values():
        one.share(other)
    return True


def _unlike(left: tuple[Any, ...], right: tuple[Any, ...]) -> list[tuple[Term, Term]] | None:
    """The terms of one hash that stand in one place and are two objects; None if others differ."""
    found: list[tuple[Term, Term]] = []
    pairs = [*zip(left, right, strict=True)]
    for x, y in pairs:
        if x is y:
            continue
        if isinstance(x, Term) and type(x) is type(y) and hash(x) == hash(y):
            found.append((x, y))
        elif isinstance(x, tuple) and isinstance(y, tuple) and len(x) == len(y):
            pairs += zip(x, y, strict=True)
        elif isinstance(x, (Term, tuple)) or x != y:
            return None
    return found


def _build(name: str, left: object, right: object) -> Term:
    from chainrule.terms import operators

    build: Callable[[Term, Term], Term] = getattr(operators, name)
    return build(as_term(left), as_term(right))


def _relate(left: Term, rel: str, right: object) -> Relation:
    from chainrule.terms.relation import Relation

    return Relation(left, rel, as_term(right))


def as_term(value: object) -> Term:
    """`value` as a term: an `int` or `Fraction` becomes a number, a float is refused."""
    if isinstance(value, Term):
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        from chainrule.terms.leaves import Number

        return Number(Fraction(value))
    kind = type(value).__name__
    raise TermError(
        f"{value!r} ({kind}) is not a term; write numbers as integers or Fraction(1, 2)."
    )


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly inside `term`, in the author's order."""
    found: list[Term] = []
    for part in term.parts():
        if isinstance(part, Term):
            found.append(part)
        elif isinstance(part, tuple):
            found.extend(item for item in part if isinstance(item, Term))
    return tuple(found)


def rebuild(term: Term, change: Callable[[Term], Term]) -> Term:
    """`term` with `change` applied to each direct child; the same object when nothing changed."""
    new, touched = [], False
    for part in term.parts():
        fresh = part
        if isinstance(part, Term):
            fresh = change(part)
        elif isinstance(part, tuple) and any(isinstance(item, Term) for item in part):
            items = tuple(change(i) if isinstance(i, Term) else i for i in part)
            fresh = items if any(a is not b for a, b in zip(items, part, strict=True)) else part
        touched |= fresh is not part
        new.append(fresh)
    return type(term)(*new) if touched else term


def walk(term: Term) -> Iterator[Term]:
    """`term` and everything inside it, parents first."""
    stack = [term]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))
