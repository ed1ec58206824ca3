"""A term as a SymPy expression, so that a reader can take any line into SymPy.

Tensors become `IndexedBase`, sums `Sum` from 0, opaque functions undefined functions.  A tensor
term is given by its entry at indices i, j, ....  SymPy evaluates as it builds, so the expression
equals the line but need not look like it.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import sympy

from chainrule.errors import TermError
from chainrule.terms.entry import lower
from chainrule.terms.functions import Apply, Call, Norm
from chainrule.terms.indexing import AnyIndex, Index
from chainrule.terms.leaves import Constant, Let, Node, Number, Tensor, is_leaf
from chainrule.terms.node import Term, rebuild, walk
from chainrule.terms.operators import (
    Add,
    Delta,
    Derivative,
    Div,
    Entry,
    Fold,
    LevelFold,
    Mul,
    Neg,
    Pow,
    axes,
)
from chainrule.terms.sizes import Interval, Level, Size
from chainrule.terms.substitute import free_indices

FUNCTIONS: dict[str, Any] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "tanh": sympy.tanh,
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "logistic": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "relu": lambda x: sympy.Max(0, x),
}
NAMES = "ijklmn"


def to_sympy(term: Term) -> Any:
    """`term` in SymPy; a tensor term by its entry at the indices i, j, ... that are not in use."""
    used = {index.name for index in free_indices(term)}
    names = [name for name in NAMES if name not in used]
    indices = tuple(Index(n, s) for n, s in zip(names, axes(term), strict=False))
    return _sympy(lower(term, indices))


@singledispatch
def _sympy(term: Term) -> Any:
    raise TermError(f"{term} ({type(term).__name__}) has no counterpart in SymPy.")


@_sympy.register
def _(term: Number) -> Any:
    return sympy.Rational(term.value.numerator, term.value.denominator)


@_sympy.register
def _(term: Constant) -> Any:
    return sympy.pi


@_sympy.register
def _(term: Level) -> Any:
    parts = [factor * sympy.Symbol(name, integer=True) for name, factor in term.coefficients]
    return sympy.Add(*parts, term.constant)


@_sympy.register
def _(term: Size) -> Any:
    return sympy.Symbol(str(term), integer=True, positive=True)


@_sympy.register(Tensor)
@_sympy.register(Let)
@_sympy.register(Node)
def _(term: Term) -> Any:
    return _base(term) if term.shape else sympy.Symbol(str(term), **_facts(term))


def _facts(term: Term) -> dict[str, bool]:
    domain = term.domain if isinstance(term, Tensor) else Interval()
    return {"real": True, "positive": True} if domain.positive else {"real": True}


def _base(leaf: Term) -> Any:
    return sympy.IndexedBase(sympy.Symbol(str(leaf), **_facts(leaf)))


def _index(index: AnyIndex) -> Any:
    if isinstance(index, Index):
        return sympy.Symbol(index.name, integer=True)
    return sympy.Function(index.name, integer=True)(*map(_index, index.of))


@_sympy.register
def _(term: Entry) -> Any:
    return _base(term.tensor)[tuple(map(_index, term.indices))]


@_sympy.register
def _(term: Add) -> Any:
    return sympy.Add(*map(_sympy, term.terms))


@_sympy.register
def _(term: Neg) -> Any:
    return -_sympy(term.term)


@_sympy.register
def _(term: Mul) -> Any:
    return sympy.Mul(*map(_sympy, term.factors))


@_sympy.register
def _(term: Div) -> Any:
    return _sympy(term.numerator) / _sympy(term.denominator)


@_sympy.register
def _(term: Pow) -> Any:
    return _sympy(term.base) ** _sympy(term.exponent)


@_sympy.register
def _(term: Apply) -> Any:
    function, argument = term.function, _sympy(term.argument)
    if not function.opaque:
        known = FUNCTIONS[function.name]
        if not function.order:
            return known(argument)
        variable = sympy.Dummy(real=True)
        return sympy.diff(known(variable), variable, function.order).subs(variable, argument)
    return sympy.Function(function.name + "'" * function.order, real=True)(argument)


@_sympy.register
def _(term: Call) -> Any:
    return sympy.Function(term.function.name, real=True)(*map(_argument, term.arguments))


def _argument(term: Term) -> Any:
    if is_leaf(term):
        return _sympy(term)
    return to_sympy(term)


@_sympy.register
def _(term: Norm) -> Any:
    name = {"1": "norm_1", "2": "norm", "inf": "norm_inf"}[term.order]
    return sympy.Function(name, nonnegative=True)(_argument(term.argument))


@_sympy.register
def _(term: Delta) -> Any:
    return sympy.KroneckerDelta(_index(term.left), _index(term.right))


@_sympy.register
def _(term: Fold) -> Any:
    index, last = _index(term.index), _sympy(term.index.size) - 1
    body = _sympy(term.body)
    if term.kind == "max":
        return sympy.Function("max", real=True)(sympy.Lambda(index, body))
    kind = sympy.Sum if term.kind == "sum" else sympy.Product
    return kind(body, (index, 0, last))


@_sympy.register
def _(term: LevelFold) -> Any:
    kind = sympy.Sum if term.kind == "sum" else sympy.Product
    level = sympy.Symbol(term.level, integer=True)
    return kind(_sympy(term.body), (level, _sympy(term.low), _sympy(term.high)))


@_sympy.register
def _(term: Derivative) -> Any:
    of, by = _unfolded(term.of, term.leaf), _sympy(term.by)
    made = _sympy(of)
    if not made.free_symbols & by.free_symbols and _depends(term.of, term.leaf):
        made = _with_argument(made, _base(term.leaf) if term.leaf.shape else by)
    return sympy.Derivative(made, by)


def _unfolded(term: Term, leaf: Term) -> Term:
    """`term` with the lets that hide `leaf` opened, or SymPy would see no dependence."""
    inside = term.tensor if isinstance(term, Entry) else term
    definition = _opened(inside, leaf)
    if definition is not None and inside != leaf and _depends(definition, leaf):
        at = term.indices if isinstance(term, Entry) else ()
        return _unfolded(lower(definition, at), leaf)
    if isinstance(term, (Call, Derivative)):
        return term
    return rebuild(term, lambda child: child if axes(child) else _unfolded(child, leaf))


def _opened(node: Term, leaf: Term) -> Term | None:
    """The definition of a node that lies a known number of levels above `leaf`."""
    if isinstance(node, Let):
        return node.definition
    level = getattr(leaf, "level", None)
    if isinstance(node, Node) and level is not None:
        distance = node.level.distance(level)
        return node.definition if distance is not None and distance >= 0 else None
    return None


def _depends(term: Term, leaf: Term) -> bool:
    """Whether `leaf` is met in `term` or, as far as levels can be compared, in its nodes."""
    for part in walk(term):
        if part == leaf:
            return True
        definition = _opened(part, leaf)
        if definition is not None and _depends(definition, leaf):
            return True
        level = getattr(leaf, "level", None)
        if isinstance(part, Node) and level is not None and part.level.distance(level) is None:
            return True
    return False


def _with_argument(made: Any, base: Any) -> Any:
    """An undefined function that hides its dependence on `base` gets it as an argument."""
    hidden = list(made.atoms(sympy.core.function.AppliedUndef))
    return made.subs({f: f.func(*f.args, base) for f in hidden})
