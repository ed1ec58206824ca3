"""`.. margin::` where no theme provides it: a sidebar, so that other builders print the note."""

from __future__ import annotations

from docutils.parsers.rst.directives.body import Sidebar
from sphinx.application import Sphinx
from sphinx.util.docutils import is_directive_registered


class MarginDirective(Sidebar):
    """A note in the margin; its title may be left out."""

    required_arguments = 0
    optional_arguments = 1


def provide_margin(app: Sphinx) -> None:
    """Register the directive unless the theme has done so."""
    if not is_directive_registered("margin"):
        app.add_directive("margin", MarginDirective)
