"""A cross-correlation is NumPy's; its gradients are those of the sums that NumPy's documentation states."""

import numpy
import torch

from formula import audit


def correlate(mode):
    def correlation(a, v):
        n, m = len(a), len(v)
        shifts = {"full": range(1 - m, n), "valid": range(n - m + 1) if n >= m else range(n - m, 1)}
        full = [sum(a[i + k] * v[i] for i in range(m) if 0 <= i + k < n) for k in shifts["full"]]
        found = torch.stack(full)
        expected = numpy.correlate(a.detach().numpy(), v.detach().numpy(), mode)
        starts = [i for i in range(len(full) - len(expected) + 1) if numpy.allclose(found[i : i + len(expected)].detach(), expected)]
        assert len(starts) == 1 and (mode == "same" or len(expected) == len(shifts[mode]))
        return found[starts[0] : starts[0] + len(expected)]

    return correlation


PAIRS = [[7], [3]], [[8], [4]], [[3], [6]], [[4], [9]], [[5], [5]]

GOLDEN = {
    "dot": audit(torch.dot, [[7], [7]], [[1], [1]]),
    "outer": audit(torch.outer, [[4], [3]], [[1], [5]]),
    **{mode: audit(correlate(mode), *PAIRS) for mode in ["valid", "full", "same"]},
}
