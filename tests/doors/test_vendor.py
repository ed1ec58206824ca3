"""The browser code is what the manifest says, byte for byte."""

import json
from pathlib import Path

import pytest

from tools.vendor import FILES, MANIFEST, VendorError, check, copy, differences, digests


@pytest.fixture
def laid(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of two files, and the manifest that fits it."""
    folder, manifest = tmp_path / "vendor", tmp_path / "manifest.json"
    (folder / "fonts").mkdir(parents=True)
    (folder / "a.js").write_bytes(b"let a = 1;")
    (folder / "fonts" / "b.woff2").write_bytes(b"\0\1\2")
    manifest.write_text(json.dumps(digests(folder)), encoding="utf-8")
    return folder, manifest


def test_an_intact_folder_has_no_differences(laid: tuple[Path, Path]) -> None:
    assert differences(*laid) == []


def test_one_changed_byte_is_found(laid: tuple[Path, Path]) -> None:
    folder, _ = laid
    (folder / "fonts" / "b.woff2").write_bytes(b"\0\1\3")

    assert differences(*laid) == ["fonts/b.woff2 is changed"]
    with pytest.raises(VendorError, match=r"fonts/b\.woff2 is changed"):
        check(*laid)


def test_a_missing_and_a_strange_file_are_found(laid: tuple[Path, Path]) -> None:
    folder, _ = laid
    (folder / "a.js").rename(folder / "c.js")

    assert differences(*laid) == ["a.js is missing", "c.js is not in the manifest"]


def test_without_a_manifest_nothing_passes(laid: tuple[Path, Path]) -> None:
    folder, manifest = laid
    manifest.unlink()

    assert differences(folder, manifest) == ["no manifest manifest.json"]


def test_a_file_gone_from_its_package_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(VendorError, match="in its package no more"):
        copy(tmp_path / "node_modules", tmp_path / "vendor")


def test_the_committed_manifest_holds_what_the_list_names() -> None:
    names = json.loads(MANIFEST.read_text(encoding="utf-8"))

    for target in FILES.values():
        assert any(name == target or name.startswith(f"{target}/") for name in names), target
