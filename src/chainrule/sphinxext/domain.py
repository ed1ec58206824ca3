"""What the build knows: where each derivation, rule and lemma is explained, and how it fared.

State lives only in `data`; the library and the ledger are opened once a build and never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from chainrule.derivation import Derivation
from chainrule.errors import ChainruleError
from chainrule.ledger import Ledger
from chainrule.library import Library, load
from chainrule.verdict import Checked

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where something is explained."""

    docname: str
    anchor: str
    title: str


@dataclass(frozen=True)
class Shown:
    """A derivation on a page: what the gate and an incremental build must know of it."""

    name: str
    docname: str
    line: int
    faults: tuple[str, ...]
    used_by: tuple[str, ...]


class ChainruleDomain(Domain):
    """Derivations, rules and lemmas, by name."""

    name = "chainrule"
    label = "Chainrule"
    object_types: ClassVar[dict[str, ObjType]] = {
        "deriv": ObjType("derivation", "deriv"),
        "rule": ObjType("rule", "rule"),
        "lemma": ObjType("lemma", "lemma"),
    }
    roles: ClassVar[dict[str, Any]] = {
        "deriv": XRefRole(warn_dangling=True),
        "rule": XRefRole(warn_dangling=True),
        "lemma": XRefRole(warn_dangling=True),
    }
    dangling_warnings: ClassVar[dict[str, str]] = {
        "deriv": "no page shows the derivation %(target)r",
        "rule": "no page lists the rule %(target)r",
        "lemma": "no page lists the lemma %(target)r",
    }
    initial_data: ClassVar[dict[str, Any]] = {"places": {}, "shown": {}}
    data_version = 1

    @property
    def places(self) -> dict[tuple[str, str], Place]:
        """(kind, name) → where it is explained."""
        places: dict[tuple[str, str], Place] = self.data["places"]
        return places

    @property
    def shown(self) -> dict[tuple[str, str], Shown]:
        """(name, docname) → the derivation as that page shows it."""
        shown: dict[tuple[str, str], Shown] = self.data["shown"]
        return shown

    @cached_property
    def library(self) -> Library:
        """Every derivation of the theory."""
        try:
            return load(Path(self.env.config.chainrule_theory))
        except ChainruleError as error:
            logger.error("the theory cannot be loaded: %s", error, type="chainrule")
            raise ExtensionError("There is no book without its theory.") from None

    @cached_property
    def ledger(self) -> Ledger:
        """The verdicts on disk."""
        return Ledger(Path(self.env.config.chainrule_ledger))

    def check(self, derivation: Derivation) -> Checked:
        """The verdict on a derivation; what cannot be checked ends the build with one message."""
        try:
            return self.ledger.check(derivation)
        except ChainruleError as error:
            logger.error("%s", error, type="chainrule")
            raise ExtensionError(f"'{derivation.name}' cannot be checked.") from None

    def explain(self, kind: str, name: str, place: Place) -> None:
        """Note where something is explained; a second place is a warning."""
        other = self.places.get((kind, name))
        if other is not None and other.docname != place.docname:
            logger.warning(
                "%s %r is explained in %s already",
                *(kind, name, other.docname),
                location=place.docname,
                type="chainrule",
                subtype="duplicate",
            )
        self.places[kind, name] = place

    def note(self, shown: Shown) -> None:
        """Note that a page shows a derivation."""
        self.shown[shown.name, shown.docname] = shown

    def clear_doc(self, docname: str) -> None:
        """Forget what one page said."""
        for table in (self.places, self.shown):
            for key in [key for key, value in table.items() if value.docname == docname]:
                del table[key]

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        read = set(docnames)
        for (kind, name), place in otherdata["places"].items():
            if place.docname in read:
                self.explain(kind, name, place)
        self.shown.update({k: v for k, v in otherdata["shown"].items() if v.docname in read})

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """A link to where the thing is explained, worded by its title unless the author did."""
        place = self.places.get((typ, target))
        if place is None:
            return None
        words = contnode if node.get("refexplicit") else nodes.inline("", place.title)
        return make_refnode(builder, fromdocname, place.docname, place.anchor, words, place.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Every thing of this name."""
        kinds = [kind for kind in self.roles if (kind, target) in self.places]
        found = (
            (kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode))
            for kind in kinds
        )
        return [(f"chainrule:{kind}", link) for kind, link in found if link is not None]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """What the search index and the inventory list."""
        for (kind, name), place in sorted(self.places.items()):
            yield name, place.title, kind, place.docname, place.anchor, 1


def chainrule_domain(env: BuildEnvironment) -> ChainruleDomain:
    """The domain of this build."""
    domain = env.domains["chainrule"]
    assert isinstance(domain, ChainruleDomain)
    return domain
