"""Verdicts on disk: found once, found again only when something they rest on changes."""

import json
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chainrule.derivation import Derivation, Eq, Le, Slip
from chainrule.ledger import Ledger, LedgerWarning, keys, store
from chainrule.rules.catalogue import ALGEBRA, LINEARITY, LOGARITHM
from chainrule.rules.lemma import Lemma
from chainrule.terms.author import layered, levels, node, size, symbols, tensor
from chainrule.terms.functions import LOG
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation, nonzero
from chainrule.verdict import Tier

s, t, x, y = symbols("s t x y")
ROUNDS = ((x + y) ** 2, Eq(x**2 + 2 * x * y + y**2, by=ALGEBRA))
CITED = Derivation(name="test/cited", title="", chain=ROUNDS)
OWING = Derivation(
    name="test/owing",
    title="",
    chain=(LOG(x**2 / y), Eq(2 * LOG(x) - LOG(y), by=LOGARITHM)),
    assuming=(nonzero(y),),
    slips=(Slip(1, LOG(x) - LOG(y), "the power is lost"),),
)
FALSE = Derivation(name="test/false", title="", chain=((x + y) ** 2, Eq(x**2 + y**2, by=ALGEBRA)))


def citing(cited: Derivation) -> Derivation:
    chain = (2 * (x + y) ** 2, Eq(2 * cited.last, by=cited))
    return Derivation(name="test/citing", title="", chain=chain)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of what is verified, in order."""
    made: list[str] = []
    plain, slips = store.verify, store.refute_slip

    def counted(derivation: Derivation, tier_of: object = None) -> object:
        made.append(derivation.name)
        return plain(derivation, tier_of)  # type: ignore[arg-type]

    def counted_slip(derivation: Derivation, slip: Slip) -> object:
        made.append(f"slip of {derivation.name}")
        return slips(derivation, slip)

    monkeypatch.setattr(store, "verify", counted)
    monkeypatch.setattr(store, "refute_slip", counted_slip)
    return made


@pytest.mark.parametrize("one", [CITED, OWING, FALSE], ids=lambda one: one.name)
def test_what_is_read_is_what_was_written(tmp_path: Path, one: Derivation) -> None:
    written = Ledger(tmp_path).check(one).verdict

    found = Ledger(tmp_path).check(one).verdict

    rounded = tuple(
        replace(step, milliseconds=round(step.milliseconds, 3)) for step in written.steps
    )
    assert found == replace(written, steps=rounded)
    assert found.steps[0].witness == written.steps[0].witness
    assert found.obligations == written.obligations


def test_an_unchanged_derivation_is_not_verified_twice(tmp_path: Path, calls: list[str]) -> None:
    for ledger in (Ledger(tmp_path), Ledger(tmp_path)):
        for _ in range(3):
            ledger.check(OWING)
            ledger.slips(OWING)

    assert calls == ["test/owing", "slip of test/owing"]


def test_without_a_folder_verdicts_last_as_long_as_the_ledger(calls: list[str]) -> None:
    ledger = Ledger(None)
    ledger.check(citing(CITED))
    ledger.check(CITED)
    ledger.check(citing(CITED))

    assert calls == ["test/citing", "test/cited"]
    assert not Ledger(None).holds(CITED)


def test_two_names_of_one_chain_are_two_verdicts(tmp_path: Path) -> None:
    ledger, twin = Ledger(tmp_path), replace(CITED, name="test/twin")

    assert ledger.check(CITED).name == "test/cited"
    assert ledger.check(twin).name == "test/twin"
    assert {file.name for file in tmp_path.rglob("*.json")} == {"cited.json", "twin.json"}


def test_the_derivation_of_a_verdict_is_the_one_that_was_asked_about(tmp_path: Path) -> None:
    ledger, retitled = Ledger(tmp_path), replace(CITED, title="another title")
    ledger.check(CITED)

    assert ledger.check(retitled).derivation.title == "another title"


LEMMA = Lemma("bound", "", Relation(x, "<=", x + 1), wrong=Relation(x + 1, "<=", x))
CHANGES: dict[str, Derivation] = {
    "a line": replace(CITED, chain=((y + x) ** 2, ROUNDS[1])),
    "a rule": replace(CITED, chain=(ROUNDS[0], Eq(x**2 + 2 * x * y + y**2, by=LINEARITY))),
    "a relation": replace(CITED, chain=(ROUNDS[0], Le(x**2 + 2 * x * y + y**2, by=ALGEBRA))),
    "an assumption": replace(CITED, assuming=(nonzero(x),)),
    "a fact in use": replace(
        CITED, chain=(ROUNDS[0], Eq(x**2 + 2 * x * y + y**2, by=ALGEBRA, using=LEMMA.at(x=y)))
    ),
    "a step more": replace(CITED, chain=(*ROUNDS, Eq(y**2 + 2 * x * y + x**2, by=ALGEBRA))),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_a_changed_derivation_is_verified_again(
    tmp_path: Path, calls: list[str], changed: Derivation
) -> None:
    Ledger(tmp_path).check(CITED)

    Ledger(tmp_path).check(changed)

    assert calls == ["test/cited", "test/cited"]


def test_a_changed_slip_is_refuted_again_and_the_rest_is_not(
    tmp_path: Path, calls: list[str]
) -> None:
    changed = replace(OWING, slips=(Slip(1, LOG(x) + LOG(y), "the sign"),))
    for one in (OWING, changed):
        Ledger(tmp_path).check(one)
        Ledger(tmp_path).slips(one)

    assert calls == ["test/owing", "slip of test/owing", "slip of test/owing"]


def test_a_slip_that_cannot_be_written_is_kept_too(tmp_path: Path, calls: list[str]) -> None:
    n, m = size("n"), size("m")
    wide, tall = tensor("A", n, m), tensor("v", n)
    one = replace(CITED, slips=(Slip(1, lambda: (wide @ tall).T @ tall, "the transpose"),))

    found = [Ledger(tmp_path).slips(one) for _ in range(2)]

    assert found[0] == found[1]
    assert found[0][0].tier is Tier.REFUTED
    assert calls == ["slip of test/cited"]


def test_a_changed_cited_derivation_is_verified_again_with_what_cites_it(
    tmp_path: Path, calls: list[str]
) -> None:
    changed = replace(CITED, assuming=(nonzero(x),))
    Ledger(tmp_path).check(citing(CITED))

    Ledger(tmp_path).check(citing(changed))

    assert calls == ["test/citing", "test/cited"] * 2


def test_another_engine_verifies_again(
    tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger(tmp_path).check(CITED)
    monkeypatch.setattr(keys, "engine_digest", lambda: "another engine")

    Ledger(tmp_path).check(CITED)

    assert calls == ["test/cited", "test/cited"]


def test_every_source_file_that_decides_is_in_the_engine_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in ("verify.py", "derivation.py", "verdict.py", "terms/node.py", "deciders/a/b.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("one = 1\n")
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(keys, "ENGINE", tmp_path)
    digests = {keys.engine_digest.__wrapped__()}
    for file in ("verify.py", "terms/node.py", "deciders/a/b.py", "rules/new.py"):
        (tmp_path / file).write_text("one = 2\n")
        digests.add(keys.engine_digest.__wrapped__())
    monkeypatch.setattr(keys, "_version", lambda package: f"{package} of tomorrow")
    digests.add(keys.engine_digest.__wrapped__())

    assert len(digests) == 6


def test_the_definition_of_a_node_is_in_the_key() -> None:
    lev, n = levels("l")[0], size("n")
    weight = layered("W", lambda at: (n, n))

    def using(definition: object) -> Derivation:
        z = node("z", lambda at: (n,))
        z.define(lambda at: definition(at, z))  # type: ignore[operator]
        return Derivation(name="test/node", title="", chain=(z(lev), Eq(z(lev), by=ALGEBRA)))

    one = using(lambda at, z: weight(at) @ z(at - 1))
    same = using(lambda at, z: weight(at) @ z(at - 1))
    other = using(lambda at, z: weight(at).T @ z(at - 1))

    assert keys.key_of(one) == keys.key_of(same)
    assert keys.key_of(one) != keys.key_of(other)


def test_a_long_chain_of_citations_has_its_key_in_no_time() -> None:
    one = CITED
    for number in range(40):
        chain: tuple[object, ...] = (*ROUNDS[:1], Eq(ROUNDS[1].term, by=one, using=one))  # type: ignore[union-attr]
        one = Derivation(name=f"test/{number}", title="", chain=chain)  # type: ignore[arg-type]

    assert len(keys.key_of(one)) == 64


def owing(fact: str) -> str:
    """A file whose one step owes a fact, spelled as JSON."""
    rest = '"lemmas": [], "witness": null, "milliseconds": 1, "parts": []'
    step = f'"tier": "PROVED", "decider": "", "evidence": "", "obligations": [[{fact}, ""]], {rest}'
    return f'{{"key": "KEY", "steps": [{{{step}}}]}}'


SPOILT = {
    "nothing": "",
    "half a file": '{"key": "',
    "another thing": "[1, 2]",
    "a number": "7",
    "no steps": '{"key": "KEY"}',
    "steps of another kind": '{"key": "KEY", "steps": [7]}',
    "too few steps": '{"key": "KEY", "steps": []}',
    "an unknown tier": '{"key": "KEY", "steps": [{"tier": "SURE"}]}',
    "an unknown term": owing('["Wish", 1]'),
    "a term that is none": owing('["Relation", 1, "~", 2]'),
}


@pytest.mark.parametrize("text", SPOILT.values(), ids=SPOILT)
def test_an_unreadable_file_is_verified_again_with_one_warning(
    tmp_path: Path, calls: list[str], text: str
) -> None:
    good = Ledger(tmp_path).check(CITED)
    (tmp_path / "test" / "cited.json").write_text(text.replace("KEY", keys.key_of(CITED)))
    ledger = Ledger(tmp_path)

    with pytest.warns(LedgerWarning, match=r"cited\.json cannot be read"):
        assert not ledger.holds(CITED)
    found = ledger.check(CITED)  # a second warning would be an error

    assert found.tier is good.tier
    assert calls == ["test/cited", "test/cited"]
    assert Ledger(tmp_path).holds(CITED), "it is written anew"


def test_a_file_of_bytes_that_are_no_text_is_verified_again(tmp_path: Path) -> None:
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "cited.json").write_bytes(b"\xff\xfe")

    with pytest.warns(LedgerWarning):
        assert Ledger(tmp_path).check(CITED).tier is Tier.PROVED


def test_a_folder_that_cannot_be_made_is_one_warning(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("a file where the folder should be")
    ledger = Ledger(tmp_path / "ledger")

    with pytest.warns(LedgerWarning, match="verdicts are not kept"):
        ledger.check(CITED)
    ledger.check(OWING)  # a second warning would be an error
    ledger.slips(OWING)


def test_a_full_disk_is_one_warning_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger(tmp_path).check(CITED)
    before = (tmp_path / "test" / "cited.json").read_text()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.warns(LedgerWarning, match="No space left"):
        Ledger(tmp_path).check(replace(CITED, assuming=(nonzero(x),)))

    assert (tmp_path / "test" / "cited.json").read_text() == before
    assert list(tmp_path.rglob("*.draft")) == []


def test_an_interruption_while_writing_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Ledger(tmp_path).check(CITED)

    assert list(tmp_path.rglob("*.*")) == []


def test_a_ledger_of_another_derivation_is_not_taken(tmp_path: Path, calls: list[str]) -> None:
    Ledger(tmp_path).check(FALSE)
    stored = json.loads((tmp_path / "test" / "false.json").read_text())
    (tmp_path / "test" / "cited.json").write_text(json.dumps(stored))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Ledger(tmp_path).check(CITED).tier is Tier.PROVED


def test_a_verdict_cannot_be_made_by_hand() -> None:
    from chainrule.verdict import Checked, Verdict

    with pytest.raises(TypeError, match="comes from verify"):
        Checked(CITED, Verdict((), "1"))


def test_an_obligation_that_was_read_is_a_term_again(tmp_path: Path) -> None:
    Ledger(tmp_path).check(OWING)

    facts = [one.fact for one in Ledger(tmp_path).check(OWING).verdict.obligations]

    assert facts
    assert all(isinstance(side, Term) for fact in facts for side in (fact.left, fact.right))
