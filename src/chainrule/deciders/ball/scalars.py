"""Closures of sums, products, quotients, powers, functions and folds over indices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from chainrule.deciders.ball.arithmetic import Number, general_power, larger, power
from chainrule.deciders.ball.exact import EXACT
from chainrule.deciders.ball.opaque import elementwise
from chainrule.deciders.ball.run import At, Compile, Marks, Program, Run, memoised, position
from chainrule.deciders.ball.structure import slot
from chainrule.terms.functions import Apply
from chainrule.terms.leaves import Constant
from chainrule.terms.leaves import Number as Rational
from chainrule.terms.node import walk
from chainrule.terms.operators import Add, Delta, Div, Fold, Mul, Neg, Pow
from chainrule.terms.sizes import Level, Size


def rational(term: Rational, compile_: Compile) -> Program:
    """An exact number."""
    return lambda run, at, marks: run.numbers.rational(term.value)


def level(term: Level, compile_: Compile) -> Program:
    """A level as a number."""
    whole = term.value({})
    return lambda run, at, marks: run.numbers.rational(whole)


def size(term: Size, compile_: Compile) -> Program:
    """A size as a number."""
    return lambda run, at, marks: run.numbers.rational(run.model.size(term))


def constant(term: Constant, compile_: Compile) -> Program:
    """The one named constant, pi."""
    if term.name != "pi":
        raise TypeError(f"no value of the constant {term.name}")
    return lambda run, at, marks: run.numbers.pi()


def sum_(term: Add, compile_: Compile) -> Program:
    """A sum, from left to right."""
    first, *rest = map(compile_, term.terms)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        total = first(run, at, marks)
        for part in rest:
            total = total + part(run, at, marks)
        return total

    return compute


def product_(term: Mul, compile_: Compile) -> Program:
    """A product, from left to right."""
    first, *rest = map(compile_, term.factors)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        total = first(run, at, marks)
        for part in rest:
            total = total * part(run, at, marks)
        return total

    return compute


def negative(term: Neg, compile_: Compile) -> Program:
    """The negative."""
    inside = compile_(term.term)
    return lambda run, at, marks: -inside(run, at, marks)


def quotient(term: Div, compile_: Compile) -> Program:
    """A quotient; a denominator that may be 0 makes it undefined."""
    above, below = compile_(term.numerator), compile_(term.denominator)
    return lambda run, at, marks: above(run, at, marks) / below(run, at, marks)


def power_(term: Pow, compile_: Compile) -> Program:
    """A power: exact where the exponent is made of numbers, sizes and levels; else of x > 0."""
    base, exponent = compile_(term.base), compile_(term.exponent)
    exact = all(isinstance(part, _EXACT_PARTS) for part in walk(term.exponent))

    def compute(run: Run, at: At, marks: Marks) -> Number:
        if exact:
            try:
                whole: Fraction = exponent(Run(run.model, EXACT), at, ())
            except ZeroDivisionError:
                return run.numbers.nan()
            return power(run.numbers, base(run, at, marks), whole)
        return general_power(run.numbers, base(run, at, marks), exponent(run, at, marks))

    return memoised(term, compute)


_EXACT_PARTS = (Rational, Level, Size, Add, Neg, Mul, Div)


def function_value(term: Apply, compile_: Compile) -> Program:
    """An elementwise function, its primes taken by duals."""
    function, argument = term.function, compile_(term.argument)

    def compute(run: Run, at: At, marks: Marks) -> Number:
        smooth = run.model.functions[function.name] if function.opaque else None
        return elementwise(run.numbers, function, smooth, argument(run, at, marks))

    return memoised(term, compute)


def delta(term: Delta, compile_: Compile) -> Program:
    """Kronecker's delta."""
    left, right = position(term.left), position(term.right)
    return lambda run, at, marks: (
        run.numbers.one if left(run, at) == right(run, at) else run.numbers.zero
    )


def fold(term: Fold, compile_: Compile) -> Program:
    """A sum, product or maximum over the whole range of an index."""
    body, own, over = compile_(term.body), slot(term.index), term.index.size
    join = _JOIN[term.kind]

    def compute(run: Run, at: At, marks: Marks) -> Number:
        inner = {**at, own: 0}
        total = body(run, inner, marks)
        for value in range(1, run.model.size(over)):
            inner[own] = value
            total = join(run, total, body(run, inner, marks))
        return total

    return memoised(term, compute)


_JOIN: dict[str, Callable[[Run, Number, Number], Number]] = {
    "sum": lambda run, total, x: total + x,
    "prod": lambda run, total, x: total * x,
    "max": lambda run, total, x: larger(run.numbers, total, x),
}
