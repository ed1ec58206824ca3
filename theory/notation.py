"""The symbols that several derivations share: one place, one meaning, one page.

A network of any depth: layer :math:`l` has :math:`n_l` units, :math:`z^l = W^l a^{l-1} + b^l`
and :math:`a^l = \\sigma(z^l)`; the cost sees the last activation only.
"""

from chainrule.terms.author import D, cost, elementwise, index, layered, levels, node, widths

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
