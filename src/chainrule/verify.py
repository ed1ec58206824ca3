"""Verify a derivation: refute each step first, then prove it, then discharge what it needs.

A step is REFUTED only with an exact witness and PROVED only by a decider; a cited theorem
passes its own worth on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from chainrule.deciders.ball.refute import Refutation, refute
from chainrule.deciders.convexity import checks
from chainrule.deciders.domain import domain_facts, holds
from chainrule.deciders.induction import Part, parts
from chainrule.deciders.instances import LOCAL, given
from chainrule.deciders.prove import Proof, prove
from chainrule.derivation import Convexity, Derivation, Induction, Slip, Step
from chainrule.errors import ChainruleError, DerivationError, TermError
from chainrule.rules.catalogue import RULES
from chainrule.rules.lemma import Use, as_use
from chainrule.rules.rule import Move, Rule
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from chainrule.verdict import Checked, Obligation, StepVerdict, Tier, Verdict, seal

ENGINE = "1"
CONSISTENT_DIGITS = 20
Facts = tuple[Relation, ...]
TierOf = Callable[[Derivation], Tier]


def verify(derivation: Derivation, tier_of: TierOf | None = None) -> Checked:
    """Check every step of `derivation`; `tier_of` knows what a cited derivation is worth."""
    worth = tier_of or (lambda cited: verify(cited).tier)
    where = f"Derivation '{derivation.name}'"
    whole = Part(
        where, derivation.start, derivation.steps, _claim(derivation), derivation.assuming, None
    )
    return seal(derivation, Verdict(_chain(whole, worth), ENGINE))


def _claim(derivation: Derivation) -> Relation:
    return Relation(derivation.start, derivation.relation, derivation.last)


def check_step(before: Term, step: Step, facts: Facts, tier_of: TierOf) -> StepVerdict:
    """Check one step on its own: `before REL step.term` under `facts`."""
    part = Part(
        "the step", before, (step,), Relation(before, step.relation, step.term), facts, None
    )
    return _chain(part, tier_of)[0]


def refute_slip(derivation: Derivation, slip: Slip) -> StepVerdict:
    """What the refuter says of a common mistake: REFUTED by a witness, or by its shapes."""
    lines = (derivation.start, *(step.term for step in derivation.steps))
    relation = slip.relation or derivation.steps[slip.at - 1].relation
    try:
        written = slip.term if isinstance(slip.term, Term) else slip.term()
    except TermError as error:
        return StepVerdict(Tier.REFUTED, "shapes", str(error))
    found = refute(lines[slip.at - 1], relation, written, derivation.assuming)
    if found.witness is None:
        return StepVerdict(Tier.UNCHECKED, "ball", f"the slip {slip.says!r} was not refuted")
    return StepVerdict(Tier.REFUTED, "ball", str(found.witness), witness=found.witness)


def _chain(part: Part, worth: TierOf) -> tuple[StepVerdict, ...]:
    found: list[StepVerdict] = []
    before = part.start
    for number, step in enumerate(part.steps, 1):
        started = perf_counter()
        try:
            verdict = _step(before, step, part, worth)
        except ChainruleError as error:
            raise DerivationError(f"{part.name}, step {number}: {error}") from None
        found.append(_timed(verdict, 1e3 * (perf_counter() - started)))
        before = step.term
    return tuple(found)


def _timed(verdict: StepVerdict, milliseconds: float) -> StepVerdict:
    return replace(verdict, milliseconds=milliseconds)


def _step(before: Term, step: Step, part: Part, worth: TierOf) -> StepVerdict:
    refutation = refute(before, step.relation, step.term, part.facts)
    if refutation.witness is not None:
        evidence = f"the line before and this one differ: {refutation.witness}"
        return StepVerdict(Tier.REFUTED, "ball", evidence, witness=refutation.witness)
    if isinstance(step.by, Induction):
        return _induction(before, step, part, worth)
    if isinstance(step.by, Convexity):
        return _convexity(before, step, step.by, part)
    uses = step.using if isinstance(step.by, Rule) else (as_use(step.by), *step.using)
    unfit = _guarded(before, step, uses, part)
    if unfit is not None:
        return StepVerdict(Tier.UNCHECKED, "guard", unfit)
    claim = Relation(before, step.relation, step.term)
    proof = prove(claim, uses, part.facts, part.hypothesis)
    if not proof.proved:
        return _unproved(proof, refutation)
    return _proved(before, step.term, proof, part.facts, worth)


def _guarded(before: Term, step: Step, uses: tuple[Use, ...], part: Part) -> str | None:
    if not isinstance(step.by, Rule):
        return None
    names = tuple(given(use, part.hypothesis).name for use in uses)
    move = Move(before, step.relation, step.term, names)
    said = step.by.guard(move)
    if said is None:
        return None
    fitting = [rule.title for rule in RULES if rule.guard(move) is None][:3]
    offer = f"; what fits: {', '.join(fitting)}" if fitting else ""
    return f"cited as {step.by.title!r}, but {said}{offer}"


def _unproved(proof: Proof, refutation: Refutation) -> StepVerdict:
    evidence = f"{proof.reason}; at {refutation.points} random points"
    if refutation.points and refutation.digits >= CONSISTENT_DIGITS:
        digits = f"{evidence} the sides agree to {refutation.digits} digits"
        return StepVerdict(Tier.CONSISTENT, "ball", digits)
    why = refutation.reason or "nothing was refuted"
    return StepVerdict(Tier.UNCHECKED, "none", f"{proof.reason}; {why}")


def _proved(before: Term, after: Term, proof: Proof, facts: Facts, worth: TierOf) -> StepVerdict:
    needed = (*domain_facts(before, after), *proof.obligations)
    obligations = tuple(dict.fromkeys(_discharged(fact, facts) for fact in needed))
    tier, evidence = Tier.PROVED, ""
    for one in proof.used:
        if one.derivation is not None:
            cited = worth(one.derivation)
            tier = min(tier, max(cited, Tier.UNCHECKED))  # only a witness refutes
            if not cited.green:
                evidence = f"it rests on '{one.name}', which is {cited.name}"
        elif one.axiom:
            tier = min(tier, Tier.PROVED_MOD)
    if any(not obligation.discharged for obligation in obligations):
        tier = min(tier, Tier.PROVED_MOD)
    lemmas = tuple(dict.fromkeys(one.name for one in proof.used if one.name not in LOCAL))
    return StepVerdict(tier, proof.decider, evidence, obligations, lemmas)


def _discharged(fact: Relation, facts: Facts) -> Obligation:
    if holds(fact, ()):
        return Obligation(fact, "the structure of the term")
    return Obligation(fact, "the assumptions" if holds(fact, facts) else "")


def _convexity(before: Term, step: Step, rule: Convexity, part: Part) -> StepVerdict:
    if step.relation == "=":
        return StepVerdict(Tier.UNCHECKED, "convexity", "it gives a bound, not an equation")
    small, big = (before, step.term) if step.relation == "<=" else (step.term, before)
    done, needed = [], list(domain_facts(before, step.term))
    for check in checks(small, big, rule, part.facts):
        tier = Tier.PROVED if check.proved else Tier.UNCHECKED
        evidence = "" if check.proved else f"not seen: {check.fact}"
        shown = (Obligation(check.fact, "the calculus rule" if check.proved else ""),)
        done.append((check.name, (StepVerdict(tier, "convexity", evidence, shown),)))
        needed += check.obligations
    obligations = tuple(dict.fromkeys(_discharged(fact, part.facts) for fact in needed))
    tier = min(verdict.tier for _, (verdict,) in done)
    if any(not obligation.discharged for obligation in obligations):
        tier = min(tier, Tier.PROVED_MOD)
    missing = "; ".join(v.evidence for _, (v,) in done if v.evidence)
    return StepVerdict(tier, "convexity", missing, obligations, parts=tuple(done))


def _induction(before: Term, step: Step, part: Part, worth: TierOf) -> StepVerdict:
    done: list[tuple[str, tuple[StepVerdict, ...]]] = []
    for half in parts(before, step, part.facts):
        steps = _chain(replace(half, name=f"{part.name}, {half.name}"), worth)
        done.append((half.name, (*steps, _levels(half), _arrival(half, worth))))
    inside = [verdict for _, verdicts in done for verdict in verdicts]
    return StepVerdict(
        min(verdict.tier for verdict in inside),
        "induction",
        "",
        tuple(dict.fromkeys(o for v in inside for o in v.obligations)),
        tuple(dict.fromkeys(name for verdict in inside for name in verdict.lemmas)),
        parts=tuple(done),
    )


def _levels(half: Part) -> StepVerdict:
    """What is assumed at one level must hold at the levels that the half speaks of."""
    needed = dict.fromkeys(
        Obligation(fact, "the assumptions" if holds(fact, known) else "")
        for fact, known in half.needed
    )
    tier = Tier.PROVED if all(one.discharged for one in needed) else Tier.PROVED_MOD
    return StepVerdict(tier, "induction", "the assumptions at other levels", tuple(needed))


def _arrival(half: Part, worth: TierOf) -> StepVerdict:
    """The last line of a half must be the claim's right side."""
    last = half.steps[-1].term if half.steps else half.start
    for step in half.steps:
        if step.relation not in ("=", half.goal.rel):
            said = f"the {half.name} has a {step.relation}, but the claim is a {half.goal.rel}"
            return StepVerdict(Tier.UNCHECKED, "induction", said)
    if last == half.goal.right:
        return StepVerdict(Tier.PROVED, "induction", "the last line is the claim")
    proof = prove(Relation(last, "=", half.goal.right), (), half.facts, None)
    if proof.proved:
        return _proved(last, half.goal.right, proof, half.facts, worth)
    return StepVerdict(
        Tier.UNCHECKED, "induction", f"the {half.name} ends at {last}, not at {half.goal.right}"
    )
