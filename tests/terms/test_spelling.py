"""Terms survive the way to JSON and back, and their digests do not depend on the process."""

import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chainrule.terms.author import node, size, symbols, tensor
from chainrule.terms.digest import digest
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation, equal
from chainrule.terms.spelling import decode, encode, families_in
from tests.strategies import INDICES, LEVELLED, LEVELS, SIZES, scalar_terms, tensor_terms
from tests.theories import environment

laws = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
FREE = tuple(pair[0] for pair in INDICES.values())
terms = st.one_of(
    scalar_terms(3, FREE), tensor_terms((SIZES[0],)), tensor_terms((SIZES[0], SIZES[1]))
)


def through_json(value: object, *terms: Term) -> object:
    return decode(json.loads(json.dumps(encode(value))), families_in(*terms))


@laws
@given(terms)
def test_a_term_comes_back_as_it_was(term: Term) -> None:
    back = through_json(term, term)

    assert back == term
    assert hash(back) == hash(term)
    assert digest(back) == digest(term)


@pytest.mark.parametrize("term", LEVELLED, ids=str)
def test_a_term_over_levels_finds_its_families_again(term: Term) -> None:
    assert through_json(term, term) == term


@laws
@given(scalar_terms(2, FREE), scalar_terms(2, FREE), st.sampled_from(("=", "<=", ">", "!=")))
def test_a_relation_comes_back_as_it_was(left: Term, right: Term, rel: str) -> None:
    relation = Relation(left, rel, right)

    assert through_json(relation, left, right) == relation


@pytest.mark.parametrize("fact", LEVELS, ids=str)
def test_a_fact_about_levels_comes_back_as_it_was(fact: Relation) -> None:
    assert through_json(fact, fact.left, fact.right) == fact


@laws
@given(scalar_terms(2, FREE), scalar_terms(2, FREE))
def test_different_terms_have_different_digests(left: Term, right: Term) -> None:
    assert (digest(left) == digest(right)) is (left == right)


def test_what_a_node_is_defined_as_is_in_its_digest() -> None:
    n = size("n")
    v, w = tensor("v", n), tensor("w", n)
    one, other = node("z", lambda at: (n,)), node("z", lambda at: (n,))
    one.define(lambda at: v + w)
    other.define(lambda at: w + v)

    assert digest(one(1)) != digest(other(1))


def test_a_digest_is_the_same_in_another_process() -> None:
    x, y = symbols("x y")
    question = (
        "from chainrule.terms.author import symbols\n"
        "from chainrule.terms.digest import digest\n"
        "from chainrule.terms.relation import equal\n"
        "x, y = symbols('x y')\nprint(digest(equal((x + y) ** 2, x * y)))"
    )
    for seed in ("0", "7"):
        asked = subprocess.run(
            [sys.executable, "-c", question],
            env=environment() | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert asked.stdout.strip() == digest(equal((x + y) ** 2, x * y))
