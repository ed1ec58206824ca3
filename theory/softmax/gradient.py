r"""Softmax: its logarithm, its Jacobian, and the gradient of the cross-entropy.

For logits :math:`z \in \mathbb R^K` let :math:`p = \operatorname{softmax}(z)`.
The Jacobian of :math:`p` is :math:`\operatorname{diag}(p) - p p^\top`, and the cross-entropy
of targets that sum to one has the gradient :math:`p - y`.

Source: Goodfellow, Bengio and Courville (2016), §6.2.2.3; Nielsen (2015), (78)-(84).
"""

from chainrule.derivation import Derivation, Eq, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    ASSUMPTION,
    CHAIN_RULE,
    DEFINITION,
    DELTA_SIFTING,
    DIFFERENTIATE,
    LINEARITY,
    LOGARITHM,
    SPLIT_SUM,
)
from chainrule.terms.author import D, Sum, delta, index, let, size, tensor
from chainrule.terms.functions import EXP, LOG
from chainrule.terms.relation import equal

K = size("K", least=2)
i, j, k = index("i", K), index("j", K), index("k", K)
z, y = tensor("z", K), tensor("y", K)
p = let("p", EXP(z) / Sum(i, EXP(z[i])))
C = let("C", -Sum(k, y[k] * LOG(p[k])))

log_probability = Derivation(
    name="softmax/log-probability",
    title="The logarithm of softmax",
    entries=("T1.07",),
    idea="The logarithm turns the quotient into a difference: a logit minus log-sum-exp.",
    sources=("goodfellow2016 (6.30)",),
    chain=(
        LOG(p[k]),
        Eq(LOG(EXP(z[k]) / Sum(i, EXP(z[i]))), by=DEFINITION),
        Eq(z[k] - LOG(Sum(i, EXP(z[i]))), by=LOGARITHM),
    ),
    slips=(Slip(2, z[k] - Sum(i, z[i]), "the logarithm of a sum is not the sum of logarithms"),),
    questions=(
        Question(
            "Why compute it in this form?",
            r"A small :math:`p_k` underflows to 0 and its logarithm to :math:`-\infty`; "
            r"the difference of logit and log-sum-exp stays finite.",
        ),
    ),
)

log_jacobian = Derivation(
    name="softmax/log-jacobian",
    title="The derivative of a log-probability",
    entries=("T1.07",),
    idea="Differentiate the difference: the logit gives a delta, log-sum-exp gives softmax.",
    sources=("goodfellow2016 (6.31)",),
    chain=(
        D(LOG(p[k]), z[j]),
        Eq(D(z[k] - LOG(Sum(i, EXP(z[i]))), z[j]), by=log_probability),
        Eq(D(z[k], z[j]) - D(LOG(Sum(i, EXP(z[i]))), z[j]), by=LINEARITY),
        Eq(delta(k, j) - D(LOG(Sum(i, EXP(z[i]))), z[j]), by=DIFFERENTIATE),
        Eq(delta(k, j) - D(Sum(i, EXP(z[i])), z[j]) / Sum(i, EXP(z[i])), by=CHAIN_RULE),
        Eq(
            delta(k, j) - Sum(i, EXP(z[i]) * delta(i, j)) / Sum(i, EXP(z[i])),
            by=DIFFERENTIATE,
        ),
        Eq(delta(k, j) - EXP(z[j]) / Sum(i, EXP(z[i])), by=DELTA_SIFTING),
        Eq(delta(k, j) - p[j], by=DEFINITION),
    ),
    slips=(Slip(7, delta(k, j) - p[k], "the wrong index: the one differentiated by stays"),),
)

jacobian = Derivation(
    name="softmax/jacobian",
    title="The Jacobian of softmax",
    entries=("T1.07", "T6.11"),
    idea="A probability is the exponential of its logarithm, so its derivative is itself times "
    "the derivative of the logarithm.",
    sources=("goodfellow2016 (6.32)", "bridle1990"),
    chain=(
        D(p[k], z[j]),
        Eq(p[k] * D(LOG(p[k]), z[j]), by=CHAIN_RULE, note="read d log p = dp / p backwards"),
        Eq(p[k] * (delta(k, j) - p[j]), by=log_jacobian),
    ),
    slips=(
        Slip(2, p[k] * (1 - p[k]), "softmax treated as an elementwise logistic function"),
        Slip(2, p[k] * (delta(k, j) + p[j]), "the sign of the coupling"),
    ),
    questions=(
        Question(
            "Is the Jacobian invertible?",
            r"No: its rows sum to zero, :math:`\Sigma_p \mathbf 1 = 0`. Adding a constant to all "
            r"logits does not change :math:`p`.",
        ),
    ),
)

cross_entropy_gradient = Derivation(
    name="softmax/cross-entropy-gradient",
    title="The cross-entropy gradient of softmax",
    entries=("T1.07",),
    idea="The logarithm of the loss meets the exponential of softmax and both go: what is left "
    "is prediction minus target.",
    assuming=(equal(Sum(k, y[k]), 1),),
    sources=("goodfellow2016 (6.31)-(6.33)", "nielsen2015 (78)-(84)", "bridle1990"),
    chain=(
        D(C, z[j]),
        Eq(D(-Sum(k, y[k] * LOG(p[k])), z[j]), by=DEFINITION),
        Eq(-Sum(k, y[k] * D(LOG(p[k]), z[j])), by=LINEARITY),
        Eq(-Sum(k, y[k] * (delta(k, j) - p[j])), by=log_jacobian),
        Eq(-Sum(k, y[k] * delta(k, j)) + Sum(k, y[k] * p[j]), by=SPLIT_SUM),
        Eq(-y[j] + Sum(k, y[k] * p[j]), by=DELTA_SIFTING),
        Eq(-y[j] + p[j] * Sum(k, y[k]), by=LINEARITY, note="the factor leaves the sum"),
        Eq(-y[j] + p[j], by=ASSUMPTION, note="the targets sum to one"),
        Eq(p[j] - y[j], by=ALGEBRA),
    ),
    slips=(
        Slip(8, (p[j] - y[j]) * p[j] * (1 - p[j]), "an extra derivative of the output unit"),
        Slip(8, y[j] - p[j], "the sign: descent goes from prediction towards target"),
    ),
    questions=(
        Question(
            r"What if the targets sum to :math:`s \neq 1`?",
            r"The gradient is :math:`s\,p - y`: the last assumption is used in one place only.",
        ),
        Question(
            r"What does a temperature do, :math:`p = \operatorname{softmax}(z/\tau)`?",
            r"The chain rule brings a factor: the gradient is :math:`(p - y)/\tau`, and the "
            r"Hessian brings it twice: :math:`\Sigma_p/\tau^2`.",
        ),
        Question(
            "What does autograd return for a batch?",
            "With a loss that is the mean over the batch, each row of the gradient is divided by "
            "the number of samples.",
        ),
    ),
)
