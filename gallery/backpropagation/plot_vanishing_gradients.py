r"""
Errors vanish a factor a layer
==============================

Each layer that the error passes on its way down multiplies it by a transposed weight matrix and by
the slopes of its units (``backprop/hidden-error``).
So its norm is at most a product over the layers (``vanishing/product-bound``).
Here both sides are compiled and measured on real digits, before any training.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits

from chainrule.corroborate.compile import compile_term, source
from chainrule.corroborate.known import CALLABLE, derivative
from chainrule.library import load
from chainrule.verify import verify

here = Path.cwd()
ROOT = next(folder for folder in (here, *here.parents) if (folder / "theory").is_dir())
plt.style.use(ROOT / "gallery" / "chainrule.mplstyle")
torch.set_num_threads(1)
theory = load(ROOT / "theory")
bound = verify(theory["vanishing/product-bound"])
print(f"{bound.name} is {bound.tier.name}; it rests on {', '.join(bound.verdict.lemmas)}")
bound

# %%
# A product over whole levels
# ---------------------------
# The bound is proved for every depth :math:`L`.
# To run it we say how deep, and the product is written out; this is level 7 of 10.

from theory.notation import W, delta, j, l, z

DEPTH = 10
hidden = theory["backprop/hidden-error"].last
hidden_arguments = (W(l + 1), delta(l + 1), z(l))


def bound_arguments(level):
    """The weights above a level, the weighted inputs from it on, and the error of the output."""
    above = range(level, DEPTH)
    return (*(W(m + 1) for m in above), *(z(m) for m in above), delta(DEPTH))


last, open_ = bound.derivation.last, {"functions": {"sigma": None, "sigma'": None}}
print(source(last, bound_arguments(7), levels={"l": 7, "L": DEPTH}, name="bound", **open_))

# %%
# Ten layers of sixty-four units
# ------------------------------
# Weights are drawn with variance one over the fan-in, so that activations keep their size; the
# digits are twenty real ones.

images, digits = load_digits(return_X_y=True)
x = torch.tensor(images[:20] / 16)  # (samples, pixels)
targets = torch.nn.functional.one_hot(torch.tensor(digits[:20]), 10).double()  # (samples, classes)


def measured(name):
    """Norms of the error and their bounds, (samples, levels), with an activation by its name."""
    sigma = {"sigma": CALLABLE[name], "sigma'": derivative(CALLABLE[name])}
    pull_back = compile_term(hidden, hidden_arguments, (j,), functions=sigma)
    bounds = [
        compile_term(last, bound_arguments(level), functions=sigma, levels={"l": level, "L": DEPTH})
        for level in range(1, DEPTH)
    ]
    generator = torch.Generator().manual_seed(0)
    sizes = [64] * DEPTH + [10]
    shapes = zip(sizes[1:], sizes, strict=False)
    weights = [
        torch.randn(s, generator=generator, dtype=torch.float64) / s[1] ** 0.5 for s in shapes
    ]
    return [torch.tensor(rows) for rows in zip(*(
        _one_sample(weights, sigma["sigma"], pull_back, bounds, *sample)
        for sample in zip(x, targets, strict=True)
    ), strict=True)]  # fmt: skip


def _one_sample(weights, sigma, pull_back, bounds, activation, target):
    inputs = []
    for matrix in weights:
        inputs.append(matrix @ activation)
        activation = sigma(inputs[-1])
    errors = [torch.softmax(inputs[-1], dim=0) - target]
    for level in range(DEPTH - 1, 0, -1):
        errors.insert(0, pull_back(weights[level], errors[0], inputs[level - 1]))
    limits = [
        one(*weights[level:], *inputs[level - 1 : DEPTH - 1], errors[-1]).item()
        for level, one in enumerate(bounds, start=1)
    ]
    return [error.norm().item() for error in errors], [*limits, errors[-1].norm().item()]


levels = range(1, DEPTH + 1)
_, axes = plt.subplots()
for colour, name in (("C0", "tanh"), ("C1", "logistic")):
    norms, limits = measured(name)
    assert (norms <= limits * (1 + 1e-12)).all()
    axes.semilogy(levels, norms.median(dim=0).values, color=colour, marker="o", label=name)
    axes.semilogy(levels, limits.median(dim=0).values, "--", color=colour, label=f"{name}, bound")
    below, bounded = (part[:, 0] / norms[:, -1] for part in (norms, limits))  # (samples,) each
    per_layer = [share.median() ** (1 / (DEPTH - 1)) for share in (below, bounded)]
    print(f"{name}: layer 1 receives {below.median():.1e} of the output's error, a factor of "
          f"{per_layer[0]:.2f} a layer; the bound allows {per_layer[1]:.2f}")  # fmt: skip
axes.set(xlabel="layer $l$", ylabel=r"norm of the error $\delta^l$", xticks=levels)
axes.set(title="Median of twenty digits, ten layers, before training")
axes.legend()

# %%
# A logistic slope is at most a quarter (``vanishing/logistic-slope-bound``) and these random square
# matrices have norms near 2: the bound shrinks by a half a layer, the error by more.
# The slope of tanh is 1 at 0: its bound grows, and yet the error nearly keeps its size.
# An upper bound that grows does not show that gradients explode.
