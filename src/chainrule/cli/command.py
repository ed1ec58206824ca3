"""Read the command line, run one command, and end every mistake in one line.

Exit codes: 0 all is well, 1 something is not proved, 2 the input is wrong, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from chainrule.errors import ChainruleError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `chainrule` with `arguments` (those of the process if None); the exit code."""
    options = _parser().parse_args(arguments)
    shown = warnings.showwarning
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = lambda message, *_, **__: _say(f"warning: {message}")
            return _run(options)
    except ChainruleError as error:
        _say(str(error))
        return 2
    except KeyboardInterrupt:
        _say("interrupted; what was verified so far is in the ledger.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    finally:
        warnings.showwarning = shown


def _say(message: str) -> None:
    print(f"chainrule: {' '.join(message.split())}", file=sys.stderr, flush=True)


def _run(options: argparse.Namespace) -> int:
    """Each command is imported when it runs, so that help is quick and Ctrl-C is met here."""
    if options.command == "verify":
        from chainrule.cli.verify import verify

        return verify(options)
    if options.command == "show":
        from chainrule.cli.show import show

        return show(options)
    from chainrule.cli import survey

    run = survey.graph if options.command == "graph" else survey.listing
    return run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chainrule", description="Derivations as data, verified step by step."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="check derivations and their slips; exit code 1 if one fails",
        description="Check derivations and their slips. Exit code 1 on REFUTED or UNCHECKED, on a "
        "slip that is not refuted, and where theory/baseline.txt does not agree.",
    )
    verify.add_argument("words", nargs="*", metavar="NAME|FILE", help="all, if none is given")
    verify.add_argument("--json", action="store_true", help="a list of objects instead of a table")
    show = commands.add_parser("show", help="print a derivation, a step a line")
    show.add_argument("name", metavar="NAME")
    show.add_argument("--slips", action="store_true", help="common mistakes, with witnesses")
    listing = commands.add_parser("list", help="list the derivations")
    listing.add_argument("--entry", metavar="T2.03", help="those that fulfil a catalogue entry")
    graph = commands.add_parser("graph", help="who cites whom")
    graph.add_argument("--dot", action="store_true", help="in the language of Graphviz")
    for command in (verify, show, listing, graph):
        _places(command, ledger=command in (verify, show))
    return parser


def _places(command: argparse.ArgumentParser, *, ledger: bool) -> None:
    command.add_argument(
        "--theory", type=Path, metavar="DIR", help="default: the nearest theory/ here or above"
    )
    if ledger:
        where = command.add_mutually_exclusive_group()
        where.add_argument(
            "--ledger", type=Path, metavar="DIR", help="default: build/ledger beside the theory"
        )
        where.add_argument("--no-ledger", action="store_true", help="verify everything anew")
