import torch

from formula import audit

GOLDEN = {}
for name in ["argmax", "argmin"]:
    operation = getattr(torch, name)
    GOLDEN[f"{name}_1"] = audit(lambda x, f=operation: f(x.detach(), 1).double(), [[2, 5]], [[2, 3, 4]], [[3, 1]])
    GOLDEN[f"{name}_all"] = audit(lambda x, f=operation: f(x.detach()).double(), [[2, 3, 4]], [[]])
