"""Run one step of the house: say what it does, time it, and end it cleanly."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Step:
    """What a door runs.  `timeout` is in seconds: Sphinx with -j can hang, and CI must not."""

    name: str
    does: str
    commands: tuple[tuple[str, ...], ...]
    timeout: float | None = None


class StepError(Exception):
    """A step failed; the message is one line that names the step and the command to redo it."""

    def __init__(self, name: str, reason: str, code: int) -> None:
        redo = f"make {name}, or python make.py {name}"
        super().__init__(f"{name} failed ({reason}). To redo it alone: {redo}")
        self.name = name
        self.code = code


def run(step: Step, count: str = "") -> None:
    print(f"== {count}{step.name}: {step.does}", flush=True)
    begin = time.monotonic()
    for command in step.commands:
        _run(step, command)
    print(f"   {step.name} ok, {time.monotonic() - begin:.1f} s", flush=True)


def run_all(steps: Sequence[Step]) -> None:
    """Run every step even after a failure, so that one look shows all that is wrong."""
    failed: list[StepError] = []
    for number, step in enumerate(steps, start=1):
        try:
            run(step, count=f"{number}/{len(steps)} ")
        except StepError as error:
            print(f"   {error}", flush=True)
            failed.append(error)
    if failed:
        print("\nfailed: " + ", ".join(error.name for error in failed), flush=True)
        raise failed[0]


def _run(step: Step, command: tuple[str, ...]) -> None:
    """Run in a process group of its own, so that a time-out or Ctrl-C ends the children too."""
    grouped = os.name == "posix" and step.timeout is not None
    try:
        process = subprocess.Popen(command, cwd=ROOT, start_new_session=grouped)
    except OSError as error:
        raise StepError(step.name, f"{command[0]} does not start: {error.strerror}", 127) from None
    try:
        code = process.wait(step.timeout)
    except subprocess.TimeoutExpired:
        _end(process, grouped)
        raise StepError(step.name, f"no end after {step.timeout:.0f} s", 124) from None
    except KeyboardInterrupt:
        if grouped:
            _end(process, grouped)
        process.wait()  # an ungrouped child has had the signal too, and tidies up
        raise
    if code:
        raise StepError(step.name, f"exit code {code}", code if code > 0 else 128 - code)


def _end(process: subprocess.Popen[bytes], grouped: bool) -> None:
    if grouped:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
