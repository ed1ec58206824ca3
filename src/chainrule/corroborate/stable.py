"""Patterns that torch has in a form without overflow or cancellation.

==============================  =========================================
written                         compiled
==============================  =========================================
log Σ exp u                     torch.logsumexp
exp u / Σ exp u                 torch.softmax
log(exp u / Σ exp u)            torch.log_softmax
1/(1 + exp(-u)), e^u/(1 + e^u)  torch.sigmoid
log logistic(u)                 torch.nn.functional.logsigmoid
log(1 - logistic(u))            torch.nn.functional.logsigmoid(-u)
log(1 + exp u)                  torch.nn.functional.softplus, threshold 40
==============================  =========================================

Nodes that are not arguments are looked into, so that the log of p := softmax z is recognised.
"""

from __future__ import annotations

from fractions import Fraction

from chainrule.corroborate.known import PLAIN
from chainrule.corroborate.lookup import looked_up
from chainrule.corroborate.values import Value
from chainrule.corroborate.writer import Writer
from chainrule.terms.entry import lower
from chainrule.terms.functions import EXP, LOG, LOGISTIC, Apply
from chainrule.terms.indexing import AnyIndex, Index, Label
from chainrule.terms.leaves import Let, Node, Number, Ones
from chainrule.terms.node import Term, walk
from chainrule.terms.operators import Add, Div, Entry, Fold, MatMul, Neg, Transpose
from chainrule.terms.substitute import at_indices, fresh


def stable(term: Term, writer: Writer) -> Value | None:
    """The value of `term` by one of the patterns, or None."""
    if isinstance(term, Apply) and term.function == LOG:
        return _log(_unfold(term.argument, writer), writer)
    if isinstance(term, Div):
        return _softmax(term, "torch.softmax", writer) or _sigmoid(term, writer)
    return None


def _unfold(term: Term, writer: Writer) -> Term:
    """What a node that must be computed anyway is made of."""
    node = term.tensor if isinstance(term, Entry) else term
    if not isinstance(node, (Let, Node)) or node in writer.known or node.definition is None:
        return term
    definition = node.definition
    return lower(definition, term.indices) if isinstance(term, Entry) else definition


def _log(argument: Term, writer: Writer) -> Value | None:
    terms = sum_of_exp(argument)
    if terms is not None:
        index, exponent = terms
        value = writer.value(exponent)
        if index not in value.indices:
            return None
        left = tuple(i for i in value.indices if i != index)
        return Value(f"torch.logsumexp({value.code}, dim={value.dim(index)})", left, value.rank)
    if isinstance(argument, Div):
        found = _softmax(argument, "torch.log_softmax", writer)
        if found is not None:
            return found
    one_plus = _one_plus(argument)
    if isinstance(one_plus, Apply) and one_plus.function == EXP:
        return _elementwise(PLAIN["softplus"], one_plus.argument, writer)
    if isinstance(one_plus, Neg):
        below = _logistic_of(_unfold(one_plus.term, writer))
        return None if below is None else _elementwise(LOGSIGMOID, _minus(below), writer)
    within = _logistic_of(argument)
    return None if within is None else _elementwise(LOGSIGMOID, within, writer)


LOGSIGMOID = "torch.nn.functional.logsigmoid({x})"


def sum_of_exp(term: Term) -> tuple[Index, Term] | None:
    """`(k, u)` of a sum over k of exp u, be it written with Σ or as a product with ones."""
    if isinstance(term, Fold) and term.kind == "sum" and _is_exp(term.body):
        assert isinstance(term.body, Apply)
        k = fresh(term.index)
        return k, at_indices(term.body.argument, {term.index: k})
    if isinstance(term, MatMul) and isinstance(term.left, Transpose) and _is_exp(term.right):
        ones = term.left.term
        if isinstance(ones, Ones) and isinstance(term.right, Apply) and not term.shape:
            k = fresh(Index("k", ones.size))
            return k, lower(term.right.argument, (k,))
    return None


def _is_exp(term: Term) -> bool:
    return isinstance(term, Apply) and term.function == EXP


def _softmax(term: Div, torch_name: str, writer: Writer) -> Value | None:
    """exp u / Σ exp u, entry by entry or as a vector over a scalar."""
    above = term.numerator
    below = sum_of_exp(_unfold(term.denominator, writer))
    if below is None or not isinstance(above, Apply) or above.function != EXP:
        return None
    index, summand = below
    u = above.argument
    if len(u.shape) == 1 and lower(u, (index,)) == lower(summand):
        value = writer.value(u)
        return Value(f"{torch_name}({value.code}, dim=-1)", value.indices, value.rank)
    for place in _places(u):
        if place.size == index.size and at_indices(summand, {index: place}) == u:
            free = index if isinstance(place, Label) else place
            value = writer.value(at_indices(summand, {index: free}))
            code = f"{torch_name}({value.code}, dim={value.dim(free)})"
            made = Value(code, value.indices, value.rank)
            return looked_up(made, index, place, writer) if isinstance(place, Label) else made
    return None


def _places(term: Term) -> tuple[AnyIndex, ...]:
    """The indices and labels of the entries in `term`, each once."""
    entries = (one for one in walk(term) if isinstance(one, Entry))
    return tuple(dict.fromkeys(index for entry in entries for index in entry.indices))


def _sigmoid(term: Div, writer: Writer) -> Value | None:
    within = _logistic_of(term)
    return None if within is None else _elementwise(PLAIN["logistic"], within, writer)


def _logistic_of(term: Term) -> Term | None:
    """`u` where `term` is the logistic function of u, however it is written."""
    if isinstance(term, Apply) and term.function == LOGISTIC:
        return term.argument
    if not isinstance(term, Div):
        return None
    exponential = _one_plus(term.denominator)
    if not isinstance(exponential, Apply) or exponential.function != EXP:
        return None
    if term.numerator == exponential:
        return exponential.argument
    return _minus(exponential.argument) if term.numerator == ONE_NUMBER else None


ONE_NUMBER = Number(Fraction(1))


def _one_plus(term: Term) -> Term | None:
    """The other summand of `1 + …`, or None."""
    if isinstance(term, Add) and len(term.terms) == 2 and ONE_NUMBER in term.terms:
        return term.terms[1] if term.terms[0] == ONE_NUMBER else term.terms[0]
    return None


def _minus(term: Term) -> Term:
    return term.term if isinstance(term, Neg) else Neg(term)


def _elementwise(pattern: str, argument: Term, writer: Writer) -> Value:
    value = writer.value(argument)
    return Value(pattern.format(x=value.tensor), value.indices, value.rank)
