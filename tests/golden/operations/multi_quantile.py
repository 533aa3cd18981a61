import torch

from formula import audit


def loss(prediction, target, reduction):
    quantiles = torch.tensor([0.1, 0.5, 0.9], dtype=torch.float64)
    u = target.unsqueeze(-1) - prediction
    losses = torch.maximum(quantiles * u, (quantiles - 1) * u)
    return {"mean": losses.mean, "sum": losses.sum, "none": lambda: losses}[reduction]()


GOLDEN = {
    reduction: audit(lambda p, t: loss(p, t, reduction), [[2, 5, 3], [2, 5]], [[3], []])
    for reduction in ["mean", "sum", "none"]
}
