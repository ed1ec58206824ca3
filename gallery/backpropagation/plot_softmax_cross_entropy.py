r"""
Prediction minus target
=======================

The derivation ``softmax/cross-entropy-gradient`` concludes that the cross-entropy
:math:`C = -\sum_k y_k \log p_k` of a softmax :math:`p` has the gradient

.. math:: \frac{\partial C}{\partial z_j} = p_j - y_j .

Here the conclusion runs.
We ask autograd whether it agrees, and what happens to logits too large for :math:`e^z`.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import torch

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
# The derivation, line by line
# ----------------------------
# It is verified now, in this run.
# What is shown below is printed from the terms that were checked.

checked = verify(theory["softmax/cross-entropy-gradient"])
print(f"{checked.name} is {checked.tier.name} in {len(checked.derivation.steps)} steps")
checked

# %%
# The conclusion as a program
# ---------------------------
# Nobody retypes the last line: it is compiled to PyTorch from its term.
# Softmax is recognised, and so becomes PyTorch's own stable one.

from theory.softmax.gradient import j, y, z

arguments, indices = (z, y), (j,)
print(source(checked.derivation.last, arguments, indices, name="gradient"))
gradient = compile_term(checked.derivation.last, arguments, indices, name="gradient")

# %%
# Autograd agrees, to rounding
# ----------------------------
# The last line is evaluated in ball arithmetic with the 53 bits of a double.
# The radius of such a ball says how much rounding may cost; autograd, run on PyTorch's own
# ``cross_entropy``, must lie within four radii, at ordinary logits and at logits of hundreds.

probe = Probe(checked.name, loss=lambda z, y: torch.nn.functional.cross_entropy(z, y))
report = corroborate(checked, probe)
print(report)
assert report.passed

# %%
# A formula is not yet a program
# ------------------------------
# Computed as it is written, :math:`e^{z_j} / \sum_k e^{z_k}` overflows as soon as one logit passes
# 709.8, the logarithm of the largest double.
# The compiled line goes on.

logits = torch.zeros(1001, 3, dtype=torch.float64)  # (points, classes)
logits[:, 0] = torch.linspace(0, 1000, 1001, dtype=torch.float64)
target = torch.tensor([0.0, 1.0, 0.0], dtype=torch.float64)  # (classes,)

as_written = logits.exp() / logits.exp().sum(dim=1, keepdim=True) - target  # (points, classes)
compiled = torch.vmap(gradient, in_dims=(0, None))(logits, target)  # (points, classes)

fig, axes = plt.subplots()
axes.plot(logits[:, 0], compiled[:, 0], label="compiled from the derivation")
axes.plot(logits[:, 0], as_written[:, 0], "--", label="exp and sum, as written")
axes.axvline(709.78, color="0.6", linewidth=1)
axes.set(xlabel="first logit $z_0$, the others 0", ylabel=r"$\partial C / \partial z_0$")
axes.set(title="Beyond 709.8 the naive quotient is not a number", ylim=(0.4, 1.1))
axes.legend(loc="lower left")
print(f"not a number at {as_written[:, 0].isnan().sum()} of 1001 points; compiled, at none")
assert compiled.isfinite().all()
