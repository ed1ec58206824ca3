"""The field normal form: whether a scalar term vanishes identically, and what that rests on."""

from chainrule.deciders.field.calculus import derivative
from chainrule.deciders.field.signs import nonnegative, positive
from chainrule.deciders.field.zero import Zero, prove_zero

__all__ = ["Zero", "derivative", "nonnegative", "positive", "prove_zero"]
