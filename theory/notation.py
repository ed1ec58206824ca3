r"""The symbols that several derivations share: one place, one meaning, one page.

A network of any depth: layer :math:`l` has :math:`n_l` units, :math:`z^l = W^l a^{l-1} + b^l`
and :math:`a^l = \sigma(z^l)`; the cost sees the last activation only.
"""

from chainrule.notation import Symbol
from chainrule.terms.author import (
    D,
    cost,
    elementwise,
    index,
    layered,
    levels,
    node,
    norm,
    size,
    tensor,
    widths,
)
from chainrule.terms.author import delta as kronecker
from chainrule.terms.sizes import POSITIVE

l, L, m = levels("l L m")
n = widths("n")
sigma = elementwise("sigma")

W = layered("W", lambda at: (n(at), n(at - 1)))
b = layered("b", lambda at: (n(at),))
z = node("z", lambda at: (n(at),))
a = node("a", lambda at: (n(at),))
z.define(lambda at: W(at) @ a(at - 1) + b(at))
a.define(lambda at: sigma(z(at)))

C = cost("C", a(L))

delta = node("delta", lambda at: (n(at),))
delta.define(lambda at: D(C, z(at)))

j = index("j", n(l))
k = index("k", n(l + 1))
i = index("i", n(l))
WITHIN = (l >= 1, l + 1 <= L)
UP_TO_OUTPUT = (l >= 1, l <= L)

K, B = size("K", least=2), size("B")
p, q = tensor("p", K, domain=POSITIVE), tensor("q", K, domain=POSITIVE)
y, y_L, J = tensor("y", K), tensor("y", n(L)), tensor("J", size("n"), size("n"))

ERRORS = ":doc:`Errors </backpropagation/errors>`"
GRADIENTS = ":doc:`Gradients </backpropagation/gradients>`"
GRAPHS = ":doc:`Graphs </backpropagation/graphs>`"
LIKELIHOOD = ":doc:`Likelihood </backpropagation/likelihood>`"
SOFTMAX = ":doc:`Softmax </backpropagation/softmax>`"
VANISHING = ":doc:`Vanishing </backpropagation/vanishing>`"

NOTATION: tuple[Symbol, ...] = (
    Symbol(L, "the depth: the number of layers that have weights", ERRORS),
    Symbol(l, "a layer, from 1 to the depth; layer 0 is the input", ERRORS),
    Symbol(n(l), "the width: the number of units in a layer", ERRORS),
    Symbol(W(l), "the weights from the layer below: a row a unit, a column an input", ERRORS),
    Symbol(b(l), "the biases of a layer", ERRORS),
    Symbol(z(l), "the weighted inputs of a layer, before the activation", ERRORS),
    Symbol(a(l), "the activations of a layer; at layer 0 the input of the network", ERRORS),
    Symbol(
        "sigma",
        "the activation, a function of one variable applied entry by entry: any "
        "differentiable one, or the logistic function where a theorem says so",
        ERRORS,
    ),
    Symbol(
        sigma.prime(z(l)),
        "the slopes of a layer: the derivative of the activation at its weighted inputs",
        ERRORS,
    ),
    Symbol(C, "the cost, as a function of the last activations", ERRORS),
    Symbol(y_L, "the target of one sample, at the output of a network", ERRORS),
    Symbol(
        delta(l), "the error of a layer: the gradient of the cost by its weighted inputs", ERRORS
    ),
    Symbol(kronecker(j, i), "Kronecker's delta: 1 where the indices agree, else 0", SOFTMAX),
    Symbol(B, "the number of samples in a batch", GRADIENTS),
    Symbol(
        tensor("A", size("n'"), B), "the activations below a layer, a column a sample", GRADIENTS
    ),
    Symbol(
        tensor("Delta", size("n"), B),
        "the errors of a layer, a column a sample: each that of the sample's own cost",
        GRADIENTS,
    ),
    Symbol(
        J,
        "the local derivatives of a computational graph, numbered so that only entries "
        "below the diagonal can differ from 0",
        GRAPHS,
    ),
    Symbol(K, "the number of classes", SOFTMAX),
    Symbol(tensor("z", K), "logits: unnormalised log-probabilities", SOFTMAX),
    Symbol(
        p,
        "the probabilities that softmax makes of logits; in :doc:`Likelihood "
        "</backpropagation/likelihood>` the law of the data",
        SOFTMAX,
    ),
    Symbol(y, "a target that sums to one: a one-hot label, or a soft one", SOFTMAX),
    Symbol(
        q,
        "a positive law beside another: a model of the data, or weights that sum to one",
        LIKELIHOOD,
    ),
    Symbol(
        norm(z(l)),
        "the Euclidean norm of a vector; of a matrix, the largest factor by which it stretches one",
        VANISHING,
    ),
    Symbol(norm(z(l), "inf"), "the largest absolute entry of a vector", VANISHING),
)
