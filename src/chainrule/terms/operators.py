"""Operators between terms; each checks shapes when it is built and evaluates nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from chainrule.errors import TermError
from chainrule.terms.indexing import AnyIndex, Index, Label
from chainrule.terms.leaves import Tensor, is_leaf
from chainrule.terms.node import Term
from chainrule.terms.sizes import ONE, Level, Size


def axes(term: Term) -> tuple[Size, ...]:
    """The sizes of `term` without the dropped axis of a row vector: one per index of an entry."""
    return tuple(size for size in term.shape if isinstance(size, Size) and size != ONE)


def _same_shape(word: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    shapes = {term.shape for term in terms}
    if len(shapes) > 1:
        listed = ", ".join(f"{term} of shape {show(term.shape)}" for term in terms)
        raise TermError(f"shapes do not conform in a {word}: {listed}. Make them equal.")
    return terms[0].shape


def show(shape: tuple[Term, ...]) -> str:
    """A shape as text: `(m, n)`."""
    return f"({', '.join(map(str, shape))})"


@dataclass(frozen=True, eq=False, repr=False)
class Add(Term):
    """A sum, its summands in the author's order."""

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        _same_shape("sum", self.terms)

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.terms[0].shape


@dataclass(frozen=True, eq=False, repr=False)
class Neg(Term):
    """The negative."""

    term: Term

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.term.shape


@dataclass(frozen=True, eq=False, repr=False)
class Mul(Term):
    """A product of scalars and tensors of one shape: scaling, and Hadamard between tensors."""

    factors: tuple[Term, ...]

    def __post_init__(self) -> None:
        tensors = tuple(factor for factor in self.factors if factor.shape)
        if tensors:
            _same_shape("Hadamard product (for a matrix product write @)", tensors)

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return next((factor.shape for factor in self.factors if factor.shape), ())


@dataclass(frozen=True, eq=False, repr=False)
class Div(Term):
    """A quotient by a scalar, or elementwise by a tensor of the same shape."""

    numerator: Term
    denominator: Term

    def __post_init__(self) -> None:
        if self.denominator.shape and self.numerator.shape:
            _same_shape("quotient", (self.numerator, self.denominator))

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.numerator.shape or self.denominator.shape


@dataclass(frozen=True, eq=False, repr=False)
class Pow(Term):
    """A power, elementwise on a tensor; the exponent is a scalar."""

    base: Term
    exponent: Term

    def __post_init__(self) -> None:
        if self.exponent.shape:
            raise TermError(f"the exponent {self.exponent} is not a scalar.")

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.base.shape


@dataclass(frozen=True, eq=False, repr=False)
class MatMul(Term):
    """A matrix product; a vector is a column, its transpose a row."""

    left: Term
    right: Term

    def __post_init__(self) -> None:
        if _inner(self.left)[1] != _inner(self.right)[0]:
            raise TermError(
                f"shapes do not conform in a matrix product: {self.left} is "
                f"{show(self.left.shape)} and {self.right} is {show(self.right.shape)}. "
                "The last size on the left must be the first on the right; "
                "is a transpose missing?"
            )

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        rows, columns = _inner(self.left)[0], _inner(self.right)[1]
        if columns == ONE:
            return () if rows == ONE else (rows,)
        return (rows, columns)


def _inner(term: Term) -> tuple[Term, Term]:
    if not 1 <= len(term.shape) <= 2:
        raise TermError(f"{term} of shape {show(term.shape)} is neither a vector nor a matrix.")
    return (term.shape[0], ONE) if len(term.shape) == 1 else (term.shape[0], term.shape[1])


@dataclass(frozen=True, eq=False, repr=False)
class Transpose(Term):
    """The transpose of a matrix, or the row that a vector becomes."""

    term: Term

    def __post_init__(self) -> None:
        _inner(self.term)

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        rows, columns = _inner(self.term)
        return (columns,) if rows == ONE else (columns, rows)


@dataclass(frozen=True, eq=False, repr=False)
class Diag(Term):
    """The diagonal matrix with a vector on its diagonal."""

    vector: Term

    def __post_init__(self) -> None:
        if len(self.vector.shape) != 1:
            raise TermError(f"diag needs a vector, not shape {show(self.vector.shape)}.")

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return (self.vector.shape[0], self.vector.shape[0])


@dataclass(frozen=True, eq=False, repr=False)
class Entry(Term):
    """One entry of a tensor term: `W[k, j]`, `(W.T @ delta)[j]`."""

    tensor: Term
    indices: tuple[AnyIndex, ...]

    def __post_init__(self) -> None:
        wanted = axes(self.tensor)
        for index in self.indices:
            if not isinstance(index, (Index, Label)):
                raise TermError(f"{index!r} is not an index; declare it with index('{index}', n).")
        if len(wanted) != len(self.indices):
            raise TermError(
                f"{self.tensor} has shape {show(self.tensor.shape)} "
                f"but is given {len(self.indices)} indices."
            )
        for index, size in zip(self.indices, wanted, strict=True):
            if index.size != size:
                raise TermError(
                    f"index {index} runs over {index.size}, but that axis of {self.tensor} "
                    f"has size {size}; use an index over {size}."
                )


@dataclass(frozen=True, eq=False, repr=False)
class Delta(Term):
    """Kronecker's delta: 1 where the two indices are equal, else 0."""

    left: AnyIndex
    right: AnyIndex

    def __post_init__(self) -> None:
        if self.left.size != self.right.size:
            raise TermError(
                f"delta compares {self.left} over {self.left.size} with "
                f"{self.right} over {self.right.size}; both must run over one size."
            )


@dataclass(frozen=True, eq=False, repr=False)
class Fold(Term):
    """A sum, product or maximum of `body` over the whole range of an index."""

    kind: str  # "sum", "prod" or "max"
    index: Index
    body: Term

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.body.shape


@dataclass(frozen=True, eq=False, repr=False)
class LevelFold(Term):
    """A sum or product of `body` over levels `low`, ..., `high`; a matrix product is ordered.

    An empty range (`high = low - 1`) is 0, 1 or the identity.
    """

    kind: str  # "sum" or "prod"
    level: str
    low: Level
    high: Level
    body: Term

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        if self.kind == "sum" or not self.body.shape:
            return self.body.shape
        rows, columns = self.body.shape
        return (_at_level(rows, self.level, self.low), _at_level(columns, self.level, self.high))


def _at_level(size: Term, name: str, value: Level) -> Term:
    from chainrule.terms.substitute import at_levels

    return at_levels(size, {name: value})


@dataclass(frozen=True, eq=False, repr=False)
class Derivative(Term):
    """The partial derivative of `of` by a leaf or an entry of one.

    A let-bound node counts as a variable of its own: what it is made of is held fixed.
    A gradient has the shape of the leaf; a Jacobian the shape of `of`, then of the leaf.
    """

    of: Term
    by: Term

    def __post_init__(self) -> None:
        leaf = self.by.tensor if isinstance(self.by, Entry) else self.by
        if not is_leaf(leaf):
            raise TermError(
                f"a derivative is taken by a symbol, a node or an entry of one, not by {self.by}; "
                "give it a name with let(...)."
            )

    @property
    def leaf(self) -> Term:
        """The symbol or node that the derivative is taken by."""
        return self.by.tensor if isinstance(self.by, Entry) else self.by

    @cached_property
    def shape(self) -> tuple[Term, ...]:
        return self.of.shape + self.by.shape


def add(left: Term, right: Term) -> Term:
    """`left + right`; a sum on the left is continued."""
    head = left.terms if isinstance(left, Add) else (left,)
    return Add((*head, right))


def subtract(left: Term, right: Term) -> Term:
    """`left - right`; a sum on the left is continued."""
    return add(left, Neg(right))


def multiply(left: Term, right: Term) -> Term:
    """`left * right`; a product on the left is continued."""
    head = left.factors if isinstance(left, Mul) else (left,)
    return Mul((*head, right))


def divide(left: Term, right: Term) -> Term:
    """`left / right`."""
    return Div(left, right)


def power(base: Term, exponent: Term) -> Term:
    """`base ** exponent`."""
    return Pow(base, exponent)


def scalar_symbol(term: Term) -> bool:
    """Whether `term` is a scalar symbol."""
    return isinstance(term, Tensor) and not term.sizes
