"""Bands, ranges and volatilities: by TA-Lib where it has them, else by pandas from the formula of the source."""

import numpy as np
import pandas as pd
import talib

from candles import close, golden, high, low, open_

upper, middle, lower = talib.BBANDS(close, 20, 2.0, 2.0)
upper_low, _, lower_low = talib.BBANDS(low, 5, 1.5, 1.5)
sample = pd.Series(close).rolling(10).agg(["mean", "std"])
ema, true_range = talib.EMA(close, 20), talib.TRANGE(high, low, close)
keltner_range, atr_range = talib.EMA(true_range, 20), talib.ATR(high, low, close, 10)
typical, original_range = talib.SMA(talib.TYPPRICE(high, low, close), 10), talib.SMA(high - low, 10)
# pandas-ta's `kc` has no value before its range has one.
keltner_middle = np.where(np.isnan(keltner_range), np.nan, ema)

log = {name: pd.Series(np.log(values)) for name, values in dict(o=open_, h=high, l=low, c=close).items()}
o, h, l, c = log.values()
mean = lambda values, window: values.rolling(window).mean()
rogers_satchell = (h - c) * (h - o) + (l - c) * (l - o)
window = 20
k = 0.34 / (1.34 + (window + 1) / (window - 1))
jump, change = ((values).rolling(window).var() for values in [o - c.shift(), c - o])
# The sums of the three parts begin with the second candle, which is the first with a jump.
yang_zhang = np.sqrt(jump + k * change + (1 - k) * mean(rogers_satchell, window))

GOLDEN = golden(
    {
        "bollinger_upper_20_2": upper,
        "bollinger_middle_20_2": middle,
        "bollinger_lower_20_2": lower,
        "bollinger_width_20_2": (upper - lower) / middle,
        "bollinger_percent_b_20_2": (close - lower) / (upper - lower),
        "bollinger_upper_5_1.5_of_low": upper_low,
        "bollinger_percent_b_5_1.5_of_low": (low - lower_low) / (upper_low - lower_low),
        "sample_bollinger_upper_10_2": sample["mean"] + 2 * sample["std"],
        "sample_bollinger_width_10_2": 4 * sample["std"] / sample["mean"],
        "true_range": true_range,
        "atr_14": talib.ATR(high, low, close, 14),
        "natr_14": talib.NATR(high, low, close, 14),
        "atr_1": talib.ATR(high, low, close, 1),
        "keltner_middle_20_2": keltner_middle,
        "keltner_upper_20_2": ema + 2.0 * keltner_range,
        "keltner_lower_20_2": ema - 2.0 * keltner_range,
        "atr_keltner_upper_20_10_1.5": ema + 1.5 * atr_range,
        "atr_keltner_lower_20_10_1.5": ema - 1.5 * atr_range,
        "original_keltner_middle_10": typical,
        "original_keltner_upper_10": typical + original_range,
        "original_keltner_lower_10": typical - original_range,
        "donchian_upper_20": talib.MAX(high, 20),
        "donchian_lower_20": talib.MIN(low, 20),
        "donchian_middle_20": (talib.MAX(high, 20) + talib.MIN(low, 20)) / 2,
        "realized_volatility_24": np.sqrt(((c - c.shift()) ** 2).rolling(24).sum()),
        "parkinson_volatility_20": np.sqrt(mean((h - l) ** 2, 20) / (4 * np.log(2))),
        "garman_klass_volatility_20": np.sqrt(mean(0.5 * (h - l) ** 2 - (2 * np.log(2) - 1) * (c - o) ** 2, 20)),
        "rogers_satchell_volatility_20": np.sqrt(mean(rogers_satchell, 20)),
        "yang_zhang_volatility_20": yang_zhang,
    }
)
