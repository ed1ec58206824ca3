r"""
Training with the derived gradient
==================================

Four derivations make backpropagation: the error of the output, the error of a hidden layer (BP2),
and the gradients by weights (BP4) and biases (BP3).
Here their last lines are compiled and train a network on real digits.
A second network, with the same start and the same batches, is trained by autograd: after training
the weights agree to rounding.
"""

from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from threadpoolctl import threadpool_limits

from chainrule.corroborate.compile import compile_term, source
from chainrule.library import load
from chainrule.verify import verify

here = Path.cwd()
ROOT = next(folder for folder in (here, *here.parents) if (folder / "theory").is_dir())
plt.style.use(ROOT / "gallery" / "chainrule.mplstyle")
torch.set_num_threads(1)
threadpool_limits(1)
theory = load(ROOT / "theory")

# %%
# Four last lines
# ---------------
# Each is verified now, then compiled from its term; what is printed is what runs.
# The activation of the derivations is any smooth function; here it is tanh.

from theory.backprop.gradients import A, Delta, column, row
from theory.notation import W, delta, j, l, z
from theory.softmax import gradient as softmax

tanh = {"sigma": torch.tanh, "sigma'": lambda z: 1 - torch.tanh(z) ** 2}
lines = {  # the name of a derivation, then the arguments and the indices of its last line
    "softmax/cross-entropy-gradient": ((softmax.z, softmax.y), (softmax.j,)),
    "backprop/hidden-error": ((W(l + 1), delta(l + 1), z(l)), (j,)),
    "backprop/batch-weight-gradient": ((Delta, A), (row, column)),
    "backprop/batch-bias-gradient": ((Delta,), (row,)),
}
compiled = []
for name, (arguments, indices) in lines.items():
    checked = verify(theory[name])
    line = (checked.derivation.last, arguments, indices)
    compiled.append(compile_term(*line, functions=tanh))
    print(f"# {name}: {checked.tier.name}\n{source(*line, functions=tanh)}")

# %%
# A pass down the network
# -----------------------
# The first two lines speak of one sample, so they are mapped over the columns of a batch.
# Errors come from the output down; each layer then costs one product for its gradient.

output_error = torch.vmap(compiled[0], in_dims=1, out_dims=1)
hidden_error = torch.vmap(compiled[1], in_dims=(None, 1, 1), out_dims=1)
weight_gradient, bias_gradient = compiled[2:]


def forward(parameters, x):
    """The weighted inputs and the activations of every layer, (units, batch) each."""
    inputs, activations = [], [x]
    for weights, bias in zip(parameters[::2], parameters[1::2], strict=True):
        inputs.append(weights @ activations[-1] + bias[:, None])
        activations.append(torch.tanh(inputs[-1]))
    return inputs, activations


def derived(parameters, x, y):
    """The gradient by the four lines."""
    inputs, activations = forward(parameters, x)
    error, gradients = output_error(inputs[-1], y), []
    for depth in reversed(range(len(inputs))):
        gradients[:0] = weight_gradient(error, activations[depth]), bias_gradient(error)
        if depth:
            error = hidden_error(parameters[2 * depth], error, inputs[depth - 1])
    return gradients


def by_autograd(parameters, x, y):
    """The gradient of PyTorch's cross-entropy, whose samples are rows."""
    watched = [parameter.detach().requires_grad_() for parameter in parameters]
    loss = torch.nn.functional.cross_entropy(forward(watched, x)[0][-1].T, y.T)
    return torch.autograd.grad(loss, watched)


# %%
# Twice the same training
# -----------------------
# PyTorch's own optimiser takes either gradient; start, batches and step are the same.
# Autograd adds in another order, so the last bits may differ.

images, digits = load_digits(return_X_y=True)


def data(split):
    """Training images (pixels, samples), one-hot targets (classes, samples), and the held-out."""
    x, x_out, y, y_out = train_test_split(images / 16, digits, test_size=0.3, random_state=split)
    targets = torch.nn.functional.one_hot(torch.tensor(y), 10).double()
    return torch.tensor(x).T, targets.T, torch.tensor(x_out).T, torch.tensor(y_out)


def train(gradient, split, widths=(64, 100, 32, 10), epochs=20):
    """The weights and biases after every epoch."""
    generator, parameters = torch.Generator().manual_seed(split), []
    for below, above in pairwise(widths):
        start = torch.randn(above, below, generator=generator, dtype=torch.float64)
        parameters += [start / below**0.5, torch.zeros(above, dtype=torch.float64)]
    optimizer = torch.optim.SGD(parameters, lr=0.2, momentum=0.9)
    x, y = data(split)[:2]
    for _ in range(epochs):
        for batch in torch.randperm(x.shape[1], generator=generator).split(64):
            found = gradient(parameters, x[:, batch], y[:, batch])
            for parameter, slope in zip(parameters, found, strict=True):
                parameter.grad = slope
            optimizer.step()
        yield [parameter.clone() for parameter in parameters]


ours, theirs = (list(train(gradient, split=0)) for gradient in (derived, by_autograd))
gaps = [torch.stack([(p - q).abs().max() for p, q in zip(*pair, strict=True)]).max()
        for pair in zip(ours, theirs, strict=True)]  # fmt: skip

_, axes = plt.subplots()
axes.semilogy(range(1, 21), gaps, marker="o", markersize=4)
axes.axhline(2.0**-52, color="0.5", linestyle="--", label="spacing of doubles at 1")
axes.set(xlabel="epoch", ylabel="largest difference of a weight", ylim=(1e-17, 1e-11))
axes.set(title="Derived gradient beside autograd, after every epoch", xticks=range(0, 21, 5))
axes.legend(loc="upper left")
print(f"after {20 * 20} steps no weight differs by more than {gaps[-1]:.0e}")
assert gaps[-1] < 1e-11

# %%
# Better than logistic regression
# -------------------------------
# Five splits, 30 % held out.
# Logistic regression may choose its regularisation on the held-out digits, in its own favour.


def accuracies(split):
    """Held-out accuracy of logistic regression, and of the network."""
    x, y, x_out, y_out = data(split)
    *_, parameters = train(derived, split)
    right = forward(parameters, x_out)[0][-1].argmax(dim=0) == y_out
    fits = (LogisticRegression(C=c, max_iter=500).fit(x.T, y.argmax(0)) for c in (1, 3, 10))
    return max(fit.score(x_out.T, y_out) for fit in fits), right.double().mean().item()


regression, network = torch.tensor([accuracies(split) for split in range(5)]).T  # (splits,) each
gain = network - regression

_, axes = plt.subplots()
axes.hlines(range(5), regression, network, color="0.75", zorder=1)
axes.scatter(regression, range(5), color="C1", label="logistic regression")
axes.scatter(network, range(5), color="C0", label="network, derived gradient")
axes.set(xlabel="held-out accuracy", ylabel="split", yticks=range(5), title="Five splits, in pairs")
axes.legend(loc="best")
print(f"network {network.mean():.2%}, logistic regression {regression.mean():.2%}: "
      f"a gain of {gain.mean():.2%} ± {gain.std():.2%} (mean ± sd over the splits)")  # fmt: skip
assert gain.mean() > gain.std() / 5**0.5
