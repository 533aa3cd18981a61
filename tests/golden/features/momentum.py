"""Momentum indicators by TA-Lib."""

import talib

from candles import close, golden, high, low, open_, volume

fast = talib.STOCHF(high, low, close, 14, 3)
slow = talib.STOCH(high, low, close, 5, 3, 0, 4, 0)
rsi = talib.STOCHRSI(close, 14, 14, 3)
rsi_open = talib.STOCHRSI(open_, 7, 5, 2)

GOLDEN = golden(
    {
        "fast_stochastic_k_14_3": fast[0],
        "fast_stochastic_d_14_3": fast[1],
        "slow_stochastic_k_5_3_4": slow[0],
        "slow_stochastic_d_5_3_4": slow[1],
        "stochastic_rsi_k_14_14_3": rsi[0],
        "stochastic_rsi_d_14_14_3": rsi[1],
        "stochastic_rsi_k_7_5_2_of_open": rsi_open[0],
        "stochastic_rsi_d_7_5_2_of_open": rsi_open[1],
        "cci_20": talib.CCI(high, low, close, 20),
        "cci_5": talib.CCI(high, low, close, 5),
        "williams_r_14": talib.WILLR(high, low, close, 14),
        "roc_10": talib.ROC(close, 10),
        "roc_1_of_volume": talib.ROC(volume, 1),
        "trix_15": talib.TRIX(close, 15),
        "trix_4_of_low": talib.TRIX(low, 4),
        "mfi_14": talib.MFI(high, low, close, volume, 14),
        "ultimate_oscillator_7_14_28": talib.ULTOSC(high, low, close, 7, 14, 28),
        "ultimate_oscillator_2_3_11": talib.ULTOSC(high, low, close, 2, 3, 11),
    }
)
