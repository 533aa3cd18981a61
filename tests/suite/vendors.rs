//! Files that data vendors export: each is read with the options that its own error messages name, one after another.
//!
//! `tests/vendors/NAME.csv` contains the header and some rows of an export; the table below lists the options that read the file.

use std::path::Path;

use timeseriesml::CsvOptions;
use timeseriesml::data::{Frequency, Missing, UnixUnit};

use crate::csv_steps::{Kind, Step, steps, walk};
use Kind::{Candles, Columns, Lines, Long, Table, Wide};

type Row = (&'static str, Kind, Vec<Step>, (usize, &'static str, f64));

/// A file, what it is read as, the options in the order in which messages name them, and the result: the number of rows (or series), the first time
/// and the first value.
#[rustfmt::skip]
fn vendors() -> Vec<Row> {
    vec![
        ("yahoo_finance", Candles, steps!(), (3, "2020-01-02T00:00:00", 74.059998)),
        ("yahoo_finance_null", Candles, steps!(.missing(Missing::DropRow)), (2, "2020-01-02T00:00:00", 7174.8)),
        ("yfinance_multi_index", Candles, steps!(.time("Price") .skip_after_header(2)), (3, "2020-01-02T00:00:00", 71.7210263)),
        ("yfinance_intraday", Candles, steps!(), (3, "2024-03-08T14:30:00", 169.0)),
        ("stooq", Candles, steps!(), (2, "2020-01-02T00:00:00", 296.24)),
        ("stooq_bulk", Candles, steps!(.time_columns(["<DATE>", "<TIME>"])), (2, "2020-01-02T00:00:00", 74.06)),
        ("alpha_vantage_daily", Candles, steps!(.sort(true)), (3, "2020-01-02T00:00:00", 74.059998)),
        ("tiingo", Candles, steps!(), (2, "2020-01-02T00:00:00", 296.24)),
        ("polygon_flat_file", Candles, steps!(.time("window_start")), (2, "2020-01-02T05:00:00", 74.06)),
        ("polygon_json", Candles, steps!(.json_lines(true) .time("t") .column("open", "o") .column("high", "h") .column("low", "l") .column("close", "c") .column("volume", "v")), (2, "2020-01-02T05:00:00", 74.06)),
        ("nasdaq_data_link", Candles, steps!(.column("close", "Settle") .sort(true)), (2, "2020-01-02T00:00:00", 61.6)),
        ("nasdaq_com_historical", Candles, steps!(.column("close", "Close/Last") .day_first(false) .strip("$") .sort(true)), (3, "2020-01-02T00:00:00", 74.06)),
        ("investing_com", Candles, steps!(.column("close", "Price") .column("volume", "Vol.") .day_first(false) .abbreviations(true) .sort(true)), (3, "2020-01-02T00:00:00", 74.06)),
        ("investing_com_german", Candles, steps!(.time("Datum") .column("open", "Eröffn.") .column("high", "Hoch") .column("low", "Tief") .column("close", "Zuletzt") .column("volume", "Vol.") .day_first(true) .decimal_comma(true) .thousands('.') .abbreviations(true) .sort(true)), (2, "2020-01-02T00:00:00", 13233.71)),
        ("marketwatch", Candles, steps!(.day_first(false) .thousands(',') .sort(true)), (2, "2020-01-03T00:00:00", 3226.36)),
        ("wsj", Candles, steps!(.no_volume() .day_first(false) .sort(true)), (2, "2020-01-02T00:00:00", 28638.97)),
        ("barchart", Candles, steps!(.column("close", "Last") .day_first(false) .sort(true) .skip_footer(1)), (2, "2020-01-02T00:00:00", 74.06)),
        ("google_finance_sheet", Candles, steps!(.day_first(false)), (2, "2020-01-02T16:00:00", 74.06)),
        ("tradingview", Candles, steps!(), (2, "2020-01-02T00:00:00", 7174.33)),
        ("metatrader_5", Candles, steps!(.time_columns(["<DATE>", "<TIME>"])), (2, "2020-01-02T00:00:00", 1.12121)),
        ("metatrader_4", Candles, steps!(.names(["date", "time", "open", "high", "low", "close", "volume"]) .time_columns(["date", "time"])), (2, "2020-01-31T00:00:00", 1.10321)),
        ("dukascopy", Candles, steps!(.day_first(true)), (3, "2020-01-01T22:00:00", 1.1212)),
        ("histdata", Candles, steps!(.names(["date", "open", "high", "low", "close", "volume"])), (2, "2020-01-01T17:00:00", 1.1212)),
        ("firstrate", Candles, steps!(.names(["date", "open", "high", "low", "close", "volume"])), (2, "2020-01-02T09:30:00", 296.24)),
        ("kibot", Candles, steps!(.names(["date", "time", "open", "high", "low", "close", "volume"]) .time_columns(["date", "time"]) .day_first(false)), (2, "2020-01-02T09:30:00", 71.72)),
        ("lean_minute", Candles, steps!(.names(["date", "open", "high", "low", "close", "volume"]) .unix(UnixUnit::Milliseconds)), (2, "1970-01-01T09:30:00", 740600.0)),
        ("interactive_brokers", Candles, steps!(), (2, "2020-01-02T09:30:00", 296.24)),
        ("interactive_brokers_zone", Candles, steps!(.time_format("%Y%m%d %H:%M:%S US/Eastern") .zone("US/Eastern")), (2, "2024-03-08T14:30:00", 169.0)),
        ("kraken_ohlcvt", Candles, steps!(.names(["date", "open", "high", "low", "close", "volume", "trades"])), (2, "2013-10-06T21:34:15", 122.0)),
        ("binance_klines", Candles, steps!(.names(["date", "open", "high", "low", "close", "volume", "…", "…", "…", "…", "…", "…"])), (2, "2020-01-01T00:00:00", 7195.24)),
        ("binance_klines_2025", Candles, steps!(.names(["date", "open", "high", "low", "close", "volume", "…", "…", "…", "…", "…", "…"])), (2, "2025-01-01T00:00:00", 93576.0)),
        ("binance_futures_klines", Candles, steps!(), (2, "2020-01-01T00:00:00", 7189.43)),
        ("coinbase_candles", Candles, steps!(.sort(true)), (2, "2020-01-01T00:00:00", 7165.72)),
        ("bitstamp", Candles, steps!(), (2, "2020-01-01T00:00:00", 7160.69)),
        ("bitfinex", Candles, steps!(.time("MTS") .sort(true)), (2, "2020-01-01T00:00:00", 7196.4)),
        ("cryptodatadownload_gemini", Candles, steps!(.skip_lines(1) .column("volume", "Volume BTC") .sort(true)), (2, "2019-10-17T08:00:00", 7975.89)),
        ("cryptodatadownload_binance", Candles, steps!(.skip_lines(1) .time("Unix") .column("volume", "Volume ETH") .sort(true)), (2, "2020-01-01T00:00:00", 129.16)),
        ("coingecko", Columns(&["price"]), steps!(.time("snapped_at")), (2, "2020-01-01T00:00:00", 7193.254)),
        ("coinmarketcap", Candles, steps!(.sort(true)), (2, "2020-01-01T23:59:59.999", 7194.8917)),
        ("bybit", Candles, steps!(.time("start_at")), (2, "2020-01-01T00:00:00", 7179.5)),
        ("okx", Candles, steps!(.time("ts") .column("open", "o") .column("high", "h") .column("low", "l") .column("close", "c") .column("volume", "vol") .sort(true)), (2, "2020-01-01T00:00:00", 7197.0)),
        ("kucoin", Candles, steps!(), (2, "2020-01-01T00:00:00", 7176.2)),
        ("kaiko", Candles, steps!(), (2, "2020-01-01T00:00:00", 7195.24)),
        ("fred", Columns(&["DGS10"]), steps!(.time("observation_date") .na_values(["."]) .missing(Missing::DropRow)), (2, "2020-01-02T00:00:00", 1.88)),
        ("fred_2025_empty", Columns(&["DGS10"]), steps!(.time("observation_date") .missing(Missing::DropRow)), (2, "2020-01-02T00:00:00", 1.88)),
        ("ecb", Columns(&["OBS_VALUE"]), steps!(.time("TIME_PERIOD")), (2, "2020-01-01T00:00:00", 1.11)),
        ("ecb_portal", Columns(&["US dollar/Euro (EXR.D.USD.EUR.SP00.A)"]), steps!(), (2, "2020-01-02T00:00:00", 1.1193)),
        ("eurostat_sdmx", Long(&["OBS_VALUE"]), steps!(.time("TIME_PERIOD") .column("series_id", "geo")), (2, "2020-01-01T00:00:00", 3.3)),
        ("eurostat_web", Columns(&["Value"]), steps!(.na_values([":"]) .missing(Missing::DropRow)), (2, "2020-01-01T00:00:00", 3.3)),
        ("world_bank", Lines, steps!(.skip_lines(4) .static_columns(["Country Code", "Indicator Name", "Indicator Code"]) .time_format("%Y")), (2, "2018-01-01T00:00:00", 105962.0)),
        ("bls", Columns(&["value"]), steps!(.time_columns(["year", "period"])), (2, "2020-01-01T00:00:00", 3.6)),
        ("bls_web", Columns(&["Value"]), steps!(.time_columns(["Year", "Period"])), (2, "2020-01-01T00:00:00", 3.6)),
        ("noaa_ghcn", Columns(&["TMAX"]), steps!(), (2, "2020-01-01T00:00:00", 41.0)),
        ("noaa_climate_at_a_glance", Columns(&["Anomaly"]), steps!(.skip_lines(3) .time("Year") .time_format("%Y")), (2, "1850-01-01T00:00:00", -0.08)),
        ("noaa_co2", Columns(&["average"]), steps!(.comment('#') .time_columns(["year", "month"])), (2, "1958-03-01T00:00:00", 315.7)),
        ("uci_air_quality", Columns(&["CO(GT)"]), steps!(.time_columns(["Date", "Time"]) .day_first(true) .time_format("%d/%m/%Y %H.%M.%S") .decimal_comma(true) .missing(Missing::DropRow)), (3, "2004-03-10T18:00:00", 2.6)),
        ("uci_beijing_pm25", Columns(&["pm2.5"]), steps!(.time_columns(["year", "month", "day", "hour"]) .missing(Missing::DropRow)), (2, "2010-01-02T00:00:00", 129.0)),
        ("uci_household_power", Columns(&["Global_active_power"]), steps!(.time_columns(["Date", "Time"]) .na_values(["?"]) .missing(Missing::DropRow)), (2, "2006-12-16T17:24:00", 4.216)),
        ("uci_bike_sharing", Columns(&["cnt"]), steps!(.time("dteday") .time_columns(["dteday", "hr"])), (2, "2011-01-01T00:00:00", 16.0)),
        ("ett", Table, steps!(), (2, "2016-07-01T00:00:00", 5.827000141143799)),
        ("electricity_ld2011", Wide, steps!(.time("") .decimal_comma(true)), (3, "2011-01-01T00:15:00", 0.0)),
        ("electricity_autoformer", Wide, steps!(), (4, "2016-07-01T02:00:00", 14.0)),
        ("traffic_hour", Table, steps!(), (2, "2016-07-01T02:00:00", 0.0048)),
        ("exchange_rate_without_times", Columns(&["a", "b"]), steps!(.names(["a", "b", "c", "d", "e", "f", "g", "h"]) .count_rows("1990-01-01T00:00".parse().unwrap(), Frequency::daily())), (2, "1990-01-01T00:00:00", 0.7855)),
        ("jena_climate", Columns(&["T (degC)"]), steps!(.day_first(true)), (3, "2009-01-01T00:10:00", -8.02)),
        ("sunspots_silso_monthly", Columns(&["mean"]), steps!(.names(["year", "month", "decimal", "mean", "sd", "n", "marker"]) .time_columns(["year", "month"])), (2, "1749-01-01T00:00:00", 96.7)),
        ("sunspots_kaggle", Columns(&["Monthly Mean Total Sunspot Number"]), steps!(), (2, "1749-01-31T00:00:00", 96.7)),
        ("sunspots_statsmodels", Columns(&["SUNACTIVITY"]), steps!(.time("YEAR") .time_format("%Y")), (2, "1700-01-01T00:00:00", 5.0)),
        ("air_passengers", Columns(&["#Passengers"]), steps!(), (2, "1949-01-01T00:00:00", 112.0)),
        ("m3_monthly", Lines, steps!(.count_rows("1990-01-01T00:00".parse().unwrap(), Frequency::month_start()) .static_columns(["Category", "N", "NF", "Starting Year", "Starting Month"])), (2, "1990-01-01T00:00:00", 2640.0)),
        ("m4_hourly", Lines, steps!(.count_rows("2015-01-01T00:00".parse().unwrap(), Frequency::hourly())), (2, "2015-01-01T00:00:00", 605.0)),
        ("m5_sales", Lines, steps!(.count_rows("2011-01-29T00:00".parse().unwrap(), Frequency::daily()) .static_columns(["item_id", "dept_id", "cat_id", "store_id", "state_id"])), (2, "2011-01-29T00:00:00", 0.0)),
        ("kaggle_store_sales", Long(&["sales"]), steps!(.id_columns(["store_nbr", "family"])), (2, "2013-01-01T00:00:00", 0.0)),
        ("kaggle_store_item", Long(&["sales"]), steps!(.id_columns(["store", "item"])), (2, "2013-01-01T00:00:00", 13.0)),
        ("rossmann", Long(&["Sales"]), steps!(.sort(true)), (2, "2015-07-30T00:00:00", 5020.0)),
        ("walmart", Long(&["Weekly_Sales"]), steps!(.id_columns(["Store", "Dept"])), (2, "2010-02-05T00:00:00", 24924.5)),
        ("entsoe_load", Columns(&["Actual Total Load [MW] - BZN|DE-LU"]), steps!(.interval_start(true) .na_values(["n/e"]) .missing(Missing::DropRow)), (2, "2020-01-01T00:00:00", 43215.0)),
        ("pjm", Columns(&["PJME_MW"]), steps!(), (2, "2002-12-31T01:00:00", 26498.0)),
        ("pjm_dataminer", Columns(&["mw"]), steps!(.time("datetime_beginning_utc")), (2, "2020-01-15T05:00:00", 5384.134)),
        ("aemo", Columns(&["TOTALDEMAND"]), steps!(.time("SETTLEMENTDATE")), (2, "2020-01-01T00:30:00", 7154.42)),
        ("open_meteo", Table, steps!(.skip_lines(3)), (2, "2020-01-01T00:00:00", 1.2)),
        ("meteostat_daily", Columns(&["tavg", "tmin"]), steps!(.names(["date", "tavg", "tmin", "tmax", "prcp", "snow", "wdir", "wspd", "wpgt", "pres", "tsun"])), (2, "2020-01-01T00:00:00", 1.9)),
        ("meteostat_hourly", Columns(&["temp"]), steps!(.time_columns(["date", "hour"])), (2, "2020-01-01T00:00:00", 1.2)),
        ("dwd", Columns(&["TT_TU"]), steps!(.time("MESS_DATUM") .time_format("%Y%m%d%H")), (3, "2020-01-01T00:00:00", 1.9)),
        ("grafana", Columns(&["cpu usage"]), steps!(), (2, "2020-01-01T00:00:00", 12.5)),
        ("grafana_units", Columns(&["cpu usage"]), steps!(.strip("%")), (2, "2020-01-01T00:00:00", 12.5)),
        ("grafana_excel", Columns(&["cpu usage"]), steps!(.skip_lines(1)), (2, "2020-01-01T00:00:00", 12.5)),
        ("prometheus", Columns(&["value"]), steps!(), (2, "2020-01-01T00:00:00.781", 1.0)),
        ("influxdb_annotated", Columns(&["_value"]), steps!(.comment('#') .time("_time")), (2, "2020-01-01T00:01:00", 12.5)),
        ("influxdb_line_protocol_export", Columns(&["usage"]), steps!(), (2, "2020-01-01T00:00:00", 12.5)),
        ("home_assistant", Columns(&["state"]), steps!(.time("last_changed") .na_values(["unavailable"]) .missing(Missing::DropRow)), (2, "2020-01-01T00:00:03.123", 21.5)),
        ("home_assistant_two", Long(&["state"]), steps!(.time("last_changed") .column("series_id", "entity_id")), (2, "2020-01-01T00:00:03.123", 21.5)),
        ("pandas_index", Columns(&["value"]), steps!(.time("") .missing(Missing::ForwardFill)), (3, "2020-01-01T00:00:00", 1.0)),
        ("pandas_range_index", Columns(&["value"]), steps!(), (2, "2020-01-01T00:00:00", 1.0)),
        ("pandas_zone", Columns(&["y"]), steps!(), (3, "2020-03-28T23:00:00", 1.0)),
        ("polars", Columns(&["value"]), steps!(), (2, "2020-01-01T00:00:00", 1.0)),
        ("r_write_csv", Columns(&["value"]), steps!(.missing(Missing::Interpolate)), (3, "2020-01-01T00:00:00", 1.0)),
        ("r_write_table", Columns(&["value"]), steps!(.delimiter(' ') .skip_lines(1) .names(["…", "Date", "value"])), (2, "2020-01-01T00:00:00", 1.0)),
        ("r_write_csv2", Columns(&["value"]), steps!(.decimal_comma(true)), (2, "2020-01-01T00:00:00", 1.5)),
        ("r_quantmod", Candles, steps!(.time("Index") .column("open", "AAPL.Open") .column("high", "AAPL.High") .column("low", "AAPL.Low") .column("close", "AAPL.Close") .column("volume", "AAPL.Volume")), (2, "2020-01-02T00:00:00", 74.06)),
        ("excel_german", Columns(&["Umsatz"]), steps!(.time("Datum") .day_first(true) .decimal_comma(true) .thousands('.')), (2, "2020-02-01T00:00:00", 1234.5)),
        ("excel_french", Columns(&["Ventes"]), steps!(.day_first(true) .decimal_comma(true) .thousands(' ')), (2, "2020-02-01T00:00:00", 1234.5)),
        ("excel_us", Columns(&["Sales"]), steps!(.day_first(false) .strip("$") .thousands(',')), (2, "2020-01-02T00:00:00", 1234.5)),
        ("excel_swiss", Columns(&["Umsatz"]), steps!(.time("Datum") .day_first(true) .strip("CHF") .thousands('\'')), (2, "2020-02-01T00:00:00", 1234.5)),
        ("google_sheets", Columns(&["Clicks", "CTR"]), steps!(.day_first(false) .strip("%")), (2, "2020-02-01T00:00:00", 120.0)),
        ("google_analytics", Columns(&["Users"]), steps!(.comment('#') .time("Day Index") .day_first(false) .thousands(',')), (2, "2020-01-01T00:00:00", 1234.0)),
        ("google_trends", Columns(&["forecast: (Worldwide)"]), steps!(.skip_lines(2) .na_values(["<1"]) .missing(Missing::DropRow)), (2, "2020-01-01T00:00:00", 45.0)),
        ("kafka_json_lines", Long(&["value"]), steps!(.json_lines(true) .time("ts") .column("series_id", "sensor") .missing(Missing::DropRow)), (2, "2020-01-01T00:00:00", 1.5)),
        ("ariva_german", Candles, steps!(.time("Datum") .column("open", "Erster") .column("high", "Hoch") .column("low", "Tief") .column("close", "Schlusskurs") .column("volume", "Stuecke") .decimal_comma(true) .thousands('.') .sort(true)), (2, "2020-01-02T00:00:00", 13233.71)),
        ("onvista_german", Candles, steps!(.time("Datum") .column("open", "Eröffnung") .column("high", "Hoch") .column("low", "Tief") .column("close", "Schluss") .column("volume", "Volumen") .day_first(true) .decimal_comma(true)), (2, "2020-01-02T00:00:00", 13233.71)),
        ("euronext", Candles, steps!(.skip_lines(3) .column("volume", "Number of Shares") .day_first(true) .sort(true)), (2, "2020-01-02T00:00:00", 49.46)),
        ("moex", Candles, steps!(.time_columns(["<DATE>", "<TIME>"])), (2, "2020-01-03T10:00:00", 254.75)),
        ("nse_india", Candles, steps!(.thousands(',') .sort(true)), (2, "2020-01-02T00:00:00", 1512.0)),
        ("cboe_vix", Candles, steps!(.no_volume() .day_first(false)), (2, "2020-01-02T00:00:00", 13.46)),
        ("cme_settlement", Candles, steps!(.time("Trade Date") .column("close", "Settle")), (2, "2020-01-02T00:00:00", 61.6)),
        ("oanda", Candles, steps!(.column("open", "mid.o") .column("high", "mid.h") .column("low", "mid.l") .column("close", "mid.c")), (2, "2020-01-01T22:00:00", 1.12131)),
        ("ninjatrader", Candles, steps!(.names(["date", "open", "high", "low", "close", "volume"])), (2, "2020-01-02T09:31:00", 3244.5)),
        ("amibroker", Candles, steps!(.names(["symbol", "date", "open", "high", "low", "close", "volume"])), (2, "2020-01-02T00:00:00", 74.06)),
        ("smart_meter_greenbutton", Columns(&["USAGE"]), steps!(.skip_lines(5) .time_columns(["DATE", "START TIME"])), (2, "2020-01-01T00:00:00", 0.44)),
        ("tourism_monthly_lines", Lines, steps!(), (2, "2020-01-01T00:00:00", 1149.87)),
        ("covid_jhu", Lines, steps!(.day_first(false) .static_columns(["Country/Region", "Lat", "Long"]) .column("series_id", "Country/Region") .static_columns(["Province/State", "Lat", "Long"])), (2, "2020-01-22T00:00:00", 0.0)),
        ("owid_covid", Long(&["new_cases"]), steps!(.column("series_id", "iso_code") .missing(Missing::DropRow)), (2, "2020-03-01T00:00:00", 38.0)),
        ("caiso", Columns(&["MW"]), steps!(.time("INTERVALSTARTTIME_GMT")), (2, "2020-01-01T08:00:00", 22413.5)),
        ("smard", Columns(&["Gesamt (Netzlast) [MWh]"]), steps!(.time("Datum") .decimal_comma(true) .thousands('.') .time_columns(["Datum", "Anfang"])), (2, "2020-01-01T00:00:00", 10830.25)),
        ("usgs_water", Columns(&["69928_00060"]), steps!(.comment('#') .skip_after_header(1)), (2, "2020-01-01T00:00:00", 8940.0)),
    ]
}

#[test]
fn exports_are_read_by_the_options_that_messages_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vendors");
    let mut mistakes = Vec::new();
    for (name, kind, steps, expected) in vendors() {
        let path = folder.join(name).with_extension("csv");
        mistakes.extend(walk(&path, kind, CsvOptions::new(), &steps, expected).err());
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn each_export_has_its_options() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vendors");
    let named: Vec<String> = vendors().iter().map(|row| format!("{}.csv", row.0)).collect();
    assert!(named.len() >= 60, "only {} exports", named.len());
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(named.contains(&name), "no options for {name}");
    }
}
