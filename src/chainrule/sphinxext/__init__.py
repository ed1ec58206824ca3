"""The Sphinx extension: directives that print checked derivations, and the gate before them."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from chainrule.sphinxext import gate
from chainrule.sphinxext.directive import DerivationDirective
from chainrule.sphinxext.domain import ChainruleDomain
from chainrule.sphinxext.lists import LemmasDirective, NotationDirective, RulesDirective
from chainrule.sphinxext.margin import provide_margin
from chainrule.sphinxext.nodes import add_nodes
from chainrule.sphinxext.roles import SHORT_ROLES, plain_words
from chainrule.sphinxext.summary import LedgerSummaryDirective

ENV_VERSION = 1
"""Raised when what a directive prints changes, so that no stale page survives."""

DIRECTIVES = {
    "derivation": DerivationDirective,
    "rules": RulesDirective,
    "lemmas": LemmasDirective,
    "notation": NotationDirective,
    "ledger-summary": LedgerSummaryDirective,
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register domain, directives, roles, nodes and the gate."""
    app.add_config_value("chainrule_theory", "theory", "env", str)
    app.add_config_value("chainrule_ledger", "build/ledger", "", str)
    app.add_domain(ChainruleDomain)
    add_nodes(app)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    for name, role in SHORT_ROLES.items():
        app.add_role(name, role)
    app.connect("config-inited", _anchored)
    app.connect("builder-inited", provide_margin)
    app.connect("env-get-outdated", gate.stale)
    app.connect("env-updated", gate.keep_shut)
    app.connect("missing-reference", plain_words)
    return {
        "version": "1",
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _anchored(app: Sphinx, config: Config) -> None:
    """Paths are relative to conf.py."""
    for name in ("chainrule_theory", "chainrule_ledger"):
        config[name] = str(Path(app.confdir, config[name]).resolve())
