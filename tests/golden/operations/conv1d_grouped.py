from torch.nn.functional import conv1d

from formula import audit


def grouped(groups, **options):
    def convolution(x, weight, bias=None):
        y = conv1d(x.reshape(-1, *x.shape[-2:]), weight, bias, groups=groups, **options)
        return y.reshape(*x.shape[:-2], *y.shape[1:])

    return convolution


GOLDEN = {
    "pairs": audit(grouped(2, stride=2, padding=1), [[2, 4, 7], [6, 2, 3], [6]], [[4, 5], [2, 2, 2]]),
    "depthwise": audit(grouped(3), [[2, 3, 6], [3, 1, 3], [3]], [[3, 4], [3, 1, 4]]),
    "depthwise_strided": audit(grouped(3, stride=2, dilation=2, padding=3), [[2, 3, 8], [3, 1, 3], [3]]),
    "depthwise_multiplied": audit(
        grouped(3, dilation=2, padding=2), [[2, 3, 5], [6, 1, 2], [6]], [[1, 2, 3, 4], [9, 1, 3]]
    ),
}
