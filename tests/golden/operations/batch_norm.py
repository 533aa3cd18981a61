import torch
from torch.nn.functional import batch_norm

from formula import audit


def train(x, weight=None, bias=None):
    return batch_norm(x, None, None, weight, bias, training=True, eps=1e-5)


def evaluate(x, weight=None, bias=None):
    mean, variance = torch.tensor([[0.3, -0.2, 0.1], [0.5, 2.0, 1.1]], dtype=torch.float64)
    return batch_norm(x, mean, variance, weight, bias, training=False, eps=1e-3)


GOLDEN = {
    "train": audit(train, [[4, 3], [3], [3]], [[2, 3, 5], [3], [3]], [[3, 2, 4], [2]], [[5, 2]]),
    "eval": audit(evaluate, [[4, 3], [3], [3]], [[2, 3, 5], [3], [3]], [[2, 3, 2, 2]]),
}
