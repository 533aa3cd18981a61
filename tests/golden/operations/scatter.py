import torch

from formula import audit


def index(sizes, places):
    return torch.tensor(places, dtype=torch.int64).reshape(sizes)


GOLDEN = {
    "scatter": audit(lambda x, y: x.scatter(1, index((2, 2), [2, 0, 1, 2]), y), [[2, 3], [2, 2]]),
    "scatter_add": audit(lambda x, y: x.scatter_add(0, index((3, 2), [1, 0, 1, 1, 1, 0]), y), [[2, 2], [3, 2]]),
    "middle": audit(lambda x, y: x.scatter_add(1, index((2, 1, 2), [2, 1, 0, 0]), y), [[2, 3, 2], [2, 1, 2]]),
    "index_copy": audit(
        lambda x, y: x.index_copy(1, index((2,), [2, 0]), y), [[2, 3], [2, 2]], [[1, 4, 3], [1, 2, 3]]
    ),
}
