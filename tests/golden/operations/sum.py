import torch

from formula import audit

GOLDEN = {
    "sum": audit(torch.sum, [[2, 3, 4]], [[]]),
    "mean": audit(torch.mean, [[2, 3, 4]]),
    "sum_0": audit(lambda x: x.sum(0), [[2, 3, 4]]),
    "sum_1": audit(lambda x: x.sum(1), [[2, 3, 4]]),
    "sum_last": audit(lambda x: x.sum(-1), [[2, 3, 4]]),
    "sum_axes": audit(lambda x: x.sum((-1, 0)), [[2, 3, 4]]),
    "mean_axes": audit(lambda x: x.mean((1, 2), keepdim=True), [[2, 3, 4]]),
    "sum_keepdim": audit(lambda x: x.sum(1, keepdim=True), [[2, 3, 4]]),
    "mean_keepdim": audit(lambda x: x.mean(-1, keepdim=True), [[2, 3, 4]]),
    "mean_0": audit(lambda x: x.mean(0), [[2, 3, 4]]),
}
