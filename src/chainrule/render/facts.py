"""What a step cites, in words and formulas: a rule, a lemma at a point, another derivation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from chainrule.derivation import Citation, Convexity, Derivation, Induction, Step
from chainrule.render.latex import latex, relation_latex
from chainrule.render.names import index_latex, name_latex
from chainrule.rules.lemma import Assumed, Hypothesis, Instance, Use, as_use
from chainrule.rules.rule import Rule
from chainrule.terms.indexing import Index
from chainrule.terms.node import Term, as_term

Kind = Literal["rule", "lemma", "derivation", "induction", "convexity", "hypothesis", "assumption"]


@dataclass(frozen=True)
class Detail:
    """A word and a formula after it: `times` and `p_{i}`."""

    word: str
    latex: str


@dataclass(frozen=True)
class Fact:
    """One thing that a step cites: where it is explained, and how it is used here."""

    kind: Kind
    name: str
    title: str
    details: tuple[Detail, ...] = ()
    reasons: tuple[Fact, ...] = ()


def facts(step: Step) -> tuple[Fact, ...]:
    """The reason of a step first, then every fact that it uses."""
    return (fact(step.by), *(fact(use) for use in step.using))


def fact(reason: object) -> Fact:
    """A reason of any kind as a `Fact`."""
    if isinstance(reason, Rule):
        return Fact("rule", reason.name, reason.title)
    if isinstance(reason, Induction):
        return Fact("induction", reason.name, "induction", (Detail("over", latex(reason.over)),))
    if isinstance(reason, Convexity):
        at = f"{latex(reason.variable)} = {latex(as_term(reason.at))}"
        return Fact("convexity", reason.name, "the calculus rule", (Detail("at", at),))
    use = as_use(reason)
    kind, name, title, details = _named(use.fact)
    return Fact(kind, name, title, details + _how(use), tuple(map(fact, use.reasons)))


def _named(what: object) -> tuple[Kind, str, str, tuple[Detail, ...]]:
    if isinstance(what, Instance):
        return "lemma", what.lemma.name, what.lemma.title, _bound("=", what.bindings)
    if isinstance(what, Citation):
        bound = _bound(r"\to", (*what.levels, *what.bindings))
        return "derivation", what.derivation.name, what.derivation.title, bound
    if isinstance(what, Derivation):
        return "derivation", what.name, what.title, ()
    if isinstance(what, Hypothesis):
        return "hypothesis", "induction", "the induction hypothesis", ()
    if isinstance(what, Assumed):
        said = (Detail("that", relation_latex(what.relation)),)
        return "assumption", "assumption", "the assumption", said
    raise TypeError(f"{type(what).__name__} is no reason")


def _bound(sign: str, pairs: Iterable[tuple[str, Term | Index]]) -> tuple[Detail, ...]:
    values = [(name, index_latex(v) if isinstance(v, Index) else latex(v)) for name, v in pairs]
    written = [f"{name_latex(name)} {sign} {value}" for name, value in values]
    return tuple(Detail("and" if place else "with", one) for place, one in enumerate(written))


def _how(use: Use) -> tuple[Detail, ...]:
    factor = () if use.factor is None else (Detail("times", latex(use.factor)),)
    over = ", ".join(index_latex(index) for index in use.over)
    return factor + ((Detail("summed over", over),) if over else ())
