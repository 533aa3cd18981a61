import torch

from formula import audit

GOLDEN = {
    "values": audit(lambda x: x.sort(1)[0], [[2, 5]], [[2, 4, 3]]),
    "descending": audit(lambda x: x.sort(-1, True)[0], [[7]], [[2, 1, 2, 4]]),
    "places": audit(lambda x: x.detach().int().sort(dim=-1, stable=True)[1].double(), [[2, 9]]),
    "topk": audit(lambda x: x.topk(2, -1)[0], [[2, 5]]),
    "smallest": audit(lambda x: x.topk(2, 0, False)[0], [[5, 2]]),
    "searchsorted": audit(lambda x, y: torch.searchsorted(x.detach().sort()[0], y.detach(), right=True).double(), [[9], [2, 3]]),
}
