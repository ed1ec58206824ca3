"""Norms of tensors of numbers, duals included, rigorously enclosed.

A vector: the sum of moduli, the largest modulus, the Euclidean length.
A matrix: the operator norms that these induce - the largest column sum, the largest row sum, the
largest singular value.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from chainrule.deciders.ball.arithmetic import Dual, Number, Numbers, apply, larger, primal
from chainrule.deciders.ball.exact import EXACT, InexactError

Rows = list[list[Number]]


def vector_norm(numbers: Numbers, entries: Sequence[Number], order: str) -> Number:
    """The norm of a vector."""
    if order == "2":
        return apply(numbers, "sqrt", _sum(numbers, [x * x for x in entries]))
    moduli = [apply(numbers, "abs", x) for x in entries]
    return _sum(numbers, moduli) if order == "1" else _largest(numbers, moduli)


def matrix_norm(numbers: Numbers, rows: Rows, order: str) -> Number:
    """The operator norm of a matrix."""
    if order == "2":
        return apply(numbers, "sqrt", largest_eigenvalue(numbers, _gram(numbers, rows)))
    lines = rows if order == "inf" else [list(column) for column in zip(*rows, strict=True)]
    return _largest(numbers, [vector_norm(numbers, line, "1") for line in lines])


def _sum(numbers: Numbers, terms: Sequence[Number]) -> Number:
    total = numbers.zero
    for term in terms:
        total = total + term
    return total


def _largest(numbers: Numbers, terms: Sequence[Number]) -> Number:
    best = terms[0]
    for term in terms[1:]:
        best = larger(numbers, best, term)
    return best


def _gram(numbers: Numbers, rows: Rows) -> Rows:
    """The smaller of the two Gram matrices: they share the eigenvalues that are not 0."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    lines = rows if len(rows) <= len(columns) else columns
    return _times(numbers, lines, [list(line) for line in zip(*lines, strict=True)])


def _times(numbers: Numbers, left: Rows, right: Rows) -> Rows:
    columns = list(zip(*right, strict=True))
    return [
        [_sum(numbers, [x * y for x, y in zip(row, c, strict=True)]) for c in columns]
        for row in left
    ]


def largest_eigenvalue(numbers: Numbers, matrix: Rows) -> Number:
    """The largest eigenvalue of a symmetric matrix, positive semidefinite.

    Below it lies every Rayleigh quotient; above it lies a point where the characteristic
    polynomial and all its derivatives are positive, as all roots are real.  Newton's step on
    duals then carries the derivatives, each step doubling the order that is right.
    """
    if numbers is EXACT:
        raise InexactError("a singular value")
    plain = [[primal(x) for x in row] for row in matrix]
    root = _enclosed(numbers, plain)
    nesting = max(_nesting(x) for row in matrix for x in row)
    if nesting:
        polynomial = _characteristic(numbers, matrix)
        slopes = _derived(polynomial)
        for _ in range(nesting):
            root = root - _at(polynomial, root) / _at(slopes, root)
    return root


def _nesting(x: Number) -> int:
    return 1 + max(_nesting(x.value), _nesting(x.slope)) if isinstance(x, Dual) else 0


def _characteristic(numbers: Numbers, matrix: Rows) -> list[Number]:
    """Coefficients from the highest power down (Faddeev and Le Verrier)."""
    n = len(matrix)
    found = [numbers.one]
    product = [[numbers.zero] * n for _ in range(n)]
    for k in range(1, n + 1):
        for i in range(n):
            product[i][i] = product[i][i] + found[-1]
        product = _times(numbers, matrix, product)
        found.append(-_sum(numbers, [product[i][i] for i in range(n)]) / k)
    return found


def _derived(polynomial: list[Number]) -> list[Number]:
    degree = len(polynomial) - 1
    return [c * (degree - i) for i, c in enumerate(polynomial[:-1])]


def _at(polynomial: list[Number], x: Number) -> Number:
    total = polynomial[0]
    for coefficient in polynomial[1:]:
        total = total * x + coefficient
    return total


def _enclosed(numbers: Numbers, matrix: Rows) -> Number:
    low = _rayleigh(numbers, matrix)
    chain = [_characteristic(numbers, matrix)]
    while len(chain[-1]) > 1:
        chain.append(_derived(chain[-1]))
    middle = numbers.midpoint(low)
    for bits in (*range(240, 20, -10), *range(20, 0, -2)):
        high = middle * (1 + numbers.rational(Fraction(1, 2**bits)))
        if all(numbers.below(numbers.zero, _at(one, high)) for one in chain):
            return numbers.hull(low, high)
    return numbers.nan()


def _rayleigh(numbers: Numbers, matrix: Rows) -> Number:
    """A lower bound, from a vector that twelve squarings bring near the eigenvector."""
    power = matrix
    for _ in range(12):
        scale = _sum(numbers, [power[i][i] for i in range(len(power))])
        power = [[numbers.midpoint(x / scale) for x in row] for row in power]
        power = _times(numbers, power, power)
    longest = max(
        range(len(power)), key=lambda i: numbers.float_enclosure(power[i][i])[0]
    )  # the diagonal of a projector: where the eigenvector is largest
    vector = power[longest]
    image = [_sum(numbers, [a * x for a, x in zip(row, vector, strict=True)]) for row in matrix]
    above = _sum(numbers, [x * y for x, y in zip(vector, image, strict=True)])
    return above / _sum(numbers, [x * x for x in vector])
