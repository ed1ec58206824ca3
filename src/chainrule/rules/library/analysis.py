"""Inequalities of one real variable, and sums of them."""

from __future__ import annotations

from chainrule.rules.lemma import Lemma
from chainrule.terms.author import Max, Sum, index, size, symbol, tensor
from chainrule.terms.functions import EXP
from chainrule.terms.relation import Relation, nonnegative, positive

_n = size("n")
_k = index("k", _n)
_t = symbol("t")
_v = tensor("v", _n)
_w = tensor("w", _n)

TRIANGLE = Lemma(
    "triangle",
    "triangle inequality for a sum",
    Relation(abs(Sum(_k, _v[_k])), "<=", Sum(_k, abs(_v[_k]))),
    wrong=Relation(Sum(_k, abs(_v[_k])), "<=", abs(Sum(_k, _v[_k]))),
    source="goodfellow2016 §2.5",
)
LARGEST = Lemma(
    "largest",
    "no entry exceeds the largest",
    Relation(_v[_k], "<=", Max(_k, _v[_k])),
    wrong=Relation(Max(_k, _v[_k]), "<=", _v[_k]),
    source="definition of the maximum",
)
LARGEST_IN_SUM = Lemma(
    "largest-in-sum",
    "one term is at most the sum of nonnegative terms",
    Relation(Max(_k, _w[_k]), "<=", Sum(_k, _w[_k])),
    wrong=Relation(Sum(_k, _w[_k]), "<=", Max(_k, _w[_k])),
    conditions=(nonnegative(_w[_k]),),
    source="definition of the maximum",
)
EXP_OF_LARGEST = Lemma(
    "exp-of-largest",
    "an increasing function takes the largest to the largest",
    Relation(EXP(Max(_k, _v[_k])), "=", Max(_k, EXP(_v[_k]))),
    wrong=Relation(EXP(Max(_k, _v[_k])), "=", Sum(_k, EXP(_v[_k]))),
    source="boyd2004 §3.1.5",
)
LARGEST_SCALES = Lemma(
    "largest-scales",
    "a positive factor leaves the maximum",
    Relation(Max(_k, _v[_k] / _t), "=", Max(_k, _v[_k]) / _t),
    wrong=Relation(Max(_k, _v[_k] / _t), "=", Max(_k, _v[_k])),
    conditions=(positive(_t),),
    source="definition of the maximum",
)

LEMMAS = tuple(lemma for lemma in globals().copy().values() if isinstance(lemma, Lemma))
