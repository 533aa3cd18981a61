"""What NumPy prints for arrays. Floats are stored as their bits; `values` are repeated until the sizes are filled."""

import math

import numpy as np

BITS = {np.float64: np.uint64, np.float32: np.uint32}
SIZES = [[], [1], [3], [12], [2, 3], [3, 1], [1, 1, 1], [2, 2, 3], [2, 1, 2, 2], [0], [2, 0], [40], [3, 20]]
LONG = [[1001], [7, 200], [2, 600], [6, 7, 30], [1200, 1], [3, 7, 6, 9]]
FLOATS = [
    [1.0],
    [0.5, -1.25, 3.0],
    [1.0, 2.0, 3.0],
    [0.1, 1 / 3, 2 / 3],
    [0.1 + 0.2, 123.456789012345, -7.0],
    [1e-5, 1.0],
    [1e-4, 1.0, 0.01],
    [1e5, 2.5e5, -3e5],
    [999999.0, 1e6],
    [1e8, 1.0],
    [99999999.0, 5e7],
    [1234.5, 1.0],
    [1e300, 1e-300, 0.0],
    [1e100, 1e5],
    [-0.0, 0.0],
    [math.nan, 1.0],
    [math.inf, -math.inf, 0.25],
    [math.nan, math.inf],
    [math.nan, 1e-9, -1e12],
    [2.5, math.inf, math.nan, 1e-3],
    [123456.789, 0.001],
    [16777217.0, 3.0],
    [0.000123456789, 0.00012],
    [5e-324, 1.1754943508222875e-38, 1e-45],
    [9.999999999, 1.0],
    [9.9999999996e-9, 1.0],
    [1.005, 1000.1, -999.99],
    [math.sin(i) * 10 ** (i % 4) for i in range(7)],
    [math.sin(i) for i in range(11)],
]


def sample(values, sizes, dtype):
    with np.errstate(over="ignore", under="ignore"):
        array = np.array(values).astype(dtype)
    stored = array.view(BITS[dtype]) if dtype in BITS else array
    filled = np.resize(array, sizes)
    text = np.array2string(filled)
    if dtype is np.bool_:
        # Rust's words are as long as Python's.
        text = text.replace("True", "true").replace("False", "false")
    return {"sizes": sizes, "values": stored.tolist(), "text": text}


def samples(dtype, values):
    over_values = [sample(v, [len(v)], dtype) for v in values]
    over_sizes = [sample(values[(7 * i) % len(values)], s, dtype) for i, s in enumerate(SIZES + LONG)]
    longest = [sample(values[0], [1000], dtype)] if dtype is np.int32 else []
    return over_values + over_sizes + longest


GOLDEN = {
    "f64": samples(np.float64, FLOATS),
    "f32": samples(np.float32, FLOATS),
    "i64": samples(np.int64, [[0], [1, -1], [2**63 - 1, -(2**63)], [7, 1000, -20], list(range(-3, 9))]),
    "i32": samples(np.int32, [[3], [2**31 - 1, -(2**31)], [12, -5, 100]]),
    "bool": samples(np.bool_, [[True], [True, False], [False, False, True]]),
}
