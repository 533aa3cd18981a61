"""What scikit-learn fits to columns and makes of them, and exact means and deviations of columns on which floats are hard.

A sample holds the column; `center` and `scale` are ours: z = (x - center) / scale.
"""

import math
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

COLUMNS = [
    [3.0, -1.5, 4.25, 100.0, 2.0, 2.0],
    [math.sin(1.3 * i) * 10 + (500 if i % 17 == 0 else 0) for i in range(60)],
    [1.0, 2.0],
    [7.5],
    [14.62] * 20,
    [0.0] * 9 + [5.0],
    [30000.0 + 0.01 * (i * 7 % 11) for i in range(25)],
]


def sample(column, scaler, center, scale):
    x = np.array(column).reshape(-1, 1)
    fitted = scaler.fit(x)
    probe = np.array(column + [min(column) - 1.0, max(column) + 1.0]).reshape(-1, 1)
    return {
        "column": column,
        "center": float(center(fitted)),
        "scale": float(scale(fitted)),
        "probe": probe.ravel().tolist(),
        "scaled": fitted.transform(probe).ravel().tolist(),
    }


def standard(column):
    return sample(column, StandardScaler(), lambda s: s.mean_[0], lambda s: s.scale_[0])


def min_max(column, low, high, clip):
    scaler = MinMaxScaler(feature_range=(low, high), clip=clip)
    # scikit-learn has the factor. For a constant column it is the width of the range, and ours is 1.
    scale = lambda s: 1.0 if min(column) == max(column) else 1.0 / s.scale_[0]
    return {"low": low, "high": high, "clip": clip, **sample(column, scaler, lambda s: s.data_min_[0], scale)}


def robust(column, low, high):
    scaler = RobustScaler(quantile_range=(low, high))
    return {"low": low, "high": high, **sample(column, scaler, lambda s: s.center_[0], lambda s: s.scale_[0])}


def exact(column):
    """Mean and population deviation by rational arithmetic."""
    getcontext().prec = 60
    values = [Fraction(x) for x in column]
    mean = sum(values) / len(values)
    variance = sum((x - mean) ** 2 for x in values) / len(values)
    deviation = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return {"column": column, "center": float(mean), "scale": float(deviation)}


GOLDEN = {
    "standard": [standard(column) for column in COLUMNS[:-1]],
    "min_max": [
        min_max(column, low, high, clip)
        for column in COLUMNS
        for low, high, clip in [(0.0, 1.0, False), (-1.0, 1.0, False), (-2.0, 5.0, True)]
        if min(column) != max(column) or (low, high) == (0.0, 1.0)
    ],
    "robust": [robust(column, low, high) for column in COLUMNS for low, high in [(25.0, 75.0), (10.0, 90.0), (1.0, 61.5)]],
    "exact": [
        exact(column)
        for column in [
            [14.62 + 1e-12 * (i * 5 % 7) for i in range(50)],
            [1e6 + 1e-6 * (i * 5 % 7) for i in range(50)],
            [1e200 * (1 + i % 3) for i in range(10)],
            [1e-200 * (1 + i % 3) for i in range(10)],
            [-1.7e308, 1.7e308, 1.0e308, -0.3e308],
            [1e15, 1e15 + 1, 1e15 + 3],
            [1e300, 1.0, -1e300],
            [0.1 * i for i in range(200)],
        ]
    ],
}
