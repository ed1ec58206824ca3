"""Norms of vectors and matrices, for any sizes."""

from __future__ import annotations

from chainrule.rules.lemma import Lemma
from chainrule.terms.author import index, norm, sizes, tensor
from chainrule.terms.relation import Relation

_m, _n = sizes("m n")
_k = index("k", _n)
_A = tensor("A", _m, _n)
_v, _d = tensor("v", _n), tensor("d", _n)

OPERATOR_NORM = Lemma(
    "operator-norm",
    "a matrix stretches by at most its norm",
    Relation(norm(_A @ _v), "<=", norm(_A) * norm(_v)),
    wrong=Relation(norm(_A) * norm(_v), "<=", norm(_A @ _v)),
    source="goodfellow2016 §2.5",
)
HADAMARD_BOUND = Lemma(
    "hadamard-bound",
    "a diagonal matrix stretches by at most its largest entry",
    Relation(norm(_d * _v), "<=", norm(_d, "inf") * norm(_v)),
    wrong=Relation(norm(_d, "inf") * norm(_v), "<=", norm(_d * _v)),
    source="goodfellow2016 §2.5",
)
TRANSPOSE_NORM = Lemma(
    "transpose-norm",
    "a matrix and its transpose have the same norm",
    Relation(norm(_A.T), "=", norm(_A)),
    wrong=Relation(norm(_A.T), "=", norm(_A) ** 2),
    source="goodfellow2016 §2.8",
)
ENTRY_BOUND = Lemma(
    "entry-bound",
    "no entry exceeds the maximum norm",
    Relation(abs(_v[_k]), "<=", norm(_v, "inf")),
    wrong=Relation(norm(_v, "inf"), "<=", abs(_v[_k])),
    source="goodfellow2016 §2.5",
)

LEMMAS = tuple(lemma for lemma in globals().copy().values() if isinstance(lemma, Lemma))
