from torch.nn.functional import adaptive_avg_pool1d, adaptive_max_pool1d, avg_pool1d, max_pool1d

from formula import audit


def over_any_axes(pool, *arguments):
    """PyTorch takes two or three axes."""
    return lambda x: pool(x.reshape(1, -1, x.shape[-1]), *arguments).reshape(*x.shape[:-1], -1)


def case(pool, *arguments):
    return audit(over_any_axes(pool, *arguments), [[9]], [[2, 8]], [[2, 3, 7]], [[2, 1, 3, 6]])


GOLDEN = {
    "avg_sliding": case(avg_pool1d, 3, 1, 0),
    "avg_padded": case(avg_pool1d, 4, 3, 2),
    "avg_same": case(avg_pool1d, 5, 1, 2),
    "avg_bins": case(adaptive_avg_pool1d, 4),
    "avg_more_bins": case(adaptive_avg_pool1d, 11),
    "max_pairs": case(max_pool1d, 2, 2, 0),
    "max_padded": case(max_pool1d, 3, 2, 1),
    "max_bins": case(adaptive_max_pool1d, 4),
    "max_one_bin": case(adaptive_max_pool1d, 1),
}
