//! Finds the position of each needed column: by name, alias or position.

use super::options::{FileColumn, TimeFrom};
use super::rows::{Rows, excerpt};
use super::text::find_delimiter;
use super::{CsvOptions, numbers};
use crate::data::DataError;
use crate::data::error::twice;
use crate::data::time::parse_time;

/// The largest number of column names that a message lists.
const SHOWN_NAMES: usize = 12;

/// The usual names of a time column.
const TIME: [&str; 15] = [
    "date",
    "datetime",
    "date time",
    "timestamp",
    "open time",
    "time",
    "ds",
    "month",
    "unix",
    "gmt time",
    "local time",
    "datetime utc",
    "time utc",
    "timestamp utc",
    "date utc",
];
/// Columns that may together be the time, the longest unit first.
const TIME_PARTS: [&str; 6] = ["year", "month", "day", "hour", "minute", "second"];

/// Other names of candle columns, which a message offers as a remedy.
const SYNONYMS: [(&str, &[&str]); 5] = [
    ("open", &["o", "first", "erster", "ouverture", "ouv", "apertura"]),
    ("high", &["h", "max", "hoch", "haut", "maximo"]),
    ("low", &["l", "min", "tief", "bas", "minimo"]),
    ("close", &["c", "last", "price", "settle", "schlusskurs", "schluss", "clot", "dernier", "cierre"]),
    ("volume", &["v", "turnover", "qty", "quantity", "amount", "stuecke", "stück", "count"]),
];

/// A column that a reader needs. It is found by its name, or else by an alias.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) name: &'a str,
    pub(crate) aliases: &'a [&'a str],
    /// A prefix of all names that could mean this column; several names with this prefix in one header are ambiguous.
    pub(crate) family: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    pub(crate) fn named(name: &'a str) -> Self {
        Wanted { name, aliases: &[], family: None }
    }
}

/// The position of a column, or of several columns that together make one value.
#[derive(Debug)]
pub(super) struct Located {
    /// The name of the combined value in messages.
    pub(super) name: String,
    /// The name of each single column in messages.
    pub(super) names: Vec<String>,
    pub(super) fields: Vec<usize>,
}

/// The positions of the time and the values in each row of a table.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) time: Located,
    pub(super) fields: Vec<usize>,
    /// The number of fields in each row.
    pub(super) width: usize,
}

/// Finds the needed columns in the header (the current row), or in the names that the options give.
pub(super) fn locate(rows: &mut Rows<'_>, options: &CsvOptions, wanted: &[Wanted<'_>]) -> Result<Layout, DataError> {
    let header = header(rows, options)?;
    let finder = Finder { rows, options, header: &header };
    if let Some(column) = twice(&wanted.iter().map(|column| folded(column.name)).collect::<Vec<_>>()) {
        return Err(DataError::AskedTwice { series: rows.file.to_owned(), column: column.clone() });
    }
    let result = finder.layout(wanted);
    let Err(error @ DataError::MissingColumn { .. }) = result else { return result };
    let error = finder.explain(error, wanted);
    Err(below(error, rows, options, &header, wanted))
}

/// The number of rows searched for a header that is not on the first line.
pub(super) const SEARCHED_ROWS: usize = 200;

/// If the header seems to come after other lines, replaces the error with one that says so.
fn below(
    error: DataError,
    rows: &mut Rows<'_>,
    options: &CsvOptions,
    header: &[String],
    wanted: &[Wanted<'_>],
) -> DataError {
    let (DataError::MissingColumn { at, .. } | DataError::Headline { at, .. }) = &error else {
        return error;
    };
    if options.names.is_some() || options.json_lines {
        return error;
    }
    let has_name = |names: &[String], name: &str| names.iter().any(|found| *found == folded(name));
    for _ in 0..SEARCHED_ROWS {
        let Ok(true) = rows.advance() else { return error };
        // The delimiter was detected on a line above the table, so it is detected again here.
        let first = rows.cell(0);
        let cells = match (rows.len(), char::from(find_delimiter(first.as_bytes()))) {
            (1, delimiter) => first.split(delimiter).map(folded).collect(),
            _ => (0..rows.len()).map(|field| folded(rows.cell(field))).collect::<Vec<_>>(),
        };
        let has_time = match &options.time {
            TimeFrom::UsualNames => TIME.iter().any(|name| has_name(&cells, name)) || has_name(&cells, "year"),
            _ => true,
        };
        let is_there = |column: &Wanted<'_>| {
            let mapped = options.columns.iter().find(|(name, _)| folded(name) == folded(column.name));
            match mapped {
                Some((_, FileColumn::ByName(name))) => has_name(&cells, name),
                Some((_, FileColumn::ByPosition(_))) => true,
                None => has_name(&cells, column.name) || column.aliases.iter().any(|alias| has_name(&cells, alias)),
            }
        };
        let found = wanted.iter().filter(|column| is_there(column)).count();
        if has_time && cells.len() > 1 && found >= wanted.len().div_ceil(2) {
            let found = header.iter().find(|name| !name.is_empty()).map(|name| excerpt(name)).unwrap_or_default();
            return DataError::HeaderBelow { at: at.clone(), found, lines: rows.line() - 1 };
        }
    }
    error
}

/// Finds the time column; every other column holds values.
pub(super) fn locate_all(rows: &mut Rows<'_>, options: &CsvOptions) -> Result<(Layout, Vec<String>), DataError> {
    let header = header(rows, options)?;
    let finder = Finder { rows, options, header: &header };
    let time = match finder.time(&[]) {
        Err(error @ DataError::MissingColumn { .. }) => {
            let error = finder.explain(error, &[]);
            return Err(below(error, rows, options, &header, &[]));
        }
        time => time?,
    };
    let fields: Vec<usize> = (0..named_width(&header)).filter(|field| !time.fields.contains(field)).collect();
    let names: Vec<String> = fields.iter().map(|&field| header[field].clone()).collect();
    for name in &names {
        finder.only(name).map_err(|error| match error {
            DataError::DuplicateColumn { at, column, first, second } if options.names.is_none() => {
                DataError::DuplicateHeader { at, column, first, second }
            }
            _ => error,
        })?;
    }
    Ok((Layout { time, fields, width: header.len() }, names))
}

/// Returns the column names: those that the options give, or else the current row. The next row is the first one with values.
pub(super) fn header(rows: &mut Rows<'_>, options: &CsvOptions) -> Result<Vec<String>, DataError> {
    match &options.names {
        Some(names) => {
            rows.put_back();
            Ok(names.clone())
        }
        None => Ok(rows.header()),
    }
}

/// The number of columns, not counting unnamed ones at the end: a delimiter at the end of each line creates them.
pub(super) fn named_width(header: &[String]) -> usize {
    header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1)
}

struct Finder<'a, 'r> {
    rows: &'a Rows<'r>,
    options: &'a CsvOptions,
    header: &'a [String],
}

impl Finder<'_, '_> {
    fn layout(&self, wanted: &[Wanted<'_>]) -> Result<Layout, DataError> {
        let time = self.time(wanted)?;
        let fields = wanted.iter().map(|&column| self.values(column)).collect::<Result<Vec<_>, DataError>>()?;
        if let Some((column, _)) = wanted.iter().zip(&fields).find(|(_, field)| time.fields == [**field]) {
            return Err(DataError::TimeAsValues { at: self.rows.at(), column: column.name.to_owned() });
        }
        Ok(Layout { time, fields, width: self.header.len() })
    }

    /// The positions of the columns with this name. Case is ignored, and `_` equals a space.
    fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        let name = folded(name);
        (0..self.header.len()).filter(move |&field| folded(&self.header[field]) == name)
    }

    /// The position of the only column with this name, if any; several such columns are an error.
    fn only(&self, name: &str) -> Result<Option<usize>, DataError> {
        let mut fields = self.named(name);
        match (fields.next(), fields.next()) {
            (Some(first), Some(second)) => {
                let column = name.to_owned();
                Err(DataError::DuplicateColumn { at: self.rows.at(), column, first, second })
            }
            (field, _) => Ok(field),
        }
    }

    /// The position of a column that an option names.
    fn chosen(&self, column: &FileColumn, meaning: &str) -> Result<usize, DataError> {
        match column {
            FileColumn::ByPosition(position) if *position < self.header.len() => Ok(*position),
            FileColumn::ByPosition(position) => Err(DataError::NoSuchPosition {
                at: self.rows.at(),
                column: meaning.to_owned(),
                position: *position,
                found: self.header.len(),
            }),
            FileColumn::ByName(name) => match self.only(name)? {
                Some(field) => Ok(field),
                None => Err(DataError::NoColumnOfName {
                    at: self.rows.at(),
                    column: meaning.to_owned(),
                    name: name.clone(),
                    found: quoted(self.header),
                }),
            },
        }
    }

    fn values(&self, column: Wanted<'_>) -> Result<usize, DataError> {
        let chosen = self.options.columns.iter().rev().find(|(name, _)| folded(name) == folded(column.name));
        if let Some((name, in_file)) = chosen {
            return self.chosen(in_file, name);
        }
        if let Some(field) = self.only(column.name)? {
            return Ok(field);
        }
        let family: Vec<&str> = column.family.map_or(Vec::new(), |family| self.beginning(family));
        if family.len() > 1 {
            let (at, name, first) = (self.rows.at(), column.name.to_owned(), family[0].to_owned());
            return Err(DataError::ColumnChoice { at, column: name, found: quoted(&family), first });
        }
        let mut found = Vec::new();
        for alias in column.aliases {
            found.extend(self.only(alias)?);
        }
        match *found {
            [] => Err(self.missing(column)),
            [field] => Ok(field),
            _ => {
                let names: Vec<&str> = found.iter().map(|&field| self.header[field].as_str()).collect();
                let (at, name, first) = (self.rows.at(), column.name.to_owned(), names[0].to_owned());
                Err(DataError::ColumnChoice { at, column: name, found: quoted(&names), first })
            }
        }
    }

    /// The column names that begin with a word.
    fn beginning(&self, word: &str) -> Vec<&str> {
        self.header.iter().filter(|name| folded(name).starts_with(word)).map(String::as_str).collect()
    }

    fn time(&self, wanted: &[Wanted<'_>]) -> Result<Located, DataError> {
        let columns = match &self.options.time {
            TimeFrom::Counted { .. } => {
                return Ok(Located { name: "time".to_owned(), names: Vec::new(), fields: Vec::new() });
            }
            TimeFrom::Columns(columns) => columns,
            TimeFrom::UsualNames => return self.usual_time(wanted),
        };
        let fields = columns.iter().map(|column| self.chosen(column, "time")).collect::<Result<Vec<_>, _>>()?;
        let name = |(column, &field): (&FileColumn, &usize)| match column {
            FileColumn::ByName(name) => name.clone(),
            FileColumn::ByPosition(_) if self.header[field].is_empty() => format!("column {field}"),
            FileColumn::ByPosition(_) => self.header[field].clone(),
        };
        let names: Vec<String> = columns.iter().zip(&fields).map(name).collect();
        Ok(Located { name: names.join(" "), names, fields })
    }

    /// The position of the time column, by its usual names. Several such columns are an error, since all but one would be ignored.
    fn usual_time(&self, wanted: &[Wanted<'_>]) -> Result<Located, DataError> {
        let is_wanted = |name: &str| {
            let mapped =
                self.options.columns.iter().any(
                    |(_, in_file)| matches!(in_file, FileColumn::ByName(column) if folded(column) == folded(name)),
                );
            mapped || wanted.iter().any(|column| folded(column.name) == folded(name))
        };
        let of = |names: &[&'static str]| {
            let found: Vec<&str> = names.iter().copied().filter(|name| self.named(name).next().is_some()).collect();
            // A column that is read as values is not the time, unless it is the only candidate.
            let others: Vec<&str> = found.iter().copied().filter(|name| !is_wanted(name)).collect();
            if others.is_empty() { found } else { others }
        };
        let (mut times, parts) = (of(&TIME), of(&TIME_PARTS));
        if times.iter().any(|&name| name != "month") {
            // The header also has a date column, which already contains the month.
            times.retain(|&name| name != "month");
        } else if parts.contains(&"year") && parts.len() > 1 {
            return Err(DataError::TimeParts { at: self.rows.at(), found: self.as_written(&parts) });
        }
        if let Some(date) = times.iter().find(|name| name.starts_with("date"))
            && parts.contains(&"hour")
        {
            let hour = parts.iter().copied().filter(|part| matches!(*part, "hour" | "minute" | "second"));
            let found = self.as_written(&std::iter::once(*date).chain(hour).collect::<Vec<_>>());
            return Err(DataError::TimeParts { at: self.rows.at(), found });
        }
        if times.is_empty() && parts == ["year"] && self.named("period").next().is_some() {
            return Err(DataError::TimeParts { at: self.rows.at(), found: self.as_written(&["year", "period"]) });
        }
        match *times {
            [] => {
                // `explain` may replace this error.
                let wanted = Wanted { name: TIME[0], aliases: &TIME[1..9], family: None };
                Err(self.missing(wanted))
            }
            [name] => {
                let field = self.only(name)?.unwrap_or_default();
                Ok(Located { name: name.to_owned(), names: vec![name.to_owned()], fields: vec![field] })
            }
            _ => {
                let found = self.as_written(&times);
                Err(match times.contains(&"date") && times.contains(&"time") && times.len() == 2 {
                    true => DataError::TimeParts { at: self.rows.at(), found },
                    false => DataError::TimeChoice { at: self.rows.at(), found },
                })
            }
        }
    }

    /// Returns names as they are written in the header.
    fn as_written(&self, names: &[&str]) -> Vec<String> {
        names.iter().filter_map(|name| self.named(name).next()).map(|field| self.header[field].clone()).collect()
    }

    fn missing(&self, column: Wanted<'_>) -> DataError {
        let is_time = column.name == TIME[0];
        let expected = match column.aliases {
            _ if is_time => "time column such as \"date\", \"time\" or \"timestamp\"".to_owned(),
            [] => format!("column \"{}\"", column.name),
            aliases => format!("column \"{}\" (nor {})", column.name, quoted(aliases)),
        };
        let remedy = if is_time { self.time_remedy() } else { self.column_remedy(column) };
        DataError::MissingColumn { at: self.rows.at(), expected, found: quoted(self.header), remedy }
    }

    fn time_remedy(&self) -> String {
        let options = self.rows.at().options();
        const LIKE: [&str; 12] =
            ["date", "time", "period", "day", "datum", "zeit", "fecha", "jour", "mtu", "week", "quarter", "unnamed: 0"];
        // In the layout of yfinance, the header has three lines: column names, the symbol, and the name of the time column.
        if self.header.first().is_some_and(|name| name == "Price") && self.named("close").next().is_some() {
            return "if the header has three lines, as those of yfinance do, read it with \
                    `CsvOptions::new().time(\"Price\").skip_after_header(2)`"
                .to_owned();
        }
        let is_one = |name: &&String| matches!(&*folded(name), "t" | "year" | "ts" | "index");
        let has_word = |name: &&String| {
            folded(name).split(|c: char| !c.is_alphanumeric()).any(|word| LIKE.contains(&word) || word == "data")
        };
        let candidate = self.header.iter().find(has_word);
        let candidate =
            candidate.or_else(|| self.header.iter().find(|name| LIKE.iter().any(|part| folded(name).contains(part))));
        let candidate = candidate.or_else(|| self.header.iter().find(is_one));
        let candidate = candidate.or_else(|| self.header.iter().find(|name| name.is_empty()));
        match candidate {
            Some(name) => format!("name it with `{options}::new().time(\"{}\")`", excerpt(name)),
            None if self.rows.is_table() => {
                format!(
                    "name it with `{options}::new().time(\"…\")`, or count the rows with `.count_rows(start, step)`"
                )
            }
            None => {
                format!(
                    "name it with `{options}::new().time(\"…\")`, count the rows with `.count_rows(start, step)`, or check \
                     that this is a table with a header"
                )
            }
        }
    }

    fn column_remedy(&self, column: Wanted<'_>) -> String {
        let wanted = folded(column.name);
        let candidate = self.header.iter().find(|name| folded(name).contains(&wanted)).or_else(|| {
            let short = wanted.get(..3)?;
            self.header.iter().find(|name| folded(name).starts_with(short))
        });
        let others = SYNONYMS.iter().find(|(name, _)| *name == wanted).map_or(&[][..], |(_, others)| others);
        let candidate = candidate
            .or_else(|| others.iter().find_map(|other| self.named(other).next()).map(|field| &self.header[field]));
        let options = self.rows.at().options();
        let map = |in_file: &str| format!("`{options}::new().column(\"{}\", \"{in_file}\")`", column.name);
        match candidate {
            Some(name) => format!("read it with {}", map(&excerpt(name))),
            None if column.name == "volume" && !self.rows.is_table() => {
                format!("give its name in the file with {}, or read without volume: `.no_volume()`", map("…"))
            }
            None if self.rows.is_table() => format!("give its name in the table with {}", map("…")),
            None => format!("give its name in the file with {}, or add it", map("…")),
        }
    }

    /// Replaces the error for a missing column if the header itself is the mistake.
    fn explain(&self, error: DataError, wanted: &[Wanted<'_>]) -> DataError {
        let (at, file, header) = (self.rows.at(), self.rows.file.to_owned(), self.header);
        if self.options.names.is_some() || self.options.json_lines || self.rows.is_table() {
            return error;
        }
        let first = header[0].as_str();
        if first.starts_with("<!") || first.starts_with("<?") || (first.starts_with('<') && header.len() == 1) {
            let remedy = "save the table itself as CSV";
            return DataError::NotCsv { file, found: "a web page or XML", remedy };
        }
        if first.starts_with(['{', '[']) {
            let remedy = "write one object on each line, and read it with `CsvOptions::new().json_lines(true)`";
            return DataError::NotCsv { file, found: "JSON", remedy };
        }
        let mark = first.chars().next().filter(|c| matches!(c, '#' | '%' | '!' | ';'));
        if let Some(mark) = mark
            && !TIME.contains(&folded(&first[1..]).as_str())
            && (mark == '#' || header.len() <= wanted.len())
        {
            return DataError::CommentFirst { at, found: excerpt(first), mark };
        }
        let is_time = |name: &String| parse_time(name, Some(true)).is_ok() || parse_time(name, Some(false)).is_ok();
        let is_value = |name: &&String| name.parse::<f64>().is_ok() || is_time(name);
        // A single value may still be a name: a year, or the id of a series.
        if let Some(value) = header.iter().find(is_value)
            && (header.len() < 3 || header.iter().filter(is_value).count() * 2 >= header.len())
        {
            let mut names = vec![TIME[0]];
            if header.len() > 2 && header[1].contains(':') && is_time(&format!("2020-01-31 {}", header[1])) {
                names.push("time");
            }
            names.extend(wanted.iter().map(|column| column.name));
            names.resize(header.len(), "…");
            let lines = header[1..].iter().all(is_time) && header.len() > 2 && !is_value(&&header[0]);
            return match lines {
                true => DataError::SeriesOnLines { at, found: excerpt(value) },
                false => DataError::NoHeader { at, found: excerpt(value), fields: header.len(), names: quoted(&names) },
            };
        }
        if header.len() == 1 && wanted.iter().all(|column| self.named(column.name).next().is_none()) {
            let parts = |mark: char| first.split(mark).count();
            let given = self.options.delimiter.unwrap_or(char::from(find_delimiter(first.as_bytes())));
            if self.options.delimiter.is_none() && [',', ';', '\t'].into_iter().any(|mark| parts(mark) > wanted.len()) {
                return DataError::QuotedLine { at, found: excerpt(first) };
            }
            let delimiter = [',', ';', '\t', '|', ':', '^', '~', ' '].into_iter().filter(|&mark| mark != given);
            let delimiter = delimiter.into_iter().find(|&mark| {
                let parts = first.split(mark).filter(|part| !part.is_empty()).count();
                parts > wanted.len() && first.split(mark).any(|part| TIME.contains(&&*folded(part)))
            });
            if let Some(delimiter) = delimiter {
                return DataError::OtherDelimiter { at, found: excerpt(first), delimiter };
            }
            let lines = self.rows.line();
            return DataError::Headline { at, found: excerpt(first), lines };
        }
        error
    }
}

/// Returns a name in the form in which names are compared.
pub(super) fn folded(name: &str) -> String {
    let name = name.trim().to_lowercase().replace('_', " ");
    name.replace(['(', ')', '<', '>'], "")
}

/// A list of quoted names, shortened if long.
pub(super) fn quoted(names: &[impl AsRef<str>]) -> String {
    let shown = names.iter().take(SHOWN_NAMES).map(|name| format!("\"{}\"", excerpt(name.as_ref())));
    let list = shown.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN_NAMES) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

/// The error for a cell that is not a number.
pub(super) fn number_error(
    rows: &Rows<'_>,
    column: &str,
    text: &str,
    cell: numbers::Cell,
    numbers: &numbers::Numbers<'_>,
) -> DataError {
    let (at, column, found) = (rows.at(), column.to_owned(), excerpt(text));
    match cell {
        numbers::Cell::Missing if text.is_empty() => DataError::EmptyCell { at, column },
        numbers::Cell::Missing => DataError::MissingValue { at, column, found },
        numbers::Cell::NotFinite => DataError::NotFinite { at, column, found },
        _ => match numbers.remedy(text) {
            Some(remedy) => DataError::NumberFormat { at, column, found, remedy },
            None if looks_missing(text) => DataError::UnknownMark { at, column, found },
            None => DataError::NotANumber { at, column, found },
        },
    }
}

/// Whether `text` is more likely a marker of a missing value, such as `-`, than a damaged number.
fn looks_missing(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = ["na", "n/", "missing", "nodata", "no data", "nil", "void", "no value", "unknown", "\\n"];
    let is_error_of_excel = lower.starts_with('#') && lower.ends_with(['!', '?', 'a']);
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let is_mark = !text.contains(char::is_alphanumeric) || words.iter().any(|word| lower.contains(word));
    let is_bound = text.starts_with(['<', '>', '≤', '≥']) && has_digit;
    text.len() <= 12 && (is_error_of_excel || is_bound || (!has_digit && is_mark))
}
