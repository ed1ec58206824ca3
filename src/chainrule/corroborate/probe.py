"""What a chapter says about PyTorch: which of its functions a derivation's first line is about.

A `theory/<chapter>/probes.py` holds values such as::

    Probe("softmax/cross-entropy-gradient", loss=lambda z, y: F.cross_entropy(z, y))
    Probe("backprop/hidden-error", functions={"sigma": "tanh"})
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from torch import Tensor

from chainrule.corroborate.known import CALLABLE
from chainrule.errors import ChainruleError, LibraryError


@dataclass(frozen=True)
class Probe:
    """The PyTorch counterpart of a derivation.

    `loss` computes what the first line differentiates (the line itself where it is no
    derivative) from the symbols that its parameters name; its axes are the free indices, in the
    order in which they stand, then the term's own.  `functions` says which known function an
    opaque one is.  A derivation without a probe is compared with autograd through its own terms.
    """

    derivation: str
    loss: Callable[..., Tensor] | None = None
    functions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, known in self.functions.items():
            if known not in CALLABLE:
                raise LibraryError(
                    f"the probe of '{self.derivation}' makes {name} the function {known!r}, which "
                    f"is unknown; take one of {', '.join(CALLABLE)}."
                )


def load_probes(theory: Path) -> dict[str, Probe]:
    """The probes of every `probes.py` below `theory`, by the name of their derivation."""
    found: dict[str, Probe] = {}
    for file in sorted(theory.resolve().rglob("probes.py")):
        for probe in _defined(file, theory.resolve()):
            if probe.derivation in found:
                raise LibraryError(
                    f"{file}: '{probe.derivation}' has two probes; make one of them."
                )
            found[probe.derivation] = probe
    return found


def _defined(file: Path, theory: Path) -> list[Probe]:
    root = theory.parent if theory.name == "theory" else theory
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    name = ".".join(file.relative_to(root).with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise LibraryError(f"{file} cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ChainruleError as error:
        raise LibraryError(f"{file}: {error}") from None
    except Exception as error:
        raise LibraryError(f"{file}: {type(error).__name__}: {error}") from error
    values = vars(module).values()
    listed = [one for value in values if isinstance(value, tuple) for one in value]
    return [one for one in (*values, *listed) if isinstance(one, Probe)]
