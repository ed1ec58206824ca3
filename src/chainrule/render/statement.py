"""The theorem at the head of a derivation: what it is about, what it assumes, what it claims.

It is read off the chain, "first line REL last line", so it cannot drift from its proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.derivation import Derivation
from chainrule.render.latex import SIGNS, latex, relation_latex
from chainrule.render.names import function_latex, index_latex, name_latex
from chainrule.render.vocabulary import Vocabulary, definitions, inputs, vocabulary
from chainrule.terms.leaves import Family, Tensor
from chainrule.terms.sizes import ONE, Interval, Size
from chainrule.terms.substitute import free_indices


@dataclass(frozen=True)
class Math:
    """A formula inside a sentence."""

    latex: str


Run = str | Math
"""A piece of a sentence: words, or a formula."""


@dataclass(frozen=True)
class Statement:
    """A theorem: sentences that introduce it, definitions too tall for a line of text, what is
    assumed, its display, and where it holds.
    """

    setting: tuple[Run, ...]
    definitions: tuple[str, ...]
    assumptions: tuple[Run, ...]
    claim: str
    where: tuple[Run, ...]


KNOWN = {
    "logistic": r"\sigma(t) = \frac{1}{1 + e^{-t}}",
    "softplus": r"\operatorname{softplus}(t) = \log(1 + e^{t})",
    "relu": r"\operatorname{ReLU}(t) = \max(0, t)",
}
"""What the functions are that have no name in every textbook."""


def statement(derivation: Derivation) -> Statement:
    """The theorem that the chain of `derivation` proves."""
    words = vocabulary(derivation)
    defined = [f"{latex(node)} := {latex(meaning)}" for node, meaning in definitions(words)]
    tall = any(r"\frac" in one for one in defined)
    put: list[Run] = ["Put ", *([] if tall else [*listed(map(Math, defined)), "."])]
    sentences = (_givens(words), _functions(words), put if defined else [])
    sign = SIGNS[derivation.relation]
    return Statement(
        _joined(sentences),
        tuple(defined) if tall else (),
        tuple(_assumptions(derivation)),
        f"{latex(derivation.start)} {sign} {latex(derivation.last)}",
        _for_every(derivation),
    )


def _joined(sentences: Iterable[list[Run]]) -> tuple[Run, ...]:
    made: list[Run] = []
    for sentence in filter(None, sentences):
        made += [*([" "] if made else []), *sentence]
    return tuple(made)


def listed(runs: Iterable[Run | tuple[Run, ...]]) -> list[Run]:
    """Runs with commas between them, and `and` before the last."""
    items = [run if isinstance(run, tuple) else (run,) for run in runs]
    made: list[Run] = []
    for place, item in enumerate(items):
        if place:
            made.append(" and " if place == len(items) - 1 else ", ")
        made += item
    return made


def _givens(words: Vocabulary) -> list[Run]:
    sizes = [Math(latex(size)) for size in words.sizes]
    symbols = [Math(_tensor(tensor)) for tensor in words.tensors.values()]
    symbols += [Math(_input(family, words)) for family in inputs(words)]
    if not symbols:
        end = " be any size." if len(sizes) == 1 else " be any sizes."
        return ["Let ", *listed(sizes), end] if sizes else []
    one = len(sizes) == 1 and next(iter(words.sizes)).level is None
    start: list[Run] = ["For any size " if one else "For any sizes ", *listed(sizes), ", let "]
    return [*(start if sizes else ["Let "]), *listed(symbols), "."]


def _tensor(tensor: Tensor) -> str:
    if not tensor.sizes:
        return _scalar(latex(tensor), tensor.domain)
    return rf"{latex(tensor)} \in {_space(tensor.sizes, tensor.domain)}"


def _input(family: Family, words: Vocabulary) -> str:
    name = f"{name_latex(family.name)}^{{{latex(words.level)}}}"
    return rf"{name} \in {_space(family.sizes(words.level), Interval())}"


def _space(sizes: tuple[Size, ...], domain: Interval) -> str:
    power = r" \times ".join(latex(size) for size in sizes if size != ONE)
    sign = "_{>0}" if domain.positive else r"_{\ge 0}" if domain.nonnegative else ""
    if domain.low is not None and domain.high is not None:
        return f"{_interval(domain)}^{{{power}}}"
    return rf"\mathbb{{R}}{sign}^{{{power}}}"


def _scalar(name: str, domain: Interval) -> str:
    if domain.low is not None and domain.high is not None:
        return rf"{name} \in {_interval(domain)}"
    if domain.low is not None:
        return f"{name} {'>' if domain.open_low else chr(92) + 'ge'} {domain.low}"
    if domain.high is not None:
        return f"{name} {'<' if domain.open_high else chr(92) + 'le'} {domain.high}"
    return rf"{name} \in \mathbb{{R}}"


def _interval(domain: Interval) -> str:
    left, right = "(" if domain.open_low else "[", ")" if domain.open_high else "]"
    return f"{left}{domain.low}, {domain.high}{right}"


def _functions(words: Vocabulary) -> list[Run]:
    known = [Math(KNOWN[f.name]) for f in words.functions if not f.opaque and f.name in KNOWN]
    any_ = [Math(function_latex(f.name)) for f in words.functions if f.opaque]
    made: list[Run] = ["Here ", *listed(known), "."] if known else []
    if any_:
        many = "functions" if len(any_) > 1 else "function"
        made += [*([" "] if made else []), "Let ", *listed(any_)]
        made += [f" be any differentiable {many} of one variable, applied entry by entry."]
    for call in words.calls.values():
        of = listed(Math(latex(argument)) for argument in call.arguments)
        name = Math(name_latex(call.function.name))
        made += [*([" "] if made else []), "Let ", name, " be any differentiable function of ", *of]
        made.append(".")
    return made


def _assumptions(derivation: Derivation) -> list[Run]:
    facts = [Math(relation_latex(relation)) for relation in derivation.assuming]
    return ["Assume ", *listed(facts), "."] if facts else []


def _for_every(derivation: Derivation) -> tuple[Run, ...]:
    free = sorted(free_indices(derivation.start), key=lambda index: index.name)
    ranges = [Math(rf"{index_latex(i)} = 1, \dots, {latex(i.size)}") for i in free]
    return ("for every ", *listed(ranges)) if ranges else ()
