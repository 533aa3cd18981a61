"""Five steps from p[i] = sin(i + 1) down the loss Σ (i + 1)·p[i]² / 2 + Σ p[i], in float64: p after each step."""

import math

import torch

from formula import flat


def steps(optimizer, **options):
    p = torch.tensor([math.sin(i + 1) for i in range(6)], dtype=torch.float64, requires_grad=True)
    curvature = torch.arange(1, 7, dtype=torch.float64)
    optimizer = optimizer([p], lr=0.1, **options)
    path = []
    for _ in range(5):
        optimizer.zero_grad()
        ((curvature * p.square()).sum() / 2 + p.sum()).backward()
        optimizer.step()
        path.append(flat(p))
    return path


GOLDEN = {
    "adam": steps(torch.optim.Adam),
    "adamw": steps(torch.optim.AdamW, weight_decay=0.2),
    "adam_weight_decay": steps(torch.optim.Adam, weight_decay=0.2),
}
