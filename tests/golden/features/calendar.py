"""Calendar features by pandas' fields of the time, and Fourier terms by Prophet's formula: days since 1970 over the period."""

import numpy as np
import pandas as pd

from candles import date, golden

# Six hours later for each row, so that the hours differ; the test shifts the candles in the same way.
time = pd.DatetimeIndex(pd.to_datetime(date)) + pd.to_timedelta(6 * np.arange(len(date)), unit="h")
days = (time - pd.Timestamp(1970, 1, 1)).total_seconds().to_numpy() / 86400
cycles = {
    "hour": time.hour / 24,
    "weekday": time.weekday / 7,
    "month": (time.month - 1) / 12,
    "day_of_year": (time.dayofyear - 1) / np.where(time.is_leap_year, 366, 365),
}
waves = {"sin": np.sin, "cos": np.cos}
GOLDEN = golden(
    {
        **{f"{name}_{wave}": f(2 * np.pi * turns) for name, turns in cycles.items() for wave, f in waves.items()},
        **{
            f"fourier_{wave}_{period}_{order}": f(2 * np.pi * order * days / period)
            for wave, f in waves.items()
            for period, order in [(365.25, 3), (7, 2), (1, 1)]
        },
    }
)
