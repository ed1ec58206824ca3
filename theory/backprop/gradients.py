r"""The gradients by weights and biases (BP3 and BP4), for one sample and for a batch.

The error of a layer is its bias gradient; times the activation below it is the weight gradient,
:math:`\partial C/\partial W^l = \delta^l (a^{l-1})^\top`.
For a batch the outer products add up to one matrix product, :math:`\frac1B \Delta A^\top`.

Source: Nielsen (2015), chapter 2, (BP3) and (BP4); Goodfellow et al. (2016), Alg. 6.4.
"""

from chainrule.derivation import Derivation, Eq, Question, Slip
from chainrule.rules.catalogue import (
    CHAIN_RULE,
    DEFINITION,
    DELTA_SIFTING,
    DERIVATIVE_OF_AFFINE,
    FACTOR_OUT,
    LINEARITY,
    MATRIX_FORM,
)
from chainrule.terms.author import D, Sum, cost, index, let, outer, sizes, tensor
from chainrule.terms.author import delta as kronecker
from chainrule.terms.leaves import Ones
from theory.notation import UP_TO_OUTPUT, C, W, a, b, delta, i, j, l, n, z

below = index("k", n(l - 1))
inner = index("m", n(l - 1))

bias_gradient = Derivation(
    name="backprop/bias-gradient",
    title="The gradient by a bias (BP3)",
    entries=("T2.03",),
    idea="A bias shifts its own weighted input one to one.",
    assuming=UP_TO_OUTPUT,
    sources=("nielsen2015 (BP3)",),
    chain=(
        D(C, b(l)[j]),
        Eq(Sum(i, D(C, z(l)[i]) * D(z(l)[i], b(l)[j])), by=CHAIN_RULE),
        Eq(Sum(i, delta(l)[i] * D(z(l)[i], b(l)[j])), by=DEFINITION),
        Eq(Sum(i, delta(l)[i] * kronecker(i, j)), by=DERIVATIVE_OF_AFFINE),
        Eq(delta(l)[j], by=DELTA_SIFTING),
    ),
    slips=(Slip(4, Sum(i, delta(l)[i]), "the errors were summed over the units"),),
    questions=(
        Question(
            "Why has a layer before batch normalisation no use for a bias?",
            "Normalisation subtracts the mean over the batch, so the cost does not depend on the "
            "bias and its gradient is 0.",
        ),
    ),
)

weight_gradient = Derivation(
    name="backprop/weight-gradient",
    title="The gradient by a weight (BP4)",
    entries=("T2.03",),
    idea="A weight scales one activation on its way to one unit.",
    assuming=UP_TO_OUTPUT,
    sources=("nielsen2015 (BP4)",),
    chain=(
        D(C, W(l)[j, below]),
        Eq(Sum(i, D(C, z(l)[i]) * D(z(l)[i], W(l)[j, below])), by=CHAIN_RULE),
        Eq(Sum(i, delta(l)[i] * D(z(l)[i], W(l)[j, below])), by=DEFINITION),
        Eq(
            Sum(
                i,
                delta(l)[i]
                * D(Sum(inner, W(l)[i, inner] * a(l - 1)[inner]) + b(l)[i], W(l)[j, below]),
            ),
            by=DEFINITION,
        ),
        Eq(
            Sum(
                i,
                delta(l)[i]
                * Sum(inner, kronecker(i, j) * kronecker(inner, below) * a(l - 1)[inner]),
            ),
            by=DERIVATIVE_OF_AFFINE,
        ),
        Eq(Sum(i, delta(l)[i] * kronecker(i, j) * a(l - 1)[below]), by=DELTA_SIFTING),
        Eq(delta(l)[j] * a(l - 1)[below], by=DELTA_SIFTING),
        Eq(outer(delta(l), a(l - 1))[j, below], by=MATRIX_FORM),
    ),
    slips=(
        Slip(6, delta(l)[j] * z(l - 1)[below], "the weighted input instead of the activation"),
        Slip(7, lambda: outer(a(l - 1), delta(l))[j, below], "the transposed gradient"),
    ),
    questions=(
        Question("What is the rank of the gradient of one sample?", "One: it is an outer product."),
        Question(
            "Why does an inactive input stop learning?",
            r"Column :math:`k` of the gradient is :math:`a_k \delta`, which is 0 with "
            r":math:`a_k`.",
        ),
        Question(
            "What does it cost in memory?",
            "All activations are kept for the backward pass. Checkpointing keeps every "
            r":math:`\sqrt L`-th layer and computes the others again: :math:`O(\sqrt L)` memory "
            "for one more forward pass.",
        ),
    ),
)

units, inputs, B = sizes("n n' B")
row, column, s = index("j", units), index("k", inputs), index("s", B)
r, c = index("i", units), index("m", inputs)
V, bias, A = tensor("W", units, inputs), tensor("b", units), tensor("A", inputs, B)
Z = let("Z", V @ A + outer(bias, Ones(B)))
cost_of_batch = cost("C", Z)
Delta = let("Delta", B * D(cost_of_batch, Z))

batch_weight_gradient = Derivation(
    name="backprop/batch-weight-gradient",
    title="The weight gradient of a batch",
    entries=("T2.03",),
    idea="The samples' outer products add up to one matrix product; the mean brings 1/B.",
    sources=("nielsen2015 ch. 2", "goodfellow2016 Alg. 6.4"),
    chain=(
        D(cost_of_batch, V[row, column]),
        Eq(Sum(r, s, D(cost_of_batch, Z[r, s]) * D(Z[r, s], V[row, column])), by=CHAIN_RULE),
        Eq(Sum(r, s, Delta[r, s] / B * D(Z[r, s], V[row, column])), by=DEFINITION),
        Eq(
            Sum(r, s, Delta[r, s] / B * D(Sum(c, V[r, c] * A[c, s]) + bias[r], V[row, column])),
            by=DEFINITION,
        ),
        Eq(Sum(r, s, Delta[r, s] / B * kronecker(r, row) * A[column, s]), by=DERIVATIVE_OF_AFFINE),
        Eq(Sum(s, Delta[row, s] / B * A[column, s]), by=DELTA_SIFTING),
        Eq(Sum(s, Delta[row, s] * A[column, s]) / B, by=FACTOR_OUT),
        Eq(((Delta @ A.T) / B)[row, column], by=MATRIX_FORM),
    ),
    slips=(
        Slip(6, Sum(s, Delta[row, s] * A[column, s]), "the mean's factor was forgotten"),
        Slip(6, Sum(s, Delta[row, s]) * Sum(s, A[column, s]) / B, "the product of two sums"),
    ),
    questions=(
        Question(
            "What is its rank?",
            r"At most :math:`\min(B, n, n')`.",
        ),
        Question(
            "How does PyTorch store it?",
            r"Samples are rows there, so the same gradient reads "
            r":math:`\frac1B \Delta_r^\top A_r` with :math:`\Delta_r = \Delta^\top`, "
            r":math:`A_r = A^\top`.",
        ),
    ),
)

batch_bias_gradient = Derivation(
    name="backprop/batch-bias-gradient",
    title="The bias gradient of a batch",
    entries=("T2.03",),
    idea="The bias is shared by the samples, so its gradient is the mean of their errors.",
    sources=("goodfellow2016 Alg. 6.4",),
    chain=(
        D(cost_of_batch, bias[row]),
        Eq(Sum(r, s, D(cost_of_batch, Z[r, s]) * D(Z[r, s], bias[row])), by=CHAIN_RULE),
        Eq(Sum(r, s, Delta[r, s] / B * D(Z[r, s], bias[row])), by=DEFINITION),
        Eq(Sum(r, s, Delta[r, s] / B * kronecker(r, row)), by=DERIVATIVE_OF_AFFINE),
        Eq(Sum(s, Delta[row, s] / B), by=DELTA_SIFTING),
        Eq(Sum(s, Delta[row, s]) / B, by=LINEARITY),
        Eq(((Delta @ Ones(B)) / B)[row], by=MATRIX_FORM),
    ),
    slips=(Slip(5, Sum(s, Delta[row, s]), "the sum of the errors, not their mean"),),
    questions=(
        Question(
            "Where does the factor 1/B go in code?",
            "Exactly once: either the loss is a mean and its backward pass carries the factor, or "
            "the errors are those of single samples and the gradient carries it.",
        ),
    ),
)
