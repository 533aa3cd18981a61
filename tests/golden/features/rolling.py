"""Rolling statistics, lags and differences by pandas; the populations' skewness and kurtosis by NumPy from their definitions."""

import numpy as np
import pandas as pd
import talib

from candles import close, golden, high, low, open_, volume

close_, high_, low_, open_, volume_ = (pd.Series(values) for values in [close, high, low, open_, volume])


def moment(window, power):
    return np.mean((window - np.mean(window)) ** power)


def population(values, window, statistic):
    return values.rolling(window).apply(statistic, raw=True)


skewness = lambda window: moment(window, 3) / moment(window, 2) ** 1.5
kurtosis = lambda window: moment(window, 4) / moment(window, 2) ** 2 - 3
score = lambda values, window, ddof: (values - values.rolling(window).mean()) / values.rolling(window).std(ddof=ddof)

GOLDEN = golden(
    {
        "sma_20": close_.rolling(20).mean(),
        "rolling_std_20": talib.STDDEV(close, 20),
        "rolling_std_7_of_volume": volume_.rolling(7).std(ddof=0),
        "sample_rolling_std_20": close_.rolling(20).std(),
        "rolling_min_20": close_.rolling(20).min(),
        "rolling_min_9_of_low": talib.MIN(low, 9),
        "rolling_max_20": close_.rolling(20).max(),
        "rolling_max_9_of_high": talib.MAX(high, 9),
        "rolling_median_20": close_.rolling(20).median(),
        "rolling_median_15_of_volume": volume_.rolling(15).median(),
        "rolling_quantile_20_0.9": close_.rolling(20).quantile(0.9),
        "rolling_quantile_30_0.25_of_open": open_.rolling(30).quantile(0.25),
        "rolling_skewness_20": population(close_, 20, skewness),
        "sample_rolling_skewness_20": close_.rolling(20).skew(),
        "sample_rolling_skewness_3_of_volume": volume_.rolling(3).skew(),
        "rolling_kurtosis_20": population(close_, 20, kurtosis),
        "sample_rolling_kurtosis_20": close_.rolling(20).kurt(),
        "sample_rolling_kurtosis_4_of_volume": volume_.rolling(4).kurt(),
        "correlation_with_volume_30": close_.rolling(30).corr(volume_),
        "correlation_with_low_10_of_high": talib.CORREL(high, low, 10),
        "z_score_20": score(close_, 20, 0),
        "sample_z_score_20_of_volume": score(volume_, 20, 1),
        "lag": close_.shift(),
        "lag_7_of_volume": volume_.shift(7),
        "difference": close_.diff(),
        "difference_30_of_high": talib.MOM(high, 30),
    }
)
