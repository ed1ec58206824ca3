"""What was found: tiers, obligations, witnesses and verdicts.

Downstream code accepts only a `Checked`, which only `verify` (or the ledger) can make.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from chainrule.derivation import Derivation
from chainrule.terms.relation import Relation


class Tier(IntEnum):
    """How much a step is worth; a derivation is worth its weakest step."""

    REFUTED = 0
    UNCHECKED = 1
    ASSUMED = 2
    CONSISTENT = 3
    PROVED_MOD = 4
    PROVED = 5
    KERNEL = 6

    @property
    def passes(self) -> bool:
        """Whether the build goes on."""
        return self > Tier.UNCHECKED

    @property
    def green(self) -> bool:
        """Whether it may be shown as proved."""
        return self >= Tier.PROVED_MOD


@dataclass(frozen=True)
class Obligation:
    """A fact that a decider used; `discharged` says from what, or is empty when carried."""

    fact: Relation
    discharged: str = ""


@dataclass(frozen=True)
class Witness:
    """An exact point at which the two sides differ.

    `point` pairs names with exact values, `sizes` and `indices` are the sizes and the entry;
    `left` and `right` are the values of the sides there, as decimal text.
    """

    point: tuple[tuple[str, str], ...]
    sizes: tuple[tuple[str, int], ...]
    indices: tuple[tuple[str, int], ...]
    left: str
    right: str

    def __str__(self) -> str:
        where = [f"{name}={value}" for name, value in (*self.sizes, *self.indices)]
        given = ", ".join(f"{name}={value}" for name, value in self.point)
        head = f"at {', '.join(where)} " if where else ""
        return f"{head}the sides are {self.left} and {self.right} where {given or 'always'}"


@dataclass(frozen=True)
class StepVerdict:
    """One step's tier, the decider that settled it, and what it rests on."""

    tier: Tier
    decider: str
    evidence: str = ""
    obligations: tuple[Obligation, ...] = ()
    lemmas: tuple[str, ...] = ()
    witness: Witness | None = None
    milliseconds: float = 0.0
    parts: tuple[tuple[str, tuple[StepVerdict, ...]], ...] = ()  # base and step of an induction


@dataclass(frozen=True)
class Verdict:
    """A derivation's verdict: one of each step, and the weakest of them."""

    steps: tuple[StepVerdict, ...]
    engine: str

    @property
    def tier(self) -> Tier:
        """The weakest step's tier."""
        return min(step.tier for step in self.steps)

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """Every obligation, each once."""
        return tuple(dict.fromkeys(o for step in self.steps for o in step.obligations))

    @property
    def carried(self) -> tuple[Obligation, ...]:
        """The obligations that nothing discharged."""
        return tuple(o for o in self.obligations if not o.discharged)

    @property
    def lemmas(self) -> tuple[str, ...]:
        """The lemmas and cited derivations used, each once."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.lemmas))

    @property
    def milliseconds(self) -> float:
        """The time that the verification took."""
        return sum(step.milliseconds for step in self.steps)


_KEY = object()


@dataclass(frozen=True)
class Checked:
    """A derivation with its verdict; `verify` and the ledger make it, nothing else can."""

    derivation: Derivation
    verdict: Verdict
    key: object = None

    def __post_init__(self) -> None:
        if self.key is not _KEY:
            raise TypeError("a Checked comes from verify(derivation), it is not made by hand")

    @property
    def name(self) -> str:
        """The derivation's name."""
        return self.derivation.name

    @property
    def tier(self) -> Tier:
        """The verdict's tier."""
        return self.verdict.tier


def seal(derivation: Derivation, verdict: Verdict) -> Checked:
    """Pair a derivation with its verdict; only `verify` and the ledger may call this."""
    return Checked(derivation, verdict, _KEY)
