from torch.nn.functional import linear

from formula import audit

SAMPLES = [[5, 3], [4, 3], [4]], [[2, 3, 4], [2, 4], [2]], [[3], [2, 3]]
GOLDEN = {
    "linear": audit(linear, *SAMPLES),
    "linear_relu": audit(lambda *inputs: linear(*inputs).relu(), *SAMPLES),
}
