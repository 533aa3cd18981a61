import torch
from torch.nn import functional

from formula import ALL, POSITIVE, UNIT, audit

SAMPLES = [[[2, 3, 4]], [[7]], [[]], [[2, 1, 3, 2]]]
OPERATIONS = {
    "neg": (torch.neg, ALL),
    "square": (torch.square, ALL),
    "abs": (torch.abs, ALL),
    "sign": (torch.sign, ALL),
    "clamp": (lambda x: x.clamp(-0.7, 1.1), ALL),
    "exp": (torch.exp, ALL),
    "expm1": (torch.expm1, ALL),
    "log": (torch.log, POSITIVE),
    "log1p": (torch.log1p, POSITIVE),
    "sqrt": (torch.sqrt, POSITIVE),
    "rsqrt": (torch.rsqrt, POSITIVE),
    "reciprocal": (torch.reciprocal, POSITIVE),
    "powf": (lambda x: x.pow(2.5), POSITIVE),
    "sin": (torch.sin, ALL),
    "cos": (torch.cos, ALL),
    "tan": (torch.tan, UNIT),
    "sinh": (torch.sinh, ALL),
    "cosh": (torch.cosh, ALL),
    "tanh": (torch.tanh, ALL),
    "sigmoid": (torch.sigmoid, ALL),
    "erf": (torch.erf, ALL),
    "floor": (torch.floor, ALL),
    "ceil": (torch.ceil, ALL),
    "round": (torch.round, ALL),
    "relu": (torch.relu, ALL),
    "leaky_relu": (lambda x: functional.leaky_relu(x, 0.1), ALL),
    "elu": (lambda x: functional.elu(x, 1.5), ALL),
    "gelu": (functional.gelu, ALL),
    "silu": (functional.silu, ALL),
    "mish": (functional.mish, ALL),
    "logsigmoid": (functional.logsigmoid, ALL),
    "softplus": (functional.softplus, ALL),
}
GOLDEN = {case: audit(operation, *SAMPLES, domain=domain) for case, (operation, domain) in OPERATIONS.items()}
