"""The activations among the scalar functions of `unary.rs` for which `unary.json` has no room."""

from torch.nn import functional

from formula import audit

SAMPLES = [[[2, 3, 4]], [[7]], [[]], [[2, 1, 3, 2]]]
OPERATIONS = {
    "selu": functional.selu,
    "celu": lambda x: functional.celu(x, 1.5),
    "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"),
    "softsign": functional.softsign,
    "tanhshrink": functional.tanhshrink,
    "softshrink": lambda x: functional.softshrink(x, 0.5),
    "hardshrink": lambda x: functional.hardshrink(x, 0.5),
    "hardsigmoid": lambda x: functional.relu6(x + 3) / 6,  # The slope of PyTorch's own is 1/6 in single precision.
    "hardswish": functional.hardswish,
}
GOLDEN = {case: audit(operation, *SAMPLES) for case, operation in OPERATIONS.items()}
