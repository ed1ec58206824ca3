"""Entries of a tensor: an axis named by an index, or looked up at a class that data assigns."""

from __future__ import annotations

from chainrule.corroborate.values import ATOM, Value, aligned, named
from chainrule.corroborate.writer import Writer
from chainrule.terms.indexing import AnyIndex, Index, Label
from chainrule.terms.substitute import fresh


def taken(value: Value, indices: tuple[AnyIndex, ...], writer: Writer) -> Value:
    """`value` with its last own axes named by `indices`."""
    places = tuple(fresh(Index("c", i.size)) if isinstance(i, Label) else i for i in indices)
    made = named(value, places)
    for label, place in zip(indices, places, strict=True):
        if isinstance(label, Label):
            made = looked_up(made, place, label, writer)
    return made


def looked_up(value: Value, place: Index, label: Label, writer: Writer) -> Value:
    """`value` at the class `label` along the axis `place`."""
    classes = position(label, writer)
    kept = tuple(index for index in value.indices if index != place)
    result = tuple(dict.fromkeys((*kept, *classes.indices)))
    picks = [
        aligned(classes if index == place else position(index, writer), result, 0).code
        for index in value.indices
    ]
    return Value(f"{value.within(ATOM)}[{', '.join(picks)}]", result, value.rank)


def position(index: AnyIndex, writer: Writer) -> Value:
    """The whole numbers that an index runs over, or that a label assigns."""
    if isinstance(index, Index):
        return Value(f"torch.arange({writer.size(index.size)})", (index,))
    value = writer.label(index)
    return taken(value, index.of, writer) if index.of else value
