"""Every lemma of the library holds at random points, and is not vacuous: its opposite fails."""

import pytest

from chainrule.deciders.ball.refute import refute
from chainrule.rules.lemma import Lemma
from chainrule.rules.library import LEMMAS
from chainrule.terms.author import symbol
from chainrule.terms.relation import Relation

SEEDS = range(8)


@pytest.mark.parametrize("lemma", LEMMAS, ids=lambda lemma: lemma.name)
def test_a_lemma_holds_at_random_points(lemma: Lemma) -> None:
    left, rel, right = lemma.statement.left, lemma.statement.rel, lemma.statement.right
    found = [refute(left, rel, right, lemma.conditions, seed=seed) for seed in SEEDS]

    assert [one.witness for one in found] == [None] * len(SEEDS)
    assert all(one.points for one in found), "it was tried nowhere"


@pytest.mark.parametrize("lemma", LEMMAS, ids=lambda lemma: lemma.name)
def test_the_opposite_of_a_lemma_is_refuted(lemma: Lemma) -> None:
    wrong = lemma.wrong

    found = refute(wrong.left, wrong.rel, wrong.right, lemma.conditions)

    assert found.witness is not None


@pytest.mark.parametrize("lemma", LEMMAS, ids=lambda lemma: lemma.name)
def test_a_lemma_without_proof_names_its_source(lemma: Lemma) -> None:
    assert lemma.proof or lemma.source


def test_the_names_of_lemmas_are_their_own() -> None:
    assert len({lemma.name for lemma in LEMMAS}) == len(LEMMAS)


def test_a_false_lemma_would_be_seen() -> None:
    x = symbol("x")
    false = Relation(x, "<=", x**2)

    assert any(refute(false.left, "<=", false.right, (), seed=seed).witness for seed in SEEDS)
