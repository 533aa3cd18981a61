from torch.nn.functional import conv1d, pad

from formula import audit


def sliding(**options):
    return lambda x, weight, bias=None: conv1d(x, weight, bias, **options)


def causal(dilation):
    return lambda x, weight, bias: conv1d(pad(x, (dilation * (weight.shape[2] - 1), 0)), weight, bias, dilation=dilation)


def padded(left, right, **options):
    return lambda x, weight, bias=None: conv1d(pad(x, (left, right)), weight, bias, **options)


GOLDEN = {
    "plain": audit(sliding(), [[2, 3, 7], [4, 3, 3], [4]], [[3, 5], [2, 3, 5]]),
    "strided": audit(sliding(stride=2, padding=1), [[2, 3, 8], [4, 3, 3], [4]]),
    "dilated": audit(sliding(stride=3, dilation=2, padding=3), [[2, 2, 9], [3, 2, 4]]),
    "left_alone": audit(padded(2, 0), [[2, 3, 6], [4, 3, 3], [4]]),
    "right_alone": audit(padded(0, 3, stride=2), [[2, 2, 5], [3, 2, 2]]),
    "uneven": audit(padded(1, 6, stride=2, dilation=2), [[2, 2, 5], [3, 2, 3], [3]]),
    "causal": audit(causal(2), [[2, 3, 6], [4, 3, 3], [4]], [[1, 2, 2], [2, 2, 4], [2]]),
}
