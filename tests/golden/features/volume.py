"""Volume indicators: by TA-Lib where it has them, else by NumPy and pandas from the definitions of pandas-ta."""

import numpy as np
import pandas as pd
import talib

from candles import close, golden, high, low, volume

typical = (high + low + close) / 3
flow = ((close - low) - (high - close)) / np.where(high > low, high - low, 1.0) * volume
rolling = lambda values: pd.Series(values).rolling(20).sum()

GOLDEN = golden(
    {
        "obv": talib.OBV(close, volume),
        "accumulation_distribution": talib.AD(high, low, close, volume),
        "chaikin_oscillator_3_10": talib.ADOSC(high, low, close, volume, 3, 10),
        "chaikin_oscillator_5_30": talib.ADOSC(high, low, close, volume, 5, 30),
        "chaikin_money_flow_20": rolling(flow) / rolling(volume),
        "vwap": np.cumsum(typical * volume) / np.cumsum(volume),
        "daily_vwap": typical,
        "vwap_20": rolling(typical * volume) / rolling(volume),
    }
)
