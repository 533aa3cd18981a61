"""Multi-head attention and encoder layers, with the gradients of mean((output − 0.1)²)."""

import torch
from torch import nn

from formula import filled, flat, signal, values


def trained(layer, output):
    loss = (output - 0.1).square().mean()
    loss.backward()
    return {**values(output), "loss": loss.item(), "gradients": {n: flat(p.grad) for n, p in layer.named_parameters()}}


def attention(queries, keys, values, mask=None, **options):
    layer = filled(nn.MultiheadAttention(6, 2, batch_first=True, **options))
    return trained(layer, layer(queries, keys, values, attn_mask=mask, need_weights=False)[0])


def encoder(**options):
    layer = filled(nn.TransformerEncoderLayer(6, 2, 5, dropout=0.0, batch_first=True, **options))
    return trained(layer, layer(signal(2, 7, 6)))


x, y = signal(2, 7, 6), signal(2, 4, 6)
# Query i sees key j unless (3·i + j) divides by 4.
hidden = torch.tensor([[(3 * i + j) % 4 == 0 for j in range(4)] for i in range(7)])

GOLDEN = {
    "itself": attention(x, x, x),
    "another": attention(x, y, y),
    "other_widths": attention(x, signal(2, 4, 3), signal(2, 4, 5), kdim=3, vdim=5),
    "masked": attention(x, y, y, hidden),
    "added": attention(x, y, y, signal(7, 4)),
    "relu": encoder(),
    "gelu_first": encoder(activation="gelu", norm_first=True),
    "gelu_tanh": encoder(activation=nn.GELU(approximate="tanh")),
}
