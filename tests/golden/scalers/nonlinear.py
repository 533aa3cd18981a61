"""What scikit-learn's max-abs, quantile and power transformers, and NumPy's logarithm, make of columns.

`columns` has each column with values to scale: those of `probe`, and those of `inner`, to which a scaler brings its result back. A sample has
the name of its column, the options of the scaler, and what becomes of these values.
"""

import numpy as np
from scipy import special
from sklearn.preprocessing import MaxAbsScaler, PowerTransformer, QuantileTransformer


def quantiles(n):
    """A normal column without chance, in an order without a trend."""
    z = special.ndtri((np.arange(n) + 0.5) / n)
    return z[(np.arange(n) * 17 + 5) % n]


NORMAL = 10.0 + 2.0 * quantiles(61)
COLUMNS = {
    "normal": NORMAL,
    "lognormal": np.exp(1.0 + 0.8 * quantiles(61)),
    "ties": np.array([0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0, 5.0, 8.0, 8.0, 13.0] * 3),
    "both signs": 3.0 * np.sinh(quantiles(61) + 0.3),
    "negative": -np.exp(0.5 + 0.7 * quantiles(61)),
    "constant": np.array([14.62] * 20),
    "two values": np.array([1.0, 3.0, 3.0, 1.0, 1.0]),
    "tiny": 1e-9 * np.exp(0.5 * quantiles(61)),
    "huge": 1e100 * np.exp(0.5 * quantiles(61)),
    "prices": 30000.0 + 4000.0 * np.exp(0.6 * quantiles(61)),
}


def inner(column):
    """Values that are no quantiles."""
    low, high = column.min(), column.max()
    return low + np.array([0.123, 0.5, 0.877]) * (high - low)


def probe(column):
    """Values of the column, between them, and on both sides of it; positive if the column is."""
    low, high = column.min(), column.max()
    below = low / 2 if low > 0 else low - 0.1 * (high - low)
    return np.concatenate([column[:20], inner(column), [high + 0.1 * (high - low), below]])


def sample(name, fitted, unit=lambda x: x, **options):
    """`unit` brings values into the unit in which `fitted` was fitted."""
    transform = lambda x: fitted.transform(unit(x).reshape(-1, 1)).ravel()
    column = COLUMNS[name]
    scaled = transform(inner(column))
    return {"name": name, **options, "scaled": transform(probe(column)).tolist(), "inner": scaled.tolist()}


def max_abs(name):
    return sample(name, MaxAbsScaler().fit(COLUMNS[name].reshape(-1, 1)))


def quantile(name, n, output):
    n = min(n, len(COLUMNS[name]))
    fitted = QuantileTransformer(n_quantiles=n, output_distribution=output, subsample=None)
    fitted.fit(COLUMNS[name].reshape(-1, 1))
    return sample(name, fitted, n_quantiles=n, normal=output == "normal")


def power(name, method, standardize, unit=lambda x: x):
    fitted = PowerTransformer(method=method, standardize=standardize).fit(unit(COLUMNS[name]).reshape(-1, 1))
    return sample(name, fitted, unit, standardize=standardize, **{"lambda": float(fitted.lambdas_[0])})


def logarithm(name, shift):
    scaled = lambda x: (np.log1p(x) if shift == 1.0 else np.log(x + shift)).tolist()
    column = COLUMNS[name]
    return {"name": name, "shift": shift, "scaled": scaled(probe(column)), "inner": scaled(inner(column))}


BOTH = [True, False]
GOLDEN = {
    "columns": [
        {"name": name, "column": column.tolist(), "probe": probe(column).tolist(), "inner": inner(column).tolist()}
        for name, column in COLUMNS.items()
    ],
    "max_abs": [max_abs(name) for name in COLUMNS],
    "quantile": [
        quantile(name, n, output)
        for name in COLUMNS
        for n, output in [(1000, "uniform"), (1000, "normal"), (10, "uniform"), (10, "normal")]
        # Of columns that are so small scikit-learn scales every value as an end.
        if (name, output) != ("tiny", "normal")
    ],
    "box_cox": [
        *[power(name, "box-cox", s) for name in ["normal", "lognormal", "two values", "tiny", "huge"] for s in BOTH],
        # scikit-learn has no digits left for prices, but Box-Cox does not depend on the unit once it is standardized.
        power("prices", "box-cox", True, lambda x: x / 30000.0),
    ],
    "yeo_johnson": [
        *[
            power(name, "yeo-johnson", s)
            for name in ["normal", "lognormal", "ties", "both signs", "negative", "constant", "two values", "huge"]
            for s in BOTH
        ],
        # Of positive numbers it is the Box-Cox of x + 1.
        power("prices", "box-cox", True, lambda x: (x + 1.0) / 30000.0),
    ],
    "log": [
        logarithm(name, shift)
        for name, shift in [("normal", 0.0), ("lognormal", 1.0), ("ties", 1.5), ("tiny", 1.0), ("huge", 0.0), ("negative", 20.0)]
    ],
}
