import torch
from torch.nn import functional

from formula import ALL, POSITIVE, audit

SAMPLES = [[[2, 3, 4]], [[7]]]
OPERATIONS = {
    "neg": (torch.neg, ALL),
    "exp": (torch.exp, ALL),
    "log": (torch.log, POSITIVE),
    "sqrt": (torch.sqrt, POSITIVE),
    "square": (torch.square, ALL),
    "abs": (torch.abs, ALL),
    "tanh": (torch.tanh, ALL),
    "sigmoid": (torch.sigmoid, ALL),
    "erf": (torch.erf, ALL),
    "relu": (torch.relu, ALL),
    "gelu": (functional.gelu, ALL),
}
GOLDEN = {case: audit(operation, *SAMPLES, domain=domain) for case, (operation, domain) in OPERATIONS.items()}
