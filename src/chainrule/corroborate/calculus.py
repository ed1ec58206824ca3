"""The torch of a derivative, autograd itself, and of an opaque cost."""

from __future__ import annotations

from chainrule.corroborate.emit import rule
from chainrule.corroborate.lookup import taken
from chainrule.corroborate.values import Value, permuted, union
from chainrule.corroborate.writer import Writer, identifier
from chainrule.terms.functions import Call
from chainrule.terms.leaves import Let, Node
from chainrule.terms.node import Term
from chainrule.terms.operators import Derivative, Entry, axes


@rule.register
def _(term: Derivative, writer: Writer) -> Value:
    """∂y/∂x as `torch.func.grad` or `jacrev` of a function of x, everything else held."""
    leaf = term.leaf
    at = writer.value(leaf)
    inside = writer.inner(leaf)
    made = inside.value(term.of)
    variable = inside.known[leaf].code
    name = writer.fresh(_called(term.of) + "_of_" + variable)
    writer.lines.append(f"def {name}({variable}):")
    writer.lines += [f"    {line}" for line in (*inside.lines, f"return {made.tensor}")]
    scalar = not made.indices and not made.rank
    code = f"torch.func.{'grad' if scalar else 'jacrev'}({name})({at.code})"
    rank = len(axes(leaf))
    whole = Value(code, made.indices, made.rank + rank)
    if isinstance(term.by, Entry):
        return taken(whole, term.by.indices, writer)
    return whole


def _called(of: Term) -> str:
    inner = of.tensor if isinstance(of, Entry) else of
    if isinstance(inner, Call):
        return identifier(inner.function.name)
    return identifier(inner.name, inner.level) if isinstance(inner, (Let, Node)) else "f"


@rule.register
def _(term: Call, writer: Writer) -> Value:
    """An opaque cost, mapped over the indices that its arguments carry."""
    name = writer.names(term.function, identifier(term.function.name))
    values = tuple(map(writer.value, term.arguments))
    indices = union(values)
    ordered = tuple(
        permuted(value, tuple(i for i in indices if i in value.indices)) for value in values
    )
    for index in reversed(indices):
        places = ", ".join("0" if index in value.indices else "None" for value in ordered)
        name = f"torch.vmap({name}, in_dims=({places},))"
    return Value(f"{name}({', '.join(value.tensor for value in ordered)})", indices)
