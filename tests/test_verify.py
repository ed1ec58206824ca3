"""Verdicts: what is proved, refuted, owed, and what an induction may rest on."""

import pytest

from chainrule.derivation import Convexity, Derivation, Eq, Ge, Induction, Le, Slip
from chainrule.errors import DerivationError
from chainrule.rules.catalogue import (
    ALGEBRA,
    ASSUMPTION,
    BOUND,
    DROP_NONNEGATIVE,
    LOGARITHM,
    SUBSTITUTION,
)
from chainrule.rules.lemma import HYPOTHESIS, Lemma
from chainrule.terms.author import (
    Sum,
    SumOver,
    index,
    layered,
    levels,
    positives,
    size,
    symbols,
    tensor,
)
from chainrule.terms.functions import LOG, SQRT
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import Relation, equal, nonnegative, nonzero, positive
from chainrule.verdict import Checked, Tier
from chainrule.verify import refute_slip, verify

s, t, x, y = symbols("s t x y")
u, v = positives("u v")
n = size("n")
k = index("k", n)
w = tensor("w", n)
lev, top, m = levels("l L m")
gain = layered("g", lambda at: ())
SQUARE = Lemma(
    "square",
    "a square is nonnegative",
    Relation(as_term(0), "<=", x**2),
    wrong=Relation(x**2, "<=", as_term(0)),
    source="ordered field",
)


def checked(*chain: object, assuming: tuple[Relation, ...] = ()) -> Checked:
    made = Derivation(name="test/one", title="", chain=chain, assuming=assuming)  # type: ignore[arg-type]
    return verify(made)


def test_a_true_step_is_proved() -> None:
    found = checked((x + y) ** 2, Eq(x**2 + 2 * x * y + y**2, by=ALGEBRA))

    assert found.tier is Tier.PROVED
    assert found.verdict.obligations == ()


def test_a_false_step_is_refuted_with_a_witness_at_its_own_line() -> None:
    found = checked(
        (x + y) ** 2,
        Eq(x**2 + 2 * x * y + y**2, by=ALGEBRA),
        Eq(x**2 + x * y + y**2, by=ALGEBRA),
    )

    assert [step.tier for step in found.verdict.steps] == [Tier.PROVED, Tier.REFUTED]
    assert found.tier is Tier.REFUTED
    witness = found.verdict.steps[1].witness
    assert witness is not None
    assert {name for name, _ in witness.point} == {"x", "y"}


def test_a_domain_fact_is_owed_until_it_is_assumed() -> None:
    chain = (x / (x - 1), Eq(1 + 1 / (x - 1), by=ALGEBRA))

    owing, assuming = checked(*chain), checked(*chain, assuming=(nonzero(x - 1),))

    assert owing.tier is Tier.PROVED_MOD
    assert [one.fact for one in owing.verdict.carried] == [nonzero(x - 1)]
    assert assuming.tier is Tier.PROVED
    assert [one.discharged for one in assuming.verdict.obligations] == ["the assumptions"]


def test_the_logarithm_of_a_square_owes_positivity() -> None:
    owing = checked(LOG(x**2), Eq(2 * LOG(x), by=LOGARITHM))

    assert owing.tier is Tier.PROVED_MOD
    assert positive(x) in [one.fact for one in owing.verdict.carried]


def test_a_lemma_without_proof_makes_proved_modulo() -> None:
    found = checked(as_term(0), Le(x**2, by=SQUARE.at(x=x)))

    assert found.tier is Tier.PROVED_MOD
    assert found.verdict.lemmas == ("square",)


def test_a_wrong_label_on_a_true_step_is_unchecked_and_says_what_fits() -> None:
    found = checked(x + y, Eq(y + x, by=SUBSTITUTION))

    assert found.tier is Tier.UNCHECKED
    assert "substitute" in found.verdict.steps[0].evidence
    assert "what fits: algebra" in found.verdict.steps[0].evidence


def test_what_no_decider_can_prove_is_consistent_with_its_digits() -> None:
    found = checked(SQRT(3 + 2 * SQRT(2)), Eq(1 + SQRT(2), by=ALGEBRA))

    assert found.tier is Tier.CONSISTENT
    assert "agree to" in found.verdict.steps[0].evidence


def test_a_cited_theorem_passes_its_worth_on() -> None:
    cited = Derivation(
        name="test/cited", title="", chain=(x / (x - 1), Eq(1 + 1 / (x - 1), by=ALGEBRA))
    )
    citing = Derivation(
        name="test/citing",
        title="",
        chain=(2 * (x / (x - 1)), Eq(2 * (1 + 1 / (x - 1)), by=cited)),
        assuming=(nonzero(x - 1),),
    )

    assert verify(citing).tier is Tier.PROVED_MOD
    assert verify(citing, lambda _: Tier.PROVED).tier is Tier.PROVED


@pytest.mark.parametrize("worth", [Tier.REFUTED, Tier.UNCHECKED, Tier.CONSISTENT])
def test_a_theorem_that_is_not_proved_proves_nothing(worth: Tier) -> None:
    cited = Derivation(name="test/cited", title="", chain=(x + y, Eq(y + x, by=ALGEBRA)))
    citing = Derivation(name="test/citing", title="", chain=(x + y, Eq(y + x, by=cited)))

    step = verify(citing, lambda _: worth).verdict.steps[0]

    assert step.tier is max(worth, Tier.UNCHECKED), "only a witness refutes"
    assert step.evidence == f"it rests on 'test/cited', which is {worth.name}"


def test_an_assumption_is_used_inside_a_larger_sum() -> None:
    found = checked(Sum(k, x * w[k]), Eq(x, by=ASSUMPTION), assuming=(equal(Sum(k, w[k]), 1),))

    assert found.tier is Tier.PROVED


def test_a_bound_is_proved_with_a_nonnegative_factor_only() -> None:
    good = checked(as_term(0), Le(u * x**2, by=BOUND, using=SQUARE.at(x=x).times(u)))
    bad = checked(s * 0, Le(s * x**2, by=BOUND, using=SQUARE.at(x=x).times(s)))

    assert good.tier is Tier.PROVED_MOD
    assert bad.tier is Tier.REFUTED


def test_a_slip_is_refuted_and_a_true_line_is_not_a_slip() -> None:
    one = Derivation(
        name="test/slips",
        title="",
        chain=((x + y) ** 2, Eq(x**2 + 2 * x * y + y**2, by=ALGEBRA)),
        slips=(Slip(1, x**2 + y**2, "the middle term"), Slip(1, (y + x) ** 2, "no slip at all")),
    )

    found = [refute_slip(one, slip) for slip in one.slips]

    assert found[0].tier is Tier.REFUTED
    assert found[0].witness is not None
    assert found[1].tier is Tier.UNCHECKED


def gauss(
    base: tuple[object, ...], step: tuple[object, ...], assuming: tuple[Relation, ...]
) -> Checked:
    """The sum of the first l numbers, by induction from 1."""
    total: Term = SumOver(m, 1, lev, m)
    rule = Induction(over=lev, start=1, base=base, step=step)  # type: ignore[arg-type]
    return checked(total, Eq(lev * (lev + 1) / 2, by=rule), assuming=assuming)


BASE = (Eq(as_term(1) * (as_term(1) + 1) / 2, by=ALGEBRA),)
NEXT = (
    Eq(SumOver(m, 1, lev, m) + (lev + 1), by=ALGEBRA),
    Eq(lev * (lev + 1) / 2 + (lev + 1), by=SUBSTITUTION, using=HYPOTHESIS),
    Eq((lev + 1) * (lev + 2) / 2, by=ALGEBRA),
)


def test_gauss_is_proved_by_induction() -> None:
    found = gauss(BASE, NEXT, (lev >= 1,))

    assert found.tier is Tier.PROVED, [step.evidence for step in found.verdict.steps]
    assert [name for name, _ in found.verdict.steps[0].parts] == ["base", "step"]


def test_an_induction_claims_nothing_below_its_base() -> None:
    found = gauss(BASE, NEXT, ())

    assert found.tier is Tier.PROVED_MOD
    assert "1 <= l" in [str(one.fact) for one in found.verdict.carried]


def test_an_induction_with_a_false_base_or_half_a_step_is_not_proved() -> None:
    assert gauss((Eq(as_term(2), by=ALGEBRA),), NEXT, (lev >= 1,)).tier is Tier.REFUTED
    assert gauss(BASE, NEXT[:1], (lev >= 1,)).tier is Tier.UNCHECKED
    assert gauss(BASE, (), (lev >= 1,)).tier is Tier.UNCHECKED


def test_the_hypothesis_stands_in_the_step_only() -> None:
    with pytest.raises(DerivationError, match=r"base, step 1: HYPOTHESIS stands outside"):
        gauss((Eq(as_term(1), by=SUBSTITUTION, using=HYPOTHESIS),), NEXT, (lev >= 1,))


def test_an_assumption_about_one_level_is_not_used_at_the_others() -> None:
    """If g vanishes at one level only, a sum up to that level need not vanish."""
    rule = Induction(
        over=lev,
        start=1,
        base=(Eq(as_term(0), by=ASSUMPTION),),
        step=(
            Eq(SumOver(m, 1, lev, gain(m)) + gain(lev + 1), by=ALGEBRA),
            Eq(SumOver(m, 1, lev, gain(m)), by=ASSUMPTION),
            Eq(as_term(0), by=SUBSTITUTION, using=HYPOTHESIS),
        ),
    )
    claim = (SumOver(m, 1, lev, gain(m)), Eq(as_term(0), by=rule))

    assuming = (lev >= 1, equal(gain(lev), 0))

    assert checked(*claim, assuming=assuming).tier is Tier.REFUTED


def test_the_halves_of_an_induction_compose_one_relation() -> None:
    mixed = Induction(lev, 1, base=(Le(x + 1, by=ALGEBRA), Ge(x, by=ALGEBRA)), step=())

    with pytest.raises(DerivationError, match="base of the induction, step 2: >= after <="):
        checked(x, Le(x + 1, by=mixed))


def test_a_half_that_proves_a_bound_proves_no_equation() -> None:
    rule = Induction(lev, 1, base=(Le(x, by=DROP_NONNEGATIVE),), step=(Eq(x, by=ALGEBRA),))

    found = checked(x, Eq(x, by=rule))

    assert found.tier is Tier.UNCHECKED


def test_a_step_that_cannot_be_read_names_derivation_and_step() -> None:
    with pytest.raises(DerivationError, match="Derivation 'test/one', step 2: "):
        checked(
            LOG(u),
            Eq(LOG(u) + 0, by=ALGEBRA),
            Le(u - 1, by=Convexity(x + y, at=1)),
        )


def test_a_fact_that_no_sign_rule_sees_is_carried_not_dropped() -> None:
    found = checked(
        LOG((x - y) * v),
        Eq(LOG(x - y) + LOG(v), by=LOGARITHM),
    )

    assert found.tier is Tier.PROVED_MOD
    assert nonnegative(x - y) not in [one.fact for one in found.verdict.carried]
    assert positive(x - y) in [one.fact for one in found.verdict.carried]
