"""The symbols that several derivations share: one place, one meaning, one page."""

from chainrule.terms.author import (
    cost,
    elementwise,
    index,
    layered,
    levels,
    node,
    size,
    widths,
)

l, L, k = levels("l L k")
n = widths("n")
sigma = elementwise("sigma")

W = layered("W", lambda at: (n(at), n(at - 1)))
b = layered("b", lambda at: (n(at),))
z = node("z", lambda at: (n(at),))
a = node("a", lambda at: (n(at),))
z.define(lambda at: W(at) @ a(at - 1) + b(at))
a.define(lambda at: sigma(z(at)))

C = cost("C", a(L))

B = size("B")
sample = index("s", B)
