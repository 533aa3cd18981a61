import torch

from formula import audit


def through(kind):
    return lambda x: x.detach().to(kind).double()


GOLDEN = {
    "through_integers": audit(through(torch.int32), [[2, 3, 4]], [[]], [[2, 1, 3, 2]]),
    "through_booleans": audit(through(torch.bool), [[2, 3]]),
}
