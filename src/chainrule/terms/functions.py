"""Functions of a term: known and opaque elementwise ones, and opaque scalars of tensors."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from chainrule.errors import TermError
from chainrule.terms.node import Term, as_term
from chainrule.terms.sizes import REAL, Interval, Level

KNOWN = ("exp", "log", "tanh", "logistic", "sqrt", "abs", "softplus", "sin", "cos", "relu")


@dataclass(frozen=True)
class Function:
    """An elementwise function; `order` counts primes, `opaque` ones are any smooth function."""

    name: str
    opaque: bool = False
    order: int = 0

    def __call__(self, argument: object) -> Apply:
        return Apply(self, as_term(argument))

    def prime(self, argument: object) -> Apply:
        """The derivative of this function, at `argument`."""
        return Apply(self.derivative, as_term(argument))

    @property
    def derivative(self) -> Function:
        """The derivative of this function."""
        return Function(self.name, self.opaque, self.order + 1)


EXP, LOG, TANH, LOGISTIC, SQRT, ABS, SOFTPLUS, SIN, COS, RELU = map(Function, KNOWN)


@dataclass(frozen=True, eq=False, repr=False)
class Apply(Term):
    """`function` applied to every entry of `argument`."""

    function: Function
    argument: Term

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.argument.shape


@dataclass(frozen=True)
class ScalarFunction:
    """An opaque differentiable scalar function of one or more tensors: a cost `C`."""

    name: str
    domain: Interval = REAL

    def __call__(self, *arguments: object) -> Call:
        if not arguments:
            raise TermError(f"{self.name} depends on nothing; name what it is a function of.")
        return Call(self, tuple(as_term(argument) for argument in arguments))


@dataclass(frozen=True, eq=False, repr=False)
class Call(Term):
    """An opaque scalar function of tensors."""

    function: ScalarFunction
    arguments: tuple[Term, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Norm(Term):
    """A norm: `order` 2 (Euclidean, or the largest singular value of a matrix), 1 or `inf`."""

    argument: Term
    order: str = "2"

    def __post_init__(self) -> None:
        if self.order not in {"1", "2", "inf"}:
            raise TermError(f"norm of order {self.order!r} is unknown; use '1', '2' or 'inf'.")


def squared(term: Term) -> Term:
    """`term ** 2`, kept as a power."""
    return term ** Fraction(2)


def level_term(level: Level) -> Term:
    """A level where a term is expected."""
    return level
