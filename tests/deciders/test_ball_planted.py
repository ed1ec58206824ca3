"""Bugs planted in the ball decider: each is caught by a check that the healthy one passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from chainrule.deciders.ball import refute
from chainrule.terms.author import D, Sum
from tests import strategies
from tests.deciders.statements import FALSE, TRUE, b, batch, c, x, y
from tests.deciders.test_ball_values import compare

CONFUSED = D(x * D(x + y, y), x)
"""1, unless the perturbations of the two derivatives are confused."""

LABELLED = Sum(b, batch[c(b), b])
"""The entry of each sample's class."""


def module(name: str) -> Any:
    return import_module(f"chainrule.deciders.ball.{name}")


def fails() -> str:
    """The first check that fails: values against the reference, true statements, mistakes."""
    for term in (CONFUSED, LABELLED, *strategies.LEVELLED):
        for seed in (0, 1):
            try:
                if compare(term, seed) != "compared":
                    return f"{term} has no value"
            except (AssertionError, LookupError, ValueError) as error:
                return f"{term}: {error}"
    for name, statement in {**TRUE, **FALSE}.items():
        left, relation, right, assumed = statement
        try:
            found = refute(left, relation, right, assumed)
        except (LookupError, ValueError) as error:
            return f"{name}: {error}"
        survives = found.witness is None and found.points >= 3
        if survives is not (name in TRUE):
            return f"{name}: {found}"
    return ""


def forget() -> None:
    for table in module("structure")._caches:
        table.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_tables() -> Iterator[None]:
    forget()
    yield
    forget()


def test_the_healthy_decider_passes_every_check() -> None:
    assert not fails()


Plant = Callable[[pytest.MonkeyPatch], None]
PLANTS: dict[str, Plant] = {}


def plant(make: Plant) -> Plant:
    PLANTS[make.__name__.replace("_", " ")] = make
    return make


@plant
def product_rule_loses_a_term(patch: pytest.MonkeyPatch) -> None:
    dual = module("arithmetic").Dual
    patch.setattr(dual, "__mul__", lambda a, b: dual(
        a.tag, a.value * getattr(b, "value", b), a.slope * getattr(b, "value", b)))  # fmt: skip


@plant
def tags_are_ignored(patch: pytest.MonkeyPatch) -> None:
    arithmetic, variables = module("arithmetic"), module("variables")
    dual = arithmetic.Dual
    patch.setattr(variables, "Dual", lambda tag, value, slope: dual(0, value, slope))
    patch.setattr(
        variables, "slope_of", lambda value, tag, numbers: arithmetic.slope_of(value, 0, numbers)
    )


@plant
def slope_of_tanh_is_1_minus_tanh(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(module("arithmetic")._SLOPES, "tanh", lambda numbers, x, y: 1 - y)


@plant
def every_entry_is_raised(patch: pytest.MonkeyPatch) -> None:
    variables = module("variables")
    original = variables.leaf_entry

    def leaf_entry(leaf: Any, indices: Any, compile_: Any) -> Any:
        plain = original(leaf, indices, compile_)
        places = tuple(map(variables.position, indices))

        def compute(run: Any, at: Any, marks: Any) -> Any:
            here = tuple(place(run, at) for place in places)
            return plain(run, at, tuple((leaf_, here, tag) for leaf_, _, tag in marks))

        return compute

    patch.setattr(variables, "leaf_entry", leaf_entry)


@plant
def derivatives_stop_at_definitions(patch: pytest.MonkeyPatch) -> None:
    structure = module("structure")
    patch.setattr(structure, "definition", lambda leaf: None)
    patch.setattr(module("variables"), "reach", structure.reach)


@plant
def memory_forgets_the_marks(patch: pytest.MonkeyPatch) -> None:
    run = module("run")

    def memoised(term: Any, compute: Any) -> Any:
        slots, identity = tuple(map(run.slot, run.free(term))), object()

        def look_up(state: Any, at: Any, marks: Any) -> Any:
            name = identity, tuple(at[one] for one in slots)
            if name not in state.memo:
                state.memo[name] = compute(state, at, marks)
            return state.memo[name]

        return look_up

    for room in ("scalars", "aggregates"):
        patch.setattr(module(room), "memoised", memoised)


@plant
def memory_forgets_the_indices(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(module("run"), "free", lambda term: frozenset())


@plant
def primes_are_lost(patch: pytest.MonkeyPatch) -> None:
    original = module("opaque").elementwise
    patch.setattr(
        module("scalars"), "elementwise",
        lambda numbers, function, smooth, x: original(
            numbers, replace(function, order=min(function.order, 1)), smooth, x),
    )  # fmt: skip


@plant
def a_sum_over_levels_misses_the_last(patch: pytest.MonkeyPatch) -> None:
    for room in ("structure", "aggregates", "survey"):
        patch.setattr(
            module(room), "level_range", lambda fold: range(fold.low.value({}), fold.high.value({}))
        )


@plant
def matrices_over_levels_are_multiplied_backwards(patch: pytest.MonkeyPatch) -> None:
    original = module("aggregates")._row
    patch.setattr(module("aggregates"), "_row", lambda row, factors: original(row, factors[::-1]))


@plant
def middles_are_compared_in_place_of_balls(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(module("balls").ArbNumbers, "below", lambda self, a, b: bool(a.mid() < b.mid()))


@plant
def relations_are_read_backwards(patch: pytest.MonkeyPatch) -> None:
    original = module("refute")._violates
    turned = {"=": "=", "<=": ">=", ">=": "<="}
    patch.setattr(
        module("refute"), "_violates",
        lambda numbers, found, relation: original(numbers, found, turned[relation]),
    )  # fmt: skip


@plant
def assumptions_are_dropped(patch: pytest.MonkeyPatch) -> None:
    original = module("refute").draw
    patch.setattr(
        module("refute"),
        "draw",
        lambda terms, assumed, seed, **how: original(terms, (), seed, **how),
    )


@plant
def labels_are_the_first_class(patch: pytest.MonkeyPatch) -> None:
    original = module("run").position

    def position(index: Any) -> Any:
        return original(index) if not hasattr(index, "of") else lambda run, at: 0

    for room in ("variables", "scalars", "aggregates"):
        patch.setattr(module(room), "position", position)


@plant
def the_last_entry_of_a_sum_is_missed(patch: pytest.MonkeyPatch) -> None:
    original = module("model").Model.size
    patch.setattr(
        module("model").Model, "size", lambda model, size: max(1, original(model, size) - 1)
    )


@plant
def slopes_exist_where_values_do_not(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        module("variables"), "slope_of",
        lambda x, tag, numbers: getattr(x, "slope", numbers.zero),
    )  # fmt: skip


@plant
def a_cost_ignores_half_its_arguments(patch: pytest.MonkeyPatch) -> None:
    original = module("opaque").Cost.at
    patch.setattr(
        module("opaque").Cost,
        "at",
        lambda cost, numbers, entries: original(cost, numbers, entries[::2]),
    )


@pytest.mark.parametrize("make", PLANTS.values(), ids=PLANTS)
def test_a_planted_bug_is_caught(make: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch)

    assert fails()
