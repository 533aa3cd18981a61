import torch

from formula import audit


def compared(operation):
    return lambda a, b: operation(a.detach().int(), b.detach().int()).double()


def positive(operation):
    return lambda *x: operation(*(y.detach() > 0 for y in x)).double()


def rows(operation):
    return lambda x: operation(x.detach().int() > 0, 1).double()


PAIRS = [[[2, 3, 4], [4]], [[2, 1, 4], [3, 1]], [[], [2, 2]]]
GOLDEN = {name: audit(compared(getattr(torch, name)), *PAIRS) for name in ["eq", "ne", "lt", "le", "gt", "ge"]}
GOLDEN |= {
    name: audit(positive(getattr(torch, name)), [[3, 4], [4]]) for name in ["logical_and", "logical_or", "logical_xor"]
}
GOLDEN |= {name: audit(rows(getattr(torch, name)), [[5, 2]], [[2, 2, 3]]) for name in ["any", "all"]}
