"""The few nodes of our own; what a builder does not know of them it treats as their parents."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator
from sphinx.writers.latex import LaTeXTranslator


class derivation_node(nodes.container):
    """A whole derivation; numbered like a figure, so that a page can refer to it."""


class derivation_title(nodes.paragraph):
    """The title of a derivation, after its number."""


class fold(nodes.container):
    """Something to unfold; printed unfolded where nothing can be folded."""


class fold_summary(nodes.paragraph):
    """The line that a fold shows while it is closed."""


class step_number(nodes.paragraph):
    """The number of a step, which is also the link to it; LaTeX numbers the list itself."""


def add_nodes(app: Sphinx) -> None:
    """Register the nodes and how they are written."""
    app.add_enumerable_node(
        derivation_node,
        "derivation",
        _title,
        html=(_visit_derivation, _depart_div),
    )
    app.add_node(derivation_title, html=(_visit_title, _depart_paragraph))
    app.add_node(fold, html=(_visit_fold, _depart_fold))
    app.add_node(fold_summary, html=(_visit_summary, _depart_summary))
    app.add_node(step_number, latex=(_skip, None))


def _title(node: nodes.Node) -> str:
    return str(node["title"]) if isinstance(node, nodes.Element) else ""


def _visit_derivation(self: HTML5Translator, node: derivation_node) -> None:
    self.body.append(self.starttag(node, "div", role="group", **{"aria-label": node["title"]}))


def _depart_div(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_title(self: HTML5Translator, node: derivation_title) -> None:
    self.body.append(self.starttag(node, "p", ""))
    whole = next((one for one in _ancestors(node) if isinstance(one, derivation_node)), None)
    if whole is not None:
        self.add_fignumber(whole)


def _ancestors(node: nodes.Node) -> list[nodes.Node]:
    above = node.parent
    return [] if above is None else [above, *_ancestors(above)]


def _depart_paragraph(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</p>\n")


def _visit_fold(self: HTML5Translator, node: fold) -> None:
    self.body.append(self.starttag(node, "details"))


def _depart_fold(self: HTML5Translator, _node: fold) -> None:
    self.body.append("</details>\n")


def _visit_summary(self: HTML5Translator, node: fold_summary) -> None:
    self.body.append(self.starttag(node, "summary", ""))


def _depart_summary(self: HTML5Translator, _node: fold_summary) -> None:
    self.body.append("</summary>\n")


def _skip(_self: LaTeXTranslator, _node: nodes.Element) -> None:
    raise nodes.SkipNode
