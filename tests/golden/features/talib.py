"""Features of `tests/data/btcusd_daily.csv` by TA-Lib 0.6 (Python package 0.8), at some of its rows; `null` before the first value."""

import csv
import math
from pathlib import Path

import numpy as np
import talib

with open(Path(__file__).parents[2] / "data/btcusd_daily.csv") as file:
    table = list(csv.DictReader(file))
open_, high, low, close, volume = (np.array([float(row[name]) for row in table]) for name in ["open", "high", "low", "close", "volume"])

log_return = talib.LN(talib.ROCR(close, 1))
change = np.diff(close, prepend=math.nan)
gain, loss = (talib.SUM(np.where(np.isnan(change), change, np.maximum(sign * change, 0.0)), 14) for sign in [1, -1])

ALL = {
    "log_return": log_return,
    "log_return_7": talib.LN(talib.ROCR(close, 7)),
    "simple_return": talib.ROCP(close, 1),
    "simple_return_30_of_volume": talib.ROCP(volume, 30),
    "sma_20": talib.SMA(close, 20),
    "sma_200_of_volume": talib.SMA(volume, 200),
    "ema_12": talib.EMA(close, 12),
    "ema_100_of_high": talib.EMA(high, 100),
    "rsi_14": talib.RSI(close, 14),
    "rsi_2_of_low": talib.RSI(low, 2),
    "cutler_rsi_14": 100.0 * gain / (gain + loss),
    "volatility_20": talib.STDDEV(log_return, 20),
    "sample_volatility_60": talib.STDDEV(log_return, 60) * math.sqrt(60 / 59),
    "volatility_5_of_open": talib.STDDEV(talib.LN(talib.ROCR(open_, 1)), 5),
}

# The beginnings of all windows, then every thirtieth row; 1245 is the last.
ROWS = [*range(0, 32), *range(58, 64), *range(98, 102), *range(198, 202), *range(225, len(close), 30)]


def chosen(values):
    return [None if math.isnan(values[row]) else float(values[row]) for row in ROWS]


GOLDEN = {"rows": ROWS, **{name: chosen(values) for name, values in ALL.items()}}
