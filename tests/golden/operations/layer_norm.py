from torch.nn.functional import layer_norm

from formula import audit


def last(x, weight=None, bias=None):
    return layer_norm(x, x.shape[-1:], weight, bias, 1e-5)


def last_two(x, weight=None, bias=None):
    return layer_norm(x, x.shape[-2:], weight, bias, 1e-5)


GOLDEN = {
    "layer_norm": audit(last, [[2, 3, 5], [5], [5]], [[4, 7], [7], [7]], [[3, 6], [6]], [[6]]),
    "two_axes": audit(last_two, [[2, 3, 4], [3, 4], [3, 4]], [[2, 2, 3, 2], [3, 2]], [[3, 4]]),
}
