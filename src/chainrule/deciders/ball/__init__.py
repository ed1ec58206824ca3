"""Ball arithmetic at exact rational points: it refutes with a witness and proves nothing.

It works from the author's term by definition, independently of any normal form.
"""

from chainrule.deciders.ball.draw import NoPointError, draw
from chainrule.deciders.ball.enclose import Enclosure, enclose
from chainrule.deciders.ball.evaluate import value
from chainrule.deciders.ball.model import Model
from chainrule.deciders.ball.refute import Refutation, refute

__all__ = [
    "Enclosure", "Model", "NoPointError", "Refutation", "draw", "enclose", "refute", "value",
]  # fmt: skip
