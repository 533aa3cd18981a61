//! Reads the files of a folder in parallel, each as one series.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::CsvOptions;
use crate::data::{DataError, Panel, Series};
use crate::files::shown_path;
use crate::tensor::with_threads;

/// The extensions of the files to read; other files are ignored.
const ENDINGS: [&str; 7] = ["csv", "tsv", "txt", "gz", "jsonl", "ndjson", "dat"];

impl CsvOptions {
    /// Reads the files of a folder in parallel, each as one series named after the file without its extension. It reads files
    /// that end in csv, tsv, txt, dat, gz, jsonl or ndjson, in the order of their names.
    ///
    /// # Example
    /// ```no_run
    /// let meters = timeseriesml::CsvOptions::new().read_folder("meters", &["kwh"])?;
    /// println!("{} series", meters.len());
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// [`DataError::NoFiles`] if the folder has no such file; otherwise the error of the first file that cannot be read.
    #[doc(alias = "glob")]
    pub fn read_folder(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Panel, DataError> {
        let read = |path: &PathBuf| with_threads(1, || self.read_series(path, columns));
        let files = files(path.as_ref())?;
        let series: Vec<Result<Series, DataError>> = files.par_iter().map(read).collect();
        let named = series.into_iter().zip(&files).map(|(series, path)| Ok(series?.renamed(&name_of(path))));
        Panel::new(named.collect::<Result<_, DataError>>()?)
    }
}

/// The name of a file without its extensions: `2020.01` for `2020.01.csv.gz`.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut stem = &*name;
    while let Some((before, ending)) = stem.rsplit_once('.')
        && ENDINGS.contains(&&*ending.to_lowercase())
    {
        stem = before;
    }
    stem.to_owned()
}

/// The files of a folder to read, sorted by name.
fn files(path: &Path) -> Result<Vec<PathBuf>, DataError> {
    let folder = shown_path(path);
    let read_error = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => DataError::NoSuchFile { file: folder.clone(), source },
        _ => DataError::Read { file: folder.clone(), source },
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(read_error)? {
        let path = entry.map_err(read_error)?.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if path.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&&*ending)) {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(DataError::NoFiles { folder });
    }
    Ok(files)
}
