"""Three batches in training, then another in evaluation, in double precision: of the third and the fourth the output and the gradients
of Σ sin(i + 1)·output[i], and the running statistics after the third.

Element i of batch b is sin(0.37·i + 0.2 + b); the weight is 1 + 0.5·sin(1.3·i + 0.4), the bias 0.5·sin(1.3·i + 1.1).
"""

import math

import torch
from torch import nn

from formula import flat, values


def tensor(sizes, value):
    return torch.tensor([value(i) for i in range(math.prod(sizes))], dtype=torch.float64).reshape(sizes)


def step(layer, sizes, batch):
    x = tensor(sizes, lambda i: math.sin(0.37 * i + 0.2 + batch)).requires_grad_()
    output = layer(x)
    inputs = [x, *layer.parameters()]
    weights = tensor(output.shape, lambda i: math.sin(i + 1))
    gradients = torch.autograd.grad((weights * output).sum(), inputs)
    return {**values(output), "gradients": [flat(gradient) for gradient in gradients]}


def run(sizes, **options):
    layer = nn.BatchNorm1d(sizes[1], dtype=torch.float64, **options)
    if layer.affine:
        with torch.no_grad():
            layer.weight.copy_(tensor(sizes[1:2], lambda i: 1 + 0.5 * math.sin(1.3 * i + 0.4)))
            layer.bias.copy_(tensor(sizes[1:2], lambda i: 0.5 * math.sin(1.3 * i + 1.1)))
    for batch in range(3):
        train = step(layer, sizes, batch)
    state = {name: flat(buffer) for name, buffer in layer.named_buffers()}
    layer.eval()
    return {"sizes": sizes, "train": train, "buffers": state, "eval": step(layer, sizes, 3)}


GOLDEN = {
    "features": run([4, 3]),
    "signal": run([2, 3, 50]),
    "momentum": run([3, 4, 5], momentum=0.3, eps=0.01),
    "cumulative": run([3, 4, 5], momentum=None),
    "no_affine": run([3, 4, 5], affine=False),
    "no_running_statistics": run([3, 4, 5], track_running_stats=False),
}
