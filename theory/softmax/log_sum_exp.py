r"""Log-sum-exp: shift, gradient, and its distance from the maximum.

:math:`\ell(z) = \log \sum_k e^{z_k}` moves with a common shift of the logits, has softmax as
its gradient, and lies between the largest logit and that plus :math:`\log K`.

Source: Boyd and Vandenberghe (2004), §3.1.5; Goodfellow et al. (2016), §4.1.
"""

from chainrule.derivation import Derivation, Eq, Le, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    ASSUMPTION,
    BOUND,
    CHAIN_RULE,
    DEFINITION,
    DELTA_SIFTING,
    DIFFERENTIATE,
    EXPONENTIAL,
    FACTOR_OUT,
    LINEARITY,
    LOGARITHM,
)
from chainrule.rules.library.analysis import (
    EXP_OF_LARGEST,
    LARGEST,
    LARGEST_IN_SUM,
    LARGEST_SCALES,
    TRIANGLE,
)
from chainrule.rules.library.linear_algebra import ENTRY_BOUND
from chainrule.terms.author import D, Max, Sum, norm, symbol, tensor
from chainrule.terms.author import delta as kronecker
from chainrule.terms.functions import EXP, LOG
from chainrule.terms.relation import equal
from chainrule.terms.sizes import POSITIVE
from theory.lemmas.analysis import exp_monotone, log_monotone
from theory.softmax.gradient import K, i, j, k, p, z

shift = symbol("c")
tau = symbol("tau", POSITIVE)
d = tensor("d", K)
q = tensor("q", K, domain=POSITIVE)
largest = Max(i, z[i])

shifted = Derivation(
    name="softmax/log-sum-exp-shift",
    title="A common shift passes through log-sum-exp",
    entries=("T1.08",),
    idea="A shift of all exponents is a common factor of the sum.",
    sources=("goodfellow2016 §4.1",),
    chain=(
        LOG(Sum(k, EXP(z[k] + shift))),
        Eq(LOG(Sum(k, EXP(shift) * EXP(z[k]))), by=EXPONENTIAL),
        Eq(LOG(EXP(shift) * Sum(k, EXP(z[k]))), by=FACTOR_OUT),
        Eq(shift + LOG(Sum(k, EXP(z[k]))), by=LOGARITHM),
    ),
    slips=(
        Slip(3, K * shift + LOG(Sum(k, EXP(z[k]))), "the shift was counted once a term"),
        Slip(3, LOG(Sum(k, EXP(z[k]))), "the shift was taken out and not put back"),
    ),
    questions=(
        Question(
            "Which shift does software use, and why?",
            r"Minus the largest logit: then every exponent is at most 0 and one is 0, so "
            "nothing overflows and the sum is at least 1.",
        ),
    ),
)

shift_invariance = Derivation(
    name="softmax/shift-invariance",
    title="A common shift leaves softmax as it is",
    entries=("T1.08",),
    idea="The factor that a shift brings stands above and below.",
    sources=("goodfellow2016 (6.32)-(6.33)",),
    chain=(
        EXP(z[k] - shift) / Sum(i, EXP(z[i] - shift)),
        Eq(EXP(z[k]) * EXP(-shift) / Sum(i, EXP(z[i]) * EXP(-shift)), by=EXPONENTIAL),
        Eq(EXP(z[k]) * EXP(-shift) / (Sum(i, EXP(z[i])) * EXP(-shift)), by=FACTOR_OUT),
        Eq(EXP(z[k]) / Sum(i, EXP(z[i])), by=ALGEBRA),
        Eq(p[k], by=DEFINITION),
    ),
    slips=(Slip(1, EXP(z[k] - shift) / Sum(i, EXP(z[i])), "shifted in the numerator only"),),
    questions=(
        Question(
            "How many parameters has a softmax of K logits?",
            r"One fewer than it seems: only differences of logits matter, and fixing one logit "
            r"at 0 loses nothing. For two classes this is the logistic function of the "
            "difference.",
        ),
    ),
)

gradient = Derivation(
    name="softmax/log-sum-exp-gradient",
    title="The gradient of log-sum-exp is softmax",
    entries=("T1.08",),
    idea="The derivative of the logarithm divides by the sum; one term of the inner derivative "
    "survives.",
    sources=("boyd2004 §3.1.5",),
    chain=(
        D(LOG(Sum(k, EXP(z[k]))), z[j]),
        Eq(D(Sum(k, EXP(z[k])), z[j]) / Sum(k, EXP(z[k])), by=CHAIN_RULE),
        Eq(Sum(k, D(EXP(z[k]), z[j])) / Sum(k, EXP(z[k])), by=LINEARITY),
        Eq(Sum(k, EXP(z[k]) * kronecker(k, j)) / Sum(k, EXP(z[k])), by=DIFFERENTIATE),
        Eq(EXP(z[j]) / Sum(k, EXP(z[k])), by=DELTA_SIFTING),
        Eq(p[j], by=DEFINITION),
    ),
    slips=(Slip(4, EXP(z[j]), "the division by the sum was forgotten"),),
    questions=(
        Question(
            "Is log-sum-exp convex? Strictly?",
            "Its Hessian is the Jacobian of softmax, which is positive semidefinite: convex. "
            r"Strictly not: along :math:`\mathbf 1` it is affine.",
        ),
        Question(
            "What is its convex conjugate?",
            r"The negative entropy :math:`\sum_k p_k \log p_k` on the probability simplex, and "
            r":math:`+\infty` outside.",
        ),
    ),
)

above_largest = Derivation(
    name="softmax/log-sum-exp-above-maximum",
    title="Log-sum-exp is at least the maximum",
    entries=("T1.08",),
    idea="The largest exponential is one of the terms of the sum.",
    sources=("boyd2004 §3.1.5",),
    chain=(
        largest,
        Eq(LOG(EXP(largest)), by=LOGARITHM),
        Eq(LOG(Max(i, EXP(z[i]))), by=EXP_OF_LARGEST.at(v=z)),
        Le(
            LOG(Sum(k, EXP(z[k]))),
            by=BOUND,
            using=log_monotone.at(a=Max(i, EXP(z[i])), b=Sum(k, EXP(z[k]))).because(
                LARGEST_IN_SUM.at(w=EXP(z))
            ),
        ),
    ),
    slips=(Slip(3, LOG(Sum(k, EXP(z[k]))) - LOG(K), "the bound on the other side"),),
)

below_largest = Derivation(
    name="softmax/log-sum-exp-below-maximum",
    title="Log-sum-exp exceeds the maximum by at most log K",
    entries=("T1.08",),
    idea="Replace every logit by the largest.",
    sources=("boyd2004 §3.1.5",),
    chain=(
        LOG(Sum(k, EXP(z[k]))),
        Le(
            LOG(Sum(k, EXP(largest))),
            by=BOUND,
            using=log_monotone.at(a=Sum(k, EXP(z[k])), b=Sum(k, EXP(largest))).because(
                exp_monotone.at(u=z[k], v=largest).because(LARGEST.at(v=z, k=k)).summed(k)
            ),
        ),
        Eq(LOG(K * EXP(largest)), by=FACTOR_OUT),
        Eq(largest + LOG(K), by=LOGARITHM),
    ),
    slips=(Slip(3, largest + LOG(K) / 2, "half of the gap"),),
)

scaled = Derivation(
    name="softmax/log-sum-exp-temperature",
    title="At low temperature log-sum-exp approaches the maximum",
    entries=("T1.08",),
    idea="Apply the bound to the scaled logits; the gap shrinks with the temperature.",
    sources=("boyd2004 §3.1.5",),
    chain=(
        tau * LOG(Sum(k, EXP(z[k] / tau))),
        Le(
            tau * (Max(i, z[i] / tau) + LOG(K)),
            by=BOUND,
            using=below_largest.at(z=z / tau).times(tau),
        ),
        Eq(tau * (largest / tau + LOG(K)), by=LARGEST_SCALES.at(v=z, t=tau)),
        Eq(largest + tau * LOG(K), by=ALGEBRA),
    ),
    slips=(Slip(3, largest + LOG(K) / tau, "the temperature on the wrong side"),),
    questions=(
        Question(
            r"What happens as :math:`\tau \to 0`?",
            "Both bounds meet at the maximum: softmax becomes argmax.",
        ),
    ),
)

lipschitz = Derivation(
    name="softmax/log-sum-exp-slope",
    title="The slope of log-sum-exp in any direction",
    entries=("T1.08",),
    idea="The gradient is a probability vector, so a directional derivative is a mean of the "
    "direction's entries.",
    assuming=(equal(Sum(k, q[k]), 1),),
    sources=("boyd2004 §3.1.5",),
    chain=(
        abs(Sum(k, q[k] * d[k])),
        Le(Sum(k, abs(q[k] * d[k])), by=TRIANGLE.at(v=q * d)),
        Eq(Sum(k, q[k] * abs(d[k])), by=ALGEBRA, note="the weights are positive"),
        Le(
            Sum(k, q[k] * norm(d, "inf")),
            by=BOUND,
            using=ENTRY_BOUND.at(v=d, k=k).times(q[k], over=k),
        ),
        Eq(norm(d, "inf") * Sum(k, q[k]), by=FACTOR_OUT),
        Eq(norm(d, "inf"), by=ASSUMPTION),
    ),
    slips=(Slip(5, norm(d, "inf") / K, "the mean taken with equal weights"),),
    questions=(
        Question(
            "What does it give by the mean value theorem?",
            r":math:`|\ell(z) - \ell(z')| \le \lVert z - z' \rVert_\infty`: log-sum-exp is "
            "1-Lipschitz in the maximum norm.",
        ),
    ),
)
