r"""How a name is set: `delta'` is \delta', `W_out` is W_{\mathrm{out}}, `theta_hat` has a hat."""

from __future__ import annotations

import re

from chainrule.terms.indexing import AnyIndex, Label

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega"
)
_CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_MACROS = {word: f"\\{word}" for word in f"{_GREEK} {_CAPITALS}".split()}
_MACROS |= {"epsilon": r"\varepsilon", "phi": r"\varphi", "ell": r"\ell"}
_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot"}
_OPERATORS = {"log", "exp", "tanh", "sin", "cos", "max", "min"}
_SHAPE = re.compile(r"([A-Za-z]+?)(\d*)((?:_[A-Za-z0-9]+)*)('*)")


def name_parts(name: str, word: str = "mathrm") -> tuple[str, str, str]:
    """The letter, its subscript and its primes, in LaTeX; several letters are set in `word`."""
    found = _SHAPE.fullmatch(name)
    if found is None:
        return rf"\{word}{{{_plain(name)}}}", "", ""
    base, digits, tail, primes = found.groups()
    letter = _letter(base, word)
    below = [digits] if digits else []
    for part in filter(None, tail.split("_")):
        if part in _ACCENTS:
            letter = rf"{_ACCENTS[part]}{{{letter}}}"
        else:
            below.append("*" if part == "star" else _letter(part, "mathrm"))
    return letter, ",".join(below), primes


def name_latex(name: str, word: str = "mathrm") -> str:
    """A name alone, with its own subscript and primes."""
    letter, below, primes = name_parts(name, word)
    return letter + primes + (f"_{{{below}}}" if below else "")


def function_latex(name: str, order: int = 0) -> str:
    """The name of a function with `order` primes; from the fourth on, the order in brackets."""
    above = "'" * order if order < 4 else f"^{{({order})}}"
    return (f"\\{name}" if name in _OPERATORS else name_latex(name, "operatorname")) + above


def index_latex(index: AnyIndex) -> str:
    """An index: `k`, or the label `y_{b}` that data assigns; a renamed one keeps its number."""
    if isinstance(index, Label):
        of = index_list(index.of)
        return name_latex(index.name) + (f"_{{{of}}}" if of else "")
    name, _, number = index.name.partition("~")
    return name_latex(name) + (f"^{{({number})}}" if number else "")


def index_list(indices: tuple[AnyIndex, ...]) -> str:
    """Indices side by side, with commas as soon as one is longer than a letter."""
    written = [index_latex(index) for index in indices]
    return ("" if all(len(one) == 1 for one in written) else ",").join(written)


def _letter(base: str, word: str) -> str:
    if base in _MACROS:
        return _MACROS[base]
    return base if len(base) == 1 or base.isdigit() else rf"\{word}{{{base}}}"


def _plain(name: str) -> str:
    return re.sub(r"([_#$%&{}])", r"\\\1", name).replace("~", r"\sim ")
