"""The words an author writes: sizes, indices, tensors, nodes, sums, derivatives.

Every word returns a term that keeps what was written.
"""

from __future__ import annotations

from collections.abc import Callable

from chainrule.errors import TermError
from chainrule.terms.functions import Function, Norm, ScalarFunction
from chainrule.terms.indexing import AnyIndex, Index, Label
from chainrule.terms.leaves import Family, Let, Tensor, TensorFamily
from chainrule.terms.node import Term, as_term
from chainrule.terms.operators import Add, Delta, Derivative, Entry, Fold, LevelFold
from chainrule.terms.sizes import (
    NONNEGATIVE,
    POSITIVE,
    REAL,
    Interval,
    Level,
    Size,
    SizeFamily,
    level_of,
)
from chainrule.terms.substitute import free_indices


def sizes(names: str, least: int = 1) -> tuple[Size, ...]:
    """Symbolic sizes, one a word: `n, m = sizes("n m")`; each is at least `least`."""
    return tuple(Size(name, None, least) for name in names.split())


def size(name: str, least: int = 1) -> Size:
    """One symbolic size."""
    return Size(name, None, least)


def widths(name: str, least: int = 1) -> SizeFamily:
    """Sizes that change from layer to layer: `n = widths("n")`, then `n(l)`."""
    return SizeFamily(name, least)


def levels(names: str) -> tuple[Level, ...]:
    """Symbolic levels (depth, time, iteration): `l, L = levels("l L")`."""
    return tuple(Level(((name, 1),)) for name in names.split())


def index(name: str, over: Size) -> Index:
    """An index that runs over a size."""
    if not isinstance(over, Size):
        raise TermError(f"index {name} must run over a size, not {over}; declare it with sizes().")
    if not name[:1].isalpha():
        raise TermError(f"the name of an index begins with a letter, unlike {name!r}; rename it.")
    return Index(name, over)


def label(name: str, over: Size) -> Callable[..., Label]:
    """A class that data assigns to indices: `y = label("y", K)`, then `p[y(b)]`."""
    return lambda *of: Label(name, of, over)


def tensor(name: str, *shape: Size, domain: Interval = REAL) -> Tensor:
    """A free real tensor; without sizes, a scalar symbol."""
    return Tensor(name, tuple(shape), None, domain)


def symbol(name: str, domain: Interval = REAL) -> Tensor:
    """A real scalar symbol."""
    return Tensor(name, (), None, domain)


def symbols(names: str, domain: Interval = REAL) -> tuple[Tensor, ...]:
    """Real scalar symbols, one a word."""
    return tuple(symbol(name, domain) for name in names.split())


def positives(names: str) -> tuple[Tensor, ...]:
    """Positive scalar symbols, one a word."""
    return symbols(names, POSITIVE)


def layered(
    name: str, shape: Callable[[Level], tuple[Size, ...]], domain: Interval = REAL
) -> TensorFamily:
    """A tensor of every level: `W = layered("W", lambda l: (n(l), n(l - 1)))`."""
    return TensorFamily(name, shape, domain)


def node(name: str, shape: Callable[[Level], tuple[Size, ...]], first: int = 1) -> Family:
    """A node of every level, to be given a definition with `.define`."""
    return Family(name, shape, first)


def let(name: str, definition: object) -> Let:
    """A node `name := definition`, kept as one symbol until a step unfolds it."""
    made = as_term(definition)
    loose = free_indices(made)
    if loose:
        listed = ", ".join(sorted(i.name for i in loose))
        raise TermError(f"let {name} leaves index {listed} free; define the whole tensor instead.")
    return Let(name, made)


def elementwise(name: str) -> Function:
    """An opaque elementwise function: any smooth function of one variable, an activation."""
    return Function(name, opaque=True)


def opaque(name: str, *of: object) -> Term | ScalarFunction:
    """An opaque differentiable scalar function; with arguments, its value there."""
    function = ScalarFunction(name)
    return function(*of) if of else function


def cost(name: str, *of: object) -> Term:
    """A differentiable scalar cost that depends on the terms `of` and on nothing else."""
    return ScalarFunction(name)(*of)


def D(of: Term, by: Term) -> Derivative:
    """The partial derivative of `of` by a symbol, a node, or an entry of one."""
    return Derivative(of, by)


def Sum(*parts: Index | Term) -> Term:
    """A sum over whole index ranges: `Sum(j, k, body)`."""
    return _fold("sum", parts)


def Prod(*parts: Index | Term) -> Term:
    """A product over whole index ranges."""
    return _fold("prod", parts)


def Max(*parts: Index | Term) -> Term:
    """A maximum over whole index ranges."""
    return _fold("max", parts)


def _fold(kind: str, parts: tuple[Index | Term, ...]) -> Term:
    *bound, body = parts
    made = as_term(body)
    for one in reversed(bound):
        if not isinstance(one, Index):
            raise TermError(f"{kind} runs over indices, not {one}; declare it with index().")
        made = Fold(kind, one, made)
    return made


def SumOver(level: Level, low: Level | int, high: Level | int, body: Term) -> LevelFold:
    """A sum over levels `low`, ..., `high`."""
    return LevelFold("sum", _level_name(level), level_of(low), level_of(high), body)


def ProdOver(level: Level, low: Level | int, high: Level | int, body: Term) -> LevelFold:
    """A product over levels `low`, ..., `high`, matrices from left to right."""
    return LevelFold("prod", _level_name(level), level_of(low), level_of(high), body)


def _level_name(level: Level) -> str:
    if level.constant or len(level.coefficients) != 1:
        raise TermError(f"{level} cannot be bound; a sum over levels binds a plain level.")
    return level.coefficients[0][0]


def delta(left: AnyIndex, right: AnyIndex) -> Delta:
    """Kronecker's delta."""
    return Delta(left, right)


def norm(term: Term, order: str = "2") -> Norm:
    """The Euclidean norm of a vector, the largest singular value of a matrix, or `order`."""
    return Norm(term, order)


def dot(left: Term, right: Term) -> Term:
    """The inner product of two vectors, printed as a row times a column."""
    return left.T @ right


def outer(left: Term, right: Term) -> Term:
    """The outer product of two vectors, printed as a column times a row."""
    return left @ right.T


def total(*terms: Term) -> Term:
    """The sum of `terms`, in this order."""
    return terms[0] if len(terms) == 1 else Add(terms)


def entry(term: Term, *indices: AnyIndex) -> Entry:
    """One entry of a tensor term."""
    return Entry(term, indices)


__all__ = [
    "NONNEGATIVE", "POSITIVE", "REAL", "D", "Max", "Prod", "ProdOver", "Sum", "SumOver",
    "cost", "delta", "dot", "elementwise", "entry", "index", "label", "layered", "let", "levels",
    "node", "norm", "opaque", "outer", "positives", "size", "sizes", "symbol", "symbols", "tensor",
    "total", "widths",
]  # fmt: skip
