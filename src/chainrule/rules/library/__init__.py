"""The lemma library, one file a field."""

from chainrule.rules.lemma import Lemma
from chainrule.rules.library.analysis import LEMMAS as ANALYSIS
from chainrule.rules.library.linear_algebra import LEMMAS as LINEAR_ALGEBRA

LEMMAS: tuple[Lemma, ...] = (*ANALYSIS, *LINEAR_ALGEBRA)
"""Every lemma of the library."""
