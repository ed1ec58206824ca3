"""What is committed: pinned, short, and free of this machine's traces."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools.lock import pins

ROOT = Path(__file__).resolve().parents[2]
# In two parts, so that this file does not name one either.
HOSTS = (
    ("pypi", ".org"),
    ("python", "hosted"),
    ("npm", "js."),
    ("deb.", "debian"),
    ("download.", "pytorch"),
)
REGISTRIES = ["".join(parts) for parts in HOSTS]
# A home or a work folder at the start of a path: this machine's, or anybody's.
MACHINE_PATH = re.compile(r"(?<![\w.\-/<>])/(?:work|root|home|Users|opt)/\w")
MOST_LINES = 400


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def texts() -> dict[str, str]:
    read = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in committed()}
    return {name: data.decode("utf-8") for name, data in read.items() if b"\0" not in data}


def constraints() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_no_file_names_a_package_registry() -> None:
    found = [(name, host) for name, text in texts().items() for host in REGISTRIES if host in text]

    assert found == []


def test_no_file_holds_a_path_of_a_machine() -> None:
    found = [
        (name, hit.group()) for name, text in texts().items() if (hit := MACHINE_PATH.search(text))
    ]

    assert found == []
    assert [name for name, text in texts().items() if str(ROOT) in text] == []


@pytest.mark.parametrize("text", ["see ~work/x", "in '~home/ada'", "=~root/x", "(~Users/ada"])
def test_a_path_of_a_machine_would_be_found(text: str) -> None:
    assert MACHINE_PATH.search(text.replace("~", "/"))


def test_constraints_pin_everything_exactly_and_name_no_url() -> None:
    for line in constraints():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", line), line


def test_sympy_flint_and_torch_are_pinned_alike_in_both_files() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    exact = [word for word in project["dependencies"] if "==" in word]

    assert {word.partition("==")[0] for word in exact} == {"sympy", "python-flint"}
    assert {*exact, *project["optional-dependencies"]["torch"]} <= set(constraints())


def test_the_lock_keeps_pins_only() -> None:
    frozen = "torch==2.13.0+cpu\nnvidia-nccl==1.0\nlocal @ file:///somewhere\nsympy==1.14.0\n"

    assert pins(frozen) == ["torch==2.13.0", "sympy==1.14.0"]


def test_every_browser_package_is_pinned_with_a_digest_and_without_a_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_no_python_file_is_too_long_to_read_at_once() -> None:
    long = {name: text.count("\n") for name, text in texts().items() if name.endswith(".py")}

    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}
