r"""The one table of strengths that decides every parenthesis.

A piece that is `OPEN` on its right, such as :math:`\sum_k a_k` or :math:`\log x`, swallows what
follows it in a product, so it stands last there or in parentheses.
"""

from __future__ import annotations

from functools import singledispatch

from chainrule.terms.node import Term

SUM, OPEN, PRODUCT, MATRIX, FACTOR, POWER, ATOM = range(1, 8)

Piece = tuple[str, int]
"""LaTeX and its strength."""

_TALL = (r"\frac", r"\sum", r"\prod", r"\max", r"\left", r"\Bigl")


@singledispatch
def piece(term: Term) -> Piece:
    """`term` in LaTeX, and how strongly it holds together."""
    raise TypeError(f"no LaTeX for {type(term).__name__}")


def at_least(term: Term, least: int) -> str:
    """`term` in LaTeX, in parentheses when it is weaker than `least`."""
    written, strength = piece(term)
    return written if strength >= least else brackets(written)


def brackets(inside: str) -> str:
    """`inside` in parentheses that are as tall as it is."""
    left, right = _pair(inside)
    return f"{left}{inside}{right}"


def applied(head: str, inside: str) -> str:
    """A function at its argument."""
    left, right = _pair(inside)
    tight = r"\!" if left == r"\left(" else ""
    return f"{head}{tight}{left}{inside}{right}"


def _pair(inside: str) -> tuple[str, str]:
    if any(word in inside for word in _TALL):
        return r"\left(", r"\right)"
    if r"\bigl" in inside:
        return r"\Bigl(", r"\Bigr)"
    return (r"\bigl(", r"\bigr)") if "(" in inside else ("(", ")")
