r"""
Badly wrong, and hardly corrected
=================================

A logistic unit :math:`a = \sigma(z)` with the quadratic cost has the slope
:math:`(a-y)\,a(1-a)` in its weighted input, with cross-entropy the slope :math:`a-y`.
Both are conclusions of derivations.
Here both train the same network on real digits, from the same bad start.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from chainrule.corroborate.compare import corroborate
from chainrule.corroborate.compile import compile_term, source
from chainrule.corroborate.probe import Probe
from chainrule.library import load
from chainrule.verify import verify

here = Path.cwd()
ROOT = next(folder for folder in (here, *here.parents) if (folder / "theory").is_dir())
plt.style.use(ROOT / "gallery" / "chainrule.mplstyle")
torch.set_num_threads(1)
theory = load(ROOT / "theory")

# %%
# Two slopes, compiled
# --------------------
# In the derivation of cross-entropy the slope of the unit, :math:`a(1-a)`, stands once above and
# once below a fraction bar, and goes.

from theory.slowdown.cross_entropy import y, z

quadratic_checked = verify(theory["slowdown/quadratic-cost"])
entropic_checked = verify(theory["slowdown/cross-entropy-cost"])
quadratic = compile_term(quadratic_checked.derivation.last, (z, y))
entropic = compile_term(entropic_checked.derivation.last, (z, y))
print(source(quadratic_checked.derivation.last, (z, y), name="quadratic"))
print(source(entropic_checked.derivation.last, (z, y), name="entropic"))
entropic_checked

# %%
# PyTorch has the second cost as ``binary_cross_entropy_with_logits``; its gradient agrees.

loss = torch.nn.functional.binary_cross_entropy_with_logits
report = corroborate(entropic_checked, Probe(entropic_checked.name, loss=lambda z, y: loss(z, y)))
print(report)
assert report.passed

# %%
# The more wrong, the slower
# --------------------------
# The unit should answer 0.
# Cross-entropy corrects it in proportion to its error; the quadratic cost forgives the worst.

weighted = torch.linspace(-6, 10, 400, dtype=torch.float64)  # (points,)
zero = torch.zeros_like(weighted)

fig, axes = plt.subplots()
axes.plot(weighted, entropic(weighted, zero), label="cross-entropy: $a - y$")
axes.plot(weighted, quadratic(weighted, zero), label="quadratic: $(a - y)\\,a(1 - a)$")
axes.set(xlabel="weighted input $z$, target $y = 0$", ylabel=r"$\partial C / \partial z$")
axes.set(title="The slope that drives learning")
axes.legend(loc="upper left")
ratio = entropic(weighted[-1], zero[-1]) / quadratic(weighted[-1], zero[-1])
print(f"at z = 10 cross-entropy pulls {ratio:,.0f} times as hard")

# %%
# On real digits
# --------------
# Ten logistic units read 8 by 8 digits.
# A bias of 4 makes every unit say yes to everything at first.
# Both runs see the same batches with the same step size; only the compiled slope differs.

images, digits = load_digits(return_X_y=True)
split = train_test_split(images / 16, digits, test_size=0.3, stratify=digits, random_state=0)
train, held_out, train_digits, held_out_digits = map(torch.tensor, split)
targets = torch.nn.functional.one_hot(train_digits, 10).double()  # (samples, units)


def accuracies(slope, epochs=40, step=0.5):
    """Held-out accuracy after every epoch."""
    generator = torch.Generator().manual_seed(0)
    weights = 0.1 * torch.randn(10, 64, generator=generator, dtype=torch.float64)
    bias = torch.full((10,), 4.0, dtype=torch.float64)
    found = []
    for _ in range(epochs):
        for batch in torch.randperm(len(train), generator=generator).split(64):
            x = train[batch]  # (batch, pixels)
            error = slope(x @ weights.T + bias, targets[batch]) / len(batch)  # (batch, units)
            weights -= step * error.T @ x
            bias -= step * error.sum(dim=0)
        right = (held_out @ weights.T + bias).argmax(dim=1) == held_out_digits
        found.append(right.double().mean().item())
    return found


curves = {"cross-entropy": accuracies(entropic), "quadratic cost": accuracies(quadratic)}

fig, axes = plt.subplots()
for name, curve in curves.items():
    axes.plot(range(1, 41), curve, label=name)
axes.set(xlabel="epoch", ylabel="held-out accuracy", title="One network, two costs")
axes.legend(loc="lower right")
epochs = {name: 1 + next(e for e, a in enumerate(c) if a >= 0.9) for name, c in curves.items()}
print("epochs to 90 % held-out accuracy:", epochs)
assert 3 * epochs["cross-entropy"] < epochs["quadratic cost"]
