"""What the halves of an induction claim, and what they rest on at other levels."""

import pytest

from chainrule.deciders.domain import holds
from chainrule.deciders.induction import Part, parts
from chainrule.derivation import Eq, Induction, Step
from chainrule.errors import DerivationError
from chainrule.terms.author import layered, levels
from chainrule.terms.relation import Relation, equal

lev, top = levels("l L")
gain, other = layered("g", lambda at: ()), layered("h", lambda at: ())
CLAIM = (gain(lev), other(lev))


def halves(*facts: Relation, down: bool) -> tuple[Part, Part]:
    rule = Induction(lev, top if down else 1, base=(), step=(), down=down)
    return parts(CLAIM[0], Step("=", CLAIM[1], rule), facts)


def owed(part: Part) -> list[str]:
    return [str(fact) for fact, known in part.needed if not holds(fact, known)]


def test_upwards_the_hypothesis_is_here_and_the_goal_one_above() -> None:
    base, step = halves(lev >= 1, down=False)

    assert base.goal == equal(gain(1), other(1))
    assert step.hypothesis == equal(gain(lev), other(lev))
    assert step.goal == equal(gain(lev + 1), other(lev + 1))  # type: ignore[arg-type]


def test_downwards_the_hypothesis_is_above_and_the_goal_here() -> None:
    base, step = halves(lev <= top, down=True)

    assert base.goal == equal(gain(top), other(top))
    assert step.hypothesis == equal(gain(lev + 1), other(lev + 1))  # type: ignore[arg-type]
    assert step.goal == equal(gain(lev), other(lev))


def test_what_bounds_the_level_is_enough() -> None:
    for part in (*halves(lev >= 1, down=False), *halves(lev >= 1, lev <= top, down=True)):
        assert owed(part) == []


def test_a_level_without_bound_leaves_the_range() -> None:
    assert owed(halves(down=False)[0]) == ["1 <= l"]
    assert owed(halves(lev >= 1, down=True)[0]) == ["l <= L"]


def test_a_fact_about_one_level_is_owed_at_the_others() -> None:
    base, step = halves(lev >= 1, equal(gain(lev), 0), down=False)

    assert owed(base) == ["g^1 = 0"]
    assert owed(step) == ["g^l = 0"]
    assert owed(halves(lev <= top, equal(gain(lev), 0), down=True)[1]) == ["g^(l + 1) = 0"]


def test_an_induction_runs_over_a_plain_level() -> None:
    rule = Induction(lev + 1, 1, base=(), step=())  # type: ignore[arg-type]

    with pytest.raises(DerivationError, match="plain level"):
        parts(CLAIM[0], Eq(CLAIM[1], by=rule), ())
