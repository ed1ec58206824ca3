"""What `prove` may and may not conclude from signs, facts and lemmas."""

from chainrule.deciders.prove import prove
from chainrule.rules.lemma import Lemma, Use
from chainrule.terms.author import Sum, delta, index, positives, size, symbols, tensor
from chainrule.terms.functions import LOG
from chainrule.terms.node import as_term
from chainrule.terms.relation import Relation, positive

s, t, x, y = symbols("s t x y")
u, v = positives("u v")
ZERO = as_term(0)
SQUARE = Lemma(
    "square",
    "a square is nonnegative",
    Relation(ZERO, "<=", x**2),
    wrong=Relation(x**2, "<=", ZERO),
)
LOG_TANGENT = Lemma(
    "log-tangent",
    "the logarithm lies below its tangent at 1",
    Relation(LOG(t), "<=", t - 1),
    wrong=Relation(t - 1, "<=", LOG(t)),
    conditions=(positive(t),),
)


def test_a_denominator_of_unknown_sign_is_not_multiplied_through_an_inequality() -> None:
    assert not prove(Relation(ZERO, "<=", x**2 / (s + t)), (), (), None).proved


def test_a_positive_denominator_is() -> None:
    claim = Relation(ZERO, "<=", (x**2 + 1) / (u + v) - 1 / (u + v))

    assert prove(claim, (), (), None).proved
    assert prove(Relation(ZERO, "<=", x**2 / (s + t)), (), (positive(s + t),), None).proved


def test_a_reason_for_a_weak_inequality_does_not_discharge_a_strict_condition() -> None:
    claim = Relation(LOG(-(x**2)), "<=", -(x**2) - 1)
    use = LOG_TANGENT.at(t=-(x**2)).because(SQUARE.at(x=x))

    proof = prove(claim, (use,), (), None)

    assert positive(-(x**2)) in proof.obligations


def test_strict_claims_and_inequations_are_never_proved_by_combination() -> None:
    for relation in (">", "<", "!="):
        claim = Relation(-(x**2), relation, ZERO)

        assert not prove(claim, (Use(SQUARE.at(x=x)),), (), None).proved


def test_an_inequality_proves_no_equation() -> None:
    proof = prove(Relation(ZERO, "=", x**2), (Use(SQUARE.at(x=x)),), (), None)

    assert not proof.proved
    assert "inequality" in proof.reason


def test_a_factor_of_unknown_sign_is_refused() -> None:
    claim = Relation(ZERO, "<=", y * x**2)

    proof = prove(claim, (SQUARE.at(x=x).times(y),), (), None)

    assert not proof.proved
    assert "nonnegative" in proof.reason
    assert prove(Relation(ZERO, "<=", u * x**2), (SQUARE.at(x=x).times(u),), (), None).proved


def test_the_direction_of_a_lemma_matters() -> None:
    tangent = LOG_TANGENT.at(t=u)

    assert prove(Relation(LOG(u), "<=", u - 1), (Use(tangent),), (), None).proved
    assert prove(Relation(u - 1, ">=", LOG(u)), (Use(tangent),), (), None).proved
    assert not prove(Relation(u - 1, "<=", LOG(u)), (Use(tangent),), (), None).proved


def test_a_lemma_at_a_point_where_its_condition_is_open_leaves_an_obligation() -> None:
    proof = prove(Relation(LOG(s), "<=", s - 1), (Use(LOG_TANGENT.at(t=s)),), (), None)

    assert proof.proved
    assert proof.obligations == [positive(s)]


def test_a_denominator_that_vanishes_is_no_proof_and_no_crash() -> None:
    n = size("n")
    i, j, w = index("i", n), index("j", n), tensor("w", n)
    singular = Sum(i, delta(i, j) / (w[i] - w[j]) ** 2)

    proof = prove(Relation(singular, "=", ZERO), (), (), None)

    assert not proof.proved
    assert "zero" in proof.reason
