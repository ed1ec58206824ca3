r"""What forward and reverse accumulation cost, counted in multiplications.

For a chain of dense Jacobians :math:`J_l \in \mathbb R^{n_l \times n_{l-1}}` forward mode
carries :math:`n_0` columns, reverse mode :math:`n_L` rows.

Source: Griewank and Walther (2008); Baur and Strassen (1983).
"""

from chainrule.derivation import Derivation, Eq, Induction, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    ASSUMPTION,
    DEFINITION,
    EMPTY_RANGE,
    LINEARITY,
    SPLIT_OFF,
    SUBSTITUTION,
)
from chainrule.rules.lemma import HYPOTHESIS
from chainrule.terms.author import SumOver, levels, node, widths
from chainrule.terms.node import as_term
from chainrule.terms.relation import equal

t, M, L = levels("t M L")
n = widths("n")

forward = node("F", lambda at: (), first=2)
forward.define(lambda at: forward(at - 1) + n(at) * n(at - 1) * n(0))
reverse = node("R", lambda at: (), first=1)
reverse.define(lambda at: reverse(at - 1) + n(L) * n(L - at) * n(L - at - 1))


def _columns(top):  # type: ignore[no-untyped-def]
    return n(0) * SumOver(t, 2, top, n(t) * n(t - 1))


def _rows(count):  # type: ignore[no-untyped-def]
    return n(L) * SumOver(t, 1, count, n(L - t) * n(L - t - 1))


forward_cost = Derivation(
    name="graphs/forward-cost",
    title="The cost of forward accumulation",
    entries=("T2.05",),
    idea="Each Jacobian meets one column an input; the first is known for nothing.",
    assuming=(M >= 1, equal(forward(1), 0)),
    sources=("griewank2008",),
    chain=(
        forward(M),
        Eq(
            _columns(M),
            by=Induction(
                over=M,
                start=1,
                base=(
                    Eq(as_term(0), by=ASSUMPTION),
                    Eq(_columns(1), by=EMPTY_RANGE),
                ),
                step=(
                    Eq(forward(M) + n(M + 1) * n(M) * n(0), by=DEFINITION),
                    Eq(_columns(M) + n(M + 1) * n(M) * n(0), by=SUBSTITUTION, using=HYPOTHESIS),
                    Eq(_columns(M + 1), by=SPLIT_OFF),
                ),
            ),
        ),
    ),
    slips=(
        Slip(1, SumOver(t, 2, M, n(t) * n(t - 1)), "one column only"),
        Slip(
            1,
            n(M) * SumOver(t, 1, M - 1, n(t) * n(t - 1)),
            "reverse mode is not always the cheaper one",
            relation=">=",
        ),
    ),
    questions=(
        Question(
            "When is forward mode the better one?",
            "With few inputs and many outputs, for a directional derivative, and when no tape "
            "can be kept.",
        ),
        Question(
            "Is one of the two always the best?",
            "No. For a chain of dense Jacobians the best order of multiplication is found by "
            "dynamic programming; on general graphs the optimal accumulation is NP-complete "
            ":cite:p:`naumann2008`.",
        ),
    ),
)

reverse_cost = Derivation(
    name="graphs/reverse-cost",
    title="The cost of reverse accumulation",
    entries=("T2.05",),
    idea="Each Jacobian meets one row an output, from the last to the first.",
    assuming=(M >= 0, M + 1 <= L, equal(reverse(0), 0)),
    sources=("griewank2008", "baur1983"),
    chain=(
        reverse(M),
        Eq(
            _rows(M),
            by=Induction(
                over=M,
                start=0,
                base=(
                    Eq(as_term(0), by=ASSUMPTION),
                    Eq(_rows(0), by=EMPTY_RANGE),
                ),
                step=(
                    Eq(reverse(M) + n(L) * n(L - M - 1) * n(L - M - 2), by=DEFINITION),
                    Eq(
                        _rows(M) + n(L) * n(L - M - 1) * n(L - M - 2),
                        by=SUBSTITUTION,
                        using=HYPOTHESIS,
                    ),
                    Eq(_rows(M + 1), by=SPLIT_OFF),
                ),
            ),
        ),
    ),
    slips=(Slip(1, SumOver(t, 1, M, n(L - t) * n(L - t - 1)), "one row only"),),
    questions=(
        Question(
            "And for a scalar cost?",
            "One row: a sweep costs about as much as two evaluations of the network, whatever "
            "the number of parameters.",
        ),
        Question(
            "Why not finite differences?",
            r"They need :math:`P + 1` evaluations for :math:`P` parameters, and each entry has an "
            r"error of order :math:`\varepsilon + u/\varepsilon` with rounding :math:`u`, at best "
            r"about :math:`\sqrt u`. They serve to test a gradient, not to train with.",
        ),
    ),
)

backward_pass = Derivation(
    name="graphs/backward-is-twice-forward",
    title="The backward pass of a network costs twice its forward pass",
    entries=("T2.05",),
    idea="Forward, each weight is multiplied once; backward, once for the error below and once "
    "for its own gradient.",
    sources=("goodfellow2016 §6.5.4",),
    chain=(
        SumOver(t, 1, L, 2 * n(t) * n(t - 1) + 2 * n(t) * n(t - 1)),
        Eq(SumOver(t, 1, L, 2 * (2 * n(t) * n(t - 1))), by=ALGEBRA),
        Eq(2 * SumOver(t, 1, L, 2 * n(t) * n(t - 1)), by=LINEARITY),
    ),
    slips=(Slip(2, SumOver(t, 1, L, 2 * n(t) * n(t - 1)), "the weight gradient is not free"),),
    questions=(
        Question(
            "Is that exact?",
            "Almost: the error below the first layer is not needed, which saves one product, and "
            "activations and biases are not counted, since they cost a unit each and not a weight "
            "each.",
        ),
        Question(
            "And for any program, not only networks?",
            "Each elementary operation of two arguments adds at most two multiplications and two "
            "additions backward, so a gradient costs a small constant times the function, "
            "whatever the number of inputs: the cheap-gradient principle.",
        ),
    ),
)
