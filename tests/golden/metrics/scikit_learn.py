"""Metrics of scikit-learn 1.9 for predictions p[i] = y[i] + spread·sin(1.3·i + 0.4)/3 of targets y[i] = level + spread·cos(0.7·i).

MAPE is a fraction there and per cent here. scikit-learn has no sMAPE: it is the M4 competition's formula in NumPy.
"""

import math

import numpy as np
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, r2_score, root_mean_squared_error


def sample(level, spread, count):
    y = np.array([level + spread * math.cos(0.7 * i) for i in range(count)])
    p = np.array([y[i] + spread * math.sin(1.3 * i + 0.4) / 3 for i in range(count)])
    return {
        "level": level,
        "spread": spread,
        "count": count,
        "mse": mean_squared_error(y, p),
        "mae": mean_absolute_error(y, p),
        "rmse": root_mean_squared_error(y, p),
        "r2": r2_score(y, p),
        "mape": 100 * mean_absolute_percentage_error(y, p),
        "smape": float(np.mean(200 * np.abs(p - y) / (np.abs(p) + np.abs(y)))),
    }


GOLDEN = {
    "samples": [sample(0.0, 1.0, 50), sample(100.0, 3.0, 1000), sample(-5.0, 0.25, 7), sample(40000.0, 900.0, 5000), sample(1.0, 4.0, 2)],
    "constant_target": {"hit": r2_score([2.0, 2.0], [2.0, 2.0]), "missed": r2_score([2.0, 2.0], [2.0, 3.0])},
}
