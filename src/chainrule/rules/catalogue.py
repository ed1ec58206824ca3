"""The rules an author may cite, each with its statement and its guard."""

from __future__ import annotations

from chainrule.rules.guards import (
    before_has,
    count_changes,
    count_kept,
    either_has,
    equation,
    every,
    inequality,
    matrix_notation,
    no_lemma,
    some_lemma,
    symbols_change,
)
from chainrule.rules.rule import Rule
from chainrule.terms.functions import Apply
from chainrule.terms.operators import (
    Add,
    Delta,
    Derivative,
    Div,
    Fold,
    LevelFold,
)

PLAIN = every(equation, no_lemma)

DEFINITION = Rule(
    "definition",
    "definition",
    "A symbol is replaced by what it stands for, or the other way round.",
    every(PLAIN, symbols_change),
)
CHAIN_RULE = Rule(
    "chain-rule",
    "chain rule",
    r"If :math:`C` depends on :math:`x` only through :math:`u`, then "
    r":math:`\frac{\partial C}{\partial x_j} = \sum_k \frac{\partial C}{\partial u_k} "
    r"\frac{\partial u_k}{\partial x_j}`.",
    every(PLAIN, before_has(Derivative, "derivative")),
)
PRODUCT_RULE = Rule(
    "product-rule",
    "product rule",
    r":math:`\partial (u v) = (\partial u) v + u \, \partial v`, and the same for quotients.",
    every(PLAIN, before_has(Derivative, "derivative")),
)
LINEARITY = Rule(
    "linearity",
    "linearity",
    "Sums and derivatives pass through sums and constant factors.",
    every(PLAIN, either_has((Derivative, Fold, LevelFold), "sum or derivative")),
)
DERIVATIVE_OF_AFFINE = Rule(
    "derivative-of-affine",
    "derivative of an affine map",
    r":math:`\partial (\sum_i W_{ki} x_i + b_k) / \partial x_j = W_{kj}`.",
    every(PLAIN, before_has(Derivative, "derivative"), count_changes(Derivative, "derivative")),
)
ELEMENTWISE_DERIVATIVE = Rule(
    "elementwise-derivative",
    "derivative of an elementwise function",
    r":math:`\partial \sigma(z_k) / \partial z_j = \sigma'(z_j) \, \delta_{kj}`: "
    "each output depends on its own input only.",
    every(PLAIN, before_has(Derivative, "derivative"), count_changes(Derivative, "derivative")),
)
DIFFERENTIATE = Rule(
    "differentiate",
    "differentiate",
    "A derivative of elementary functions is carried out.",
    every(PLAIN, before_has(Derivative, "derivative"), count_changes(Derivative, "derivative")),
)
DELTA_SIFTING = Rule(
    "delta-sifting",
    "the delta sifts the sum",
    r":math:`\sum_k \delta_{kj} f_k = f_j`: one term of the sum survives.",
    every(PLAIN, either_has(Delta, "Kronecker delta"), count_changes(Delta, "Kronecker delta")),
)
MATRIX_FORM = Rule(
    "matrix-form",
    "matrix form",
    "An index expression is read as products of matrices and vectors, entry by entry.",
    every(PLAIN, matrix_notation),
)
INDEX_FORM = Rule(
    "index-form",
    "index form",
    "A matrix expression is written out by its entries.",
    every(PLAIN, matrix_notation),
)
ALGEBRA = Rule(
    "algebra",
    "algebra",
    "The laws of a commutative ring and of fractions.",
    every(PLAIN, count_kept(Derivative, "derivatives")),
)
FACTOR_OUT = Rule(
    "factor-out",
    "factor out of the sum",
    r"What does not carry the summation index leaves the sum: "
    r":math:`\sum_k c \, x_k = c \sum_k x_k`.",
    every(PLAIN, either_has((Fold, LevelFold), "sum"), count_kept(Derivative, "derivatives")),
)
SPLIT_SUM = Rule(
    "split-sum",
    "split the sum",
    r":math:`\sum_k (x_k + y_k) = \sum_k x_k + \sum_k y_k`, read in either direction.",
    every(PLAIN, either_has((Fold, LevelFold), "sum"), either_has(Add, "sum of terms")),
)
LOGARITHM = Rule(
    "logarithm",
    "laws of the logarithm",
    r":math:`\log(uv) = \log u + \log v`, :math:`\log(u/v) = \log u - \log v`, "
    r":math:`\log e^x = x`, for positive :math:`u, v`.",
    every(PLAIN, either_has(Apply, "function"), count_kept(Derivative, "derivatives")),
)
EXPONENTIAL = Rule(
    "exponential",
    "laws of the exponential",
    r":math:`e^{x+y} = e^x e^y`, :math:`e^{\log u} = u` for :math:`u > 0`.",
    every(PLAIN, either_has(Apply, "function"), count_kept(Derivative, "derivatives")),
)
PARTIAL_FRACTIONS = Rule(
    "partial-fractions",
    "partial fractions",
    "A quotient is split along the factors of its denominator, or put together again.",
    every(PLAIN, either_has(Div, "quotient"), count_kept(Derivative, "derivatives")),
)
ASSUMPTION = Rule(
    "assumption",
    "by assumption",
    "A declared assumption of the derivation is used.",
    every(equation, no_lemma),
)
EMPTY_RANGE = Rule(
    "empty-range",
    "empty range",
    "A sum over nothing is 0, a product over nothing is 1 or the identity.",
    every(PLAIN, either_has(LevelFold, "sum or product over levels")),
)
SPLIT_OFF = Rule(
    "split-off",
    "split off one level",
    "One level is taken out of a sum or product over levels, or put into it.",
    every(PLAIN, either_has(LevelFold, "sum or product over levels")),
)
SUBSTITUTION = Rule(
    "substitution",
    "substitute",
    "An earlier result or the induction hypothesis is put in.",
    some_lemma,
)
BOUND = Rule(
    "bound",
    "bound",
    "Instances of a named inequality are added up with nonnegative factors.",
    every(inequality, some_lemma),
)
DROP_NONNEGATIVE = Rule(
    "drop-nonnegative",
    "a nonnegative part is dropped",
    "Leaving out a summand that is at least 0 cannot increase the sum.",
    every(inequality, no_lemma),
)

RULES: tuple[Rule, ...] = tuple(
    rule for rule in globals().copy().values() if isinstance(rule, Rule)
)
"""Every rule, in the order of this file."""
