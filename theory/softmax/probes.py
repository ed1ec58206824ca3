"""PyTorch beside the chapter on softmax: its own softmax, log-sum-exp and cross-entropy."""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.corroborate.probe import Probe


def softmax_of(z: Tensor) -> Tensor:
    """Class probabilities; `z` is (K,)."""
    return torch.softmax(z, dim=0)


def cross_entropy(z: Tensor, y: Tensor) -> Tensor:
    """PyTorch's loss of logits (K,) and soft targets (K,), a scalar."""
    return F.cross_entropy(z, y)


def quadratic_form(v: Tensor, q: Tensor) -> Tensor:
    """v' S v for the covariance S (K, K) of a one-hot draw: the outcomes weighted by `q` (K,)."""
    outcomes = torch.eye(len(q), dtype=q.dtype)
    return v @ torch.cov(outcomes, correction=0, aweights=q) @ v


def curvature(v: Tensor, q: Tensor) -> Tensor:
    """v' H v for the Hessian H of log-sum-exp at the logits log q, by autograd twice."""
    gradient = torch.func.grad(lambda z: torch.logsumexp(z, dim=0))
    return v @ torch.func.jacrev(gradient)(q.log()) @ v


probes = (
    Probe("softmax/log-probability", loss=lambda z: F.log_softmax(z, dim=0)),
    Probe("softmax/log-jacobian", loss=lambda z: F.log_softmax(z, dim=0)),
    Probe("softmax/jacobian", loss=softmax_of),
    Probe("softmax/cross-entropy-gradient", loss=cross_entropy),
    Probe("softmax/hessian", loss=cross_entropy),
    Probe("softmax/hessian-is-a-variance", loss=quadratic_form),
    Probe("softmax/spectral-bound", loss=curvature),
    Probe("softmax/log-sum-exp-shift", loss=lambda z, c: torch.logsumexp(z + c, dim=0)),
    Probe("softmax/shift-invariance", loss=lambda z, c: torch.softmax(z - c, dim=0)),
    Probe("softmax/log-sum-exp-gradient", loss=lambda z: torch.logsumexp(z, dim=0)),
    Probe("softmax/log-sum-exp-above-maximum", loss=lambda z: torch.amax(z, dim=0)),
    Probe("softmax/log-sum-exp-below-maximum", loss=lambda z: torch.logsumexp(z, dim=0)),
    Probe(
        "softmax/log-sum-exp-temperature",
        loss=lambda z, tau: tau * torch.logsumexp(z / tau, dim=0),
    ),
    Probe("softmax/log-sum-exp-slope", loss=lambda q, d: torch.dot(q, d).abs()),
)
