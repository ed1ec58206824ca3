"""A theory on disk: its derivations by name, what its files get wrong, its baseline."""

from chainrule.library.baseline import Baseline, read_baseline
from chainrule.library.load import Library, load

__all__ = ["Baseline", "Library", "load", "read_baseline"]
