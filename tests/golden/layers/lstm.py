"""Long sequences through LSTMs of several kinds, with the gradients of mean((output − 0.1)²)."""

import torch
from torch import nn

from formula import filled, flat, signal, values


def trained(*sizes, state=False, **options):
    layer = filled(nn.LSTM(sizes[2], 4, batch_first=True, **options))
    rows = layer.num_layers * (2 if layer.bidirectional else 1)
    initial = signal(rows, sizes[0], 4)
    output, (hidden, cell) = layer(signal(*sizes), (initial, 0.5 * initial) if state else None)
    loss = (output - 0.1).square().mean()
    loss.backward()
    gradients = {name: flat(parameter.grad) for name, parameter in layer.named_parameters()}
    # Of long outputs the last steps are enough: they depend on all before.
    ends = {"hidden": flat(hidden), "cell": flat(cell)}
    return {**values(output[:, -3:]), "loss": loss.item(), "gradients": gradients, **ends}


GOLDEN = {
    "one_layer": trained(2, 60, 3),
    "two_layers": trained(3, 52, 3, num_layers=2),
    "both_ways": trained(2, 50, 3, num_layers=2, bidirectional=True, state=True),
    "no_bias": trained(2, 50, 2, bias=False, state=True),
}
