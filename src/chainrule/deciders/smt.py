"""Inequalities of scalars by kernel abstraction: kernels become real variables, SMT does the rest.

The field normal form turns a term into a quotient of polynomials in kernels (exponentials, roots,
logarithms); each kernel becomes a variable with what is known of it, and z3 looks for values that
violate the claim.  None exist: proved, for the true values are among those tried.  A model that z3
finds is no counterexample, since kernels are not independent.  Where cvc5 is installed it must
agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chainrule.deciders.field.convert import convert
from chainrule.deciders.field.intervals import INFINITY
from chainrule.deciders.field.kernels import Field, Ratio, Refine, Undecided
from chainrule.deciders.field.ranges import Ranges
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation

MILLISECONDS = 4_000
MOST_REFINEMENTS = 24
Facts = tuple[Relation, ...]


@dataclass(frozen=True)
class Answer:
    """Whether a claim was proved, and by which solvers; or why not."""

    proved: bool
    by: str = ""
    reason: str = ""


def nonnegative(term: Term, facts: Facts = ()) -> Answer:
    """Whether the scalar `term` is >= 0 wherever it is defined and the facts hold."""
    try:
        import z3  # loaded on demand: it is an optional package
    except ImportError:
        return Answer(False, reason="no SMT solver is installed")
    try:
        field, goal, known = _converted(term, facts)
    except Undecided as why:
        return Answer(False, reason=str(why))
    solver = z3.Solver()
    solver.set("timeout", MILLISECONDS)
    variables = [z3.Real(f"k{n}") for n in range(len(field.kernels))]
    solver.add(*_kernel_facts(field, variables))
    for fact, ratio in known:
        solver.add(*_states(field, fact.rel, ratio, variables))
    above, below = (_real(field, part, variables) for part in goal)
    solver.add(below != 0, above * below < 0)
    if solver.check() != z3.unsat:
        return Answer(False, reason=f"z3 says {solver.check()}")
    return _confirmed(solver.to_smt2())


def _converted(term: Term, facts: Facts) -> tuple[Field, Ratio, list[tuple[Relation, Ratio]]]:
    """The goal and the scalar facts as ratios over the same kernels."""
    scalar = [fact for fact in facts if not fact.left.shape]
    field = Field(Ranges(facts))
    for _ in range(MOST_REFINEMENTS):
        try:
            goal = field.normal(convert(field, term))
            known = []
            for fact in scalar:
                gap = _try(field, fact)
                known += [(fact, gap)] if gap is not None else []
            return field, goal, known
        except Refine as why:
            field = field.refined(why)
    raise Undecided("the exponents need ever finer parts")


def _try(field: Field, fact: Relation) -> Ratio | None:
    try:
        return field.normal(convert(field, fact.left - fact.right))
    except Undecided:
        return None


def _kernel_facts(field: Field, variables: list[Any]) -> list[Any]:
    found = []
    for number, kernel in enumerate(field.kernels):
        here = variables[number]
        if kernel.kind == "exp":
            found.append(here > 0)
        elif kernel.kind == "root":
            found.append(here >= 0)
        elif kernel.term is not None:
            found += _range(field, kernel.term, here)
        if number in field.relations:
            power, by = field.relations[number]
            found.append(_power(here, power) == _real(field, by, variables))
    return found


def _range(field: Field, term: Term, here: Any) -> list[Any]:
    known = field.ranges.of(term)
    found = []
    if known.low != -INFINITY:
        low = _number(known.low)
        found.append(here > low if known.open_low else here >= low)
    if known.high != INFINITY:
        high = _number(known.high)
        found.append(here < high if known.open_high else here <= high)
    if known.nonzero:
        found.append(here != 0)
    return found


def _states(field: Field, rel: str, ratio: Ratio, variables: list[Any]) -> list[Any]:
    """A fact `ratio rel 0`, multiplied through by the square of its denominator."""
    above, below = (_real(field, part, variables) for part in ratio)
    product = above * below
    said = {
        "=": above == 0, "!=": above != 0, "<=": product <= 0, ">=": product >= 0,
        "<": product < 0, ">": product > 0,
    }[rel]  # fmt: skip
    return [below != 0, said]


def _real(field: Field, value: Any, variables: list[Any]) -> Any:
    total: Any = 0
    for powers, coefficient in field.ring.terms(value):
        one: Any = _number(coefficient)
        for generator, exponent in powers:
            one = one * _power(variables[generator], exponent)
        total = total + one
    return total


def _power(variable: Any, exponent: int) -> Any:
    result = variable
    for _ in range(exponent - 1):
        result = result * variable
    return result


def _number(value: Any) -> Any:
    import z3

    return z3.Q(value.numerator, value.denominator)


def _confirmed(script: str) -> Answer:
    """The second solver's word on the same question; it may not contradict the first."""
    try:
        import cvc5
    except ImportError:
        return Answer(True, "z3")
    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(MILLISECONDS))
    solver.setLogic("QF_NRA")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "step")
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said = command.invoke(solver, parser.getSymbolManager()).strip() or said
    if said == "sat":
        return Answer(False, reason="z3 and cvc5 contradict each other")
    return Answer(True, "z3 and cvc5" if said == "unsat" else "z3")
