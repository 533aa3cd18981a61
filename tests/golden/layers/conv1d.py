from torch import nn
from torch.nn.functional import pad

from formula import filled, signal, values

GOLDEN = {
    "plain": values(filled(nn.Conv1d(3, 4, 3))(signal(2, 3, 8))),
    "strided": values(filled(nn.Conv1d(3, 4, 3, stride=2, padding=2, dilation=2))(signal(2, 3, 9))),
    "causal": values(filled(nn.Conv1d(3, 4, 3, dilation=2))(pad(signal(2, 3, 6), (4, 0)))),
}
