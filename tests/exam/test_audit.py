"""The audit: true lines tell their mutants from themselves, and a blind refuter is found out."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chainrule.deciders.ball.refute import Refutation
from chainrule.derivation import Derivation, Eq, Ge, Le
from chainrule.errors import LibraryError
from chainrule.exam import audit as room
from chainrule.exam.audit import Fate, audit
from chainrule.exam.survivors import complaints, read_survivors
from chainrule.library import load
from chainrule.rules.catalogue import ALGEBRA, DROP_NONNEGATIVE
from chainrule.terms.author import norm, size, symbols, tensor
from chainrule.terms.functions import LOG
from chainrule.terms.node import as_term
from chainrule.verify import verify

ROOT = Path(__file__).resolve().parents[2]
THEORY = load(ROOT / "theory")
CLEAN = (
    "backprop/output-error",
    "backprop/batch-bias-gradient",
    "graphs/forward-cost",
    "slowdown/cross-entropy-in-activation",
    "softmax/jacobian",
    "softmax/log-sum-exp-shift",
)
x, y = symbols("x y")
v = tensor("v", size("n"))

square = Derivation("t/square", "a square", ((x + y) ** 2, Eq(x**2 + 2 * x * y + y**2, by=ALGEBRA)))
bound = Derivation("t/bound", "a bound", (x**2 + 1, Ge(as_term(0), by=DROP_NONNEGATIVE)))


@pytest.mark.parametrize("name", CLEAN)
def test_no_mutant_of_these_survives(name: str) -> None:
    found = audit(verify(THEORY[name]), most=12)

    assert [one.name for one in found.survivors] == []
    assert found.count(Fate.KILLED) > found.count(Fate.EQUAL)


def test_inside_an_induction_lines_are_audited_too() -> None:
    found = audit(verify(THEORY["graphs/forward-cost"]), most=4)

    places = {one.where.removeprefix("graphs/forward-cost ") for one in found.findings}
    assert places == {"1", "1 base 1", "1 base 2", "1 step 1", "1 step 2", "1 step 3"}


def test_a_blind_refuter_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "sift", lambda left, claims, *rest, **how: [False] * len(claims))
    monkeypatch.setattr(room, "refute", lambda *rest, **how: Refutation(None, 60, 3))

    found = audit(verify(square))

    assert len(found.survivors) > 5
    assert complaints([found], {}, whole=False)


def test_a_refuter_that_sees_no_violation_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = audit(verify(square))
    refuter = sys.modules["chainrule.deciders.ball.refute"]
    monkeypatch.setattr(refuter, "_violates", lambda *rest: False)

    blind = audit(verify(square))

    assert honest.survivors == ()
    assert blind.count(Fate.KILLED) == 0 < honest.count(Fate.KILLED)
    assert blind.survivors


def test_a_weaker_bound_is_loose_and_a_reversed_one_is_killed() -> None:
    found = {one.mutant.operator: one.fate for one in audit(verify(bound)).findings}

    wrong = {"reverse-relation": Fate.KILLED}
    assert found == {**wrong, "constant": Fate.LOOSE, "flip-sign": Fate.LOOSE}


def test_a_larger_norm_is_a_weaker_bound() -> None:
    chain = (norm(v), Le(norm(v) + norm(v, "1") ** 2, by=DROP_NONNEGATIVE))
    made = audit(verify(Derivation("t/norm", "norms", chain)))

    fates = {str(one.mutant.term): one.fate for one in made.findings}
    assert fates["‖v‖_1 + ‖v‖_1^2"] is Fate.LOOSE
    assert fates["‖v‖_inf + ‖v‖_1^2"] is not Fate.LOOSE


def test_what_means_nothing_is_told_apart() -> None:
    u = replace(x, name="u", domain=THEORY["lemmas/log-tangent"].start.argument.domain)
    chain = (LOG(u) * 2, Eq(2 * LOG(u), by=ALGEBRA))

    found = audit(verify(Derivation("t/log", "logarithms", chain)))

    assert [one.mutant.change for one in found.findings if one.fate is Fate.UNDEFINED] == [
        "log(u) -> log(-u)"
    ]


def test_what_is_not_proved_is_not_audited() -> None:
    false = Derivation("t/false", "false", (x + y, Eq(x - y, by=ALGEBRA)))

    with pytest.raises(ValueError, match="REFUTED"):
        audit(verify(false))


def test_the_list_wants_a_reason_and_each_name_once(tmp_path: Path) -> None:
    file = tmp_path / "survivors.txt"
    file.write_text("# head\nt 1 | constant | 2 -> 4 | at 0 # why\n", encoding="utf-8")
    assert read_survivors(tmp_path) == {"t 1 | constant | 2 -> 4 | at 0": "why"}

    file.write_text("t 1 | constant | 2 -> 4 | at 0\n", encoding="utf-8")
    with pytest.raises(LibraryError, match="no reason"):
        read_survivors(tmp_path)

    file.write_text("a # b\na # c\n", encoding="utf-8")
    with pytest.raises(LibraryError, match="twice"):
        read_survivors(tmp_path)


def test_a_listed_survivor_that_is_gone_is_a_complaint() -> None:
    found = [audit(verify(square))]

    assert complaints(found, {"gone": "why"}, whole=False) == []
    assert complaints(found, {"gone": "why"}, whole=True) == [
        "gone: no survivor any more; take it out of survivors.txt"
    ]


def test_every_listed_survivor_names_a_derivation() -> None:
    names = {name.split(" ")[0] for name in read_survivors(ROOT / "theory")}

    assert names <= set(THEORY)
