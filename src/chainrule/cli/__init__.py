"""The command line: `chainrule verify`, `show`, `list` and `graph`."""

from chainrule.cli.command import main

__all__ = ["main"]
