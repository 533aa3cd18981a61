"""The learning rate before each of 50 steps and after the last, from 0.1, for each schedule, as the optimizer sees it."""

import math
import warnings

import torch
from torch.optim import lr_scheduler as schedulers

warnings.filterwarnings("ignore")  # The order of steps, which here are of the schedule alone.


def loss(epoch):
    return math.exp(-epoch / 6) + 0.02 * abs(math.sin(1.7 * epoch))


def rates(schedule, needs_loss=False):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = schedule(optimizer)
    path = []
    for epoch in range(51):
        path.append(float(optimizer.param_groups[0]["lr"]))
        if epoch == 50:
            return path
        if isinstance(schedule, schedulers.OneCycleLR) and epoch + 1 >= schedule.total_steps:
            continue  # PyTorch refuses to go on; the rate stays.
        schedule.step(loss(epoch)) if needs_loss else schedule.step()


def warmup(steps, then, **options):
    def schedule(optimizer):
        first = schedulers.LinearLR(optimizer, total_iters=steps, **options)
        return schedulers.SequentialLR(optimizer, [first, then(optimizer)], milestones=[steps])

    return schedule


def plateau(**options):
    return rates(lambda o: schedulers.ReduceLROnPlateau(o, **options), needs_loss=True)


GOLDEN = {
    "step": rates(lambda o: schedulers.StepLR(o, 7, gamma=0.3)),
    "exponential": rates(lambda o: schedulers.ExponentialLR(o, 0.95)),
    "cosine": rates(lambda o: schedulers.CosineAnnealingLR(o, 20, eta_min=1e-3)),
    "cosine_whole": rates(lambda o: schedulers.CosineAnnealingLR(o, 50)),
    "one_cycle": rates(lambda o: schedulers.OneCycleLR(o, 0.4, total_steps=50, cycle_momentum=False)),
    "one_cycle_linear": rates(
        lambda o: schedulers.OneCycleLR(
            o, 0.4, total_steps=45, pct_start=0.4, div_factor=10, final_div_factor=50, anneal_strategy="linear", cycle_momentum=False
        )
    ),
    "lambda": rates(lambda o: schedulers.LambdaLR(o, lambda step: 1 / (1 + step))),
    "warmup_step": rates(warmup(6, lambda o: schedulers.StepLR(o, 10))),
    "warmup_cosine": rates(warmup(5, lambda o: schedulers.CosineAnnealingLR(o, 30, eta_min=1e-4), start_factor=0.1)),
    "plateau": plateau(factor=0.5, patience=2),
    "plateau_cooldown": plateau(factor=0.3, patience=1, cooldown=3, threshold=0.05, min_lr=1e-3),
    "plateau_absolute": plateau(factor=0.7, patience=3, threshold=0.01, threshold_mode="abs"),
    "plateau_tiny": plateau(factor=1e-3, patience=0, threshold=0.5),
}
