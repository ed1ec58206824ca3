r"""Reverse mode on any computational graph: the recursion, the sum over paths, the inverse.

Number the nodes so that :math:`J_{ij} = \partial_j f_i` is strictly lower triangular.
The power :math:`P^t` of :math:`J` holds the weights of the paths with :math:`t` edges, and their
sum :math:`S^N` over all shorter paths inverts :math:`I - J` once no path has :math:`N` edges.
The output's row of it holds the adjoints and obeys the backward recursion.

Source: Goodfellow et al. (2016), §6.5; Bauer (1974).
"""

from chainrule.derivation import Derivation, Eq, Induction, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    ASSUMPTION,
    DEFINITION,
    INDEX_FORM,
    SUBSTITUTION,
)
from chainrule.rules.lemma import HYPOTHESIS
from chainrule.terms.author import (
    ProdOver,
    Sum,
    SumOver,
    delta,
    index,
    levels,
    node,
    size,
    tensor,
)
from chainrule.terms.leaves import Identity
from chainrule.terms.relation import equal

n = size("n")
i, j, out = index("i", n), index("j", n), index("o", n)
J = tensor("J", n, n)
I = Identity(n)
t, r, N = levels("t r N")


power = node("P", lambda at: (n, n), first=0)
power.define(lambda at: ProdOver(r, 1, at, J))
paths = node("S", lambda at: (n, n), first=0)
paths.define(lambda at: SumOver(t, 0, at - 1, power(t)))


geometric = Derivation(
    name="graphs/path-sum",
    title="The sum over paths is a geometric series",
    entries=("T2.04",),
    idea="A telescoping sum: every power but the first and the last is met twice.",
    assuming=(N >= 0,),
    sources=("bauer1974", "goodfellow2016 (6.55)"),
    chain=(
        paths(N) @ (I - J),
        Eq(
            I - power(N),
            by=Induction(
                over=N,
                start=0,
                base=(
                    Eq(
                        I - power(0),
                        by=DEFINITION,
                        note="the empty sum is 0, the empty product is I",
                    ),
                ),
                step=(
                    Eq(
                        (paths(N) + power(N)) @ (I - J),
                        by=DEFINITION,
                        note="the longest paths apart",
                    ),
                    Eq(paths(N) @ (I - J) + power(N) @ (I - J), by=ALGEBRA),
                    Eq(
                        I - power(N) + power(N) @ (I - J),
                        by=SUBSTITUTION,
                        using=HYPOTHESIS,
                    ),
                    Eq(I - power(N) + power(N) - power(N) @ J, by=ALGEBRA),
                    Eq(I - power(N) @ J, by=ALGEBRA),
                    Eq(I - power(N + 1), by=DEFINITION),
                ),
            ),
        ),
    ),
    slips=(Slip(1, I - power(N + 1), "one power too many"),),
    questions=(
        Question(
            "Number of paths against cost?",
            r"There can be :math:`2^{n/2}` paths; the recursion costs one multiplication and "
            "one addition an edge, since it shares the sums.",
        ),
        Question(
            "Why is the series finite?",
            "A path meets a node at most once, so it has fewer edges than there are nodes: "
            r":math:`J` is strictly triangular, hence nilpotent, and :math:`I - J` is invertible "
            "whatever the local derivatives are.",
        ),
    ),
)

recursion = Derivation(
    name="graphs/backward-recursion",
    title="The backward recursion",
    entries=("T2.04",),
    idea="An adjoint is its seed plus the adjoints of the children, each times its local "
    "derivative.",
    assuming=(N >= 1, equal(power(N)[out, j], 0)),
    sources=("goodfellow2016 (6.49)", "griewank2008"),
    chain=(
        paths(N)[out, j],
        Eq((paths(N) @ (I - J))[out, j] + (paths(N) @ J)[out, j], by=ALGEBRA),
        Eq((I - power(N))[out, j] + (paths(N) @ J)[out, j], by=geometric),
        Eq(delta(out, j) + (paths(N) @ J)[out, j], by=ASSUMPTION, note="no path has N edges"),
        Eq(delta(out, j) + Sum(i, paths(N)[out, i] * J[i, j]), by=INDEX_FORM),
    ),
    slips=(
        Slip(4, delta(out, j) + Sum(i, paths(N)[out, i] * J[j, i]), "parents instead of children"),
        Slip(
            4,
            delta(out, j) + paths(N)[out, out] * J[out, j],
            "overwritten at a fan-out: one child is kept instead of the sum over all",
        ),
    ),
    questions=(
        Question(
            "Why do frameworks accumulate gradients with +=?",
            "A node with several children meets the sum once for each of them.",
        ),
        Question(
            "Can you get the recursion from a Lagrangian?",
            r"Consider :math:`u_n` subject to the constraints :math:`u_i = f_i(u)`. The "
            r"multipliers of :math:`u_n - \sum_i \bar u_i (u_i - f_i(u))` are the adjoints: "
            "that it is stationary in each node is the recursion.",
        ),
    ),
)
