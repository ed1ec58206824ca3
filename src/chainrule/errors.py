"""What an author can get wrong, said so that the author can mend it.

A `ChainruleError` is the author's fault and carries one sentence: what, where, what to do.
A fault of the engine stays a built-in exception.
"""


class ChainruleError(Exception):
    """Something in the author's input is wrong; the message says what, where and what to do."""


class TermError(ChainruleError):
    """A term is not well formed: a shape does not conform, an index is bound by no size."""


class DerivationError(ChainruleError):
    """A derivation is not well formed: an unknown rule, `<=` chained with `>=`, a cycle."""


class LibraryError(ChainruleError):
    """A theory file cannot be loaded."""


class UnknownDerivationError(LibraryError):
    """No derivation has this name; the message offers the nearest one."""


class LedgerError(ChainruleError):
    """The ledger cannot be read or written."""
