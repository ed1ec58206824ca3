r"""The Hessian of the cross-entropy is the covariance of a one-hot draw.

:math:`\Sigma_p = \operatorname{diag}(p) - p p^\top` is positive semidefinite, since
:math:`v^\top \Sigma_p v` is the variance of :math:`v` under :math:`p`, and
:math:`v^\top \Sigma_p v \le \tfrac12 \lVert v \rVert^2`.
"""

from fractions import Fraction

from chainrule.derivation import Derivation, Eq, Ge, Le, Question, Slip
from chainrule.rules.catalogue import (
    ASSUMPTION,
    BOUND,
    DELTA_SIFTING,
    DROP_NONNEGATIVE,
    FACTOR_OUT,
    LINEARITY,
    SPLIT_SUM,
)
from chainrule.terms.author import D, Sum, delta, tensor
from chainrule.terms.node import as_term
from chainrule.terms.relation import equal
from chainrule.terms.sizes import POSITIVE
from theory.lemmas.analysis import square
from theory.softmax.gradient import C, K, cross_entropy_gradient, i, j, jacobian, k, p, y, z

v = tensor("v", K)
q = tensor("q", K, domain=POSITIVE)
sums_to_one = (equal(Sum(k, q[k]), 1),)
HALF = Fraction(1, 2)

hessian = Derivation(
    name="softmax/hessian",
    title="The Hessian of the cross-entropy",
    entries=("T1.07",),
    idea="The gradient is softmax minus a constant, so its derivative is softmax's Jacobian.",
    assuming=(equal(Sum(k, y[k]), 1),),
    sources=("goodfellow2016 §6.2.2.3",),
    chain=(
        D(D(C, z[j]), z[i]),
        Eq(D(p[j] - y[j], z[i]), by=cross_entropy_gradient),
        Eq(D(p[j], z[i]), by=LINEARITY, note="the target is constant"),
        Eq(p[j] * (delta(j, i) - p[i]), by=jacobian),
    ),
    slips=(Slip(3, p[j] * (delta(j, i) - p[i]) - y[j], "the target was kept"),),
    questions=(
        Question(
            "Why does the Hessian not depend on the label?",
            "The label enters the gradient as a constant. So the Hessian is also the Fisher "
            "information in the logits, an expectation of itself.",
        ),
    ),
)

variance = Derivation(
    name="softmax/hessian-is-a-variance",
    title="The quadratic form is a variance, hence nonnegative",
    entries=("T1.07",),
    idea="A variance is half the mean squared difference of two independent draws.",
    assuming=sums_to_one,
    sources=("boyd2004 §3.1.5",),
    chain=(
        Sum(i, j, v[i] * q[i] * (delta(i, j) - q[j]) * v[j]),
        Eq(
            Sum(i, j, v[i] * q[i] * delta(i, j) * v[j]) - Sum(i, j, v[i] * q[i] * q[j] * v[j]),
            by=SPLIT_SUM,
        ),
        Eq(Sum(i, q[i] * v[i] ** 2) - Sum(i, j, v[i] * q[i] * q[j] * v[j]), by=DELTA_SIFTING),
        Eq(Sum(i, q[i] * v[i] ** 2) - Sum(i, q[i] * v[i]) ** 2, by=FACTOR_OUT),
        Eq(
            Sum(i, j, q[i] * q[j] * (v[i] - v[j]) ** 2) / 2,
            by=ASSUMPTION,
            note="multiply out and use that the weights sum to one",
        ),
        Ge(as_term(0), by=DROP_NONNEGATIVE),
    ),
    slips=(
        Slip(3, Sum(i, q[i] * v[i] ** 2) - Sum(i, q[i] ** 2 * v[i] ** 2), "the square of a sum"),
    ),
    questions=(
        Question(
            "When is it zero?",
            r"Only when all :math:`v_i` agree: :math:`\mathbf 1` spans the null space, "
            r"because every :math:`p_i > 0`.",
        ),
    ),
)

spectral_bound = Derivation(
    name="softmax/spectral-bound",
    title="The Hessian of the cross-entropy is at most one half",
    entries=("T1.07",),
    idea="Write the variance with differences; the diagonal drops out, and "
    r":math:`(a-b)^2 \le 2a^2 + 2b^2` does the rest.",
    assuming=sums_to_one,
    sources=("bohning1992",),
    chain=(
        Sum(i, j, v[i] * q[i] * (delta(i, j) - q[j]) * v[j]),
        Eq(
            Sum(i, j, (1 - delta(i, j)) * q[i] * q[j] * (v[i] - v[j]) ** 2) / 2,
            by=ASSUMPTION,
            note="the terms with equal indices vanish",
        ),
        Le(
            Sum(i, j, (1 - delta(i, j)) * q[i] * q[j] * (v[i] ** 2 + v[j] ** 2)),
            by=BOUND,
            using=square.at(x=v[i] + v[j]).times(
                (1 - delta(i, j)) * q[i] * q[j] * HALF, over=(i, j)
            ),
        ),
        Eq(2 * Sum(i, q[i] * (1 - q[i]) * v[i] ** 2), by=ASSUMPTION),
        Le(
            Sum(i, v[i] ** 2) / 2,
            by=BOUND,
            using=square.at(x=HALF - q[i]).times(2 * v[i] ** 2, over=i),
            note="a product of a number and its complement is at most one quarter",
        ),
    ),
    slips=(Slip(4, Sum(i, v[i] ** 2) / 8, "one quarter was used twice"),),
    questions=(
        Question(
            "Is one half attained?",
            r"In the limit :math:`p = (\tfrac12, \tfrac12, 0, \dots)` with "
            r":math:`v = (1, -1, 0, \dots)`; for two classes at :math:`p = (\tfrac12, \tfrac12)` "
            "itself.",
        ),
        Question(
            "Can you see the bound from the matrix alone?",
            r"By Gershgorin's circles: row :math:`k` of :math:`\Sigma_p` has the diagonal entry "
            r":math:`p_k(1-p_k)` and the same absolute sum beside it, and a number times its "
            "complement is at most a quarter.",
        ),
    ),
)
