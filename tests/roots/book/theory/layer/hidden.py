"""The error of a hidden layer follows from the error of the layer above it."""

from chainrule.derivation import Derivation, Eq, Question, Slip
from chainrule.rules.catalogue import CHAIN_RULE, DEFINITION, ELEMENTWISE_DERIVATIVE, MATRIX_FORM
from chainrule.terms.author import D, Sum, cost, let
from theory.notation import W, b, j, k, sigma, z

z_next = let("z'", W @ sigma(z) + b)
C = cost("C", z_next)
error = let("delta'", D(C, z_next))

hidden_error = Derivation(
    name="layer/hidden-error",
    title="The error of a hidden layer",
    entries=("T2.02",),
    idea="The cost sees :math:`z` only through :math:`z'`.",
    sources=("nielsen2015 (BP2)",),
    chain=(
        D(C, z[j]),
        Eq(Sum(k, D(C, z_next[k]) * D(z_next[k], z[j])), by=CHAIN_RULE),
        Eq(Sum(k, error[k] * D(z_next[k], z[j])), by=DEFINITION),
        Eq(Sum(k, error[k] * W[k, j] * sigma.prime(z[j])), by=ELEMENTWISE_DERIVATIVE),
        Eq((W.T @ error)[j] * sigma.prime(z[j]), by=MATRIX_FORM),
    ),
    slips=(Slip(3, Sum(k, error[k] * W[k, j] * sigma(z[j])), "the activation, not its slope"),),
    questions=(Question("And with a skip connection?", "A second path adds a second term."),),
)
