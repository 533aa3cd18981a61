import torch

from formula import values


def made(function, *arguments):
    return [{"arguments": list(a), **values(function(*a))} for a in arguments]


def one_hot(classes, labels):
    labels = torch.tensor(labels)
    return {"arguments": labels.flatten().tolist(), **values(torch.nn.functional.one_hot(labels, classes))}


def arange(start, end, step):
    return torch.arange(start, end, step, dtype=torch.float64)


def linspace(start, end, count):
    return torch.linspace(start, end, count, dtype=torch.float64)


GOLDEN = {
    "eye": made(torch.eye, [3, 3], [2, 4], [4, 2], [1, 1], [0, 0], [0, 3], [3, 0]),
    "arange": made(arange, [0.0, 1.0, 0.1], [1.0, -1.0, -0.3], [2.5, 3.0, 1.0], [-1.0, 2.0, 0.5], [0.0, 0.3, 0.1], [2.0, 2.0, 0.5], [-1.0, -1.0, -3.0]),
    "arange_of_integers": made(torch.arange, [0, 5, 1], [5, 0, -2], [-3, 4, 3], [7, 8, 100], [0, 0, 1], [4, 4, -2]),
    "linspace": made(linspace, [0.0, 1.0, 5], [1.0, -2.0, 4], [0.1, 0.7, 11], [3.0, 5.0, 1], [3.0, 5.0, 2], [3.0, 5.0, 0]),
    "one_hot": [one_hot(3, [0, 2, 1, 2]), one_hot(2, [[0, 1], [1, 1]]), one_hot(4, 3), one_hot(1, [[0]])],
}
