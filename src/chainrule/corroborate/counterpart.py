"""What a probe says of a first line: the function of torch that stands for a term of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import Parameter, signature
from typing import Any, TypeAlias

from torch import Tensor

from chainrule.corroborate.dependence import free_in_order
from chainrule.corroborate.points import Inputs, Point
from chainrule.corroborate.probe import Probe
from chainrule.corroborate.writer import StandIn, argument_name, identifier
from chainrule.errors import LibraryError
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative
from chainrule.terms.sizes import Level

StandIns: TypeAlias = Mapping[Term, tuple[StandIn, Callable[..., Tensor]]]


def counterpart(
    start: Term, probe: Probe | None, given: Inputs, point: Point
) -> tuple[Term, StandIns]:
    """What of the first line the probe computes, and its function in place of it."""
    of = start
    while isinstance(of, Derivative) and (probe is None or probe.line is None):
        of = of.of
    function = None if probe is None else probe.line or probe.loss
    if probe is None or function is None:
        return of, {}
    symbols = {argument_name(argument): argument for argument in given.arguments}
    whole = _whole_numbers(point) | dict(given.functions)
    taken = _taken(function, (*symbols, *whole), probe)
    tensors = {name: argument for name, argument in symbols.items() if name in taken}
    rest = {name: whole[name] for name in taken if name not in symbols}
    call = partial(_by_name, function, tuple(tensors), rest)
    made = StandIn("counterpart", tuple(tensors.values()), free_in_order(of))
    return of, {of: (made, call)}


def _whole_numbers(point: Point) -> dict[str, Any]:
    """Levels and sizes: `L`, `n`, and `n2` for the size n at level 2."""
    sizes = {
        identifier(name, None if level is None else Level((), level)): length
        for (name, level), length in point.model.sizes.items()
    }
    return sizes | dict(point.model.levels)


def _taken(function: Callable[..., Tensor], known: tuple[str, ...], probe: Probe) -> set[str]:
    """The names that the parameters of a probe's function ask for."""
    try:
        parameters = signature(function).parameters.values()
    except ValueError:
        raise LibraryError(
            f"the probe of '{probe.derivation}' has {function}, whose parameters have no names; "
            "write a lambda that names them."
        ) from None
    if any(one.kind is Parameter.VAR_KEYWORD for one in parameters):
        return set(known)
    wanted = {one.name for one in parameters}
    unknown = sorted(wanted - set(known))
    if unknown:
        raise LibraryError(
            f"the probe of '{probe.derivation}' takes {', '.join(unknown)}, but the symbols of "
            f"the derivation are {', '.join(sorted(known))}; rename its parameters."
        )
    return wanted


def _by_name(
    function: Callable[..., Tensor], names: tuple[str, ...], rest: dict[str, Any], *values: Tensor
) -> Tensor:
    return function(**dict(zip(names, values, strict=True)), **rest)
