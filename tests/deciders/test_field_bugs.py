"""Bugs planted in the field normal form, each of which the cases must notice."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest

from chainrule.deciders.field import nonnegative
from chainrule.deciders.field.intervals import POSITIVE
from chainrule.deciders.field.kernels import Kernel, Ratio
from tests.deciders.field_cases import CASES, x, y

HOME = "chainrule.deciders.field."


def noticed() -> list[str]:
    """The names of the cases whose verdict is not the one that is due."""
    wrong = []
    for case in CASES:
        try:
            if not case.agrees():
                wrong.append(case.name)
        except Exception as error:
            wrong.append(f"{case.name}: {error!r}")
    return wrong


def _real(module: str, name: str) -> Any:
    return getattr(import_module(HOME + module), name)


def _log_adds_denominators(field: Any, value: Any) -> Any:
    for factor, exponent in FACTORS(field, value):
        yield factor, abs(exponent)


def _no_restart(field: Any, key: Any, share: Fraction) -> tuple[int, int]:
    return 1, share.numerator


def _no_conditions_of_functions(term: Any) -> Any:
    return iter(())


def _roots_of_anything(field: Any, value: Any) -> int:
    return 1


def _tanh_of_half(field: Any, value: Any) -> Any:
    above, below = EXPONENTIAL(field, value)
    return Ratio(above - below, above + below)


def _opaque_without_argument(term: Any, field: Any) -> Any:
    _, generator = field.kernel(
        ("apply", term.function), Kernel("apply", function=term.function, of=field.ring.one)
    )
    return Ratio(generator, field.ring.one)


def _primes_forgotten(term: Any, field: Any) -> Any:
    above, below = field.normal(CONVERT(field, term.argument))
    key = ("apply", term.function.name, field.ring.key(above), field.ring.key(below))
    return Ratio(
        field.kernel(key, Kernel("apply", function=term.function, of=above, over=below))[1],
        field.ring.one,
    )


def _sine_relation(field: Any, powers: Any, below: Any, parts: int, key: Any) -> Any:
    c, s = ANGLE(field, powers, below, parts, key)
    number = len(field.kernels) - 1
    field.relations[number] = (2, field.ring.one + c.above**2)
    return c, s


def _sign_of_whole_powers_lost(field: Any, base: Any, exponent: Any) -> Any:
    if base == -field.ring.one:
        return field.one
    return WHOLE_PART(field, base, exponent)


def _no_product_rule(term: Any, d: Any) -> Any:
    *kept, last = term.factors
    return SUM([PRODUCT([*kept, d.of(last)])])


def _no_chain_rule(factors: list[Any]) -> Any:
    return factors[0]


def _nothing_outstanding(needs: Any, facts: Any) -> Any:
    return ()


def _zero_is_positive(self: Any) -> bool:
    return bool(self.low >= 0)


def _always_holds(need: Any, ranges: Any) -> bool:
    return True


def _inverse_of_anything(self: Any, value: Any) -> Ratio:
    return Ratio(value.below, value.above)


FACTORS = _real("elementary", "factors")
EXPONENTIAL = _real("elementary", "exponential")
ANGLE = _real("angles", "_angle")
WHOLE_PART = _real("elementary", "_whole_part")
CONVERT = _real("convert", "convert")
SUM, PRODUCT = _real("calculus", "_sum"), _real("calculus", "_product")

BUGS: dict[str, tuple[str, Callable[..., Any]]] = {
    "the log of a quotient adds": ("elementary.factors", _log_adds_denominators),
    "exponents are not brought to one denominator": ("kernels.Field.cut", _no_restart),
    "logs and roots need nothing": ("conditions._application", _no_conditions_of_functions),
    "powers need nothing": ("conditions._power", _no_conditions_of_functions),
    "parts need nothing": ("conditions._own", _no_conditions_of_functions),
    "kinks need nothing": ("conditions._kinks", lambda of, result: iter(())),
    "every quantity is its absolute value": ("elementary.sign", _roots_of_anything),
    "tanh is taken at half its argument": ("convert._FUNCTIONS.tanh", _tanh_of_half),
    "opaque functions forget their argument": ("convert._opaque", _opaque_without_argument),
    "opaque functions forget their primes": ("convert._opaque", _primes_forgotten),
    "sine squared is one plus cosine squared": ("angles._angle", _sine_relation),
    "a negative base loses its sign": ("elementary._whole_part", _sign_of_whole_powers_lost),
    "the chain rule forgets the inner slope": ("calculus._product", _no_chain_rule),
    "obligations are dropped": ("zero.outstanding", _nothing_outstanding),
    "zero counts as positive": ("intervals.Range.positive", property(_zero_is_positive)),
    "every need holds": ("obligations.holds", _always_holds),
    "a difference adds": ("calculus._negative", lambda term: term),
    "the remainder is not looked at": ("zero._remainder", lambda term, facts: (None, [])),
    "a divisor may vanish": ("kernels.Field.inverse", _inverse_of_anything),
}  # fmt: skip


def _plant(monkeypatch: pytest.MonkeyPatch, where: str, bug: Any) -> None:
    module, *path = where.split(".")
    if path[0] == "_FUNCTIONS":
        monkeypatch.setitem(_real(module, path[0]), path[1], bug)
    else:
        monkeypatch.setattr(f"{HOME}{module}.{'.'.join(path)}", bug)


def test_without_a_bug_no_case_complains() -> None:
    assert noticed() == []


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_noticed(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _plant(monkeypatch, *BUGS[bug])

    assert noticed()


def test_a_sign_test_that_ignores_the_sign_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not nonnegative(x * y)

    monkeypatch.setattr(f"{HOME}intervals.Range.__mul__", lambda self, other: POSITIVE)

    assert nonnegative(x * y)
    assert noticed()
