from torch.nn import functional

from formula import audit

CASES = {
    "p_2": (2.0, -1, 1e-12),
    "p_1": (1.0, 0, 1e-12),
    "p_3": (3.0, 1, 1e-12),
    "p_inf": (float("inf"), 1, 1e-12),
    "below_eps": (2.0, -1, 100.0),
}
GOLDEN = {
    name: audit(lambda x: functional.normalize(x, p=p, dim=axis, eps=eps), [[2, 3, 4]], [[3, 1, 2]])
    for name, (p, axis, eps) in CASES.items()
}
