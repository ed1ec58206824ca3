"""What sphinx-gallery needs of us: formulas as output, equal seeds, scripts run when they must."""

from __future__ import annotations

import ast
import hashlib
import os
import random
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from chainrule.render.chain import lines, start_latex
from chainrule.render.latex import latex, relation_latex
from chainrule.terms.node import Term
from chainrule.terms.relation import Relation
from chainrule.verdict import Checked

OUTPUT_DEPENDS_ON = ("sympy", "torch", "numpy", "matplotlib", "scikit-learn")


def formula_scraper(
    block: tuple[str, str, int], block_vars: dict[str, Any], _gallery_conf: dict[str, Any]
) -> str:
    """The last value of a block as a displayed formula, where it has one."""
    tree, value = ast.parse(block[1]), block_vars["example_globals"].get("___")
    if block[0] != "code" or not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return ""
    formula = formula_of(value)
    if not formula:
        return ""
    body = "\n".join(f"   {line}" for line in formula.splitlines())
    return f"\n.. math::\n   :class: cr-output\n\n{body}\n\n"


def formula_of(value: object) -> str:
    """LaTeX of a term, an assumption, a checked derivation or a SymPy value; else empty."""
    if isinstance(value, Term):
        return latex(value)
    if isinstance(value, Relation):
        return relation_latex(value)
    if isinstance(value, Checked):
        rows = [f"{line.relation} {line.latex}" for line in lines(value)]
        if len(rows) == 1:  # Sphinx aligns only what breaks
            return f"{start_latex(value)} {rows[0]}"
        return start_latex(value) + " & " + " \\\\\n& ".join(rows)
    written = getattr(value, "_repr_latex_", lambda: None)()
    return re.sub(r"^\$\$?(?:\\displaystyle)?|\$\$?$", "", (written or "").strip()).strip()


def reset_torch(_gallery_conf: dict[str, Any], _script: str) -> None:
    """Start every script alike: one thread, seed 0, single precision by default."""
    os.environ["OMP_NUM_THREADS"] = "1"
    random.seed(0)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(0)
        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float32)


def forget_stale_examples(out: Path, *sources: Path) -> None:
    """Run every script again when what it imports has changed: the engine, the theory, a library.

    sphinx-gallery itself looks at the script only.
    """
    digest = hashlib.sha256()
    for folder in sources:
        for file in sorted(folder.rglob("*.py")):
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    digest.update(repr([(name, _version(name)) for name in OUTPUT_DEPENDS_ON]).encode())
    stamp = out / ".sources"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != digest.hexdigest():
        for known in out.rglob("*.py.md5"):
            known.unlink()
    out.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest(), encoding="utf-8")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"
