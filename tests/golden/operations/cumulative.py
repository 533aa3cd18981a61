import torch

from formula import audit

GOLDEN = {}
for name in ["cumsum", "cumprod"]:
    operation = getattr(torch, name)
    GOLDEN[name] = audit(lambda x, f=operation: f(x, 1), [[2, 5]], [[2, 3, 4]], [[2, 1, 3, 2]])
    GOLDEN[f"{name}_last"] = audit(lambda x, f=operation: f(x, -1), [[7]])
