"""Small docutils nodes that every directive here is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from chainrule.render.facts import Fact
from chainrule.render.statement import Math, Run, listed
from chainrule.verdict import Tier

WORDS = {
    Tier.KERNEL: "proved in Coq",
    Tier.PROVED: "proved",
    Tier.PROVED_MOD: "proved modulo",
    Tier.CONSISTENT: "consistent, not proved",
    Tier.ASSUMED: "assumed",
    Tier.UNCHECKED: "unchecked",
    Tier.REFUTED: "refuted",
}
"""What a tier is called on a page; `proved modulo` goes on to say what."""

KEY = re.compile(r"[a-z]+\d{4}[a-z]?")
"""What a bibliography key looks like: `nielsen2015`."""


def runs(pieces: Iterable[Run]) -> list[nodes.Node]:
    """Words and formulas as the children of a paragraph; no line begins with a comma."""
    made: list[nodes.Node] = []
    for piece in pieces:
        if isinstance(piece, Math):
            made.append(inline_math(piece.latex))
        elif piece[:1] in (",", ".") and made and isinstance(made[-1], nodes.math):
            made[-1:] = [inline_math(made[-1].astext() + piece[0]), nodes.Text(piece[1:])]
        else:
            made.append(nodes.Text(piece))
    return made


def inline_math(latex: str) -> nodes.math:
    """A formula in a line of text."""
    return nodes.math(latex, latex)


def joined(formulas: Iterable[str]) -> list[nodes.Node]:
    """Formulas in a list, with a full stop."""
    return runs([*listed(map(Math, formulas)), "."])


def display(latex: str, classes: Sequence[str] = ()) -> nodes.math_block:
    """A formula on a line of its own, without a number."""
    made = nodes.math_block(latex, latex, classes=list(classes))
    made["nowrap"], made["label"], made["number"] = False, None, None
    return made


def span(text: str, *classes: str) -> nodes.inline:
    """Words with classes."""
    return nodes.inline("", text, classes=list(classes))


def paragraph(*children: nodes.Node | str, classes: Sequence[str] = ()) -> nodes.paragraph:
    """A paragraph of words and nodes."""
    made = nodes.paragraph("", "", classes=list(classes))
    made += [nodes.Text(child) if isinstance(child, str) else child for child in children]
    return made


def badge(tier: Tier, modulo: Sequence[str] = ()) -> nodes.inline:
    """What a step or a derivation is worth, in a word and a colour."""
    word = WORDS[tier]
    if tier is Tier.PROVED_MOD:
        word += f" {', '.join(modulo) if modulo else 'what it cites'}"
    return span(word, "cr-badge", f"cr-{tier.name.lower().replace('_', '-')}")


def reference(kind: str, name: str, text: str, docname: str) -> addnodes.pending_xref:
    """A link to a derivation, a rule or a lemma; plain words where no page explains it."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", text),
        refdomain="chainrule",
        reftype=kind,
        reftarget=name,
        refdoc=docname,
        refexplicit=True,
        refwarn=False,
        chainrule_optional=True,
    )


def fact_nodes(fact: Fact, docname: str) -> list[nodes.Node]:
    """What a step cites, as a link and the way it is used."""
    kind = {"derivation": "deriv", "lemma": "lemma"}.get(fact.kind, "rule")
    made: list[nodes.Node] = [reference(kind, fact.name, fact.title, docname)]
    for detail in fact.details:
        made += [nodes.Text(f" {detail.word} "), inline_math(detail.latex)]
    for place, reason in enumerate(fact.reasons):
        made += [nodes.Text(" and " if place else ", because of "), *fact_nodes(reason, docname)]
    return made


def citation(source: str, env: BuildEnvironment) -> str:
    """reStructuredText for `nielsen2015 (BP2)`: the key cited, what follows it kept.

    A source without a key, such as `definition of the maximum`, stays as it is.
    """
    key, _, place = source.partition(" ")
    if not KEY.fullmatch(key) or "sphinxcontrib.bibtex" not in env.config.extensions:
        return source
    return f":cite:t:`{key}` {place}".strip().replace(")-(", ")–(")
