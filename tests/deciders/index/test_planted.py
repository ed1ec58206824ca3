"""Bugs planted in the index calculus: each is caught by a check that the healthy one passes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from itertools import permutations
from random import Random
from typing import Any

import pytest

from chainrule.deciders.index.convert import convert
from chainrule.deciders.index.poly import Poly
from chainrule.deciders.index.scope import Scope
from chainrule.deciders.index.zero import prove_equal
from chainrule.terms.indexing import Index
from chainrule.terms.operators import MatMul, Transpose
from tests.deciders.index.golden import FALSE, TRUE, A, n
from tests.deciders.index.rewritings import WAYS


def ring(names: tuple[str, ...]) -> Poly:
    """A sum over four indices that nothing but their place in the ring tells apart."""
    around = [Index(name, n) for name in names]
    body = Poly.constant(1)
    for here, there in zip(around, around[1:] + around[:1], strict=True):
        body = body * convert(A[here, there], Scope())
    return module("contract").contract(tuple(around), body)  # type: ignore[no-any-return]


def module(name: str) -> Any:
    return import_module(f"chainrule.deciders.index.{name}")


def fails() -> str:
    """The first check that fails: what must be proved, what must not, what must not matter."""
    for name, (left, right, given) in {**TRUE, **FALSE}.items():
        try:
            proved = prove_equal(left, right, given).proved
        except Exception as error:  # a crash is caught as well
            return f"{name}: {error}"
        if proved is not (name in TRUE):
            return f"{name}: proved is {proved}"
    for name, (left, *_) in TRUE.items():
        if left.shape:
            continue
        for way in WAYS:
            if convert(left, Scope()).key != convert(way(left, Random(1)), Scope()).key:
                return f"{name}, {way.__name__}: two normal forms"
    rings = {ring(names).key for names in permutations(("a", "b", "c", "d"))}
    return "" if len(rings) == 1 else "a ring has a normal form for every choice of names"


def plant(monkeypatch: pytest.MonkeyPatch, home: str, name: str, new: Any) -> None:
    """Replace a function in its own module and wherever it was imported to."""
    old = getattr(module(home), name)
    for key, found in list(sys.modules.items()):
        if key.startswith("chainrule.deciders") and getattr(found, name, None) is old:
            monkeypatch.setattr(found, name, new)


Plant = Callable[[pytest.MonkeyPatch], None]
BUGS: dict[str, Plant] = {}


def bug(name: str) -> Callable[[Plant], Plant]:
    def note(planted: Plant) -> Plant:
        BUGS[name] = planted
        return planted

    return note


@bug("delta elimination drops a factor")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = module("contract")
    plain = contract._without_delta

    def planted(bound: Any, monomial: Any) -> Any:
        done = plain(bound, monomial)
        kept = tuple(one for one in monomial if one[0].kind == "delta") + monomial[:1]
        return done if done is None or len(monomial) < 3 else plain(bound, kept)

    monkeypatch.setattr(contract, "_without_delta", planted)


@bug("delta elimination does not rename")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = module("contract")

    def planted(bound: Any, monomial: Any) -> Any:
        for position, (atom, _) in enumerate(monomial):
            for drop in atom.data if atom.kind == "delta" else ():
                if drop in bound:
                    rest = (*monomial[:position], *monomial[position + 1 :])
                    left = tuple(index for index in bound if index != drop)
                    return contract.contract(left, module("poly").product(rest))
        return None

    monkeypatch.setattr(contract, "_without_delta", planted)


@bug("a sum forgets the size of an index that nothing carries")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    atoms = module("atoms")

    class Without:
        def __getattr__(self, name: str) -> Any:
            return (lambda _: Poly.constant(1)) if name == "size" else getattr(atoms, name)

    monkeypatch.setattr(module("contract"), "atoms", Without())


@bug("renaming captures, since fresh names are not fresh")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "rename", "fresh", lambda like: Index("$1", like.size))


@bug("exponents are overwritten where they should add")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = module("poly").product

    def planted(factors: Any) -> Any:
        return plain(tuple(dict(factors).items()))

    plant(monkeypatch, "poly", "product", planted)


@bug("a transpose is not transposed")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = import_module("chainrule.terms.entry")
    plain = entry._entry

    def planted(term: Any, indices: Any) -> Any:
        return plain(term.term if isinstance(term, Transpose) else term, indices)

    monkeypatch.setattr(entry, "_entry", planted)


@bug("a matrix product is taken in the wrong order")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = import_module("chainrule.terms.entry")
    plain = entry._entry

    def planted(term: Any, indices: Any) -> Any:
        turned = isinstance(term, MatMul) and len(set(term.left.shape + term.right.shape)) == 1
        return plain(replace(term, left=term.right, right=term.left) if turned else term, indices)

    monkeypatch.setattr(entry, "_entry", planted)


@bug("the product rule differentiates the first factor only")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    calculus, product = module("differentiate"), module("poly").product

    def planted(poly: Any, leaf: Any, indices: Any, scope: Any) -> Any:
        total = Poly.constant(0)
        for monomial, factor in poly.terms.items():
            for position, (atom, power) in enumerate(monomial):
                inner = calculus._of_atom(atom, leaf, indices, scope)
                if inner:
                    rest = (*monomial[:position], (atom, power - 1), *monomial[position + 1 :])
                    total = total + (product(rest) * inner).scale(factor * power)
                    break
        return total

    plant(monkeypatch, "differentiate", "differentiate", planted)


@bug("the power rule forgets the exponent")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    calculus, product = module("differentiate"), module("poly").product

    def planted(poly: Any, leaf: Any, indices: Any, scope: Any) -> Any:
        total = Poly.constant(0)
        for monomial, factor in poly.terms.items():
            for position, (atom, power) in enumerate(monomial):
                inner = calculus._of_atom(atom, leaf, indices, scope)
                rest = (*monomial[:position], (atom, power - 1), *monomial[position + 1 :])
                total = total + (product(rest) * inner).scale(factor)
        return total

    plant(monkeypatch, "differentiate", "differentiate", planted)


@bug("the slope of tanh is 1 - tanh")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, apply = module("differentiate").outer_derivative, module("atoms").apply

    def planted(function: Any, argument: Any) -> Any:
        if function.name == "tanh" and not function.order:
            return Poly.constant(1) - apply(function, argument)
        return plain(function, argument)

    plant(monkeypatch, "differentiate", "outer_derivative", planted)


@bug("a gradient's delta compares the first axis only")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    calculus = module("differentiate")
    plain = calculus._of_leaf

    def planted(found: Any, at: Any, leaf: Any, indices: Any, scope: Any) -> Any:
        return plain(found, at[:1], leaf, indices[:1], scope) if found == leaf else plain(
            found, at, leaf, indices, scope
        )  # fmt: skip

    monkeypatch.setattr(calculus, "_of_leaf", planted)


@bug("the way back through a layer drops the transposed weights")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    calculus = module("through").calculus

    class Without:
        def __getattr__(self, name: str) -> Any:
            if name == "differentiate":
                return lambda *_: Poly.constant(1)
            return getattr(calculus, name)

    monkeypatch.setattr(module("through"), "calculus", Without())


@bug("an empty product is zero")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "convert", "_empty", lambda *_: Poly.constant(0))


@bug("a level is peeled off at the wrong end")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    peel = module("peel")
    plain = peel._joined

    def planted(*arguments: Any, body_first: bool) -> Any:
        return plain(*arguments, body_first=not body_first)

    monkeypatch.setattr(peel, "_joined", planted)


@bug("everything counts as positive")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "poly", "positive_atom", lambda _: True)


@bug("a number does not leave a denominator")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    poly = module("poly")

    def planted(base: Any, power: Fraction) -> Any:
        lead = base.terms[min(base.terms, key=poly.monomial_key)]
        return Poly.of(poly.poly_atom(base.scale(1 / lead)), power)

    monkeypatch.setattr(poly, "_opaque_power", planted)


@bug("the exponential of a sum keeps its first factor")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    atoms = module("atoms")
    plain = atoms._exp
    first = lambda poly: Poly(dict(list(poly.terms.items())[:1]))  # noqa: E731
    monkeypatch.setattr(atoms, "_exp", lambda argument: plain(first(argument)))


@bug("tied bound indices are named in the order they come")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module("contract"), "permutations", lambda group: iter([tuple(group)]))


@bug("a component of a sum is split where it hangs together")
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = module("contract")

    def planted(bound: Any, monomial: Any) -> Any:
        result = Poly.constant(1)
        for index in bound:
            inside = [one for one in monomial if index in one[0].free]
            result = result * (contract._canonical({index}, inside) if inside else 1)
        return result

    monkeypatch.setattr(contract, "_components", planted)


@pytest.fixture(autouse=True)
def _fresh_tables() -> Any:
    module("through").depends.cache_clear()
    yield
    module("through").depends.cache_clear()


def test_the_healthy_calculus_passes_every_check() -> None:
    assert fails() == ""


@pytest.mark.parametrize("planted", BUGS.values(), ids=BUGS)
def test_a_planted_bug_is_caught(monkeypatch: pytest.MonkeyPatch, planted: Plant) -> None:
    planted(monkeypatch)

    assert fails() != ""
