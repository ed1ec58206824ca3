r"""The error of a layer, from the output backwards (BP1 and BP2), at any depth and width.

The error is :math:`\delta^l = \partial C / \partial z^l`.
At the output it is the cost's slope times the activation's; in a hidden layer it is the error
of the layer above, pulled back by the transposed weights.

Source: Nielsen (2015), chapter 2, (BP1) and (BP2); Goodfellow et al. (2016), §6.5.6.
"""

from fractions import Fraction

from chainrule.derivation import Derivation, Eq, Induction, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    CHAIN_RULE,
    DEFINITION,
    DELTA_SIFTING,
    ELEMENTWISE_DERIVATIVE,
    EMPTY_RANGE,
    FACTOR_OUT,
    LINEARITY,
    MATRIX_FORM,
    SPLIT_OFF,
    SUBSTITUTION,
)
from chainrule.rules.lemma import HYPOTHESIS
from chainrule.terms.author import D, ProdOver, Sum, index, let, tensor
from chainrule.terms.author import delta as kronecker
from chainrule.terms.operators import Diag
from theory.notation import UP_TO_OUTPUT, WITHIN, C, L, W, a, b, delta, i, j, k, l, m, n, sigma, z
from theory.softmax.gradient import cross_entropy_gradient, p
from theory.softmax.gradient import j as q

J, K = index("j", n(L)), index("k", n(L))
y = tensor("y", n(L))

output_error = Derivation(
    name="backprop/output-error",
    title="The error of the output layer (BP1)",
    entries=("T2.01",),
    idea="The cost sees a weighted input only through its own activation.",
    assuming=(L >= 1,),
    sources=("nielsen2015 (BP1)", "goodfellow2016 §6.5.6", "rumelhart1986"),
    chain=(
        delta(L)[J],
        Eq(D(C, z(L)[J]), by=DEFINITION),
        Eq(Sum(K, D(C, a(L)[K]) * D(a(L)[K], z(L)[J])), by=CHAIN_RULE),
        Eq(Sum(K, D(C, a(L)[K]) * D(sigma(z(L)[K]), z(L)[J])), by=DEFINITION),
        Eq(
            Sum(K, D(C, a(L)[K]) * sigma.prime(z(L)[J]) * kronecker(K, J)),
            by=ELEMENTWISE_DERIVATIVE,
        ),
        Eq(D(C, a(L)[J]) * sigma.prime(z(L)[J]), by=DELTA_SIFTING),
        Eq((D(C, a(L)) * sigma.prime(z(L)))[J], by=MATRIX_FORM),
    ),
    slips=(
        Slip(5, D(C, a(L)[J]) * sigma(z(L)[J]), "the activation instead of its derivative"),
        Slip(5, D(C, a(L)[J]), "the derivative of the activation was forgotten"),
    ),
    questions=(
        Question(
            "What if the activation mixes units, as softmax does?",
            r"The Jacobian :math:`\partial a^L / \partial z^L` is no longer diagonal and "
            r":math:`\delta^L = (\partial a^L/\partial z^L)^\top \nabla_a C`.",
        ),
        Question(
            r"What does PyTorch do for ReLU at :math:`z = 0`?",
            "It uses the derivative 0; any value in [0, 1] is a subgradient.",
        ),
        Question(
            "Which two assumptions on the cost does Nielsen make, and which is used here?",
            "That the cost is a mean over samples, and that the cost of a sample depends on the "
            "network through its output only. Here the second; the first serves the batch.",
        ),
    ),
)

HALF = Fraction(1, 2)
Q = let("C", HALF * Sum(K, (a(L)[K] - y[K]) ** 2))

quadratic_output_error = Derivation(
    name="backprop/output-error-quadratic",
    title="The output error of the quadratic cost",
    entries=("T2.01",),
    idea="The slope of half a square is the residual.",
    assuming=(L >= 1,),
    sources=("nielsen2015 (30)",),
    chain=(
        D(Q, z(L)[J]),
        Eq(D(HALF * Sum(K, (a(L)[K] - y[K]) ** 2), z(L)[J]), by=DEFINITION),
        Eq(HALF * Sum(K, D((a(L)[K] - y[K]) ** 2, z(L)[J])), by=LINEARITY),
        Eq(HALF * Sum(K, 2 * (a(L)[K] - y[K]) * D(a(L)[K], z(L)[J])), by=CHAIN_RULE),
        Eq(
            HALF * Sum(K, 2 * (a(L)[K] - y[K]) * sigma.prime(z(L)[J]) * kronecker(K, J)),
            by=ELEMENTWISE_DERIVATIVE,
        ),
        Eq(HALF * (2 * (a(L)[J] - y[J]) * sigma.prime(z(L)[J])), by=DELTA_SIFTING),
        Eq((a(L)[J] - y[J]) * sigma.prime(z(L)[J]), by=ALGEBRA),
    ),
    slips=(Slip(6, 2 * (a(L)[J] - y[J]) * sigma.prime(z(L)[J]), "the half was forgotten"),),
    questions=(
        Question(
            "PyTorch's mean squared error has no half. What changes?",
            "The error is doubled, and divided by the number of entries that the mean runs over; "
            "both can be absorbed in the step size, but not when comparing gradients.",
        ),
    ),
)

softmax_output_error = Derivation(
    name="backprop/output-error-softmax",
    title="The output error of softmax and cross-entropy",
    entries=("T2.01",),
    idea="Softmax mixes units, so BP1 does not apply; its own gradient does.",
    assuming=cross_entropy_gradient.assuming,
    sources=("nielsen2015 (84)",),
    chain=(
        cross_entropy_gradient.start,
        Eq(cross_entropy_gradient.last, by=cross_entropy_gradient),
    ),
    slips=(
        Slip(
            1,
            cross_entropy_gradient.last * (p[q] * (1 - p[q])),
            "an extra factor as if softmax were elementwise",
        ),
    ),
    questions=(
        Question(
            "Where exactly does BP1 fail for softmax?",
            "At its fourth line: the Jacobian of the activation is not diagonal, so the sum over "
            "units does not collapse to one term.",
        ),
    ),
)

hidden_error = Derivation(
    name="backprop/hidden-error",
    title="The error of a hidden layer (BP2)",
    entries=("T2.02",),
    idea="A weighted input reaches the cost only through the layer above, and each unit above "
    "returns its error along the weight that connects them.",
    assuming=WITHIN,
    sources=("nielsen2015 (BP2)", "goodfellow2016 §6.5.6"),
    chain=(
        delta(l)[j],
        Eq(D(C, z(l)[j]), by=DEFINITION),
        Eq(Sum(k, D(C, z(l + 1)[k]) * D(z(l + 1)[k], z(l)[j])), by=CHAIN_RULE),
        Eq(Sum(k, delta(l + 1)[k] * D(z(l + 1)[k], z(l)[j])), by=DEFINITION),
        Eq(
            Sum(
                k,
                delta(l + 1)[k] * D(Sum(i, W(l + 1)[k, i] * sigma(z(l)[i])) + b(l + 1)[k], z(l)[j]),
            ),
            by=DEFINITION,
        ),
        Eq(
            Sum(k, delta(l + 1)[k] * Sum(i, W(l + 1)[k, i] * D(sigma(z(l)[i]), z(l)[j]))),
            by=LINEARITY,
            note="weights and bias do not depend on this layer",
        ),
        Eq(
            Sum(
                k,
                delta(l + 1)[k] * Sum(i, W(l + 1)[k, i] * sigma.prime(z(l)[j]) * kronecker(i, j)),
            ),
            by=ELEMENTWISE_DERIVATIVE,
        ),
        Eq(Sum(k, delta(l + 1)[k] * W(l + 1)[k, j] * sigma.prime(z(l)[j])), by=DELTA_SIFTING),
        Eq(Sum(k, W(l + 1)[k, j] * delta(l + 1)[k]) * sigma.prime(z(l)[j]), by=FACTOR_OUT),
        Eq(((W(l + 1).T @ delta(l + 1)) * sigma.prime(z(l)))[j], by=MATRIX_FORM),
    ),
    slips=(
        Slip(8, Sum(k, W(l + 1)[k, j] * delta(l + 1)[k]), "the slope was forgotten"),
        Slip(
            8,
            Sum(k, W(l + 1)[k, j] * delta(l + 1)[k]) * sigma(z(l)[j]),
            "the activation instead of its derivative",
        ),
        Slip(
            9,
            lambda: ((W(l + 1) @ delta(l + 1)) * sigma.prime(z(l)))[j],
            "the transpose is missing; where all widths agree, no shape check would tell",
        ),
    ),
    questions=(
        Question(
            r"What does a skip connection :math:`z^{l+2} \mathrel{+}= V a^l` change?",
            r"The chain rule meets a second path: :math:`V^\top \delta^{l+2}` is added inside "
            "the bracket.",
        ),
        Question(
            r"What do tied weights, :math:`W^{l+1} = (W^l)^\top`, change?",
            "Nothing here: the recursion treats each use of the weights on its own. The gradient "
            "by the shared matrix is the sum over both uses.",
        ),
        Question(
            "And if the network is linear?",
            r"Every slope is 1 and :math:`\delta^l = (W^L \cdots W^{l+1})^\top \nabla_a C`.",
        ),
    ),
)


def _pulled_back(level):  # type: ignore[no-untyped-def]
    """The closed form of the error at a level."""
    factors = ProdOver(m, level + 1, L, W(m).T @ Diag(sigma.prime(z(m))))
    return Diag(sigma.prime(z(level))) @ factors @ D(C, a(L))


closed_form = Derivation(
    name="backprop/closed-form",
    title="The error at any depth, in closed form",
    entries=("T2.02",),
    idea="Apply BP2 from the output down: one transposed weight matrix and one diagonal of "
    "slopes a layer.",
    assuming=UP_TO_OUTPUT,
    sources=("nielsen2015 (124)",),
    chain=(
        delta(l),
        Eq(
            _pulled_back(l),
            by=Induction(
                over=l,
                start=L,
                down=True,
                base=(
                    Eq(D(C, a(L)) * sigma.prime(z(L)), by=output_error),
                    Eq(Diag(sigma.prime(z(L))) @ D(C, a(L)), by=MATRIX_FORM),
                    Eq(_pulled_back(L), by=EMPTY_RANGE),
                ),
                step=(
                    Eq((W(l + 1).T @ delta(l + 1)) * sigma.prime(z(l)), by=hidden_error),
                    Eq(Diag(sigma.prime(z(l))) @ (W(l + 1).T @ delta(l + 1)), by=MATRIX_FORM),
                    Eq(
                        Diag(sigma.prime(z(l))) @ (W(l + 1).T @ _pulled_back(l + 1)),
                        by=SUBSTITUTION,
                        using=HYPOTHESIS,
                    ),
                    Eq(_pulled_back(l), by=SPLIT_OFF),
                ),
            ),
        ),
    ),
    slips=(
        Slip(
            1,
            ProdOver(m, l + 1, L, W(m).T @ Diag(sigma.prime(z(m)))) @ D(C, a(L)),
            "the layer's own slope was forgotten",
        ),
    ),
    questions=(
        Question(
            "Why not compute it this way?",
            "From left to right the product multiplies matrices; from right to left, as "
            "backpropagation does, it multiplies a matrix and a vector a layer.",
        ),
    ),
)
