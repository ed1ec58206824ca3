"""Identities and near-identities, each with the verdict that is due on it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from benchmarks.scalar_steps import STEPS
from chainrule.deciders.field import prove_zero
from chainrule.terms.author import D, elementwise, let, levels, positives, size, symbol, symbols
from chainrule.terms.functions import (
    ABS,
    COS,
    EXP,
    LOG,
    LOGISTIC,
    RELU,
    SIN,
    SOFTPLUS,
    SQRT,
    TANH,
)
from chainrule.terms.node import Term, as_term
from chainrule.terms.relation import Relation
from chainrule.terms.sizes import NONNEGATIVE, UNIT


@dataclass(frozen=True)
class Case:
    """A term with the verdict due on it; `needs` are the obligations as text."""

    name: str
    term: Term
    proved: bool
    needs: tuple[str, ...] = ()
    facts: tuple[Relation, ...] = ()

    def agrees(self) -> bool:
        """Whether the decider says what is due."""
        found = prove_zero(self.term, self.facts)
        needs = {str(need) for need in found.obligations}
        return found.proved == self.proved and (not self.proved or needs == set(self.needs))


x, y, z, r = symbols("x y z r")
u, v = positives("u v")
a, b = symbols("a b", UNIT)
w = symbol("w", NONNEGATIVE)
n = size("n")
(k,) = levels("k")
f, g = elementwise("f"), elementwise("g")
two, six, half = as_term(2), as_term(6), as_term(Fraction(1, 2))
shift = LOG(EXP(x) + EXP(y))
c = let("c", x**2 + y)

BOUNDARY = (
    Case("root of exp", SQRT(EXP(x)) - EXP(x / 2), True),
    Case("exp of half a log", EXP(LOG(u) / 2) - SQRT(u), True),
    Case("power one up", u * u**n - u ** (n + 1), True),
    Case("power of a product", (u * v) ** n - u**n * v**n, True),
    Case("powers of integers", two**n * as_term(3) ** n - six**n, True),
    Case("log-sum-exp shift", shift - x - LOG(1 + EXP(y - x)), True),
    Case("inverse tanh", half * LOG((1 + TANH(x)) / (1 - TANH(x))) - x, True),
    Case("opaque function", f(x + y) - f(y + x), True),
    Case("opaque slope", f.prime(2 * x / 2) - f.prime(x), True),
    Case("opaque slope is not the function", f.prime(x) - f(x), False),
    Case("two opaque functions", f(x) - g(x), False),
    Case("opaque chain rule", D(f(x**2), x) - 2 * x * f.prime(x**2), True),
    Case("opaque even function", f(-x) - f(x), False),
    Case("nested radical", SQRT(3 + 2 * SQRT(two)) - 1 - SQRT(two), False),
    Case("Pythagoras", SIN(x) ** 2 + COS(x) ** 2 - 1, True),
    Case("angle sum", COS(x - y) - COS(x) * COS(y) - SIN(x) * SIN(y), True),
    Case("angle sum slip", COS(x - y) - COS(x) * COS(y) + SIN(x) * SIN(y), False),
    Case("sine slope", D(SIN(x) * COS(x), x) - COS(2 * x), True),
    Case("tanh prime", TANH.prime(x) - (1 - TANH(x) ** 2), True),
    Case("logistic prime", LOGISTIC.prime(x) - LOGISTIC(x) * LOGISTIC(-x), True),
    Case("softplus primes", D(SOFTPLUS.prime(x), x) - LOGISTIC.prime(x), True),
    Case("tanh second", D(TANH.prime(x), x) + 2 * TANH(x) * TANH.prime(x), True),
    Case("relu split", RELU(x) - RELU(-x) - x, True),
    Case("relu twice", RELU(RELU(x)) - RELU(x), True),
    Case("relu slip", RELU(x) - x, True, ("x >= 0",)),
    Case("small difference", EXP(x) * EXP(y) + as_term(Fraction(1, 10**80)) - EXP(x + y), False),
    Case("let is a symbol", c - x**2 - y, False),
    Case("let in a derivative", D(c**2, x) - 4 * c * x, True),
    Case("derivative by a let", D(c**2 * x, c) - 2 * c * x, True),
)

OBLIGED = (
    Case("log of a square", LOG(x**2) - 2 * LOG(x), True, ("x > 0",)),
    Case("log of a square, positive", LOG(u**2) - 2 * LOG(u), True),
    Case("log of a square, absolute", LOG(x**2) - 2 * LOG(abs(x)), True, ("x != 0",)),
    Case("root of a square", SQRT(x**2) - x, True, ("x >= 0",)),
    Case("root of a square, given", SQRT(x**2) - x, True, (), (x >= 0,)),
    Case("root of a square, nonnegative", SQRT(w**2) - w, True),
    Case("root of a square, absolute", SQRT(x**2) - ABS(x), True),
    Case("root of a square, negative", SQRT(x**2) + x, True, (), (x < 0,)),
    Case("root of a square, wrong", SQRT(x**2) - x, False, (), (x < 0,)),
    Case("square of a root", SQRT(x) ** 2 - x, True, ("x >= 0",)),
    Case("root of a product", SQRT(x * y) - SQRT(x) * SQRT(y), True, ("x >= 0", "y >= 0")),
    Case("cancelled", x * y / x - y, True, ("x != 0",)),
    Case("cancelled, given", x * y / x - y, True, (), (Relation(x, "!=", as_term(0)),)),
    Case("difference of squares", (x**2 - 1) / (x - 1) - x - 1, True, ("x - 1 != 0",)),
    Case("symbolic power", x**r * x - x ** (r + 1), True, ("x > 0",)),
    Case(
        "whole symbolic power", (1 - x) ** k * (x - 1) + (1 - x) ** (k + 1), True, ("1 - x != 0",)
    ),
    Case("whole power slip", (1 - x) ** k - (x - 1) ** k, False),
    Case("even whole power", (-x) ** (2 * k) - x ** (2 * k), True, ("x != 0",)),
    Case("log slope", D(LOG(x), x) - 1 / x, True, ("x > 0",)),
    Case("root slope", D(SQRT(x), x) - 1 / (2 * SQRT(x)), True, ("x > 0",)),
    Case("relu slope off the kink", D(RELU(x), x) - RELU.prime(x), True, ("x != 0",)),
    Case("relu slope as written", x * RELU.prime(y) - RELU.prime(y) * x, True),
    Case("both factors negative", LOG((1 - b) / (1 - a)) - LOG(1 - b) + LOG(1 - a), True),
    Case("sign tracked jointly", LOG((b - 1) / (a - 1)) - LOG(1 - b) + LOG(1 - a), True),
    Case(
        "both signs unknown",
        LOG((x - 1) / (y - 1)) - LOG(1 - x) + LOG(1 - y),
        True,
        ("1 - x > 0", "1 - y > 0"),
    ),
    Case("log split slip", LOG((1 - b) / (1 - a)) - LOG(1 - b) - LOG(1 - a), False),
    Case("log split wrong sign", LOG(u / v) - LOG(u) - LOG(v), False),
    Case("log of a negative", LOG(-u) - LOG(-u), False),
    Case("root of a negative", SQRT(-1 - x**2) * 0, False),
    Case("division by zero", 1 / (x - x) - 1 / (y - y), False),
    Case("division by a hidden zero", (x + y) / (SQRT(u) ** 2 - u), False),
    Case("zero over a hidden zero", (x - x) / (SQRT(u) ** 2 - u), False),
    Case("zero over zero is not one", (x - x) / (x - x) - 1, False),
    Case("finer exponents", EXP(x / 2) * EXP(x / 3) - EXP(5 * x / 6), True),
    Case("finer exponents slip", EXP(x / 2) * EXP(x / 3) - EXP(x), False),
    Case("large exponents", EXP(1000 * x) / EXP(999 * x) - EXP(x), True),
    Case("a huge power is refused", (x + y + z + 1) ** 4000 - (x + y + z + 1) ** 4000 * 1, False),
)

STEP_NEEDS = {"conjugate root": ("v - u != 0",)}
STEP_CASES = tuple(
    Case(step.name, step.left - step.right, True, STEP_NEEDS.get(step.name, ())) for step in STEPS
)
SLIP_CASES = tuple(Case(f"{step.name} slip", step.left - step.slip, False) for step in STEPS)
CASES = (*BOUNDARY, *OBLIGED, *STEP_CASES, *SLIP_CASES)
