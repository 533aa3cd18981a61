"""Fifty steps from p[i] = sin(i + 1) down the loss Σ (i + 1)·p[i]² / 2 + Σ p[i], in float64: p after some of the steps.

The case `groups` has a second parameter of the same start and loss, with half the learning rate and weight decay 0.3, along a cosine.
"""

import math

import torch

from formula import flat

KEPT = [1, 2, 3, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]


def start():
    return torch.tensor([math.sin(i + 1) for i in range(6)], dtype=torch.float64, requires_grad=True)


def steps(optimizer, lr=0.1, **options):
    p = start()
    return run([p], optimizer([p], lr=lr, **options))


def run(parameters, optimizer, schedule=None):
    curvature = torch.arange(1, 7, dtype=torch.float64)
    path = []
    for step in range(1, 51):
        optimizer.zero_grad()
        sum((curvature * p.square()).sum() / 2 + p.sum() for p in parameters).backward()
        optimizer.step()
        if schedule:
            schedule.step()
        if step in KEPT:
            path.append([x for p in parameters for x in flat(p)])
    return path


def groups():
    p, q = start(), start()
    optimizer = torch.optim.SGD([{"params": [p]}, {"params": [q], "lr": 0.05, "weight_decay": 0.3}], lr=0.1, momentum=0.5)
    return run([p, q], optimizer, torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 40))


GOLDEN = {
    "adam": steps(torch.optim.Adam),
    "adam_weight_decay": steps(torch.optim.Adam, weight_decay=0.2),
    "adam_betas_eps": steps(torch.optim.Adam, betas=(0.8, 0.95), eps=1e-3),
    "adamw": steps(torch.optim.AdamW),
    "adamw_weight_decay": steps(torch.optim.AdamW, weight_decay=0.2, betas=(0.85, 0.99)),
    "sgd": steps(torch.optim.SGD),
    "sgd_weight_decay": steps(torch.optim.SGD, weight_decay=0.2),
    "sgd_momentum": steps(torch.optim.SGD, lr=0.05, momentum=0.9),
    "sgd_dampening": steps(torch.optim.SGD, momentum=0.8, dampening=0.4),
    "sgd_nesterov": steps(torch.optim.SGD, lr=0.05, momentum=0.9, nesterov=True),
    "sgd_all": steps(torch.optim.SGD, momentum=0.7, dampening=0.25, weight_decay=0.1),
    "sgd_nesterov_weight_decay": steps(torch.optim.SGD, momentum=0.7, nesterov=True, weight_decay=0.1),
    "groups": groups(),
}
