"""The theorem is read off the chain: its ends, its symbols, its assumptions."""

from __future__ import annotations

from chainrule.derivation import Derivation, Eq, Le
from chainrule.render.statement import Math, Run, Statement, statement
from chainrule.rules.catalogue import ALGEBRA, BOUND
from chainrule.terms.author import (
    D,
    cost,
    elementwise,
    index,
    layered,
    let,
    levels,
    node,
    positives,
    sizes,
    tensor,
    widths,
)
from chainrule.terms.functions import LOGISTIC
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import UNIT, Interval

n, m = sizes("n m")
j = index("j", n)
W, b, z = tensor("W", m, n), tensor("b", m), tensor("z", n)
sigma = elementwise("sigma")
z_next = let("z'", W @ sigma(z) + b)
C = cost("C", z_next)


def _of(*chain: Term, assuming: tuple[Relation, ...] = (), last: str = "=") -> Statement:
    step = Eq(chain[1], by=ALGEBRA) if last == "=" else Le(chain[1], by=BOUND)
    return statement(Derivation("a/b", "A claim", (chain[0], step), assuming=assuming))


def _words(runs: tuple[Run, ...]) -> str:
    return "".join(f"${run.latex}$" if isinstance(run, Math) else run for run in runs)


def test_the_claim_is_the_first_line_and_the_last() -> None:
    said = _of(D(C, z[j]), D(C, z[j]) * 1, last="<=")

    assert said.claim.startswith(r"\frac{\partial C}{\partial z_{j}} \le")


def test_free_indices_are_said_to_range_over_their_size() -> None:
    assert _words(_of(D(C, z[j]), D(C, z[j])).where) == r"for every $j = 1, \dots, n$"
    assert _of(D(C, z), D(C, z)).where == ()


def test_every_symbol_of_the_theorem_is_introduced() -> None:
    said = _words(_of(D(C, z[j]), D(C, z[j])).setting)

    for symbol in (r"$W \in \mathbb{R}^{m \times n}$", r"$b \in \mathbb{R}^{m}$", r"$\sigma$"):
        assert symbol in said
    assert "$C$ be any differentiable function of $z'$" in said
    assert r"$z' := W \sigma(z) + b$" in said


def test_a_domain_is_said() -> None:
    (rate,) = positives("eta")
    p = tensor("p", n, domain=UNIT)
    share = tensor("t", domain=Interval(low=None, high=None))

    said = _words(_of(rate * p[j] * share, rate * p[j] * share).setting)

    assert r"$\eta > 0$" in said
    assert r"$p \in (0, 1)^{n}$" in said
    assert r"$t \in \mathbb{R}$" in said


def test_the_logistic_function_is_said_to_be_one() -> None:
    assert r"\frac{1}{1 + e^{-t}}" in _words(_of(LOGISTIC(z[j]), LOGISTIC(z[j])).setting)


def test_assumptions_are_repeated_as_they_were_declared() -> None:
    said = _of(z[j], z[j], assuming=(z[j] >= 0, z[j] <= 1))

    assert _words(said.assumptions) == r"Assume $z_{j} \ge 0$ and $z_{j} \le 1$."


def test_levels_are_introduced_at_the_plain_level_and_in_order() -> None:
    l, L = levels("l L")
    width = widths("n")
    weight = layered("W", lambda at: (width(at), width(at - 1)))
    a, s = (node(name, lambda at: (width(at),)) for name in "as")
    s.define(lambda at: weight(at) @ a(at - 1))
    a.define(lambda at: sigma(s(at)))
    loss = cost("C", a(L))

    said = _of(D(loss, s(l + 1)), D(loss, s(l + 1)))

    assert r"W^{l} \in \mathbb{R}^{n_{l} \times n_{l-1}}" in _words(said.setting)
    assert r"W^{l+1} \in" not in _words(said.setting)
    places = [_words(said.setting).index(f"{name}^{{l}} :=") for name in "sa"]
    assert places == sorted(places)


def test_a_tall_definition_stands_on_a_line_of_its_own() -> None:
    error = let("delta", D(C, z_next))

    said = _of(error, error)

    assert said.definitions[-1].startswith(r"\delta := \frac")
    assert ":=" not in _words(said.setting)
