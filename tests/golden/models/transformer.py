"""A transformer encoder of PyTorch's own layers: a linear map, sinusoids, encoder layers with GELU, the last step or the mean,
a linear map. With pre-norm a last norm follows, as in `torch.nn.Transformer`. Gradients are of mean((output − 0.1)²).
"""

import math

import torch
from torch import nn

from formula import filled, flat, signal, values

FEATURES, WIDTH, HEADS, LAYERS, FEED_FORWARD, HORIZON, LOOKBACK = 3, 6, 2, 2, 7, 5, 20


def sinusoids(steps):
    rows = [
        [
            (math.cos if i % 2 else math.sin)(t / 10_000 ** ((i // 2 * 2) / WIDTH))
            for i in range(WIDTH)
        ]
        for t in range(steps)
    ]
    return torch.tensor(rows, dtype=torch.float64).float()


class Transformer(nn.Module):
    def __init__(self, norm_first, causal, summary):
        super().__init__()
        self.input = nn.Linear(FEATURES, WIDTH)
        layer = lambda: nn.TransformerEncoderLayer(
            WIDTH, HEADS, FEED_FORWARD, dropout=0.0, activation="gelu", batch_first=True, norm_first=norm_first
        )
        self.layers = nn.ModuleList(layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH) if norm_first else None
        self.head = nn.Linear(WIDTH, HORIZON)
        self.causal, self.summary = causal, summary

    def forward(self, x):
        x = self.input(x) + sinusoids(x.shape[1])
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1]) if self.causal else None
        for layer in self.layers:
            x = layer(x, src_mask=mask)
        return self.head(self.summary(self.norm(x) if self.norm else x))


def trained(norm_first, causal, summary):
    model = filled(Transformer(norm_first, causal, summary))
    output = model(signal(2, LOOKBACK, FEATURES))
    loss = (output - 0.1).square().mean()
    loss.backward()
    gradients = {name: flat(parameter.grad) for name, parameter in model.named_parameters()}
    return {**values(output), "loss": loss.item(), "gradients": gradients}


GOLDEN = {
    "post_norm": trained(False, False, lambda y: y[:, -1]),
    "pre_norm": trained(True, False, lambda y: y.mean(1)),
    "causal": trained(False, True, lambda y: y[:, -1]),
}
