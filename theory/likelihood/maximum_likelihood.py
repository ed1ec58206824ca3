r"""Maximum likelihood, cross-entropy, the Kullback-Leibler divergence and least squares.

For data with one-hot rows :math:`Y_{is}` the log-likelihood is minus :math:`m` times the
cross-entropy of the empirical law; cross-entropy is entropy plus a divergence that is never
negative; and Gaussian noise turns it into the mean squared error.

Source: Goodfellow et al. (2016), §3.13, §5.5 and §6.2.1.1.
"""

from fractions import Fraction

from chainrule.derivation import Derivation, Eq, Le, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    ASSUMPTION,
    BOUND,
    DEFINITION,
    FACTOR_OUT,
    LOGARITHM,
    SPLIT_SUM,
)
from chainrule.terms.author import Prod, Sum, index, let, sizes, symbol, tensor
from chainrule.terms.functions import EXP, LOG, SQRT
from chainrule.terms.leaves import PI, Ones
from chainrule.terms.node import as_term
from chainrule.terms.relation import equal
from chainrule.terms.sizes import POSITIVE
from theory.lemmas.analysis import log_tangent

m, S, n = sizes("m S n")
i, s, j = index("i", m), index("s", S), index("j", n)
Y = tensor("Y", m, S)
p, q = tensor("p", S, domain=POSITIVE), tensor("q", S, domain=POSITIVE)
MEAN = as_term(1) / m
empirical = let("p_hat", Y.T @ Ones(m) / m)

cross_entropy = Derivation(
    name="likelihood/log-likelihood-is-cross-entropy",
    title="The log-likelihood is minus the cross-entropy",
    entries=("T1.06",),
    idea="The logarithm turns the product over samples into a sum, and counting the samples "
    "turns the sum into a mean under the empirical law.",
    sources=("goodfellow2016 (5.58)-(5.59)",),
    chain=(
        MEAN * LOG(Prod(i, s, q[s] ** Y[i, s])),
        Eq(MEAN * Sum(i, s, Y[i, s] * LOG(q[s])), by=LOGARITHM),
        Eq(Sum(s, Sum(i, Y[i, s]) / m * LOG(q[s])), by=FACTOR_OUT),
        Eq(Sum(s, empirical[s] * LOG(q[s])), by=DEFINITION),
    ),
    slips=(Slip(1, MEAN * Sum(i, s, LOG(Y[i, s] ** 2 + q[s])), "the exponent became a summand"),),
    questions=(
        Question(
            "What is assumed of the data?",
            r"Only that sample :math:`i` is outcome :math:`s` when :math:`Y_{is} = 1`; the "
            "identity holds for soft labels too.",
        ),
    ),
)

decomposition = Derivation(
    name="likelihood/cross-entropy-is-entropy-plus-divergence",
    title="Cross-entropy is entropy plus divergence",
    entries=("T1.06",),
    idea="Add and subtract the entropy of the data.",
    sources=("goodfellow2016 (3.51)",),
    chain=(
        -Sum(s, p[s] * LOG(q[s])),
        Eq(-Sum(s, p[s] * (LOG(p[s]) - (LOG(p[s]) - LOG(q[s])))), by=ALGEBRA),
        Eq(
            -Sum(s, p[s] * LOG(p[s])) + Sum(s, p[s] * (LOG(p[s]) - LOG(q[s]))),
            by=SPLIT_SUM,
        ),
        Eq(-Sum(s, p[s] * LOG(p[s])) + Sum(s, p[s] * LOG(p[s] / q[s])), by=LOGARITHM),
    ),
    slips=(
        Slip(
            3,
            Sum(s, p[s] * LOG(p[s] / q[s])),
            "cross-entropy is not the divergence: the entropy of the data is missing",
        ),
        Slip(
            3,
            -Sum(s, p[s] * LOG(p[s])) + Sum(s, q[s] * LOG(q[s] / p[s])),
            "the divergence the other way round",
        ),
    ),
    questions=(
        Question(
            "Why do both have the same minimiser in the model?",
            "They differ by the entropy of the data, which the model does not enter.",
        ),
        Question(
            "What does minimising the reversed divergence do?",
            "It seeks a mode: it is infinite as soon as the model puts mass where the data has "
            "none, so the model would rather miss a part of the data than invent some.",
        ),
        Question(
            "When is the cross-entropy equal to the divergence?",
            "When the entropy of the data is 0, that is, when each law is a point mass: one-hot "
            "labels given the input.",
        ),
    ),
)

gibbs = Derivation(
    name="likelihood/gibbs",
    title="The divergence is never negative (Gibbs' inequality)",
    entries=("T1.06",),
    idea="The logarithm lies below its tangent at 1, term by term.",
    assuming=(equal(Sum(s, p[s]), 1), equal(Sum(s, q[s]), 1)),
    sources=("goodfellow2016 §3.13",),
    chain=(
        Sum(s, p[s] * LOG(q[s] / p[s])),
        Le(
            Sum(s, p[s] * (q[s] / p[s] - 1)),
            by=BOUND,
            using=log_tangent.at(t=q[s] / p[s]).times(p[s], over=s),
        ),
        Eq(Sum(s, q[s] - p[s]), by=ALGEBRA),
        Eq(Sum(s, q[s]) - Sum(s, p[s]), by=SPLIT_SUM),
        Eq(as_term(0), by=ASSUMPTION, note="both laws sum to one"),
    ),
    slips=(
        Slip(
            1,
            Sum(s, p[s] * (q[s] / p[s] - 1)),
            "the tangent lies above the logarithm, not below",
            relation=">=",
        ),
    ),
    questions=(
        Question(
            "When is it zero?",
            r"Only if :math:`q_s = p_s` for every :math:`s`: the tangent touches at 1 alone.",
        ),
    ),
)

y, f = tensor("y", m, n), tensor("f", m, n)
sigma = symbol("sigma", POSITIVE)
residual = (y[i, j] - f[i, j]) ** 2
width = LOG(2 * PI * sigma**2)
density = EXP(-residual / (2 * sigma**2)) / SQRT(2 * PI * sigma**2)
HALF = Fraction(1, 2)

least_squares = Derivation(
    name="likelihood/gaussian-least-squares",
    title="Gaussian noise makes least squares",
    entries=("T1.06",),
    idea="The logarithm of a Gaussian density is a square and a constant.",
    sources=("goodfellow2016 (5.65)",),
    chain=(
        -(MEAN * LOG(Prod(i, j, density))),
        Eq(-(MEAN * Sum(i, j, LOG(density))), by=LOGARITHM),
        Eq(-(MEAN * Sum(i, j, -residual / (2 * sigma**2) - HALF * width)), by=LOGARITHM),
        Eq(
            MEAN * Sum(i, j, residual / (2 * sigma**2)) + MEAN * Sum(i, j, HALF * width),
            by=SPLIT_SUM,
        ),
        Eq(as_term(1) / (2 * sigma**2 * m) * Sum(i, j, residual) + HALF * n * width, by=FACTOR_OUT),
    ),
    slips=(
        Slip(
            4,
            as_term(1) / (2 * sigma**2 * m) * Sum(i, j, residual) + HALF * width,
            "the constant counted once instead of once a coordinate",
        ),
    ),
    questions=(
        Question(
            "And Laplace noise?",
            "The absolute error, whose minimiser is the conditional median, as the mean is that "
            "of the squared error.",
        ),
        Question(
            r"What if :math:`\sigma^2` is learned?",
            r"Then :math:`\hat\sigma^2 = \mathrm{MSE}/n` and the loss is "
            r":math:`\tfrac n2 \log \mathrm{MSE}` up to a constant: unbounded below when the "
            "network interpolates.",
        ),
    ),
)
