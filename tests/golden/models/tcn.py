"""A temporal convolutional network without weight norm: blocks of two causal convolutions, dilated by 1, 2, 4, …

Input [batch, time, features]; a block is relu(relu(conv2(relu(conv1(x)))) + residual(x)), where the residual is a 1×1
convolution if channels differ. Source: Bai, Kolter and Koltun 2018. Gradients are of mean((output − 0.1)²).
"""

from torch import nn
from torch.nn.functional import pad

from formula import filled, flat, signal, values

FEATURES, CHANNELS, KERNEL, HORIZON, LOOKBACK = 3, [4, 6, 6], 3, 5, 20


class Block(nn.Module):
    def __init__(self, inputs, outputs, dilation):
        super().__init__()
        self.reach = dilation * (KERNEL - 1)
        self.conv1 = nn.Conv1d(inputs, outputs, KERNEL, dilation=dilation)
        self.conv2 = nn.Conv1d(outputs, outputs, KERNEL, dilation=dilation)
        self.residual = nn.Conv1d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x):
        y = self.conv1(pad(x, (self.reach, 0))).relu()
        y = self.conv2(pad(y, (self.reach, 0))).relu()
        return (y + self.residual(x)).relu()


class Tcn(nn.Module):
    def __init__(self, summary):
        super().__init__()
        widths = zip([FEATURES] + CHANNELS, CHANNELS)
        self.blocks = nn.Sequential(*(Block(i, o, 2**level) for level, (i, o) in enumerate(widths)))
        self.head = nn.Linear(CHANNELS[-1], HORIZON)
        self.summary = summary

    def forward(self, x):
        return self.head(self.summary(self.blocks(x.transpose(1, 2))))


def trained(summary):
    model = filled(Tcn(summary))
    output = model(signal(2, LOOKBACK, FEATURES))
    loss = (output - 0.1).square().mean()
    loss.backward()
    gradients = {name: flat(parameter.grad) for name, parameter in model.named_parameters()}
    return {**values(output), "loss": loss.item(), "gradients": gradients}


GOLDEN = {"last_step": trained(lambda y: y[:, :, -1]), "mean_pool": trained(lambda y: y.mean(-1))}
