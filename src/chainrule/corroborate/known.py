"""The torch of every elementwise function, in forms that keep their digits far from zero.

`tanh'` is 1/cosh² and not 1 - tanh², `logistic'` is σ(x) σ(-x): no cancellation.  torch's
softplus returns x beyond its threshold; at 40 the difference is below the rounding of float64,
at its default of 20 it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from chainrule.corroborate.values import ATOM, POWER, PRODUCT, UNARY, Value
from chainrule.corroborate.writer import Writer, identifier
from chainrule.terms.functions import Function

PLAIN = {
    "exp": "torch.exp({x})",
    "log": "torch.log({x})",
    "tanh": "torch.tanh({x})",
    "logistic": "torch.sigmoid({x})",
    "sqrt": "torch.sqrt({x})",
    "abs": "torch.abs({x})",
    "softplus": "torch.nn.functional.softplus({x}, threshold=40.0)",
    "sin": "torch.sin({x})",
    "cos": "torch.cos({x})",
    "relu": "torch.relu({x})",
}

PRIMED = {
    "exp": ("torch.exp({x})", ATOM),
    "log": ("1 / {u}", PRODUCT),
    "tanh": ("1 / torch.cosh({x}) ** 2", PRODUCT),
    "logistic": ("torch.sigmoid({x}) * torch.sigmoid(-{u})", PRODUCT),
    "sqrt": ("0.5 / torch.sqrt({x})", PRODUCT),
    "abs": ("torch.sign({x})", ATOM),
    "softplus": ("torch.sigmoid({x})", ATOM),
    "sin": ("torch.cos({x})", ATOM),
    "cos": ("-torch.sin({x})", UNARY),
    "relu": ("torch.heaviside({x}, torch.zeros_like({x}))", ATOM),
}


CALLABLE: dict[str, Callable[[Tensor], Tensor]] = {
    "exp": torch.exp,
    "log": torch.log,
    "tanh": torch.tanh,
    "logistic": torch.sigmoid,
    "sqrt": torch.sqrt,
    "abs": torch.abs,
    "softplus": partial(torch.nn.functional.softplus, threshold=40.0),
    "sin": torch.sin,
    "cos": torch.cos,
    "relu": torch.relu,
}


def applied(function: Function, argument: Value, writer: Writer) -> Value:
    """`function` of every entry of `argument`."""
    x, order = argument.tensor, function.order
    if function.opaque:
        return _like(f"{opaque(function, writer)}({x})", argument)
    if order == 0:
        return _like(PLAIN[function.name].format(x=x), argument)
    if order == 1:
        pattern, strength = PRIMED[function.name]
        return _like(pattern.format(x=x, u=_tight(argument)), argument, strength)
    slope = f"lambda x: {PRIMED[function.name][0].format(x='x', u='x')}"
    nested = "derivative(" * (order - 1) + slope + ")" * (order - 1)
    return _like(f"{nested}({x})", argument)


def _like(code: str, argument: Value, strength: int = ATOM) -> Value:
    return Value(code, argument.indices, argument.rank, strength)


def _tight(argument: Value) -> str:
    return argument.tensor if argument.number else argument.within(POWER)


def opaque(function: Function, writer: Writer) -> str:
    """The name of an opaque function; a prime that was not given is made from what it is of."""
    primed = function.name + "'" * function.order
    suffix = {0: "", 1: "_prime", 2: "_second"}.get(function.order, f"_{function.order}")
    name = writer.names(function, identifier(function.name) + suffix)
    if primed not in writer.functions and function.order:
        below = opaque(Function(function.name, True, function.order - 1), writer)
        writer.header.append(f"{name} = derivative({below})")
        writer.functions.add(primed)
    return name


def derivative(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """The derivative of an elementwise function, entry by entry: the pull-back of ones."""

    def primed(x: Tensor) -> Tensor:
        pull_back = torch.func.vjp(function, x)[1]
        slope: Tensor = pull_back(torch.ones_like(x))[0]
        return slope

    return primed
