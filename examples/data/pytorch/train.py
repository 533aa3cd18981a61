"""Trains a small LSTM in PyTorch on `../candles.csv` and writes its weights, one input and the output for it.

`python train.py` needs torch, numpy and safetensors. The example `pytorch_weights` loads what it writes.
"""

from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file
from torch import nn

LOOKBACK, HORIZON, HIDDEN = 48, 6, 24
FOLDER = Path(__file__).parent
torch.manual_seed(0)
torch.set_num_threads(1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(5, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, HORIZON)

    def forward(self, x):
        steps, _ = self.lstm(x)
        return self.head(steps[:, -1])


# The columns in standard deviations of the first 60 % of the rows; a window holds differences from its last row.
rows = numpy.loadtxt(FOLDER.parent / "candles.csv", delimiter=",", skiprows=1, usecols=range(1, 6))
train = len(rows) * 6 // 10
scaled = torch.tensor((rows - rows[:train].mean(0)) / rows[:train].std(0), dtype=torch.float32)


def window(first):
    last = scaled[first + LOOKBACK - 1]
    before, after = scaled[first : first + LOOKBACK], scaled[first + LOOKBACK : first + LOOKBACK + HORIZON]
    return before - last, after[:, 3] - last[3]


windows = [window(first) for first in range(train - LOOKBACK - HORIZON + 1)]
inputs, targets = (torch.stack(part) for part in zip(*windows))
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(30):
    for batch in torch.randperm(len(inputs)).split(32):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs[batch]), targets[batch])
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

# The first window of the last 20 % of the rows, which training did not use.
first_of_test = len(rows) * 8 // 10
x = window(first_of_test)[0].unsqueeze(0)
save_file(model.state_dict(), FOLDER / "lstm.safetensors")
numpy.save(FOLDER / "input.npy", x.numpy())
with torch.no_grad():
    numpy.save(FOLDER / "output.npy", model(x).numpy())
    test = [window(first) for first in range(first_of_test, len(rows) - LOOKBACK - HORIZON + 1)]
    inputs, targets = (torch.stack(part) for part in zip(*test))
    unit = rows[:train, 3].std()
    print("test MAE", (model(inputs) - targets).abs().mean().item() * unit, "naive", targets.abs().mean().item() * unit)
