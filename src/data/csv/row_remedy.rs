//! Checks that a row has as many fields as the header; if not, finds a remedy for the message.

use super::rows::Rows;
use super::text::find_delimiter;
use crate::data::DataError;
use crate::data::time::parse_time;

impl Rows<'_> {
    /// Refuses a row with more or fewer fields than the header.
    pub(super) fn check_width(&mut self, expected: usize) -> Result<(), DataError> {
        let found = self.len();
        if found == expected {
            self.set_fitted();
            return Ok(());
        }
        let remedy = field_remedy(self, expected);
        Err(DataError::FieldCount { at: self.at(), found, expected, remedy })
    }
}

fn field_remedy(rows: &Rows<'_>, expected: usize) -> String {
    let (found, first) = (rows.len(), rows.cell(0));
    if rows.lines() > 1 {
        return format!("a quotation mark joins {} lines into this row: close or remove it", rows.lines());
    }
    let mark = first.chars().next().filter(|&mark| matches!(mark, '#' | '%' | '!') && rows.comment().is_none());
    if let Some(mark) = mark {
        return format!("skip comments with `CsvOptions::new().comment('{mark}')`");
    }
    let is_first = !rows.fitted() && !rows.names().is_empty();
    let other =
        ['\t', ';', ','][[b'\t', b';', b','].iter().position(|&d| d == find_delimiter(first.as_bytes())).unwrap_or(2)];
    if found == 1 && expected > 1 && first.split(other).count() == expected {
        return format!(
            "{other:?} separates the fields of this row, but not those of the header; use one delimiter, without \
             quotation marks around rows"
        );
    }
    let is_time = |text: &str| parse_time(text, Some(true)).is_ok() || parse_time(text, Some(false)).is_ok();
    let is_unnamed = |name: &String| name.is_empty();
    let is_index = first.parse::<u64>().is_ok() && !is_time(first) || is_time(rows.cell(1));
    let is_trailing = rows.cell(found.saturating_sub(1)).is_empty() || rows.names().iter().any(is_unnamed);
    if is_first && found.abs_diff(expected) == 1 && (is_trailing || (is_index && found > expected)) {
        // One name is missing: the index has none, or a delimiter ends each line.
        let names = rows.names().iter().filter(|name| !name.is_empty()).map(|name| format!("{name:?}"));
        let names: Vec<String> = names.collect();
        let known = names.join(", ");
        let lines = rows.header_line();
        let list = match found.cmp(&names.len()) {
            std::cmp::Ordering::Greater => {
                let unnamed = vec!["\"…\""; found - names.len()].join(", ");
                if is_trailing { format!("{known}, {unnamed}") } else { format!("{unnamed}, {known}") }
            }
            _ => known,
        };
        return format!(
            "if all rows have {found}, name their columns with `CsvOptions::new().skip_lines({lines}).names([{list}])`"
        );
    }
    match found.checked_sub(expected) {
        Some(more) => format!(
            "remove the {more} extra {}, or quote fields that contain the delimiter",
            if more == 1 { "field" } else { "fields" }
        ),
        None => {
            format!("complete the row, or skip a footer with `CsvOptions::new().skip_footer({})`", rows.footer() + 1)
        }
    }
}
