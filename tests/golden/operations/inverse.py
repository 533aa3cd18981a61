import torch

from formula import ABOVE_ONE, ALL, INNER, audit

SAMPLES = [[[2, 3, 4]], [[7]], [[]], [[2, 1, 3, 2]]]
OPERATIONS = {
    "asin": (torch.asin, INNER),
    "acos": (torch.acos, INNER),
    "atan": (torch.atan, ALL),
    "asinh": (torch.asinh, ALL),
    "acosh": (torch.acosh, ABOVE_ONE),
    "atanh": (torch.atanh, INNER),
}
GOLDEN = {case: audit(operation, *SAMPLES, domain=domain) for case, (operation, domain) in OPERATIONS.items()}
