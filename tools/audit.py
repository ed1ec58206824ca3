"""Alter every step of the theory on purpose: `python -m tools.audit [NAME ...]`.

Prints a line a derivation, then the survivors; exits with 1 where one is not in `survivors.txt`.
"""

import sys
from pathlib import Path

from chainrule.exam.audit import Audit, Fate, audit
from chainrule.exam.survivors import complaints, read_survivors
from chainrule.library import load
from chainrule.verify import verify
from tools.steps import ROOT

HEADS = ("mutants", *(fate.value for fate in Fate), "ill-formed", "left out", "ms")


def main(names: list[str], theory: Path = ROOT / "theory") -> int:
    library = load(theory)
    if unknown := [name for name in names if name not in library]:
        print(f"No derivation is named {unknown[0]!r}.", file=sys.stderr)
        return 2
    audits = []
    print(f"{'':50}" + "".join(f"{head:>11}" for head in HEADS))
    for name in names or library:
        checked = verify(library[name])
        if not checked.tier.green:
            print(f"{name:50} not audited: it is {checked.tier.name}")
            continue
        audits.append(audit(checked))
        print(row(audits[-1]), flush=True)
    print(total(audits))
    said = complaints(audits, read_survivors(theory), whole=not names)
    for one in said:
        print(f"  {one}")
    print("audit: " + (f"{len(said)} complaints" if said else "every survivor is listed"))
    return 1 if said else 0


def row(one: Audit) -> str:
    counts = (len(one.findings), *(one.count(fate) for fate in Fate), one.ill_formed, one.left_out)
    return f"{one.name:50}" + "".join(f"{n:11}" for n in (*counts, round(1e3 * one.seconds)))


def total(audits: list[Audit]) -> str:
    seconds = sum(one.seconds for one in audits)
    mutants = sum(len(one.findings) for one in audits)
    fates = ", ".join(f"{sum(one.count(fate) for one in audits)} {fate.value}" for fate in Fate)
    each = 1e3 * seconds / max(mutants, 1)
    return f"\n{mutants} mutants: {fates}; {seconds:.0f} s of one core, {each:.1f} ms each"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
