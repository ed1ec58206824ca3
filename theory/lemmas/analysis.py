r"""Small facts of real analysis that later chains rest on, each proved.

The logarithm lies below its tangent at 1, the exponential above its tangent at 0; both are
increasing; a square is never negative.

Source: Boyd and Vandenberghe (2004), §3.1.3 and §3.1.5.
"""

from chainrule.derivation import Convexity, Derivation, Eq, Ge, Le, Slip
from chainrule.rules.catalogue import ALGEBRA, BOUND, DROP_NONNEGATIVE, EXPONENTIAL, LOGARITHM
from chainrule.rules.lemma import Assumed
from chainrule.terms.author import positives, symbol, symbols
from chainrule.terms.functions import EXP, LOG
from chainrule.terms.node import as_term
from chainrule.terms.sizes import POSITIVE

t = symbol("t", POSITIVE)
x, u, v = symbols("x u v")
a, b = positives("a b")

square = Derivation(
    name="lemmas/square",
    title="A square is never negative",
    idea="Both factors have the same sign.",
    sources=("boyd2004 §3.1.4",),
    chain=(x**2, Ge(as_term(0), by=DROP_NONNEGATIVE)),
    slips=(Slip(1, as_term(1), "a square can be small"),),
)

log_tangent = Derivation(
    name="lemmas/log-tangent",
    title="The logarithm lies below its tangent at 1",
    idea="The gap vanishes at 1 with its slope, and its curvature is positive.",
    sources=("boyd2004 §3.1.3",),
    chain=(LOG(t), Le(t - 1, by=Convexity(t, at=1))),
    slips=(Slip(1, t - 2, "the tangent was moved down"),),
)

exp_tangent = Derivation(
    name="lemmas/exp-tangent",
    title="The exponential lies above its tangent at 0",
    idea="The gap vanishes at 0 with its slope, and its curvature is the exponential itself.",
    sources=("boyd2004 §3.1.3",),
    chain=(EXP(x), Ge(1 + x, by=Convexity(x, at=0))),
    slips=(Slip(1, 1 + 2 * x, "twice the slope"),),
)

log_monotone = Derivation(
    name="lemmas/log-monotone",
    title="The logarithm is increasing",
    idea="Split off the ratio and use the tangent.",
    assuming=(a <= b,),
    sources=("boyd2004 §3.1.5",),
    chain=(
        LOG(a),
        Eq(LOG(b) + LOG(a / b), by=LOGARITHM),
        Le(LOG(b) + (a / b - 1), by=log_tangent.at(t=a / b)),
        Eq(LOG(b) - (b - a) / b, by=ALGEBRA),
        Le(LOG(b), by=BOUND, using=Assumed(a <= b).times(1 / b)),
    ),
    slips=(Slip(4, LOG(b) - 1, "a bound that is too good"),),
)

exp_monotone = Derivation(
    name="lemmas/exp-monotone",
    title="The exponential is increasing",
    idea="Split off the difference and use the tangent.",
    assuming=(u <= v,),
    sources=("boyd2004 §3.1.5",),
    chain=(
        EXP(v),
        Eq(EXP(u) * EXP(v - u), by=EXPONENTIAL),
        Ge(EXP(u) * (1 + (v - u)), by=BOUND, using=exp_tangent.at(x=v - u).times(EXP(u))),
        Eq(EXP(u) + EXP(u) * (v - u), by=ALGEBRA),
        Ge(EXP(u), by=BOUND, using=Assumed(u <= v).times(EXP(u))),
    ),
    slips=(Slip(4, EXP(u) + 1, "a bound that is too good"),),
)
