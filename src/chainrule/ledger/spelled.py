"""Verdicts as JSON and back; obligations and witnesses stay terms."""

from __future__ import annotations

from typing import Any

from chainrule.derivation import Derivation
from chainrule.terms.leaves import Family
from chainrule.terms.node import Term
from chainrule.terms.spelling import decode, encode, families_in
from chainrule.verdict import Obligation, StepVerdict, Tier, Witness

Families = dict[str, Family]


def spelled(steps: tuple[StepVerdict, ...]) -> list[Any]:
    """Step verdicts as JSON."""
    return [_spelled(step) for step in steps]


def _spelled(step: StepVerdict) -> dict[str, Any]:
    return {
        "tier": step.tier.name,
        "decider": step.decider,
        "evidence": step.evidence,
        "obligations": [[encode(o.fact), o.discharged] for o in step.obligations],
        "lemmas": list(step.lemmas),
        "witness": None if step.witness is None else encode(step.witness),
        "milliseconds": round(step.milliseconds, 3),
        "parts": [[name, spelled(steps)] for name, steps in step.parts],
    }


def read(stored: list[Any], derivation: Derivation) -> tuple[StepVerdict, ...]:
    """What `spelled` wrote; the nodes find their families in the derivation."""
    families = families_in(*_terms(derivation))
    return tuple(_read(step, families) for step in stored)


def _terms(derivation: Derivation) -> list[Term]:
    lines = [derivation.start, *(step.term for step in derivation.steps)]
    return lines + [side for fact in derivation.assuming for side in (fact.left, fact.right)]


def _read(stored: dict[str, Any], families: Families) -> StepVerdict:
    witness = stored["witness"]
    return StepVerdict(
        Tier[stored["tier"]],
        stored["decider"],
        stored["evidence"],
        tuple(Obligation(decode(fact, families), said) for fact, said in stored["obligations"]),
        tuple(stored["lemmas"]),
        None if witness is None else Witness(*(decode(part, families) for part in witness[1:])),
        float(stored["milliseconds"]),
        tuple((n, tuple(_read(s, families) for s in steps)) for n, steps in stored["parts"]),
    )
