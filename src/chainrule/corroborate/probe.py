"""What a chapter says about PyTorch: which of its functions a derivation's first line is about.

A `theory/<chapter>/probes.py` holds values such as::

    Probe("softmax/cross-entropy-gradient", loss=lambda z, y: F.cross_entropy(z, y))
    Probe("backprop/hidden-error", line=hidden_error, functions={"sigma": "tanh"})
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
    derivative), and the line is then its derivative by autograd; `line` computes the whole first
    line.  The parameters of either name what it needs: symbols and labels (tensors), opaque
    functions (callables of tensors), levels and sizes (whole numbers); `**rest` takes all there
    are, for networks whose depth is not known before.  The axes of the result are the free
    indices, in the order in which they stand, then the term's own.

    `functions` says which known function an opaque one is.  `at` lists sizes and levels that must
    be tried besides those that are drawn.  `zeros` says at which entries a tensor vanishes, for
    assumptions that random values cannot meet.  A derivation without a probe is compared with
    autograd through its own terms.
    """

    derivation: str
    loss: Callable[..., Tensor] | None = None
    line: Callable[..., Tensor] | None = None
    functions: Mapping[str, str] = field(default_factory=dict)
    at: tuple[Mapping[str, int], ...] = ()
    zeros: Mapping[str, Callable[..., bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.loss is not None and self.line is not None:
            raise LibraryError(
                f"the probe of '{self.derivation}' has a loss and a line; keep one of them."
            )
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
