"""A row of the notation page: a symbol, what it means, where it is used."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.terms.node import Term


@dataclass(frozen=True)
class Symbol:
    r"""A symbol that derivations share.

    `symbol` is a term, printed as derivations print it, or a name such as `sigma`;
    `meaning` is reStructuredText, `where` the chapter or the source that it is used in.
    """

    symbol: Term | str
    meaning: str
    where: str = ""
