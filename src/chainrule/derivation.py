"""Step and Derivation: frozen data, checked for form when built and for truth by `verify`.

The theorem is "start REL last": it is never restated, so it cannot drift from its proof.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeAlias

from chainrule.errors import DerivationError
from chainrule.rules.catalogue import RULES
from chainrule.rules.lemma import Fact, Lemma, Use, as_use
from chainrule.rules.rule import Rule
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term, as_term, walk
from chainrule.terms.operators import show
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import Level, level_of
from chainrule.terms.substitute import free_indices


@dataclass(frozen=True)
class Citation(Fact):
    """Another derivation's theorem, levels replaced and symbols bound: `bp2.at(l=l + 1)`."""

    derivation: Derivation
    levels: tuple[tuple[str, Level], ...] = ()
    bindings: tuple[tuple[str, Term | Index], ...] = ()


@dataclass(frozen=True)
class Induction:
    """Induction over a level: the claim is `previous line REL this line` at every level.

    With `down`, the base is at the highest level `start` and the step goes from `over + 1`
    to `over`; otherwise from `over` to `over + 1`, the base at the lowest level `start`.
    `base` and `step` are chains from the left side of the claim to its right side.
    """

    over: Level
    start: Level | int
    base: tuple[Step, ...]
    step: tuple[Step, ...]
    down: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", level_of(self.start))

    @property
    def name(self) -> str:
        """The rule's slug."""
        return "induction"


@dataclass(frozen=True)
class Convexity:
    """The calculus of one variable: the gap of the two sides vanishes at a point with its slope.

    If besides its second derivative is nonnegative on the whole interval that the variable lives
    in, the gap is nonnegative there, by Taylor's formula with remainder.
    """

    variable: Term
    at: Term | int

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", as_term(self.at))

    @property
    def name(self) -> str:
        """The rule's slug."""
        return "convexity"


Reason: TypeAlias = "Rule | Fact | Use | Induction | Convexity | Derivation"


@dataclass(frozen=True)
class Step:
    """One line: `previous REL term`, with its reason and the facts it uses."""

    relation: str
    term: Term
    by: Reason
    using: tuple[Use, ...] = ()
    note: str = ""


def Eq(term: object, by: Reason | None = None, using: object = (), note: str = "") -> Step:
    """The next line, equal to the one before."""
    return _step("=", term, by, using, note)


def Le(term: object, by: Reason | None = None, using: object = (), note: str = "") -> Step:
    """The next line, an upper bound of the one before."""
    return _step("<=", term, by, using, note)


def Ge(term: object, by: Reason | None = None, using: object = (), note: str = "") -> Step:
    """The next line, a lower bound of the one before."""
    return _step(">=", term, by, using, note)


def _step(relation: str, term: object, by: Reason | None, using: object, note: str) -> Step:
    facts = using if isinstance(using, tuple) else (using,)
    uses = tuple(as_use(fact) for fact in facts)
    return Step(relation, as_term(term), by, uses, note)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Slip:
    """A common mistake: at line `at` (1 is the first step) a student writes `term` instead.

    A mistake that cannot even be written, since its shapes do not conform, is given as a
    function without arguments; `relation` is the one claimed, where it is not the line's own.
    """

    at: int
    term: Term | Callable[[], Term]
    says: str
    relation: str = ""


@dataclass(frozen=True)
class Question:
    """An examiner's follow-up and its answer, both in reStructuredText."""

    ask: str
    answer: str


@dataclass(frozen=True)
class Derivation:
    """A chain of steps with what it assumes, where it comes from and how it goes wrong."""

    name: str
    title: str
    chain: tuple[Term | Step, ...]
    entries: tuple[str, ...] = ()
    assuming: tuple[Relation, ...] = ()
    sources: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    questions: tuple[Question, ...] = ()
    idea: str = ""
    start: Term = field(init=False)
    steps: tuple[Step, ...] = field(init=False)

    def __post_init__(self) -> None:
        start, steps = _checked_form(self)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "steps", steps)

    @property
    def relation(self) -> str:
        """The relation between the first and the last line."""
        return next((step.relation for step in self.steps if step.relation != "="), "=")

    @property
    def last(self) -> Term:
        """The last line."""
        return self.steps[-1].term

    @property
    def stands_for(self) -> str:
        """What a digest of a chain that cites this derivation spells it as."""
        return self.name

    def at(self, **values: object) -> Citation:
        """This theorem with levels replaced (`l=l + 1`) and symbols bound to terms."""
        known = _level_names(self)
        levels = {k: v for k, v in values.items() if k in known}
        terms = {
            k: v if isinstance(v, Index) else as_term(v)
            for k, v in values.items()
            if k not in levels
        }
        return Citation(
            self,
            tuple(sorted((name, level_of(value)) for name, value in levels.items())),
            tuple(sorted(terms.items(), key=lambda pair: pair[0])),
        )

    def cites(self) -> tuple[Derivation, ...]:
        """The derivations that the chain uses, in order, each once."""
        return tuple(dict.fromkeys(_cited(self.steps)))

    def __hash__(self) -> int:
        return hash(self.name)


def _level_names(derivation: Derivation) -> set[str]:
    lines = (derivation.start, *(step.term for step in derivation.steps))
    parts = (part for line in lines for part in walk(line) if isinstance(part, Level))
    return {name for part in parts for name, _ in part.coefficients}


def _cited(steps: tuple[Step, ...]) -> list[Derivation]:
    found: list[Derivation] = []
    for step in steps:
        if isinstance(step.by, Induction):
            found += _cited(step.by.base) + _cited(step.by.step)
        for use in (as_use(step.by), *step.using):
            found += _in_use(use)
    return found


def _in_use(use: Use) -> list[Derivation]:
    fact = use.fact.derivation if isinstance(use.fact, Citation) else use.fact
    here = [fact] if isinstance(fact, Derivation) else []
    return here + [one for reason in use.reasons for one in _in_use(reason)]


def _checked_form(derivation: Derivation) -> tuple[Term, tuple[Step, ...]]:
    where = f"Derivation '{derivation.name}'"
    start, *steps = derivation.chain or (None,)
    if not isinstance(start, Term):
        raise DerivationError(f"{where}: the chain must begin with a term, not with {start!r}.")
    if not steps:
        raise DerivationError(f"{where}: the chain has no step; add Eq(..., by=...).")
    checked: list[Step] = []
    relation = "="
    for number, step in enumerate(steps, 1):
        if not isinstance(step, Step):
            raise DerivationError(
                f"{where}, step {number}: {step!r} is no step; write Eq(term, by=RULE), "
                "Le(...) or Ge(...)."
            )
        relation = _composed(relation, step.relation, f"{where}, step {number}")
        check_line(start, step, f"{where}, step {number}")
        checked.append(step)
    for slip in derivation.slips:
        if not 1 <= slip.at <= len(checked):
            raise DerivationError(f"{where}: a slip names step {slip.at}, which is not there.")
    return start, tuple(checked)


def _composed(so_far: str, new: str, where: str) -> str:
    if new == "=" or so_far in ("=", new):
        return so_far if new == "=" else new
    raise DerivationError(
        f"{where}: {new} after {so_far} in one chain proves nothing about its ends; "
        "split the derivation in two."
    )


def check_line(start: Term, step: Step, where: str) -> None:
    """Raise DerivationError unless the line has the shape and indices of the first line."""
    if step.term.shape != start.shape:
        raise DerivationError(
            f"{where}: {step.term} has shape {show(step.term.shape)}, "
            f"but the chain began with shape {show(start.shape)}; make them equal."
        )
    extra = free_indices(step.term) - free_indices(start)
    if extra:
        names = ", ".join(sorted(f"{i.name} (over {i.size})" for i in extra))
        raise DerivationError(
            f"{where}: index {names} is bound by no sum and is not free in the first line; "
            "sum over it or rename it."
        )
    _check_reasons(step, where)


def _check_reasons(step: Step, where: str) -> None:
    if isinstance(step.by, Induction):
        for part, half in (("base", step.by.base), ("step", step.by.step)):
            relation = "="
            for number, inner in enumerate(half, 1):
                here = f"{where}, {part} of the induction, step {number}"
                relation = _composed(relation, inner.relation, here)
                _check_reasons(inner, here)
    elif not isinstance(step.by, (Rule, Convexity)):
        _check_use(as_use(step.by), where)
    for use in step.using:
        _check_use(use, where)


def _check_use(use: Use, where: str) -> None:
    if not isinstance(use.fact, (Fact, Derivation)):
        raise DerivationError(f"{where}: {_no_reason(use.fact)}")
    for reason in use.reasons:
        _check_use(reason, where)


def _no_reason(by: object) -> str:
    """Why `by` is no reason for a step, and what would be one."""
    if by is None:
        return "no rule is cited; add by=..., a rule of chainrule.rules.catalogue."
    if isinstance(by, Lemma):
        return f"lemma '{by.name}' is cited without its terms; write .at(...) after it."
    if isinstance(by, Rule):
        return f"rule '{by.name}' is no fact to use; cite it as by=..., and facts as using=..."
    slug = str(by).lower().replace("_", "-").replace(" ", "-")
    near = get_close_matches(slug, [rule.name for rule in RULES], 1)
    hint = f" Did you mean {near[0].upper().replace('-', '_')}?" if near else ""
    return (
        f"{by!r} is not a rule; take one from chainrule.rules.catalogue, "
        f"a lemma instance, or another derivation.{hint}"
    )
