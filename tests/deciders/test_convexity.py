"""The calculus rule needs the value, the slope and the curvature, all three."""

import pytest

from chainrule.deciders.convexity import checks
from chainrule.derivation import Convexity
from chainrule.errors import DerivationError
from chainrule.terms.author import let, positives, symbol, symbols
from chainrule.terms.functions import EXP, LOG
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import nonnegative, positive
from chainrule.terms.sizes import POSITIVE

t = symbol("t", POSITIVE)
(x, s) = symbols("x s")
(u,) = positives("u")
ZERO = as_term(0)


def proved(small: Term, big: Term, variable: Term, at: object, *facts: object) -> dict[str, bool]:
    found = checks(small, big, Convexity(variable, at=at), facts)  # type: ignore[arg-type]
    return {one.name: one.proved for one in found}


def test_tangents_are_proved() -> None:
    assert all(proved(LOG(t), t - 1, t, 1).values())
    assert all(proved(1 + x, EXP(x), x, 0).values())
    assert all(proved(u * (1 + LOG(t / u)), t, t, u).values())


def test_each_of_the_three_is_missed_where_it_fails() -> None:
    assert proved(LOG(t), t - 2, t, 1) == {"value": False, "slope": True, "curvature": True}
    assert proved(LOG(t), 2 * t - 2, t, 1) == {"value": True, "slope": False, "curvature": True}
    assert proved(t - 1, LOG(t), t, 1) == {"value": True, "slope": True, "curvature": False}


def test_a_let_is_differentiated_through() -> None:
    assert all(proved(ZERO, let("g", x * x), x, 0).values())
    assert not proved(ZERO, let("g", -(x * x)), x, 0)["curvature"]


def test_what_is_assumed_at_a_point_is_not_assumed_on_the_way_to_it() -> None:
    far = nonnegative(12 * x**2 - 12)

    assert not proved(ZERO, x**4 - 6 * x**2, x, 0, far)["curvature"]


def test_what_is_assumed_of_other_symbols_is_used() -> None:
    assert proved(ZERO, s * x**2, x, 0, positive(s))["curvature"]
    assert not proved(ZERO, s * x**2, x, 0)["curvature"]


def test_a_point_outside_the_interval_is_refused() -> None:
    with pytest.raises(DerivationError, match="interval"):
        proved(LOG(t), t - 1, t, -1)
