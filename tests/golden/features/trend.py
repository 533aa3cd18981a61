"""Trend indicators by TA-Lib; the exponential average from the first value by pandas."""

import pandas as pd
import talib

from candles import close, golden, high, low, open_, volume

macd = talib.MACD(close, 12, 26, 9)
macd_volume = talib.MACD(volume, 3, 7, 4)
aroon_down, aroon_up = talib.AROON(high, low, 25)

GOLDEN = golden(
    {
        "ema_from_first_12": pd.Series(close).ewm(span=12, adjust=False).mean(),
        "wma_20": talib.WMA(close, 20),
        "wma_3_of_volume": talib.WMA(volume, 3),
        "dema_10": talib.DEMA(close, 10),
        "tema_10_of_high": talib.TEMA(high, 10),
        "tema_5": talib.TEMA(close, 5),
        "kama_10": talib.KAMA(close, 10),
        "kama_30_of_open": talib.KAMA(open_, 30),
        "macd_12_26_9": macd[0],
        "macd_signal_12_26_9": macd[1],
        "macd_histogram_12_26_9": macd[2],
        "macd_3_7_4_of_volume": macd_volume[0],
        "macd_histogram_3_7_4_of_volume": macd_volume[2],
        "adx_14": talib.ADX(high, low, close, 14),
        "adx_2": talib.ADX(high, low, close, 2),
        "plus_di_14": talib.PLUS_DI(high, low, close, 14),
        "minus_di_14": talib.MINUS_DI(high, low, close, 14),
        "minus_di_2": talib.MINUS_DI(high, low, close, 2),
        "aroon_up_25": aroon_up,
        "aroon_down_25": aroon_down,
        "aroon_oscillator_14": talib.AROONOSC(high, low, 14),
        "parabolic_sar_0.02_0.2": talib.SAR(high, low, 0.02, 0.2),
        "parabolic_sar_0.05_0.15": talib.SAR(high, low, 0.05, 0.15),
    }
)
