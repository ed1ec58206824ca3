"""CPU times of the field normal form on nineteen scalar steps, beside SymPy's `simplify`.

Run from the root: `PYTHONPATH=src:. python -m benchmarks.field [rounds]`.
The terms are converted to SymPy, derivatives included, before its clock starts.
"""

from __future__ import annotations

import operator
import sys
import time
from collections.abc import Callable
from typing import Any

import sympy

from benchmarks.scalar_steps import STEPS, ScalarStep
from chainrule.deciders.field import prove_zero
from chainrule.terms.functions import Apply
from chainrule.terms.leaves import Constant, Number, Tensor
from chainrule.terms.node import Term, children
from chainrule.terms.operators import Add, Derivative, Div, Mul, Neg, Pow
from chainrule.terms.sizes import Size

FLOOR_MS = 25.0


def main(rounds: int = 9) -> None:
    """Print a line a step, and the totals: field, simplify, ratio."""
    print(f"{'step':22s} {'field ms':>9s} {'simplify ms':>12s} {'ratio':>7s}  verdicts")
    prove = simplify = 0.0
    for step in STEPS:
        ours, verdict = _field(step, rounds)
        theirs, simple = _simplify(step)
        prove, simplify = prove + ours, simplify + theirs
        says = f"{'proved' if verdict else 'NOT PROVED'}; simplify {simple}"
        print(f"{step.name:22s} {ours:9.2f} {theirs:12.1f} {theirs / ours:7.0f}  {says}")
    print(f"{'all':22s} {prove:9.2f} {simplify:12.1f} {simplify / prove:7.0f}")
    met = "met" if prove <= FLOOR_MS else "MISSED"
    print(f"floor {FLOOR_MS:.0f} ms, warm, best of {rounds} rounds: {met}")


def _field(step: ScalarStep, rounds: int) -> tuple[float, bool]:
    found = [_timed(lambda: prove_zero(step.left - step.right)) for _ in range(rounds)]
    return min(took for took, _ in found), found[0][1].proved


def _simplify(step: ScalarStep) -> tuple[float, bool]:
    difference = _sympy(step.left) - _sympy(step.right)
    sympy.core.cache.clear_cache()
    took, simple = _timed(lambda: sympy.simplify(difference))
    return took, simple == 0


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return (time.process_time() - start) * 1e3, result


def _sympy(term: Term) -> Any:
    if isinstance(term, Derivative):
        return sympy.diff(_sympy(term.of), _sympy(term.by))
    if isinstance(term, Apply) and term.function.name == "logistic":
        return 1 / (1 + sympy.exp(-_sympy(term.argument)))
    if isinstance(term, Apply):
        return getattr(sympy, term.function.name)(_sympy(term.argument))
    if type(term) in LEAVES:
        return LEAVES[type(term)](term)
    return COMPOSED[type(term)](*map(_sympy, children(term)))


LEAVES: dict[type[Term], Callable[[Any], Any]] = {
    Number: lambda term: sympy.Rational(term.value.numerator, term.value.denominator),
    Constant: lambda term: sympy.pi,
    Size: lambda term: sympy.Symbol(term.name, integer=True, positive=True),
    Tensor: lambda term: sympy.Symbol(term.name, real=True, positive=term.domain.positive or None),
}
COMPOSED: dict[type[Term], Callable[..., Any]] = {
    Add: sympy.Add,
    Mul: sympy.Mul,
    Neg: operator.neg,
    Div: operator.truediv,
    Pow: operator.pow,
}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
