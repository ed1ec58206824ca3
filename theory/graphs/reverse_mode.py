r"""Reverse mode on any computational graph: the recursion, the sum over paths, the inverse.

Number the nodes so that :math:`W_{ij} = \partial_j f_i` is strictly lower triangular.
Then :math:`\sum_t W^t` inverts :math:`I - W`, its row of the output holds the adjoints, and it
obeys the backward recursion.

Source: Goodfellow et al. (2016), §6.5; Bauer (1974).
"""

from chainrule.derivation import Derivation, Eq, Induction, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    ASSUMPTION,
    EMPTY_RANGE,
    INDEX_FORM,
    LINEARITY,
    SPLIT_OFF,
    SUBSTITUTION,
)
from chainrule.rules.lemma import HYPOTHESIS
from chainrule.terms.author import ProdOver, Sum, SumOver, delta, index, levels, size, tensor
from chainrule.terms.leaves import Identity
from chainrule.terms.relation import equal

n = size("n")
i, j, out = index("i", n), index("j", n), index("o", n)
W = tensor("W", n, n)
I = Identity(n)  # noqa: E741 - the field's name
t, r, N = levels("t r N")


def power(exponent):  # type: ignore[no-untyped-def]
    """The matrix of path weights of one length."""
    return ProdOver(r, 1, exponent, W)


def paths(terms):  # type: ignore[no-untyped-def]
    """The path weights of all lengths below `terms`."""
    return SumOver(t, 0, terms - 1, power(t))


geometric = Derivation(
    name="graphs/path-sum",
    title="The sum over paths inverts I - W, up to the longest paths",
    entries=("T2.04",),
    idea="A telescoping sum: every power but the first and the last is met twice.",
    assuming=(N >= 0,),
    sources=("bauer1974", "goodfellow2016 (6.55)"),
    chain=(
        paths(N) @ (I - W),
        Eq(
            I - power(N),
            by=Induction(
                over=N,
                start=0,
                base=(Eq(I - power(0), by=EMPTY_RANGE),),
                step=(
                    Eq((paths(N) + power(N)) @ (I - W), by=SPLIT_OFF),
                    Eq(paths(N) @ (I - W) + power(N) @ (I - W), by=LINEARITY),
                    Eq(
                        I - power(N) + power(N) @ (I - W),
                        by=SUBSTITUTION,
                        using=HYPOTHESIS,
                    ),
                    Eq(I - power(N) + power(N) - power(N) @ W, by=LINEARITY),
                    Eq(I - power(N) @ W, by=ALGEBRA),
                    Eq(I - power(N + 1), by=SPLIT_OFF),
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
        Eq((paths(N) @ (I - W) + paths(N) @ W)[out, j], by=ALGEBRA),
        Eq((I - power(N) + paths(N) @ W)[out, j], by=geometric),
        Eq((I + paths(N) @ W)[out, j], by=ASSUMPTION, note="no path has N edges"),
        Eq(delta(out, j) + Sum(i, paths(N)[out, i] * W[i, j]), by=INDEX_FORM),
    ),
    slips=(
        Slip(4, delta(out, j) + Sum(i, paths(N)[out, i] * W[j, i]), "parents instead of children"),
        Slip(
            4,
            delta(out, j) + paths(N)[out, out] * W[out, j],
            "overwritten at a fan-out: one child is kept instead of the sum over all",
        ),
    ),
    questions=(
        Question(
            "Why do frameworks accumulate gradients with +=?",
            "A node with several children meets the sum once for each of them.",
        ),
    ),
)
