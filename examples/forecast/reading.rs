//! The options that say how a file is read. Each has the name of a method of the library's
//! `CsvOptions`, such as `--skip-lines` for `skip_lines`; `--month-first` is `day_first(false)`.

use std::ffi::OsString;

use timeseriesml::CsvOptions;
use timeseriesml::data::{AmbiguousTime, Duplicates, Inconsistent, Missing};

use crate::arguments::{choice, number};

pub const HELP: &str = "\
How to read the file; an error names the option of the library, which is the option here:
  --time NAME[,NAME]       the column of the time, or several that are joined
  --time-format FORMAT     such as %d/%m/%Y %H:%M
  --day-first, --month-first
  --zone NAME              local times of this zone, such as America/New_York
  --ambiguous RULE         earlier, later or in-order, where the clock shows a time twice
  --column NAME=IN_FILE    such as close=\"Adj Close\"; may be repeated
  --no-volume              the file has no volume
  --names NAME,NAME,...    the file has no header
  --skip-lines N, --skip-after-header N, --skip-footer N, --comment MARK
  --delimiter MARK, --decimal-comma, --thousands MARK, --strip MARKS, --abbreviations
  --missing RULE           drop-row, forward-fill or interpolate
  --na-values MARK,MARK    further marks of a missing value
  --sort                   takes the rows in any order
  --duplicates RULE        keep-first or keep-last
  --inconsistent RULE      skip-row or keep-row, for candles that contradict themselves
  --price-tolerance X      how far open and close may be beyond high and low
  --encoding NAME, --gzip, --json-lines";

const AMBIGUOUS: [(&str, AmbiguousTime); 3] =
    [("earlier", AmbiguousTime::Earlier), ("later", AmbiguousTime::Later), ("in-order", AmbiguousTime::InOrder)];
const MISSING: [(&str, Missing); 3] =
    [("drop-row", Missing::DropRow), ("forward-fill", Missing::ForwardFill), ("interpolate", Missing::Interpolate)];
const DUPLICATES: [(&str, Duplicates); 2] =
    [("keep-first", Duplicates::KeepFirst), ("keep-last", Duplicates::KeepLast)];
const INCONSISTENT: [(&str, Inconsistent); 2] =
    [("skip-row", Inconsistent::SkipRow), ("keep-row", Inconsistent::KeepRow)];

const WHOLE: &str = "a whole number";

/// Adds the option `name`. `value` returns the argument that follows it.
pub fn reading_option(
    options: CsvOptions,
    name: &str,
    value: &mut impl FnMut() -> Result<OsString, String>,
) -> Result<CsvOptions, String> {
    let mut text = || Ok::<_, String>(value()?.to_string_lossy().into_owned());
    let list = |text: String| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    let mark = |text: String| text.chars().next().ok_or_else(|| format!("{name} needs a character"));
    Ok(match name {
        "--time" => options.time_columns(list(text()?)),
        "--time-format" => options.time_format(text()?),
        "--day-first" => options.day_first(true),
        "--month-first" => options.day_first(false),
        "--zone" => options.zone(text()?),
        "--ambiguous" => options.ambiguous(choice(name, text()?.into(), &AMBIGUOUS)?),
        "--column" => {
            let pair = text()?;
            let (column, in_file) =
                pair.split_once('=').ok_or_else(|| format!("--column: found \"{pair}\", expected NAME=IN_FILE"))?;
            options.column(column, in_file)
        }
        "--no-volume" => options.no_volume(),
        "--names" => options.names(list(text()?)),
        "--skip-lines" => options.skip_lines(number(name, text()?.into(), WHOLE)?),
        "--skip-after-header" => options.skip_after_header(number(name, text()?.into(), WHOLE)?),
        "--skip-footer" => options.skip_footer(number(name, text()?.into(), WHOLE)?),
        "--comment" => options.comment(mark(text()?)?),
        "--delimiter" => options.delimiter(mark(text()?)?),
        "--decimal-comma" => options.decimal_comma(true),
        "--thousands" => options.thousands(mark(text()?)?),
        "--strip" => options.strip(text()?),
        "--abbreviations" => options.abbreviations(true),
        "--missing" => options.missing(choice(name, text()?.into(), &MISSING)?),
        "--na-values" => options.na_values(list(text()?)),
        "--sort" => options.sort(true),
        "--duplicates" => options.duplicates(choice(name, text()?.into(), &DUPLICATES)?),
        "--inconsistent" => options.inconsistent(choice(name, text()?.into(), &INCONSISTENT)?),
        "--price-tolerance" => options.price_tolerance(number(name, text()?.into(), "a number")?),
        "--encoding" => options.encoding(text()?),
        "--gzip" => options.gzip(true),
        "--json-lines" => options.json_lines(true),
        _ => return Err(format!("unknown argument \"{name}\"")),
    })
}
