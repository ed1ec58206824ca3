"""The audit of a derivation: does the checker tell each of its lines from the line's mutants?

A mutant is KILLED by a point at which it fails, or EQUAL to the line by a proof.  It is UNDEFINED
where it means nothing at any point at which the line does: the logarithm of a negative number.  A
bound's mutant may be LOOSE: true still, and proved.  What is none of these is a SURVIVOR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random
from time import process_time

from chainrule.deciders.ball.climb import climb
from chainrule.deciders.ball.draw import NoPointError
from chainrule.deciders.ball.refute import Refutation, refute, sift
from chainrule.deciders.domain import holds
from chainrule.deciders.induction import parts
from chainrule.deciders.prove import prove
from chainrule.derivation import Convexity, Derivation, Induction, Step
from chainrule.errors import TermError
from chainrule.exam.mutate import REVERSE, Mutant, mutants
from chainrule.exam.weaker import plain, weaker
from chainrule.rules.lemma import Use, as_use
from chainrule.rules.rule import Rule
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from chainrule.verdict import Checked

MOST = 30
"""How many mutants of a step are tried."""

GLANCES = 2
"""Points at which all mutants of a step are tried together, before each is tried alone."""

TRIALS = 3

Facts = tuple[Relation, ...]


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    EQUAL = "equal"
    UNDEFINED = "undefined"
    LOOSE = "loose"
    SURVIVOR = "survivor"


@dataclass(frozen=True)
class Line:
    """One line of a chain, also inside an induction: what stands before it, and its facts."""

    where: str
    before: Term
    step: Step
    facts: Facts
    hypothesis: Relation | None


@dataclass(frozen=True)
class Finding:
    """A mutant, the line it is a mutant of, its fate and what was seen."""

    where: str
    mutant: Mutant
    fate: Fate
    seen: str = ""

    @property
    def name(self) -> str:
        """What `survivors.txt` calls it."""
        place = ".".join(
            f"{part}" if item < 0 else f"{part}.{item}" for part, item in self.mutant.path
        )
        return f"{self.where} | {self.mutant.operator} | {self.mutant.change} | at {place or 'all'}"


@dataclass(frozen=True)
class Audit:
    """All findings of a derivation; mutants that were ill-formed or left out are counted.

    `seconds` are of one core's work.
    """

    name: str
    findings: tuple[Finding, ...]
    ill_formed: int
    left_out: int
    seconds: float

    def count(self, fate: Fate) -> int:
        """How many mutants met this fate."""
        return sum(finding.fate is fate for finding in self.findings)

    @property
    def survivors(self) -> tuple[Finding, ...]:
        """The mutants that nothing tells from the truth."""
        return tuple(one for one in self.findings if one.fate is Fate.SURVIVOR)


def audit(checked: Checked, *, most: int = MOST, seed: int = 0) -> Audit:
    """Try the mutants of every line of a derivation that was proved.

    A derivation that is not proved is refused by ValueError: nothing could be called equal to its
    lines.
    """
    if not checked.tier.green:
        raise ValueError(f"{checked.name} is {checked.tier.name}; only what is proved is audited.")
    started = process_time()
    found: list[Finding] = []
    ill_formed = left_out = 0
    for line in lines(checked.derivation):
        random = Random(f"{seed} {line.where}")
        known = [side for fact in line.facts for side in (fact.left, fact.right)]
        step = line.step
        made = mutants(line.before, step.relation, step.term, random, most=most, known=known)
        ill_formed, left_out = ill_formed + made.ill_formed, left_out + made.left_out
        found += _findings(line, made.kept)
    return Audit(checked.name, tuple(found), ill_formed, left_out, process_time() - started)


def lines(derivation: Derivation) -> Iterator[Line]:
    """Every line of the chain, and of the base and the step of an induction."""
    yield from _lines(
        derivation.name, derivation.start, derivation.steps, derivation.assuming, None
    )


def _lines(
    name: str, before: Term, steps: tuple[Step, ...], facts: Facts, hypothesis: Relation | None
) -> Iterator[Line]:
    for number, step in enumerate(steps, 1):
        where = f"{name} {number}"
        yield Line(where, before, step, facts, hypothesis)
        if isinstance(step.by, Induction):
            for half in parts(before, step, facts):
                inner = f"{where} {half.name}"
                yield from _lines(inner, half.start, half.steps, half.facts, half.hypothesis)
        before = step.term


def _findings(line: Line, tried: Sequence[Mutant]) -> Iterator[Finding]:
    killed = _sifted(line, tried)
    for mutant in tried:
        if mutant in killed:
            yield Finding(line.where, mutant, Fate.KILLED)
        else:
            yield _alone(line, mutant)


def _sifted(line: Line, tried: Sequence[Mutant]) -> set[Mutant]:
    """The mutants that fail at one of a few points drawn for all of them."""
    killed: set[Mutant] = set()
    for seed in range(GLANCES):
        rest = [mutant for mutant in tried if mutant not in killed]
        claims = [(mutant.relation, mutant.term) for mutant in rest]
        try:
            failed = sift(line.before, claims, line.facts, seed=seed)
        except (NoPointError, TermError):
            continue
        killed |= {mutant for mutant, fails in zip(rest, failed, strict=True) if fails}
    return killed


def _alone(line: Line, mutant: Mutant) -> Finding:
    """The fate of a mutant that survived the first glance."""
    fate, seen = _fate(line, mutant)
    return Finding(line.where, mutant, fate, seen)


def _fate(line: Line, mutant: Mutant) -> tuple[Fate, str]:
    bound = line.step.relation != "="
    if not bound and _equal(line, mutant):
        return Fate.EQUAL, ""
    found = refute(line.before, mutant.relation, mutant.term, line.facts, trials=TRIALS)
    if found.witness is not None:
        return Fate.KILLED, str(found.witness)
    if not found.points and _tried(line).points:
        return Fate.UNDEFINED, found.reason
    if bound:
        return _bound(line, mutant)
    return Fate.SURVIVOR, found.reason or f"the sides agree to {found.digits} digits"


def _bound(line: Line, mutant: Mutant) -> tuple[Fate, str]:
    """The fate of a bound that holds at random points."""
    reverse = mutant.operator == REVERSE
    if not reverse and plain(mutant.term) == plain(line.step.term):
        return Fate.EQUAL, ""
    if not reverse and weaker(line.step.term, mutant.relation, mutant, line.facts):
        return Fate.LOOSE, ""
    claim = Relation(line.before, mutant.relation, mutant.term)
    witness = climb(claim, line.facts)
    if witness is not None:
        return Fate.KILLED, str(witness)
    if _holds(line, mutant):
        return Fate.LOOSE, ""
    return Fate.SURVIVOR, "no point was found at which this bound fails"


def _equal(line: Line, mutant: Mutant) -> bool:
    """Whether a mutant is the line in other words."""
    if mutant.operator == REVERSE:
        return False
    if plain(mutant.term) == plain(line.step.term):
        return True
    return prove(Relation(line.step.term, "=", mutant.term), (), line.facts, None).proved


def _tried(line: Line) -> Refutation:
    """What the refuter says of the line itself."""
    return refute(line.before, line.step.relation, line.step.term, line.facts, trials=TRIALS)


def _holds(line: Line, mutant: Mutant) -> bool:
    """Whether a bound's mutant is proved as it stands, or by what the line cites."""
    claim = Relation(line.before, mutant.relation, mutant.term)
    if plain(line.before) == plain(mutant.term) or holds(claim, line.facts):
        return True
    return not isinstance(line.step.by, (Convexity, Induction)) and (
        prove(claim, _uses(line.step), line.facts, line.hypothesis).proved
    )


def _uses(step: Step) -> tuple[Use, ...]:
    by = step.by
    return step.using if isinstance(by, Rule) else (as_use(by), *step.using)
