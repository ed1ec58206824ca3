"""References: `:deriv:`, `:rule:` and `:lemma:` without the domain's name before them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole


class ShortRole(XRefRole):
    """A cross-reference into the domain."""

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: nodes.Element,
        has_explicit_title: bool,
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Send the reference to the domain."""
        refnode["refdomain"] = "chainrule"
        return super().process_link(env, refnode, has_explicit_title, title, target)


SHORT_ROLES: dict[str, Any] = {
    kind: ShortRole(warn_dangling=True, innernodeclass=nodes.inline)
    for kind in ("deriv", "rule", "lemma")
}
"""The roles by the names that pages use."""


def plain_words(
    _app: Sphinx, _env: BuildEnvironment, node: pending_xref, contnode: nodes.Element
) -> nodes.Element | None:
    """A reference that a directive made, and that no page answers, stays as its words."""
    return contnode if node.get("chainrule_optional") else None
