//! The arguments of the program: which model, which file, and where results go.

use std::{env, ffi::OsString, num::NonZeroU32, path::Path, path::PathBuf, process::ExitCode, str::FromStr};

use crate::reading::reading_option;
use timeseriesml::CsvOptions;

const HELP: &str = "\
Trains a model on candles and forecasts the closes that follow.

  --model NAME  tcn, transformer or nbeats, which sees the closes only (default: tcn)
  --data FILE   CSV with date, open, high, low, close, volume, oldest first (default: a synthetic sample)
  --epochs N    train for at most N epochs (default: 60)
  --seed N      draws other weights and another order of the data (default: 0)
  --out DIR     where plot, weights and forecast go; created if missing (default: forecast-output)
  --help        prints this
";

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/candles.csv");

#[derive(Clone, Copy)]
pub enum Model {
    Tcn,
    Transformer,
    NBeats,
}

pub struct Arguments {
    pub model: Model,
    /// The file with the candles; `None` for the sample of this library.
    data: Option<PathBuf>,
    pub reading: CsvOptions,
    pub epochs: usize,
    pub seed: u64,
    pub out: PathBuf,
}

impl Arguments {
    /// The arguments of this program, or the exit code if the program ends here: help was requested, or an argument
    /// is wrong.
    pub fn of_program() -> Result<Self, ExitCode> {
        match Self::parse(env::args_os().skip(1)) {
            Ok(Some(arguments)) => Ok(arguments),
            Ok(None) => {
                println!("{HELP}\n{}", crate::reading::HELP);
                Err(ExitCode::SUCCESS)
            }
            Err(message) => {
                eprintln!("error: {message}; --help lists the options");
                Err(ExitCode::from(2))
            }
        }
    }

    /// Returns `None` for `--help`. An error says what is wrong with the arguments.
    fn parse(mut given: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
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

    /// The file with the candles.
    pub fn path(&self) -> &Path {
        self.data.as_deref().unwrap_or(Path::new(SAMPLE))
    }

    /// The name of the file without its folder and extension.
    pub fn name(&self) -> String {
        self.path().file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// What the file holds. For the sample it says that the candles are synthetic.
    pub fn kind(&self) -> &'static str {
        if self.data.is_some() { "candles" } else { "SYNTHETIC candles, no real market" }
    }
}

/// Parses a number. An invalid one is an error that names the option.
pub fn number<N: FromStr>(name: &str, value: OsString, expected: &str) -> Result<N, String> {
    let value = value.to_string_lossy();
    value.parse().map_err(|_| format!("{name}: found \"{value}\", expected {expected}"))
}

/// Finds the choice with this name. An unknown name is an error that lists all choices.
pub fn choice<T: Copy>(name: &str, value: OsString, choices: &[(&str, T)]) -> Result<T, String> {
    let value = value.to_string_lossy();
    let found = choices.iter().find(|(choice, _)| *choice == value);
    found.map(|&(_, chosen)| chosen).ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let (last, others) = names.split_last().expect("there is a choice");
        format!("{name}: found \"{value}\", expected {} or {last}", others.join(", "))
    })
}
