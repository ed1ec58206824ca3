"""A checked derivation is printed line by line, with what each line rests on."""

from __future__ import annotations

import pytest

from chainrule.derivation import Derivation, Eq, Induction, Le
from chainrule.render.chain import lines, start_latex
from chainrule.render.facts import fact
from chainrule.rules.catalogue import ALGEBRA, BOUND, SUBSTITUTION
from chainrule.rules.lemma import HYPOTHESIS, Lemma
from chainrule.terms.author import index, levels, node, size, symbols, tensor
from chainrule.terms.sizes import ONE
from chainrule.verdict import Checked, Obligation, StepVerdict, Tier, Verdict, Witness, seal

x, y, t = symbols("x y t")
l, L = levels("l L")
n = size("n")
i = index("i", n)
p, q = tensor("p", n), tensor("q", n)
PROVED = StepVerdict(Tier.PROVED, "index")
SQUARE = Lemma("square", "a square is nonnegative", t * t >= 0, t * t <= 0, source="any")


def _checked(derivation: Derivation, *verdicts: StepVerdict) -> Checked:
    return seal(derivation, Verdict(verdicts, "test"))


def test_lines_carry_number_relation_formula_rule_and_tier() -> None:
    chain = Derivation("a/b", "t", (x, Eq(x * 1, by=ALGEBRA), Le(y, by=SQUARE.at(t=y))))

    first, second = lines(_checked(chain, PROVED, StepVerdict(Tier.PROVED_MOD, "index")))

    assert start_latex(_checked(chain, PROVED, PROVED)) == "x"
    assert (first.number, first.relation, first.rule.name) == ("1", "=", "algebra")
    assert (second.number, second.relation, second.latex) == ("2", r"\le", "y")
    assert (second.rule.kind, second.rule.title) == ("lemma", SQUARE.title)
    assert second.tier is Tier.PROVED_MOD


def test_how_a_lemma_is_used_is_said_with_terms_factor_range_and_reasons() -> None:
    reason = SQUARE.at(t=q[i])
    use = SQUARE.at(t=p[i]).because(reason).times(q[i], over=i)

    said = fact(use)

    assert [(d.word, d.latex) for d in said.details] == [
        ("with", "t = p_{i}"),
        ("times", "q_{i}"),
        ("summed over", "i"),
    ]
    assert said.reasons[0].details[0].latex == "t = q_{i}"


def test_a_citation_says_where_it_moves_a_level() -> None:
    other = Derivation("a/other", "Another", (x, Eq(x * 1, by=ALGEBRA)))

    said = fact(other.at(l=l + 1))

    assert (said.kind, said.name) == ("derivation", "a/other")
    assert said.details[0].latex == r"l \to l+1"


def test_side_conditions_come_with_what_settles_them() -> None:
    chain = Derivation("a/b", "t", (x, Eq(x * 1, by=ALGEBRA)))
    owed = (Obligation(x > 0), Obligation(y > 0, "the assumptions"))

    (line,) = lines(_checked(chain, StepVerdict(Tier.PROVED_MOD, "field", obligations=owed)))

    assert [(d.latex, d.discharged) for d in line.duties] == [
        ("x > 0", ""),
        ("y > 0", "the assumptions"),
    ]


def _induction(down: bool) -> Derivation:
    f = node("f", lambda at: (n,))
    claim = f(l) * 1
    by = Induction(
        over=l,
        start=L if down else 0,
        base=(Eq(f(L if down else 0) * 1, by=ALGEBRA),),
        step=(Eq(f(l if down else l + 1) * 1, by=SUBSTITUTION, using=HYPOTHESIS),),
        down=down,
    )
    return Derivation("a/ind", "t", (f(l), Eq(claim, by=by)))


@pytest.mark.parametrize(
    ("down", "levels_"), [(True, ["L", "l+1", "l"]), (False, ["0", "l", "l+1"])], ids=["down", "up"]
)
def test_an_induction_shows_base_hypothesis_and_step(down: bool, levels_: list[str]) -> None:
    halves = (("base", (PROVED, PROVED)), ("step", (PROVED, PROVED, PROVED)))
    verdict = StepVerdict(Tier.PROVED, "induction", parts=halves)

    (line,) = lines(_checked(_induction(down), verdict))

    assert [part.title for part in line.parts] == ["Base", "Hypothesis", "Step"]
    assert [part.at for part in line.parts] == levels_
    assert [part.start.split(" ")[0] for part in line.parts] == [f"f^{{{at}}}" for at in levels_]
    assert [inner.number for part in line.parts for inner in part.lines] == ["1b1", "1s1"]
    assert line.parts[2].lines[0].facts[1].title == "the induction hypothesis"


def test_a_refuted_induction_has_a_witness_and_no_parts() -> None:
    witness = Witness((("x", "1"),), (), (), "1", "2")

    (line,) = lines(_checked(_induction(True), StepVerdict(Tier.REFUTED, "ball", witness=witness)))

    assert line.parts == ()
    assert line.witness is witness


def test_a_reason_of_another_kind_is_a_bug() -> None:
    with pytest.raises(TypeError, match="is no reason"):
        fact(ONE)


def test_a_bound_names_the_facts_it_uses() -> None:
    use = SQUARE.at(t=x)
    chain = Derivation("a/b", "t", (x, Le(y, by=BOUND, using=(use, use))))

    (line,) = lines(_checked(chain, PROVED))

    assert [one.name for one in line.facts] == ["bound", "square", "square"]
