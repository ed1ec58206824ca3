"""PyTorch beside the chapter on likelihood: its distributions, divergences and losses."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.distributions import Normal

from chainrule.corroborate.probe import Probe


def log_likelihood(Y: Tensor, q: Tensor) -> Tensor:
    """The mean log-likelihood of samples in rows, `Y` (m, S), under the law `q` (S,)."""
    likelihoods = torch.pow(q, Y).prod(dim=1)
    return torch.log(likelihoods.prod()) / len(Y)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    """The cross-entropy of two laws (S,); PyTorch divides `q` by its sum, which is put back."""
    return F.cross_entropy(q.log(), p) - p.sum() * q.sum().log()


def minus_divergence(p: Tensor, q: Tensor) -> Tensor:
    """Minus the Kullback-Leibler divergence of `p` from `q`; PyTorch takes log q first."""
    return -F.kl_div(q.log(), p, reduction="sum")


def gaussian_loss(y: Tensor, f: Tensor, sigma: Tensor) -> Tensor:
    """The mean negative log-likelihood of rows `y` (m, n) about the means `f` (m, n)."""
    return -Normal(f, sigma).log_prob(y).sum(dim=1).mean()


probes = (
    Probe("likelihood/log-likelihood-is-cross-entropy", loss=log_likelihood),
    Probe("likelihood/cross-entropy-is-entropy-plus-divergence", loss=cross_entropy),
    Probe("likelihood/gibbs", loss=minus_divergence),
    Probe("likelihood/gaussian-least-squares", loss=gaussian_loss),
)
