from torch.nn.functional import conv_transpose1d

from formula import audit


def spreading(**options):
    return lambda x, weight, bias=None: conv_transpose1d(x, weight, bias, **options)


GOLDEN = {
    "plain": audit(spreading(), [[2, 3, 5], [3, 4, 3], [4]], [[3, 5], [3, 2, 4]], [[1, 1, 1], [1, 1, 1], [1]]),
    "strided": audit(spreading(stride=3, padding=1, output_padding=2), [[2, 3, 4], [3, 2, 4], [2]]),
    "dilated": audit(spreading(padding=2, output_padding=1, dilation=3), [[2, 2, 5], [2, 3, 3]]),
    "padded": audit(spreading(stride=2, padding=3), [[2, 2, 6], [2, 3, 2]]),
}
