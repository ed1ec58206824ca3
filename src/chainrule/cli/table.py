"""Tables and progress: drawn on a terminal, plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

Item = TypeVar("Item")
COLOURS = {"PROVED": "green", "KERNEL": "green", "PROVED_MOD": "green", "REFUTED": "bold red",
           "UNCHECKED": "red", "CONSISTENT": "yellow", "ASSUMED": "yellow"}  # fmt: skip
LEFT = ("derivation", "tier")


def tracked(items: Sequence[Item], name: Callable[[Item], str]) -> Iterator[Item]:
    """The items, with a bar on stderr where that is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as bar:
        task = bar.add_task("verify", total=len(items))
        for item in items:
            bar.update(task, description=name(item))
            yield item
            bar.advance(task)


def print_table(rows: list[dict[str, str]]) -> None:
    """Rows of one set of columns: a drawn table on a terminal, aligned text elsewhere."""
    console = Console()
    if not console.is_terminal:
        print("\n".join(_aligned(rows)))
        return
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, justify="left" if name in LEFT else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=COLOURS.get(cell, "")) for cell in row.values()))
    console.print(table)


def _aligned(rows: list[dict[str, str]]) -> Iterator[str]:
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in rows[0]}
    for row in ({name: name for name in widths}, *rows):
        cells = (
            cell.ljust(widths[name]) if name in LEFT else cell.rjust(widths[name])
            for name, cell in row.items()
        )
        yield "  ".join(cells).rstrip()
