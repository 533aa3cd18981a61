"""The candles of `tests/data/btcusd_daily.csv` for the recipes in `features/`, and the rows whose values are kept."""

import csv
import math
from pathlib import Path

import numpy as np

with open(Path(__file__).parents[1] / "data/btcusd_daily.csv") as file:
    table = list(csv.DictReader(file))
open_, high, low, close, volume = (np.array([float(row[name]) for row in table]) for name in ["open", "high", "low", "close", "volume"])
date = [row["date"] for row in table]

# All first values, then every forty-fifth row; 1245 is the last.
ROWS = [*range(0, 62), *range(210, len(close), 45)]


def golden(features):
    """The values of the features, arrays or series by name, at `ROWS`; `null` before the first value."""
    rows = lambda values: [None if math.isnan(values[row]) else float(values[row]) for row in ROWS]
    return {"rows": ROWS, **{name: rows(np.asarray(values)) for name, values in features.items()}}
