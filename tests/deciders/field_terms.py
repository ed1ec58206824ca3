"""Random scalar terms, true and false rewritings of them, and points to compare at."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from chainrule.terms.author import elementwise, positives, size, symbol, symbols
from chainrule.terms.functions import (
    ABS,
    COS,
    EXP,
    LOG,
    LOGISTIC,
    RELU,
    SIN,
    SOFTPLUS,
    SQRT,
    TANH,
    Apply,
)
from chainrule.terms.leaves import Number, Tensor
from chainrule.terms.node import Term, as_term, children, rebuild
from chainrule.terms.operators import Add, Mul, Neg, Pow
from chainrule.terms.sizes import UNIT
from tests.deciders.field_numbers import Point, rational

x, y = symbols("x y")
p, q = positives("p q")
a = symbol("a", UNIT)
n = size("n")
f = elementwise("f")
LEAVES: tuple[Term, ...] = (x, y, p, q, a, n)
numbers = st.builds(
    lambda k, d: Number(Fraction(k, d)), st.integers(-4, 4), st.sampled_from([1, 2, 3])
)
whole = st.sampled_from([-2, -1, 2, 3]).map(as_term)
SMOOTH = (EXP, TANH, LOGISTIC, SOFTPLUS, SIN, COS, f, f.derivative)
functions = st.sampled_from([*SMOOTH, EXP, TANH, ABS, RELU])


def _compound(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    positive = st.sampled_from([p, q, 1 + x**2, EXP(y), p + q, 1 - a, p * q, 2 * p])
    half = st.sampled_from([Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(3, 2)])
    return st.one_of(
        several.map(Add),
        several.map(Mul),
        inner.map(Neg),
        st.builds(lambda u, v: u / v, inner, st.one_of(inner, positive)),
        st.builds(Pow, st.one_of(inner, positive), whole),
        st.builds(lambda u, e: Pow(u, Number(e)), positive, half),
        st.builds(Pow, st.one_of(st.sampled_from([x, 1 - x, a]), positive), st.just(n + 1)),
        positive.map(LOG),
        inner.map(LOG),
        positive.map(SQRT),
        st.builds(Apply, functions, inner),
    )


terms = st.recursive(st.one_of(st.sampled_from(LEAVES), numbers), _compound, max_leaves=7)
smooth_terms = terms.filter(lambda term: not _mentions(term, {"abs", "relu"}))


def _mentions(term: Term, names: set[str]) -> bool:
    here = isinstance(term, Apply) and term.function.name in names
    return here or any(_mentions(child, names) for child in children(term))


def point(random: Random) -> Point:
    """A point inside every declared domain."""
    at = {}
    for leaf in LEAVES:
        if leaf == n:
            at[leaf] = rational(random.randint(1, 4), 1)
        elif isinstance(leaf, Tensor) and leaf.domain.high is not None:
            at[leaf] = rational(random.randint(1, 96), 97)
        else:
            low = 1 if isinstance(leaf, Tensor) and leaf.domain.positive else -300
            at[leaf] = rational(random.randint(low, 300), random.randint(101, 199))
    return at


def rewritten(term: Term, random: Random, slip: bool) -> Term:
    """`term` after a few identities at random places and, with `slip`, one false change."""
    result = term
    for _ in range(random.randint(1, 3)):
        result = _somewhere(result, random, lambda part: _identity(part, random))
    return _somewhere(result, random, lambda part: _slip(part, random)) if slip else result


def _somewhere(term: Term, random: Random, change: object) -> Term:
    places = _paths(term)
    chosen = random.choice(places)
    return _at(term, chosen, change)


def _paths(term: Term) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    if isinstance(term, (Tensor, Number)):
        return found
    for number, child in enumerate(children(term)):
        found += [(number, *rest) for rest in _paths(child)]
    return found


def _at(term: Term, path: tuple[int, ...], change: object) -> Term:
    if not path:
        assert callable(change)
        return change(term)
    count = iter(range(len(children(term))))
    return rebuild(
        term, lambda child: _at(child, path[1:], change) if next(count) == path[0] else child
    )


def _identity(term: Term, random: Random) -> Term:
    options: list[Term] = [term + x - x, term * (1 + y**2) / (1 + y**2), Neg(Neg(term))]
    if isinstance(term, Add):
        options.append(Add(tuple(random.sample(term.terms, len(term.terms)))))
    if isinstance(term, Mul):
        options.append(Mul(tuple(random.sample(term.factors, len(term.factors)))))
        options += _distributed(term)
    if isinstance(term, Pow):
        options.append(Pow(term.base, term.exponent - 1) * term.base)
    if isinstance(term, Apply):
        options += _by_definition(term)
    return random.choice(options)


def _distributed(term: Mul) -> list[Term]:
    for number, factor in enumerate(term.factors):
        if isinstance(factor, Add):
            rest = term.factors[:number] + term.factors[number + 1 :]
            return [Add(tuple(Mul((part, *rest)) for part in factor.terms))]
    return []


def _by_definition(term: Apply) -> list[Term]:
    u, name = term.argument, term.function.name
    if term.function.opaque or term.function.order:
        return []
    return {
        "exp": [EXP(u / 2) ** 2, EXP(u - x) * EXP(x), 1 / EXP(-u)],
        "tanh": [(EXP(2 * u) - 1) / (EXP(2 * u) + 1), 2 * LOGISTIC(2 * u) - 1, -TANH(-u)],
        "logistic": [1 / (1 + EXP(-u)), 1 - LOGISTIC(-u), LOGISTIC.prime(u) / (1 - LOGISTIC(u))],
        "softplus": [LOG(1 + EXP(u)), u + SOFTPLUS(-u)],
        "log": [LOG(u * p) - LOG(p), LOG(u**2) / 2, -LOG(1 / u)],
        "sqrt": [Pow(u, Number(Fraction(1, 2))), u / SQRT(u), SQRT(4 * u) / 2],
        "abs": [SQRT(u**2), ABS(-u), u**2 / ABS(u)],
        "relu": [(u + ABS(u)) / 2, u + RELU(-u)],
        "sin": [2 * SIN(u / 2) * COS(u / 2), -SIN(-u), SIN(u + y) * COS(y) - COS(u + y) * SIN(y)],
        "cos": [1 - 2 * SIN(u / 2) ** 2, COS(-u), COS(u / 2) ** 2 - SIN(u / 2) ** 2],
    }[name]


def _slip(term: Term, random: Random) -> Term:
    options = [-term, term + 1, 2 * term, term * a]
    if isinstance(term, Pow):
        options.append(Pow(term.base, term.exponent + 1))
    if isinstance(term, Add):
        options.append(Add(term.terms[1:]))
    if isinstance(term, Apply) and not term.function.opaque:
        options.append(term.function(-term.argument))
        options.append(ABS(term.argument))
    return random.choice(options)
