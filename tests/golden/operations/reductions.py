import torch

from formula import audit


def flat(operation):
    """The operation over all elements: `amax` and its like take axes only."""
    return lambda x, axes, keepdim: operation(x.flatten() if axes is None else x, 0 if axes is None else axes, keepdim)


def several(operation):
    """The operation over several axes, where PyTorch knows one only."""

    def over(x, axes, keepdim):
        if axes is None:
            return operation(x.flatten(), 0, False)
        if isinstance(axes, int):
            return operation(x, axes, keepdim)
        return operation(x.movedim(axes, (-2, -1)).flatten(-2), -1, keepdim)

    return over


def extremum(one, many):
    return lambda x, axes, keepdim: one(x, axes, keepdim)[0] if isinstance(axes, int) else many(x, axes, keepdim)


def everything(operation):
    return lambda x, axes, keepdim: operation(x) if axes is None else operation(x, axes, keepdim)


def median(x, axes, keepdim):
    if isinstance(axes, int):
        return x.median(axes, keepdim)[0]
    return x.median() if axes is None else torch.stack([x[:, i].median() for i in range(x.shape[1])])


def deviation(operation):
    """Corrected by one, but not where a row has one element only."""

    def over(x, axes, keepdim):
        axes = list(range(x.dim())) if axes is None else [axes] if isinstance(axes, int) else list(axes)
        count = 1
        for axis in axes:
            count *= x.shape[axis]
        if not axes:
            return operation(x.reshape(1), 0, correction=0, keepdim=False)
        return operation(x, axes, correction=int(count > 1), keepdim=keepdim)

    return over


def norm(p):
    def over(x, axes, keepdim):
        return torch.linalg.vector_norm(x, p, axes, keepdim)

    return over


def variance(x, axes, keepdim):
    if axes is None and x.dim() == 0:
        return torch.var(x.reshape(1), 0, correction=0)
    return torch.var(x, axes, correction=0, keepdim=keepdim)


OPERATIONS = {
    "prod": several(torch.prod),
    "max": extremum(torch.max, everything(lambda x, *rest: x.amax(*rest))),
    "min": extremum(torch.min, everything(lambda x, *rest: x.amin(*rest))),
    "median": median,
    "var": variance,
    "var_of_a_sample": deviation(torch.var),
    "std": deviation(torch.std),
    "norm": norm(2),
    "norm_1": norm(1),
    "norm_3": norm(3),
    "norm_inf": norm(float("inf")),
    "logsumexp": flat(torch.logsumexp),
    "quantile": several(lambda x, axis, keepdim: x.quantile(0.3, axis, keepdim)),
}

AXES = {
    "1": (1, False, [[[2, 3, 4]], [[3, 1, 2]]]),
    "last_keepdim": (-1, True, [[[2, 3, 4]], [[3, 1, 2]]]),
    "0_2": ((0, 2), False, [[[2, 3, 4]], [[3, 1, 2]]]),
    "all": (None, False, [[[2, 3, 4]], [[5]], [[]]]),
}
GOLDEN = {
    f"{name}_{case}": audit(lambda x, f=f, axes=axes, keepdim=keepdim: f(x, axes, keepdim), *samples)
    for name, f in OPERATIONS.items()
    for case, (axes, keepdim, samples) in AXES.items()
}
