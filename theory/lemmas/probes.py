"""PyTorch beside the small facts of analysis."""

import torch

from chainrule.corroborate.probe import Probe

probes = (
    Probe("lemmas/square", loss=lambda x: torch.square(x)),
    Probe("lemmas/log-tangent", loss=lambda t: torch.log(t)),
    Probe("lemmas/exp-tangent", loss=lambda x: torch.exp(x)),
    Probe("lemmas/log-monotone", loss=lambda a: torch.log(a)),
    Probe("lemmas/exp-monotone", loss=lambda v: torch.exp(v)),
)
