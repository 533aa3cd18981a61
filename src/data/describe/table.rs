//! Prints a description as a table.

use std::fmt;

use super::{ColumnDescription, Description};
use crate::data::error_text::counted;
use crate::files::shown_to;

const HEADER: [&str; 8] = ["column", "minimum", "mean", "maximum", "deviation", "zeros", "outliers", "longest run"];

/// Column names are cut to this number of characters.
const LONGEST_NAME: usize = 24;

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, counted(self.rows, "row"))?;
        if let Some((first, last)) = self.range {
            write!(f, " from {first} to {last}")?;
        }
        writeln!(f)?;
        self.write_steps(f)?;
        let mut rows = vec![HEADER.map(String::from)];
        rows.extend(self.columns.iter().map(cells));
        let width = |cell: usize| rows.iter().map(|row| row[cell].chars().count()).max().unwrap_or(0);
        let widths: [usize; 8] = std::array::from_fn(width);
        for [name, numbers @ .., run] in &rows {
            write!(f, "{name:<width$}", width = widths[0])?;
            for (number, width) in numbers.iter().zip(&widths[1..]) {
                write!(f, "  {number:>width$}")?;
            }
            writeln!(f, "  {run}")?;
        }
        self.write_notes(f)?;
        f.write_str("outliers: beyond the quartiles by more than 1.5 interquartile ranges")
    }
}

impl Description {
    fn write_steps(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(frequency) = &self.frequency else {
            return match self.usual_step {
                Some(step) => writeln!(f, "no regular frequency, so gaps are unknown; the median step is {step:#}"),
                None => Ok(()),
            };
        };
        write!(f, "frequency {frequency}, ")?;
        match frequency.season_length() {
            1 => {}
            season => write!(f, "season {season}, ")?,
        }
        match self.largest_gap() {
            None => writeln!(f, "no gaps"),
            Some(gap) => {
                let (gaps, missing) = (counted(self.gaps.len(), "gap"), counted(self.missing_rows(), "missing row"));
                writeln!(
                    f,
                    "{gaps} with {missing}, the largest of {} between {} and {}",
                    gap.missing, gap.after, gap.before
                )
            }
        }
    }

    fn write_notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let constant: Vec<_> = self.columns.iter().filter(|column| column.is_constant()).map(shown_name).collect();
        if !constant.is_empty() && self.rows > 1 {
            writeln!(f, "constant: {}", constant.join(", "))?;
        }
        if !self.equal_columns.is_empty() {
            let pair = |(first, second): &(String, String)| {
                format!("{} = {}", shown_to(first, LONGEST_NAME), shown_to(second, LONGEST_NAME))
            };
            writeln!(
                f,
                "columns with the same values: {}",
                self.equal_columns.iter().map(pair).collect::<Vec<_>>().join(", ")
            )?;
        }
        if self.repeated_rows > 0 {
            writeln!(f, "{} equal to the previous row", counted(self.repeated_rows, "row"))?;
        }
        Ok(())
    }
}

fn cells(column: &ColumnDescription) -> [String; 8] {
    let [minimum, mean, maximum, deviation] =
        [column.minimum(), column.mean(), column.maximum(), column.deviation()].map(short);
    let run = column.longest_run().map_or(String::new(), |run| match run.rows {
        1 => "1".to_owned(),
        rows => format!("{rows} × {} from {}", short(run.value), run.first),
    });
    let (zeros, outliers) = (column.zeros().to_string(), column.outliers().to_string());
    [shown_name(column), minimum, mean, maximum, deviation, zeros, outliers, run]
}

fn shown_name(column: &ColumnDescription) -> String {
    shown_to(column.name(), LONGEST_NAME)
}

/// Prints a number with at most four significant digits, but with all digits before the point if there are five.
fn short(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return (x + 0.0).to_string();
    }
    let scientific = format!("{x:.3e}");
    // This exponent is taken after rounding, since 9999.96 becomes 10000.
    let exponent: i32 = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    if !(-4..=4).contains(&exponent) {
        return scientific;
    }
    let decimals = usize::try_from(3 - exponent).unwrap_or(0);
    let plain = format!("{x:.decimals$}");
    if decimals == 0 { plain } else { plain.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Series;

    #[test]
    fn numbers_are_short() {
        for (x, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-2.50, "-2.5"),
            (0.123456, "0.1235"),
            (1234.56, "1235"),
            (12345.6, "12346"),
            (99999.7, "1.000e5"),
            (123456.0, "1.235e5"),
            (-0.0001, "-0.0001"),
            (0.00001234, "1.234e-5"),
            (9.9999, "10"),
            (f64::NAN, "NaN"),
            (f64::MAX, "1.798e308"),
            (100.0, "100"),
        ] {
            assert_eq!(short(x), text, "{x}");
        }
    }

    #[test]
    fn the_table_names_what_is_suspicious() {
        let time = [0, 1, 2, 5, 6].map(|hour| format!("2020-01-01T0{hour}:00").parse().unwrap());
        let columns =
            [("load", [1.5, 1.5, 1.5, 0.0, 1234.5]), ("fixed", [7.0; 5]), ("copy", [1.5, 1.5, 1.5, 0.0, 1234.5])];
        let columns = columns.map(|(name, values)| (name.to_owned(), values.to_vec()));
        let text = Series::new("meter", time.to_vec(), columns.to_vec()).unwrap().describe().to_string();
        let expected = "\
meter: 5 rows from 2020-01-01T00:00:00 to 2020-01-01T06:00:00
frequency h, season 24, 1 gap with 2 missing rows, the largest of 2 between 2020-01-01T02:00:00 and 2020-01-01T05:00:00
column  minimum   mean  maximum  deviation  zeros  outliers  longest run
load          0  247.8     1234      551.6      1         2  3 × 1.5 from 2020-01-01T00:00:00
fixed         7      7        7          0      0         0  5 × 7 from 2020-01-01T00:00:00
copy          0  247.8     1234      551.6      1         2  3 × 1.5 from 2020-01-01T00:00:00
constant: fixed
columns with the same values: load = copy
2 rows equal to the previous row
outliers: beyond the quartiles by more than 1.5 interquartile ranges";
        assert_eq!(text, expected);
    }

    #[test]
    fn short_and_irregular_series_have_a_table() {
        let of = |minutes: &[i8]| {
            let time = minutes.iter().map(|&minute| jiff::civil::date(2020, 1, 1).at(0, minute, 0, 0)).collect();
            let values = minutes.iter().map(|&minute| f64::from(minute)).collect();
            Series::new("s", time, vec![("a".to_owned(), values)]).unwrap().describe().to_string()
        };
        assert!(of(&[]).starts_with("s: 0 rows\ncolumn  "), "{}", of(&[]));
        assert!(
            of(&[3]).starts_with("s: 1 row from 2020-01-01T00:03:00 to 2020-01-01T00:03:00\ncolumn  "),
            "{}",
            of(&[3])
        );
        let irregular = "no regular frequency, so gaps are unknown; the median step is 3m\n";
        assert!(of(&[0, 1, 4, 9]).contains(irregular), "{}", of(&[0, 1, 4, 9]));
    }
}
