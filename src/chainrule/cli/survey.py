"""`chainrule list` and `chainrule graph`: what there is, and who cites whom."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from difflib import get_close_matches

from chainrule.cli.places import theory_folder, whole_library
from chainrule.errors import LibraryError
from chainrule.library import Library


def listing(options: argparse.Namespace) -> int:
    """Print names, catalogue entries and titles."""
    library = whole_library(theory_folder(options))
    names = list(library) if options.entry is None else _fulfilling(library, options.entry)
    widths = [
        max(map(len, column)) for column in ((*names,), [_entries(library, n) for n in names])
    ]
    for name in names:
        entries = _entries(library, name).ljust(widths[1])
        print(f"{name.ljust(widths[0])}  {entries}  {library[name].title}")
    return 0


def _entries(library: Library, name: str) -> str:
    return ", ".join(library[name].entries)


def _fulfilling(library: Library, entry: str) -> list[str]:
    found = list(library.fulfilling(entry))
    if not found:
        known = sorted({one for name in library for one in library[name].entries})
        near = get_close_matches(entry, known, 1, 0)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise LibraryError(f"No derivation fulfils the entry '{entry}'.{hint}")
    return found


def graph(options: argparse.Namespace) -> int:
    """Print who cites whom."""
    library = whole_library(theory_folder(options))
    print("\n".join(_dot(library) if options.dot else _tree(library)))
    return 0


def _dot(library: Library) -> Iterator[str]:
    yield "digraph theory {"
    yield "  rankdir=BT;"
    for name in library:
        yield f'  "{name}";'
        for cited in library.uses(name):
            yield f'  "{name}" -> "{cited}";'
    yield "}"


def _tree(library: Library) -> Iterator[str]:
    """From what nothing cites down to what it rests on; a branch is drawn once."""
    drawn: set[str] = set()
    for name in library:
        if not library.used_by(name):
            yield from _branch(library, name, "", "", drawn)


def _branch(library: Library, name: str, head: str, indent: str, drawn: set[str]) -> Iterator[str]:
    cited = library.uses(name) if name in library else ()
    again = name in drawn and bool(cited)
    drawn.add(name)
    yield f"{head}{name}{' (above)' if again else ''}"
    for place, child in enumerate(() if again else cited, 1):
        last = place == len(cited)
        corner, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        yield from _branch(library, child, indent + corner, indent + below, drawn)
