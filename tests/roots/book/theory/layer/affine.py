"""The derivative of an affine map is its matrix."""

from chainrule.derivation import Derivation, Eq
from chainrule.rules.catalogue import DELTA_SIFTING, LINEARITY
from chainrule.terms.author import D, Sum, delta
from theory.notation import W, b, i, j, k, z

affine = Derivation(
    name="layer/affine",
    title="The derivative of an affine map",
    chain=(
        D(Sum(i, W[k, i] * z[i]) + b[k], z[j]),
        Eq(Sum(i, W[k, i] * delta(i, j)), by=LINEARITY),
        Eq(W[k, j], by=DELTA_SIFTING),
    ),
)
