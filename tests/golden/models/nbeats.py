"""N-BEATS as in the paper: backcasts are subtracted, forecasts added up, from a window in its natural order of time.

Generic, trend and seasonality bases; the blocks of an interpretable stack are one and the same. Source: Oreshkin et al. 2020.
Gradients are of mean((output − 0.1)²).
"""

import math

import torch
from torch import nn

from formula import filled, flat, signal, values

LOOKBACK, HORIZON, LAYERS = 20, 5, 2


def table(rows):
    return torch.tensor(rows, dtype=torch.float64).float()


def powers(steps, degree):
    return table([[(j / steps) ** i for j in range(steps)] for i in range(degree + 1)])


def waves(first, steps, harmonics):
    above = [k / harmonics for k in range(harmonics, HORIZON * harmonics) if k < harmonics * HORIZON / 2]
    angles = [[2 * math.pi * f * (first + j / HORIZON) for j in range(steps)] for f in [0, *above]]
    return table([[f(a) for a in row] for f in (math.cos, math.sin) for row in angles])


class Block(nn.Module):
    def __init__(self, width, coefficients):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width if i else LOOKBACK, width) for i in range(LAYERS))
        self.basis_parameters = nn.Linear(width, coefficients)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return self.basis_parameters(x)


class Stack(nn.Module):
    def __init__(self, width, blocks, repeats, back, ahead):
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, len(back) + len(ahead)) for _ in range(blocks))
        self.repeats, self.back, self.ahead = repeats, back, ahead


class NBeats(nn.Module):
    def __init__(self, *stacks):
        super().__init__()
        self.stacks = nn.ModuleList(stacks)

    def forward(self, x):
        residual, forecast = x[:, :, 0], 0
        for stack in self.stacks:
            for block in stack.blocks:
                for _ in range(stack.repeats):
                    theta = block(residual)
                    residual = residual - theta[:, : len(stack.back)] @ stack.back
                    forecast = forecast + theta[:, len(stack.back) :] @ stack.ahead
        return forecast


def generic(width, blocks):
    return Stack(width, blocks, 1, torch.eye(LOOKBACK), torch.eye(HORIZON))


def trend(degree, width, repeats):
    return Stack(width, 1, repeats, powers(LOOKBACK, degree), powers(HORIZON, degree))


def seasonality(harmonics, width, repeats):
    back, ahead = waves(-LOOKBACK / HORIZON, LOOKBACK, harmonics), waves(0, HORIZON, harmonics)
    return Stack(width, 1, repeats, back, ahead)


def trained(*stacks):
    model = filled(NBeats(*stacks))
    output = model(signal(2, LOOKBACK, 1))
    loss = (output - 0.1).square().mean()
    loss.backward()
    gradients = {name: flat(parameter.grad) for name, parameter in model.named_parameters()}
    return {**values(output), "loss": loss.item(), "gradients": gradients}


GOLDEN = {
    "generic": trained(generic(4, 3)),
    "interpretable": trained(trend(2, 4, 2), seasonality(1, 5, 2)),
    "harmonics": trained(seasonality(2, 4, 1), generic(3, 1)),
}
