//! The arguments of the program: which model, which file, and how to read it.

use std::{ffi::OsString, num::NonZeroU32, path::PathBuf, str::FromStr};

use timeseriesml::CsvOptions;
use timeseriesml::data::{AmbiguousTime, Duplicates, Inconsistent, Missing};

pub const HELP: &str = "\
Trains a model on candles and forecasts the closes that follow.

  --model NAME  tcn, transformer or nbeats, which sees the closes only (default: tcn)
  --data FILE   CSV with date, open, high, low, close, volume, oldest first (default: a synthetic sample)
  --epochs N    train for at most N epochs (default: 60)
  --seed N      draws other weights and another order of the data (default: 0)
  --out DIR     where plot, weights and forecast go; created if missing (default: forecast-output)
  --help        prints this

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

#[derive(Clone, Copy)]
pub enum Model {
    Tcn,
    Transformer,
    NBeats,
}

pub struct Arguments {
    pub model: Model,
    /// `None` for the sample.
    pub data: Option<PathBuf>,
    pub reading: CsvOptions,
    pub epochs: usize,
    pub seed: u64,
    pub out: PathBuf,
}

impl Arguments {
    /// `None` for `--help`. A message says what is wrong with the arguments.
    pub fn parse(mut given: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let (model, reading, out) = (Model::Tcn, CsvOptions::new(), "forecast-output".into());
        let mut arguments = Arguments { model, data: None, reading, epochs: 60, seed: 0, out };
        while let Some(argument) = given.next() {
            let name = argument.to_string_lossy();
            let mut value = || given.next().ok_or_else(|| format!("{name} needs a value"));
            match &*name {
                "--help" | "-h" => return Ok(None),
                "--data" => arguments.data = Some(value()?.into()),
                "--out" => arguments.out = value()?.into(),
                "--seed" => arguments.seed = number(&name, value()?, "a whole number from 0 on")?,
                "--epochs" => {
                    let epochs: NonZeroU32 = number(&name, value()?, "a whole number from 1 on")?;
                    arguments.epochs = epochs.get() as usize;
                }
                "--model" => {
                    let models = [("tcn", Model::Tcn), ("transformer", Model::Transformer), ("nbeats", Model::NBeats)];
                    arguments.model = choice(&name, value()?, &models)?;
                }
                _ if name.contains('=') => return Err(format!("\"{name}\": write a space in place of the =")),
                _ => arguments.reading = reading_option(arguments.reading, &name, &mut value)?,
            }
        }
        Ok(Some(arguments))
    }
}

/// The options of the library that say how a file is read, by their names.
fn reading_option(
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
        "--ambiguous" => {
            let rules = [
                ("earlier", AmbiguousTime::Earlier),
                ("later", AmbiguousTime::Later),
                ("in-order", AmbiguousTime::InOrder),
            ];
            options.ambiguous(choice(name, text()?.into(), &rules)?)
        }
        "--column" => {
            let pair = text()?;
            let (column, in_file) =
                pair.split_once('=').ok_or_else(|| format!("--column: found \"{pair}\", expected NAME=IN_FILE"))?;
            options.column(column, in_file)
        }
        "--no-volume" => options.no_volume(),
        "--names" => options.names(list(text()?)),
        "--skip-lines" => options.skip_lines(number(name, text()?.into(), "a whole number")?),
        "--skip-after-header" => options.skip_after_header(number(name, text()?.into(), "a whole number")?),
        "--skip-footer" => options.skip_footer(number(name, text()?.into(), "a whole number")?),
        "--comment" => options.comment(mark(text()?)?),
        "--delimiter" => options.delimiter(mark(text()?)?),
        "--decimal-comma" => options.decimal_comma(true),
        "--thousands" => options.thousands(mark(text()?)?),
        "--strip" => options.strip(text()?),
        "--abbreviations" => options.abbreviations(true),
        "--missing" => {
            let rules = [
                ("drop-row", Missing::DropRow),
                ("forward-fill", Missing::ForwardFill),
                ("interpolate", Missing::Interpolate),
            ];
            options.missing(choice(name, text()?.into(), &rules)?)
        }
        "--na-values" => options.na_values(list(text()?)),
        "--sort" => options.sort(true),
        "--duplicates" => {
            let rules = [("keep-first", Duplicates::KeepFirst), ("keep-last", Duplicates::KeepLast)];
            options.duplicates(choice(name, text()?.into(), &rules)?)
        }
        "--inconsistent" => {
            let rules = [("skip-row", Inconsistent::SkipRow), ("keep-row", Inconsistent::KeepRow)];
            options.inconsistent(choice(name, text()?.into(), &rules)?)
        }
        "--price-tolerance" => options.price_tolerance(number(name, text()?.into(), "a number")?),
        "--encoding" => options.encoding(text()?),
        "--gzip" => options.gzip(true),
        "--json-lines" => options.json_lines(true),
        _ => return Err(format!("unknown argument \"{name}\"")),
    })
}

fn number<N: FromStr>(name: &str, value: OsString, expected: &str) -> Result<N, String> {
    let value = value.to_string_lossy();
    value.parse().map_err(|_| format!("{name}: found \"{value}\", expected {expected}"))
}

fn choice<T: Copy>(name: &str, value: OsString, choices: &[(&str, T)]) -> Result<T, String> {
    let value = value.to_string_lossy();
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let (last, others) = names.split_last().expect("there is a choice");
    choices
        .iter()
        .find(|(choice, _)| *choice == value)
        .map(|&(_, chosen)| chosen)
        .ok_or_else(|| format!("{name}: found \"{value}\", expected {} or {last}", others.join(", ")))
}
