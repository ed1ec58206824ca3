"""What a theory file got wrong: the file and line, the derivation and step, and the remedy."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from chainrule.errors import ChainruleError
from chainrule.rules import catalogue
from chainrule.terms import author

ENGINE = Path(__file__).parents[1]
MISSING = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")


def blamed(error: Exception, file: Path, root: Path) -> str:
    """One sentence about an exception that a theory file raised when it was loaded."""
    if isinstance(error, SyntaxError):
        return (
            f"{error.filename or file}:{error.lineno or 1}: {type(error).__name__}: {error.msg}; "
            "Python cannot read the file from there."
        )
    met = [(file, 1), *_frames(error, root)]
    where = "{}:{}".format(*met[-1])
    said = _said(error, file)
    if not said.startswith("Derivation '"):
        where += next((place for one in reversed(met) if (place := _place(*one))), "")
    return f"{where}: {said}"


def _frames(error: Exception, root: Path) -> Iterator[tuple[Path, int]]:
    """The theory's own lines in a traceback, the outermost first."""
    trace = error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        ours = file.is_relative_to(root) and not file.is_relative_to(ENGINE)
        if ours and "site-packages" not in file.parts and file.exists():
            yield file, trace.tb_lineno
        trace = trace.tb_next


def _place(file: Path, line: int) -> str:
    """The derivation and step that a line of a file stands in."""
    for call in ast.walk(ast.parse(file.read_bytes())):
        if not (isinstance(call, ast.Call) and _covers(call, line)):
            continue
        if isinstance(call.func, ast.Name) and call.func.id == "Derivation":
            name, chain = _argument(call, 0, "name"), _argument(call, 2, "chain")
            known = f" '{name.value!s}'" if isinstance(name, ast.Constant) else ""
            return f", Derivation{known}{_step(chain, line)}"
    return ""


def _covers(node: ast.expr, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return named.get(name, call.args[position] if position < len(call.args) else None)


def _step(chain: ast.expr | None, line: int) -> str:
    for number, part in enumerate(chain.elts if isinstance(chain, (ast.Tuple, ast.List)) else ()):
        if _covers(part, line):
            return f", step {number}" if number else ", first line"
    return ""


def _said(error: Exception, file: Path) -> str:
    if isinstance(error, ChainruleError):
        return str(error)
    through = getattr(error, "path", None)
    if "circular import" in str(error) or through == str(file):  # a file still being loaded
        return (
            f"theory files import each other in a circle through {through}, so that neither can "
            "cite the other; move what both need into a third file."
        )
    return f"{type(error).__name__}: {error}{_hint(error)}"


def _hint(error: Exception) -> str:
    """The nearest right spelling of a name that is not there."""
    if isinstance(error, NameError) and error.name:
        return _nearest(error.name, (*vars(catalogue), *author.__all__))
    missing = MISSING.search(str(error)) if isinstance(error, ImportError) else None
    if missing is not None and missing[2] in sys.modules:
        return _nearest(missing[1], vars(sys.modules[missing[2]]))
    return ""


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    if not near:
        return ""
    where = " from chainrule.rules.catalogue" if near[0] in vars(catalogue) else ""
    return f". Did you mean {near[0]}{where}?"
