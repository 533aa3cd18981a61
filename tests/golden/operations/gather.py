import torch

from formula import audit


def at(axis, sizes, places):
    return lambda x: x.gather(axis, torch.tensor(places, dtype=torch.int64).reshape(sizes))


GOLDEN = {
    "last": audit(at(-1, (2, 4), [2, 0, 0, 1, 1, 1, 2, 2]), [[2, 3]]),
    "middle": audit(at(1, (2, 1, 2), [2, 1, 0, 0]), [[2, 3, 2]]),
    "nothing": audit(at(0, (0, 3), []), [[2, 3]]),
}
