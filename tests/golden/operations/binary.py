import torch

from formula import ALL, POSITIVE, audit

SAMPLES = [[[2, 3], [2, 3]], [[2, 3, 4], [4]], [[2, 1, 4], [3, 1]], [[], [2, 2]], [[2, 1, 2, 3], [2, 1, 1]]]
OPERATIONS = {
    "add": (torch.add, ALL),
    "sub": (torch.sub, ALL),
    "mul": (torch.mul, ALL),
    "div": (torch.div, POSITIVE),
    "div_floor": (lambda x, y: torch.div(x, y, rounding_mode="floor"), POSITIVE),
    "div_trunc": (lambda x, y: torch.div(x, y, rounding_mode="trunc"), POSITIVE),
    "rem": (torch.remainder, POSITIVE),
    "fmod": (torch.fmod, POSITIVE),
    "maximum": (torch.maximum, ALL),
    "minimum": (torch.minimum, ALL),
    "atan2": (torch.atan2, ALL),
    "pow": (torch.pow, POSITIVE),
    "prelu": (lambda x, slope: torch.where(x > 0, x, slope * x), ALL),  # PyTorch's own does not broadcast.
}
GOLDEN = {case: audit(operation, *SAMPLES, domain=domain) for case, (operation, domain) in OPERATIONS.items()}
