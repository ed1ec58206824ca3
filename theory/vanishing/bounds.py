r"""Vanishing and exploding errors: a factor a layer, and how large it can be.

Each layer multiplies the norm of the error by at most :math:`\lVert W \rVert_2` times the
largest slope; the logistic slope is at most a quarter.

Source: Nielsen (2015), chapter 5; Goodfellow et al. (2016), §8.2.5.
"""

from fractions import Fraction

from chainrule.derivation import Derivation, Eq, Induction, Le, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    BOUND,
    DEFINITION,
    EMPTY_RANGE,
    LOGARITHM,
    SPLIT_OFF,
)
from chainrule.rules.lemma import HYPOTHESIS
from chainrule.rules.library.linear_algebra import HADAMARD_BOUND, OPERATOR_NORM, TRANSPOSE_NORM
from chainrule.terms.author import Max, ProdOver, index, let, norm, size, symbol, tensor
from chainrule.terms.functions import LOG, LOGISTIC, SQRT
from chainrule.terms.node import as_term
from chainrule.terms.sizes import Interval
from theory.backprop.errors import hidden_error
from theory.lemmas.analysis import square
from theory.notation import UP_TO_OUTPUT, WITHIN, L, W, delta, l, m, sigma, z

slope = sigma.prime(z(l))

one_layer = Derivation(
    name="vanishing/one-layer",
    title="One layer multiplies the error by at most its norm and its largest slope",
    entries=("T2.08",),
    idea="BP2, then one norm inequality for the diagonal and one for the matrix.",
    assuming=WITHIN,
    sources=("goodfellow2016 §8.2.5", "pascanu2013"),
    chain=(
        norm(delta(l)),
        Eq(norm((W(l + 1).T @ delta(l + 1)) * slope), by=hidden_error),
        Le(
            norm(slope, "inf") * norm(W(l + 1).T @ delta(l + 1)),
            by=HADAMARD_BOUND.at(d=slope, v=W(l + 1).T @ delta(l + 1)),
        ),
        Le(
            norm(slope, "inf") * norm(W(l + 1).T) * norm(delta(l + 1)),
            by=OPERATOR_NORM.at(A=W(l + 1).T, v=delta(l + 1)).times(norm(slope, "inf")),
        ),
        Eq(
            norm(slope, "inf") * norm(W(l + 1)) * norm(delta(l + 1)),
            by=TRANSPOSE_NORM.at(A=W(l + 1)),
        ),
    ),
    slips=(Slip(2, norm(slope, "inf") * norm(delta(l + 1)), "the weights were forgotten"),),
    questions=(
        Question(
            "Does the bound show that errors vanish?",
            "Only when the factors are below 1. A large bound proves no explosion: that takes a "
            "bound from below, with the smallest singular value, or a direction that is "
            "stretched.",
        ),
        Question(
            "What does it say of ReLU?",
            "Its slopes are 0 or 1, so the activation never enlarges the error; it shrinks "
            "through small weights and through units that are off.",
        ),
    ),
)


width = size("n", least=2)
V, error = tensor("W", width, width), tensor("delta", width)
unit = index("i", width)

linear_layer = Derivation(
    name="vanishing/linear-layer",
    title="A linear layer stretches the error by at most the norm of its weights",
    entries=("T2.08",),
    idea="Only the largest singular value bounds the stretch; diagonal entries and eigenvalues "
    "do not.",
    sources=("goodfellow2016 §8.2.5",),
    chain=(
        norm(V.T @ error),
        Le(norm(V.T) * norm(error), by=OPERATOR_NORM.at(A=V.T, v=error)),
        Eq(norm(V) * norm(error), by=TRANSPOSE_NORM.at(A=V)),
    ),
    slips=(
        Slip(
            1,
            Max(unit, abs(V[unit, unit])) * norm(error),
            "the largest diagonal entry instead of the norm",
        ),
    ),
    questions=(
        Question(
            "Why not the spectral radius?",
            r"It bounds high powers, not one layer: "
            r":math:`\begin{pmatrix} \tfrac12 & 10 \\ 0 & \tfrac12 \end{pmatrix}` has spectral "
            "radius one half and stretches some vectors tenfold.",
        ),
        Question(
            "Which weights keep the length of every error?",
            "Orthogonal ones: a linear network of orthogonal layers is an isometry at any depth.",
        ),
    ),
)


def _factors(level):  # type: ignore[no-untyped-def]
    return ProdOver(m, level + 1, L, norm(sigma.prime(z(m - 1)), "inf") * norm(W(m)))


product_bound = Derivation(
    name="vanishing/product-bound",
    title="The error at any depth is bounded by a product over the layers",
    entries=("T2.08",),
    idea="Multiply the one-layer bounds from the output down.",
    assuming=UP_TO_OUTPUT,
    sources=("goodfellow2016 §8.2.5", "nielsen2015 ch. 5"),
    chain=(
        norm(delta(l)),
        Le(
            _factors(l) * norm(delta(L)),
            by=Induction(
                over=l,
                start=L,
                down=True,
                base=(Eq(_factors(L) * norm(delta(L)), by=EMPTY_RANGE),),
                step=(
                    Le(norm(slope, "inf") * norm(W(l + 1)) * norm(delta(l + 1)), by=one_layer),
                    Le(
                        norm(slope, "inf") * norm(W(l + 1)) * _factors(l + 1) * norm(delta(L)),
                        by=BOUND,
                        using=HYPOTHESIS.times(norm(slope, "inf") * norm(W(l + 1))),
                    ),
                    Eq(_factors(l) * norm(delta(L)), by=SPLIT_OFF),
                ),
            ),
        ),
    ),
    slips=(Slip(1, norm(delta(L)), "the factors were forgotten"),),
    questions=(
        Question(
            "What does it say of a logistic network?",
            r"Each factor is at most :math:`\tfrac14 \lVert W^k \rVert_2`, so weights of norm "
            "below 4 shrink the error geometrically.",
        ),
    ),
)

s = symbol("z")

quarter = Derivation(
    name="vanishing/logistic-slope-bound",
    title="The logistic slope is at most a quarter",
    entries=("T2.08",),
    idea="A number times its complement is largest at one half.",
    sources=("nielsen2015 ch. 5",),
    chain=(
        LOGISTIC.prime(s),
        Eq(LOGISTIC(s) * (1 - LOGISTIC(s)), by=DEFINITION),
        Le(
            as_term(Fraction(1, 4)),
            by=BOUND,
            using=square.at(x=LOGISTIC(s) - Fraction(1, 2)),
            note="the gap is a square",
        ),
    ),
    slips=(Slip(2, as_term(Fraction(1, 5)), "too good a bound"),),
)

w = symbol("w", Interval(Fraction(4), open_low=False))
root = let("r", SQRT(1 - 4 / w))
upper = let("u", (1 + root) / 2)
lower = let("v", (1 - root) / 2)

interval = Derivation(
    name="vanishing/nielsen-interval",
    title="Where a unit passes the error on undiminished",
    entries=("T2.08",),
    idea=r"The condition :math:`|w| s(1-s) \ge 1` is an interval between two roots that add up "
    "to one; take their log-odds.",
    sources=("nielsen2015 ch. 5, problem",),
    chain=(
        LOG(upper / (1 - upper)) - LOG(lower / (1 - lower)),
        Eq(LOG(upper / lower) - LOG(lower / upper), by=ALGEBRA, note="the roots add up to one"),
        Eq(2 * LOG(upper / lower), by=LOGARITHM),
        Eq(2 * LOG(upper**2 / (upper * lower)), by=ALGEBRA),
        Eq(2 * LOG(w * upper**2), by=ALGEBRA, note="the product of the roots is 1/w"),
        Eq(2 * LOG(w * upper - 1), by=ALGEBRA, note="each root solves its equation"),
    ),
    slips=(Slip(5, 2 * LOG(w * upper + 1), "the sign in the quadratic equation"),),
    questions=(
        Question(
            r"What about the interval in the input :math:`a`?",
            r"Divide by :math:`|w|`. Its length is at most about 0.45, reached near "
            r":math:`|w| = 6.9`: the region where gradients do not vanish is narrow.",
        ),
    ),
)
