"""Each loss with its mean, its sum and unreduced: `mse_mean`, `mse_sum`, `mse_none`."""

import torch
from torch.nn import functional

from formula import audit


def quantile(q):
    # As `neuralforecast` and `darts` write it.
    def loss(prediction, target, reduction):
        u = target - prediction
        losses = torch.maximum(q * u, (q - 1) * u)
        return {"mean": losses.mean, "sum": losses.sum, "none": lambda: losses}[reduction]()

    return loss


def huber(delta):
    return lambda p, t, reduction: functional.huber_loss(p, t, reduction=reduction, delta=delta)


def smooth_l1(beta):
    return lambda p, t, reduction: functional.smooth_l1_loss(p, t, reduction=reduction, beta=beta)


LOSSES = {
    "mse": lambda p, t, reduction: functional.mse_loss(p, t, reduction=reduction),
    "mae": lambda p, t, reduction: functional.l1_loss(p, t, reduction=reduction),
    "huber": huber(1.0),
    "huber_0.3": huber(0.3),
    "smooth_l1": smooth_l1(1.0),
    "smooth_l1_0": smooth_l1(0.0),
    "smooth_l1_2.5": smooth_l1(2.5),
    "quantile_0.9": quantile(0.9),
    "quantile_0.2": quantile(0.2),
}
SAMPLES = [[[2, 3], [2, 3]], [[], []], [[2, 5, 3], [2, 5, 3]]]
GOLDEN = {
    f"{name}_{reduction}": audit(lambda p, t: loss(p, t, reduction), *SAMPLES)
    for name, loss in LOSSES.items()
    for reduction in ["mean", "sum", "none"]
}
