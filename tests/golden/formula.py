"""The formulas of inputs and weights, which the Rust tests share, and the file format.

Operations are computed in float64 with the inputs of `crates/core/src/ops/audit.rs` and the gradient's weights of
`crates/core/src/autodiff/gradcheck.rs`; layers and models in float32, as a user of PyTorch would run them.
"""

import json
import math
from functools import partial

import torch

ALL = (-2.0, 2.0)
POSITIVE = (0.2, 2.0)
UNIT = (-1.0, 1.0)
INNER = (-0.9, 0.9)
ABOVE_ONE = (1.2, 3.0)
LARGEST_FILE = 64_000


def audit(operation, *samples, domain=ALL):
    """Values and gradients of an operation for several samples, each the list of its inputs' sizes."""
    return [_sample(operation, sizes, domain) for sizes in samples]


def _sample(operation, sizes, domain):
    lo, hi = domain

    def value(k, i):
        return lo + (hi - lo) * (0.5 + 0.5 * math.sin(1.3 * i + 0.7 * k + 0.4))

    inputs = [_tensor(s, partial(value, k), torch.float64).requires_grad_() for k, s in enumerate(sizes)]
    output = operation(*inputs)
    weights = _tensor(output.shape, lambda i: 1.0 + 0.5 * math.sin(1.7 * i), torch.float64)
    if output.requires_grad:
        gradients = torch.autograd.grad((weights * output).sum(), inputs, allow_unused=True, materialize_grads=True)
    else:
        gradients = [torch.zeros_like(x) for x in inputs]
    return {"sizes": sizes, **values(output), "gradients": [flat(g) for g in gradients]}


def signal(*sizes):
    """The input of a layer or model: x[i] = sin(0.37·i + 0.2)."""
    return _tensor(sizes, lambda i: math.sin(0.37 * i + 0.2), torch.float32)


def filled(module):
    """`module` with parameter k, in the order of its state dict, set to 0.5·sin(1.3·i + 0.7·k + 0.4) for element i."""
    for k, parameter in enumerate(module.state_dict().values()):
        parameter.copy_(_tensor(parameter.shape, lambda i: 0.5 * math.sin(1.3 * i + 0.7 * k + 0.4), torch.float32))
    return module


def _tensor(sizes, value, dtype):
    return torch.tensor([value(i) for i in range(math.prod(sizes))], dtype=dtype).reshape(sizes)


def values(output):
    """The sizes and the elements of an output."""
    return {"output_sizes": list(output.shape), "output": flat(output)}


def flat(tensor):
    """The elements in row-major order; what JSON has no number for is a string."""
    return [x if math.isfinite(x) else str(x) for x in tensor.detach().double().flatten().tolist()]


def write(path, golden):
    """Writes one sample a line, so that a changed value shows as a changed line."""
    text = _lines(golden) + "\n"
    assert len(text) <= LARGEST_FILE, f"{path}: {len(text)} bytes, but at most {LARGEST_FILE} are allowed"
    path.write_text(text)


def _lines(value):
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{_compact(key)}:{_lines(part)}" for key, part in value.items()) + "\n}"
    if isinstance(value, list) and any(isinstance(part, (dict, list)) for part in value):
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _compact(value):
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
