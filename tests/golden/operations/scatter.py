import torch

from formula import audit


def index(sizes, places):
    return torch.tensor(places, dtype=torch.int64).reshape(sizes)


REPEATED = [2, 0, 2, 2, 1, 1, 0, 1]


def reduced(reduce, include_self):
    places = index((2, 4), REPEATED)
    return audit(lambda x, y: x.scatter_reduce(1, places, y, reduce, include_self=include_self), [[2, 3], [2, 4]])


GOLDEN = {
    "scatter": audit(lambda x, y: x.scatter(1, index((2, 2), [2, 0, 1, 2]), y), [[2, 3], [2, 2]]),
    "scatter_add": audit(lambda x, y: x.scatter_add(0, index((3, 2), [1, 0, 1, 1, 1, 0]), y), [[2, 2], [3, 2]]),
    "middle": audit(lambda x, y: x.scatter_add(1, index((2, 1, 2), [2, 1, 0, 0]), y), [[2, 3, 2], [2, 1, 2]]),
    "scatter_max": reduced("amax", True),
    "scatter_min": reduced("amin", True),
    "scatter_max_of_source": reduced("amax", False),
    "scatter_min_of_source": reduced("amin", False),
    "index_copy": audit(
        lambda x, y: x.index_copy(1, index((2,), [2, 0]), y), [[2, 3], [2, 2]], [[1, 4, 3], [1, 2, 3]]
    ),
}
