"""Every rule has a move that it accepts and a move that it refuses, with the reason."""

import pytest

from chainrule.rules.catalogue import RULES
from chainrule.rules.rule import Move, Rule
from chainrule.terms.author import (
    D,
    Sum,
    SumOver,
    delta,
    index,
    let,
    levels,
    sizes,
    symbols,
    tensor,
)
from chainrule.terms.functions import EXP, LOG
from chainrule.terms.node import Term, as_term

n, m = sizes("n m")
i, j, k = index("i", n), index("j", n), index("k", m)
x, y = symbols("x y")
v, A = tensor("v", n), tensor("A", m, n)
z = let("z", A @ v)
lev, top, t = levels("l L t")

Sides = tuple[Term, str, Term, tuple[str, ...]]


def equals(before: Term, after: Term, *lemmas: str) -> Sides:
    return before, "=", after, lemmas


def below(before: Term, after: Term, *lemmas: str) -> Sides:
    return before, "<=", after, lemmas


SLOPE = equals(D(x * y, x), y)
STILL = equals(x + y, y + x)
MOVES: dict[str, tuple[Sides, Sides, str]] = {
    "definition": (equals(z[k], (A @ v)[k]), STILL, "no symbol is unfolded"),
    "chain-rule": (equals(D(EXP(x), x), EXP(x) * D(x, x)), STILL, "no derivative"),
    "product-rule": (equals(D(x * y, x), y * D(x, x) + x * D(y, x)), STILL, "no derivative"),
    "linearity": (equals(D(x + y, x), D(x, x) + D(y, x)), STILL, "has a sum or derivative"),
    "derivative-of-affine": (
        equals(D((A @ v)[k], v[j]), A[k, j]),
        equals(D(x + y, x), D(y + x, x)),
        "same derivative",
    ),
    "elementwise-derivative": (SLOPE, STILL, "no derivative"),
    "differentiate": (SLOPE, equals(D(x + y, x), D(y + x, x)), "same derivative"),
    "delta-sifting": (
        equals(Sum(i, delta(i, j) * v[i]), v[j]),
        equals(Sum(i, delta(i, j) * v[i]), Sum(i, v[i] * delta(i, j))),
        "same Kronecker delta",
    ),
    "matrix-form": (equals(Sum(j, A[k, j] * v[j]), (A @ v)[k]), STILL, "matrix"),
    "index-form": (equals((A @ v)[k], Sum(j, A[k, j] * v[j])), STILL, "matrix"),
    "algebra": (STILL, SLOPE, "changes the derivatives"),
    "factor-out": (equals(Sum(i, x * v[i]), x * Sum(i, v[i])), STILL, "has a sum"),
    "split-sum": (
        equals(Sum(i, v[i] + x), Sum(i, v[i]) + Sum(i, x)),
        equals(Sum(i, v[i]), Sum(j, v[j])),
        "has a sum of terms",
    ),
    "logarithm": (equals(LOG(x * y), LOG(x) + LOG(y)), STILL, "has a function"),
    "exponential": (equals(EXP(x + y), EXP(x) * EXP(y)), STILL, "has a function"),
    "partial-fractions": (equals((x + y) / y, x / y + 1), STILL, "has a quotient"),
    "assumption": (equals(Sum(i, v[i]), as_term(1)), below(x, y), "not an inequality"),
    "empty-range": (equals(SumOver(t, top + 1, top, t), as_term(0)), STILL, "over levels"),  # type: ignore[arg-type]
    "split-off": (
        equals(SumOver(t, lev, top, t), lev + SumOver(t, lev + 1, top, t)),  # type: ignore[arg-type]
        STILL,
        "over levels",
    ),
    "substitution": (equals(x, y, "an earlier result"), STILL, "names no fact"),
    "bound": (below(x, y, "square"), below(x, y), "names no fact"),
    "drop-nonnegative": (below(x, x + y**2), STILL, "not an equation"),
}
FACTLESS = {"substitution", "bound"}


def said(rule: Rule, sides: Sides) -> str | None:
    return rule.guard(Move(*sides))


def test_every_rule_has_its_moves_here() -> None:
    assert {rule.name for rule in RULES} <= set(MOVES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_accepts_its_own_move(rule: Rule) -> None:
    assert said(rule, MOVES[rule.name][0]) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_refuses_another_move_and_says_why(rule: Rule) -> None:
    _, refused, reason = MOVES[rule.name]

    assert reason in (said(rule, refused) or "accepted")


@pytest.mark.parametrize("rule", [r for r in RULES if r.name not in FACTLESS], ids=lambda r: r.name)
def test_a_rule_of_its_own_rests_on_no_further_fact(rule: Rule) -> None:
    before, relation, after, _ = MOVES[rule.name][0]

    assert "it rests on jensen: cite that" in (
        said(rule, (before, relation, after, ("jensen",))) or ""
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_for_equations_or_for_bounds(rule: Rule) -> None:
    before, relation, after, lemmas = MOVES[rule.name][0]
    other = "<=" if relation == "=" else "="

    assert rule.name == "substitution" or said(rule, (before, other, after, lemmas)) is not None


def test_the_names_and_statements_of_rules_are_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len({rule.title for rule in RULES}) == len(RULES)
    assert all(rule.statement.endswith(".") for rule in RULES)
