"""Verdicts on disk, keyed by what they depend on, so that nothing unchanged is verified twice."""

from chainrule.ledger.keys import engine_digest, key_of
from chainrule.ledger.store import Ledger, LedgerWarning

__all__ = ["Ledger", "LedgerWarning", "engine_digest", "key_of"]
