"""The symbols of two layers."""

from chainrule.notation import Symbol
from chainrule.terms.author import elementwise, index, sizes, tensor

n, m = sizes("n m")
j, k, i = index("j", n), index("k", m), index("i", n)
W, b, z = tensor("W", m, n), tensor("b", m), tensor("z", n)
sigma = elementwise("sigma")

NOTATION = (
    Symbol(W, "weights into the layer", "throughout"),
    Symbol(z, "weighted inputs, :math:`n` of them"),
    Symbol("sigma", "the activation"),
)
