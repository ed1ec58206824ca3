r"""Why the quadratic cost learns slowly from a saturated unit, and cross-entropy does not.

For a logistic output :math:`a = \sigma(z)` the quadratic cost has the slope
:math:`(a-y)\,a(1-a)` in :math:`z`, cross-entropy the slope :math:`a - y`; and cross-entropy is,
up to a constant, the only cost with that slope.

Source: Nielsen (2015), chapter 3, (54)-(62) and (71)-(77).
"""

from chainrule.derivation import Derivation, Eq, Question, Slip
from chainrule.rules.catalogue import (
    ALGEBRA,
    CHAIN_RULE,
    DEFINITION,
    DIFFERENTIATE,
    LINEARITY,
    PARTIAL_FRACTIONS,
)
from chainrule.terms.author import D, cost, let, symbol, symbols
from chainrule.terms.functions import LOG, LOGISTIC
from chainrule.terms.sizes import UNIT

z, y = symbols("z y")
a = let("a", LOGISTIC(z))
u = symbol("u", UNIT)
cross_entropy = let("H", -(y * LOG(u) + (1 - y) * LOG(1 - u)))
F = cost("F", u)

logistic_slope = Derivation(
    name="slowdown/logistic-slope",
    title="The slope of the logistic function",
    entries=("T2.07",),
    idea="The derivative of a reciprocal, and a one put in to split the quotient.",
    sources=("nielsen2015 ch. 3",),
    chain=(
        D(a, z),
        Eq(D(LOGISTIC(z), z), by=DEFINITION),
        Eq(LOGISTIC(z) * (1 - LOGISTIC(z)), by=DIFFERENTIATE),
        Eq(a * (1 - a), by=DEFINITION),
    ),
    slips=(Slip(3, a * (1 + a), "the sign in the second factor"),),
)

quadratic = Derivation(
    name="slowdown/quadratic-cost",
    title="The quadratic cost keeps the slope of the unit",
    entries=("T2.07",),
    idea="The chain rule multiplies the residual by the unit's slope, which is tiny when the "
    "unit is saturated, right or wrong.",
    sources=("nielsen2015 (55)",),
    chain=(
        D((a - y) ** 2 / 2, z),
        Eq((a - y) * D(a, z), by=CHAIN_RULE),
        Eq((a - y) * (a * (1 - a)), by=logistic_slope),
    ),
    slips=(Slip(2, a - y, "the slope of the unit was forgotten"),),
    questions=(
        Question(
            "How small can the slope be?",
            r"At :math:`z = 10` it is about :math:`4.5 \cdot 10^{-5}`: a unit that is wrong by "
            "almost 1 hardly moves.",
        ),
    ),
)

cross_entropy_slope = Derivation(
    name="slowdown/cross-entropy-in-activation",
    title="The slope of cross-entropy in the activation",
    entries=("T2.07",),
    idea="Two reciprocals with one common denominator, which is the unit's own slope.",
    sources=("nielsen2015 (73)",),
    chain=(
        D(cross_entropy, u),
        Eq(D(-(y * LOG(u) + (1 - y) * LOG(1 - u)), u), by=DEFINITION),
        Eq(-(y * D(LOG(u), u) + (1 - y) * D(LOG(1 - u), u)), by=LINEARITY),
        Eq(-(y / u - (1 - y) / (1 - u)), by=DIFFERENTIATE),
        Eq((u - y) / (u * (1 - u)), by=PARTIAL_FRACTIONS),
    ),
    slips=(Slip(3, -(y / u + (1 - y) / (1 - u)), "the inner derivative of the second logarithm"),),
)

cross_entropy_gradient = Derivation(
    name="slowdown/cross-entropy-cost",
    title="Cross-entropy cancels the slope of the unit",
    entries=("T2.07",),
    idea="The cost's slope has the unit's slope in its denominator.",
    sources=("nielsen2015 (60)-(61)",),
    chain=(
        D(-(y * LOG(a) + (1 - y) * LOG(1 - a)), z),
        Eq(-(y * D(LOG(a), z) + (1 - y) * D(LOG(1 - a), z)), by=LINEARITY),
        Eq(-(y / a - (1 - y) / (1 - a)) * D(a, z), by=CHAIN_RULE),
        Eq(-(y / a - (1 - y) / (1 - a)) * (a * (1 - a)), by=logistic_slope),
        Eq(-(y * (1 - a) - (1 - y) * a), by=ALGEBRA),
        Eq(a - y, by=ALGEBRA),
    ),
    slips=(
        Slip(5, (a - y) * (a * (1 - a)), "the slope of the unit was kept"),
        Slip(5, y - a, "the sign"),
    ),
    questions=(
        Question(
            "Does slow learning disappear in every layer?",
            "No: only the output's own slope cancels; the hidden slopes stay in BP2.",
        ),
        Question(
            "Is the cost convex in the weighted input?",
            r"Yes: its second derivative is :math:`a(1-a) > 0`. The quadratic cost is not.",
        ),
        Question(
            "What is the smallest cost for a soft label?",
            r"At :math:`a = y` it equals the entropy of the label, which is not 0.",
        ),
        Question(
            "And with several classes?",
            "Softmax with cross-entropy does the same: its Jacobian cancels the quotients of the "
            "cost, and prediction minus target is left.",
        ),
    ),
)

converse = Derivation(
    name="slowdown/only-cross-entropy",
    title="Only cross-entropy has this slope",
    entries=("T2.07",),
    idea="Compare any cost with cross-entropy: their slopes differ exactly by how far the cost "
    "misses the wanted slope.",
    sources=("nielsen2015 (71)-(77)",),
    chain=(
        D(F - cross_entropy, u),
        Eq(D(F, u) - D(cross_entropy, u), by=LINEARITY),
        Eq(D(F, u) - (u - y) / (u * (1 - u)), by=cross_entropy_slope),
        Eq((D(F, u) * (u * (1 - u)) - (u - y)) / (u * (1 - u)), by=ALGEBRA),
    ),
    slips=(Slip(3, (D(F, u) - (u - y)) / (u * (1 - u)), "the common denominator"),),
    questions=(
        Question(
            "How does the uniqueness follow?",
            r"If :math:`F'(u)\,u(1-u) = u - y` on (0, 1), the difference has slope 0 there and "
            "is constant, by the mean value theorem.",
        ),
    ),
)
