"""Textbook gradients are proved for every size, and the mistakes made with them are not."""

import pytest

from chainrule.deciders.ball.refute import refute
from chainrule.deciders.index.zero import prove_equal
from tests.deciders.index.golden import FALSE, TRUE, Statement


@pytest.mark.parametrize("statement", TRUE.values(), ids=TRUE)
def test_a_textbook_gradient_is_proved_for_every_size(statement: Statement) -> None:
    left, right, given = statement

    assert prove_equal(left, right, given).proved


@pytest.mark.parametrize("statement", FALSE.values(), ids=FALSE)
def test_a_mistake_is_not_proved(statement: Statement) -> None:
    left, right, given = statement

    assert not prove_equal(left, right, given).proved


@pytest.mark.parametrize("statement", FALSE.values(), ids=FALSE)
def test_a_mistake_is_refuted(statement: Statement) -> None:
    left, right, given = statement

    assert refute(left, "=", right, given).witness is not None


@pytest.mark.parametrize("statement", TRUE.values(), ids=TRUE)
def test_a_textbook_gradient_is_not_refuted(statement: Statement) -> None:
    left, right, given = statement

    found = refute(left, "=", right, given)

    assert found.witness is None
    assert found.digits >= 20
