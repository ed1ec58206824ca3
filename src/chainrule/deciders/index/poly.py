"""Polynomials over atoms with rational exponents: the carrier of the index calculus.

A monomial is a sorted tuple of (atom, exponent), a polynomial maps monomials to coefficients.
An atom is known by its `key`: equal keys, equal meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from chainrule.terms.indexing import AnyIndex, Index, Label, free_of

Rational: TypeAlias = "int | Fraction"
"""An exact number; whole ones are kept as `int`, which is several times faster to hash and add."""

Factor: TypeAlias = "tuple[Atom, Rational]"
Monomial: TypeAlias = "tuple[Factor, ...]"


def index_key(index: AnyIndex) -> str:
    """A spelling of an index that determines it."""
    size = index.size
    level = "" if size.level is None else f"@{size.level}"
    if isinstance(index, Label):
        return f"{index.name}({','.join(map(index_key, index.of))})/{size.name}{level}"
    return f"{index.name}/{size.name}{level}"


def colour(index: Index) -> str:
    """What tells two dummies apart before anything is known of where they stand: their sizes."""
    return f"{index.size.name}@{index.size.level}"


class Atom:
    """An indivisible factor: `kind` says which, `data` holds its parts.

    `free` are the plain indices it depends on, `height` the depth of binders inside.
    """

    __slots__ = ("_hash", "data", "free", "height", "key", "kind")

    def __init__(
        self, kind: str, data: tuple[Any, ...], key: str, free: frozenset[Index], height: int = 0
    ) -> None:
        self.kind, self.data, self.free, self.height = kind, data, free, height
        self.key = f"{kind}:{key}"
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.key == other.key

    def __repr__(self) -> str:
        return self.key


def monomial_key(monomial: Monomial) -> str:
    """A spelling of a monomial that determines it."""
    return " ".join(f"{atom.key}^{power}" if power != 1 else atom.key for atom, power in monomial)


class Poly:
    """A polynomial; immutable by convention."""

    __slots__ = ("_key", "terms")

    def __init__(self, terms: dict[Monomial, Rational]) -> None:
        self.terms = {m: c for m, c in terms.items() if c}
        self._key: str | None = None

    @staticmethod
    def constant(value: Rational) -> Poly:
        """A rational number."""
        return Poly({(): exact(value)})

    @staticmethod
    def of(atom: Atom, power: Rational = 1) -> Poly:
        """A power of one atom."""
        return Poly({((atom, exact(power)),): 1})

    @property
    def key(self) -> str:
        """A spelling that determines the polynomial."""
        if self._key is None:
            parts = sorted(f"{c}*{monomial_key(m)}" for m, c in self.terms.items())
            self._key = " + ".join(parts)
        return self._key

    @property
    def value(self) -> Rational | None:
        """The number this is, or None."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    def atoms(self) -> Iterable[Atom]:
        """The atoms of the monomials, not those inside other atoms."""
        return (atom for monomial in self.terms for atom, _ in monomial)

    @property
    def free(self) -> frozenset[Index]:
        """The free indices."""
        return frozenset().union(*(atom.free for atom in self.atoms()))

    @property
    def height(self) -> int:
        """The greatest depth of binders inside."""
        return max((atom.height for atom in self.atoms()), default=0)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Poly) -> Poly:
        total = dict(self.terms)
        for monomial, factor in other.terms.items():
            total[monomial] = total.get(monomial, 0) + factor
        return Poly(total)

    def __neg__(self) -> Poly:
        return Poly({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: Poly) -> Poly:
        return self + -other

    def scale(self, factor: Rational) -> Poly:
        """This polynomial times a number."""
        if factor == 1:
            return self
        return Poly({m: c * factor for m, c in self.terms.items()})

    def __mul__(self, other: Poly) -> Poly:
        total: dict[Monomial, Rational] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                _accumulate(total, product((*left, *right)), a * b)
        return Poly(total)

    def __pow__(self, exponent: Rational) -> Poly:
        power = exact(exponent)
        if power.denominator == 1 and power >= 0:
            return _repeated(self, int(power))
        if not self.terms:
            raise ZeroDivisionError("a power of zero")
        if len(self.terms) == 1:
            ((monomial, factor),) = self.terms.items()
            if power.denominator == 1:
                raised = product(tuple((atom, e * power) for atom, e in monomial))
                return raised.scale(Fraction(factor) ** int(power))
            if factor == 1 and all(positive_atom(atom) for atom, _ in monomial):
                return product(tuple((atom, e * power) for atom, e in monomial))
        return _opaque_power(self, power)


def _repeated(base: Poly, times: int) -> Poly:
    result = Poly.constant(1)
    for _ in range(times):
        result = result * base
    return result


def _opaque_power(base: Poly, power: Rational) -> Poly:
    lead = Fraction(base.terms[min(base.terms, key=monomial_key)])
    if power.denominator != 1:
        return Poly.of(poly_atom(base), power)
    return Poly.of(poly_atom(base.scale(1 / lead)), power).scale(lead ** int(power))


def poly_atom(base: Poly) -> Atom:
    """A polynomial as one atom, for powers that cannot be multiplied out."""
    return Atom("poly", (base,), base.key, base.free, base.height)


def exact(value: Rational) -> Rational:
    """The same number, an `int` where it is whole."""
    return value.numerator if value.denominator == 1 else value


def _accumulate(total: dict[Monomial, Rational], new: Poly, factor: Rational) -> None:
    for monomial, c in new.terms.items():
        total[monomial] = total.get(monomial, 0) + c * factor


def multiplied(factors: Sequence[Poly]) -> Poly:
    """The product of polynomials, halves first, so that no long product is rebuilt a factor."""
    if len(factors) < 2:
        return factors[0] if factors else Poly.constant(1)
    half = len(factors) // 2
    return multiplied(factors[:half]) * multiplied(factors[half:])


def product(factors: Iterable[Factor]) -> Poly:
    """The product of powers of atoms: exponents merge, deltas act, polynomials multiply out."""
    powers: dict[Atom, Rational] = {}
    for atom, power in factors:
        powers[atom] = powers[atom] + power if atom in powers else power
    kept: list[Factor] = []
    expanded = Poly.constant(1)
    for atom, power in powers.items():
        if power == 0:
            continue
        if atom.kind == "poly" and power > 0 and power.denominator == 1:
            expanded = expanded * _repeated(atom.data[0], int(power))
        elif atom.kind == "delta":
            kept.append((atom, 1))
        else:
            kept.append((atom, exact(power)))
    acted = _delta_acts(kept)
    if acted is not None:
        return acted * expanded
    kept.sort(key=lambda factor: factor[0].key)
    plain = Poly({tuple(kept): 1})
    return plain if expanded.value == 1 else plain * expanded


def _delta_acts(factors: list[Factor]) -> Poly | None:
    """delta_ij f(j) = delta_ij f(i): the later index gives way to the earlier one."""
    from chainrule.deciders.index.rename import rename_monomial

    for position, (atom, _) in enumerate(factors):
        if atom.kind != "delta":
            continue
        keep, drop = atom.data
        rest = factors[:position] + factors[position + 1 :]
        if isinstance(drop, Index) and any(drop in other.free for other, _ in rest):
            renamed = rename_monomial(tuple(rest), {drop: keep})
            return renamed * Poly.of(atom)
    return None


def positive_atom(atom: Atom) -> bool:
    """Whether an atom is positive wherever it is defined."""
    if atom.kind == "leaf":
        return bool(atom.data[2])
    if atom.kind == "fn":
        return atom.data[0].name in {"exp", "logistic"} and not atom.data[0].order
    if atom.kind in {"sum", "prod"}:
        return _positive_body(atom)
    if atom.kind == "poly":
        return all(
            (c > 0 and all(positive_atom(a) or e % 2 == 0 for a, e in m) and m) or (c > 0 and not m)
            for m, c in atom.data[0].terms.items()
        ) and any(all(positive_atom(a) for a, _ in m) for m in atom.data[0].terms)
    if atom.kind == "pow":
        return _positive_terms(atom.data[0])
    return atom.kind in {"size", "constant"}


def _positive_body(atom: Atom) -> bool:
    if atom.kind == "sum":
        return all(positive_atom(a) for a, _ in atom.data[1])
    return _positive_terms(atom.data[1])


def _positive_terms(poly: Poly) -> bool:
    """Whether every monomial is positive."""
    return all(c > 0 and all(positive_atom(a) for a, _ in m) for m, c in poly.terms.items())


def free_in(indices: Iterable[AnyIndex]) -> frozenset[Index]:
    """The plain indices that `indices` depend on."""
    return frozenset().union(*(free_of(index) for index in indices))
