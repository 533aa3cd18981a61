//! Parses numbers in the forms in which files write them.

use super::CsvOptions;

/// Markers of a missing value; case is ignored.
const MISSING: [&str; 6] = ["", "nan", "na", "n/a", "null", "none"];

/// How a file writes numbers and missing values.
pub(super) struct Numbers<'a> {
    options: &'a CsvOptions,
    decimal_comma: bool,
    thousands: Option<char>,
    strip: &'a str,
    abbreviations: bool,
    marks: &'a [String],
    /// The markers of a missing value that are numbers, such as -9999.
    marked: Vec<f64>,
    /// Whether `f64`'s own parser can read the file's numbers.
    plain: bool,
}

/// The content of a cell that should be a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    /// A marker of a missing value.
    Missing,
    /// Infinity, or a number too large for `f64`.
    NotFinite,
    /// Anything else.
    Text,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(options: &'a CsvOptions) -> Self {
        let CsvOptions { decimal_comma, thousands, abbreviations, .. } = *options;
        let (strip, marks) = (&*options.strip, &*options.na_values);
        let plain = !decimal_comma && thousands.is_none() && !abbreviations && strip.is_empty();
        let numbers =
            Numbers { options, decimal_comma, thousands, strip, abbreviations, marks, marked: Vec::new(), plain };
        let marked = marks.iter().filter_map(|mark| numbers.parse(mark)).collect();
        Numbers { marked, ..numbers }
    }

    /// The fast path for most fields: reads a short decimal without spaces around it.
    pub(super) fn read_short(&self, field: &[u8]) -> Option<f64> {
        let is_plain = self.plain && self.marked.is_empty();
        if is_plain { short_decimal(field) } else { None }
    }

    /// The options that would read `text`, which is not a plain number.
    pub(super) fn remedy(&self, text: &str) -> Option<String> {
        remedy(text, self.options)
    }

    pub(super) fn read(&self, text: &str) -> Cell {
        let number = if self.plain { text.parse().ok() } else { self.parse(text) };
        let number = number.or_else(|| self.parse(&format!("-{}", text.strip_prefix('−')?)));
        match number {
            Some(value) if f64::is_finite(value) => match self.marked.contains(&value) {
                true => Cell::Missing,
                false => Cell::Number(value),
            },
            _ if self.is_missing(text) => Cell::Missing,
            Some(_) => Cell::NotFinite,
            None => Cell::Text,
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        MISSING.iter().any(|missing| text.eq_ignore_ascii_case(missing)) || self.marks.iter().any(|mark| mark == text)
    }

    fn parse(&self, text: &str) -> Option<f64> {
        if self.plain {
            return text.parse().ok();
        }
        let text: String = text.chars().filter(|&c| !self.strip.contains(c)).collect();
        let text = text.trim();
        let (text, scale) = self.split_abbreviation(text);
        let comma = if self.decimal_comma { ',' } else { '.' };
        let (whole, fraction) = match text.split_once(comma) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let mut plain = self.without_groups(whole)?;
        if let Some(fraction) = fraction {
            plain.push('.');
            plain.push_str(fraction);
        }
        // Digits and exponent are parsed together, so that rounding happens only once: 1.2M is 1.2e6.
        match scale {
            0 => plain.parse().ok(),
            _ if plain.contains(['e', 'E']) => None,
            _ => format!("{plain}e{scale}").parse().ok(),
        }
    }

    /// Splits off a final K, M, B or T and returns the power of ten that it means.
    fn split_abbreviation<'t>(&self, text: &'t str) -> (&'t str, u32) {
        const POWERS: [(char, u32); 4] = [('k', 3), ('m', 6), ('b', 9), ('t', 12)];
        let last = text.chars().next_back().map(|c| c.to_ascii_lowercase());
        match POWERS.iter().find(|(letter, _)| self.abbreviations && Some(*letter) == last) {
            Some(&(_, power)) => (text[..text.len() - 1].trim_end(), power),
            None => (text, 0),
        }
    }

    /// Removes the thousands separators; `None` unless they separate groups of three digits.
    fn without_groups(&self, whole: &str) -> Option<String> {
        let is_separator = |c: char| match self.thousands {
            Some(' ') => matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
            Some('\'') => matches!(c, '\'' | '’'),
            separator => separator == Some(c),
        };
        let mut groups = whole.split(is_separator);
        let mut digits = groups.next()?.to_owned();
        let first = digits.trim_start_matches(['+', '-']).len();
        for group in groups {
            if group.len() != 3 || !group.bytes().all(|byte| byte.is_ascii_digit()) || !(1..=3).contains(&first) {
                return None;
            }
            digits.push_str(group);
        }
        // Refuse a comma or point that is neither separator.
        (!digits.contains([',', '.'])).then_some(digits)
    }
}

/// Reads `[-]digits[.digits]` with at most 15 digits. The digits and the power of ten by which they are divided are both exact as
/// `f64`, so only the quotient is rounded, to the nearest float. Source: Clinger, "How to read floating point numbers accurately",
/// 1990.
fn short_decimal(text: &[u8]) -> Option<f64> {
    const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let (is_negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 16 {
        return None;
    }
    let (mut value, mut point) = (0_u64, None);
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let (count, decimals) = match point {
        None => (digits.len(), 0),
        Some(at) => (digits.len() - 1, digits.len() - 1 - at),
    };
    if count == 0 || count > 15 {
        return None;
    }
    let value = value as f64 / POWERS[decimals];
    Some(if is_negative { -value } else { value })
}

/// Whether `text` consists of digits with separators: `1,234.5`, `1.234,5`, `1 234`, `0,5`.
pub(super) fn is_grouped(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    let separator = |c: char| matches!(c, '.' | ',' | '\'' | '’' | '_' | ' ' | '\u{a0}' | '\u{202f}');
    unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.ends_with(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_digit() || separator(c))
}

/// The options, written as code, that together with `given` read `text`, which is not a plain number.
fn remedy(text: &str, given: &CsvOptions) -> Option<String> {
    // These symbols are around the digits: a currency, a unit, quotation marks.
    let symbols: String = affixes(text).chars().filter(|&c| !given.strip.contains(c)).collect();
    let symbols = if symbols.is_empty() { symbols } else { given.strip.clone() + &symbols };
    let written = |options: &[Extra]| -> String { options.iter().map(|option| option.written(&symbols)).collect() };
    let reads = |extras: &[Extra]| {
        let options = extras.iter().fold(given.clone(), |options, extra| extra.add(options, &symbols));
        matches!(Numbers::new(&options).read(text), Cell::Number(_))
    };
    let is_plain = Numbers::new(given).plain;
    let start = if is_plain { "CsvOptions::new()" } else { "" };
    // A single comma is ambiguous: 1,234 may be 1234 or 1.234.
    let one_comma = text.matches(',').count() == 1 && !text.contains(['.', ' ']);
    let three_decimals = text.rsplit(',').next().is_some_and(|decimals| decimals.len() == 3);
    if is_plain && one_comma && three_decimals && is_grouped(text) && !text.starts_with('0') {
        return Some("`CsvOptions::new().thousands(',')` or `.decimal_comma(true)`, whichever applies".to_owned());
    }
    use Extra::{Abbreviations, DecimalComma, Strip, Thousands};
    let separators: [&[Extra]; 9] = [
        &[],
        &[DecimalComma],
        &[Thousands(',')],
        &[Thousands(' ')],
        &[Thousands('\'')],
        &[Thousands('_')],
        &[Thousands('.')],
        &[DecimalComma, Thousands('.')],
        &[DecimalComma, Thousands(' ')],
    ];
    let others: [&[Extra]; 4] = [&[], &[Abbreviations], &[Strip], &[Strip, Abbreviations]];
    others.into_iter().filter(|other| !other.contains(&Strip) || !symbols.is_empty()).find_map(|other| {
        let extras = separators.into_iter().map(|separators| [other, separators].concat());
        extras.into_iter().find(|extras| reads(extras)).map(|extras| format!("`{start}{}`", written(&extras)))
    })
}

/// An option that may be needed to read a number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Extra {
    DecimalComma,
    Thousands(char),
    Abbreviations,
    Strip,
}

impl Extra {
    fn add(self, options: CsvOptions, symbols: &str) -> CsvOptions {
        match self {
            Extra::DecimalComma => options.decimal_comma(true),
            Extra::Thousands(separator) => options.thousands(separator),
            Extra::Abbreviations => options.abbreviations(true),
            Extra::Strip => options.strip(symbols),
        }
    }

    fn written(self, symbols: &str) -> String {
        match self {
            Extra::DecimalComma => ".decimal_comma(true)".to_owned(),
            Extra::Thousands(separator) => format!(".thousands({separator:?})"),
            Extra::Abbreviations => ".abbreviations(true)".to_owned(),
            Extra::Strip => format!(".strip({symbols:?})"),
        }
    }
}

/// The distinct characters before and after the digits of a number, if they are more likely a currency or unit than a mistake.
/// Letters that scale the number do not count: `1.2M` is not 1.2.
fn affixes(text: &str) -> String {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-');
    let (Some(first), Some(last)) = (text.find(|c: char| c.is_ascii_digit()), text.rfind(|c: char| c.is_ascii_digit()))
    else {
        return String::new();
    };
    let (before, after) = (&text[..first], &text[last + 1..]);
    let mut found = String::new();
    for part in [before, after] {
        // A single letter next to a digit is a typing error (`1e`, `l0`); brackets mean a negative number or a remark.
        let is_scale = part.trim().len() == 1 && part.trim().contains(['K', 'M', 'B', 'T', 'k', 'm', 'b', 't']);
        if is_scale {
            continue;
        }
        let lower = part.to_lowercase();
        let is_slip = part.len() == 1 && part.chars().all(char::is_alphabetic);
        let is_count = ["ill", "thous", "mio", "mrd", "mn", "bn", "tsd", "lakh", "crore", "万", "亿"];
        if is_slip
            || is_count.iter().any(|word| lower.contains(word))
            || part.contains(['(', ')', '=', '/', ':', '<', '>', '~', '_'])
        {
            return String::new();
        }
        for c in part.chars().filter(|&c| !is_number(c) && c != ' ' && c != '\u{a0}') {
            if !found.contains(c) {
                found.push(c);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &CsvOptions, text: &str) -> Cell {
        Numbers::new(options).read(text)
    }

    #[test]
    fn numbers_are_read_as_the_options_say() {
        let new = CsvOptions::new;
        for (options, text, value) in [
            (new(), "-1.5e3", -1500.0),
            (new().decimal_comma(true), "1,5", 1.5),
            (new().decimal_comma(true), "-0,5e1", -5.0),
            (new().thousands(','), "1,234,567.25", 1_234_567.25),
            (new().thousands(','), "12", 12.0),
            (new().decimal_comma(true).thousands('.'), "-1.234.567,5", -1_234_567.5),
            (new().thousands(' '), "1\u{202f}234", 1234.0),
            (new().thousands('\''), "1'234.5", 1234.5),
            (new().strip("$%"), "$7.5", 7.5),
            (new().strip("$").thousands(','), "$1,234.50", 1234.5),
            (new().strip("%"), "5 %", 5.0),
            (new().abbreviations(true), "115.27K", 115_270.0),
            (new().abbreviations(true), "1.2b", 1.2e9),
            (new().abbreviations(true), "0.1M", 100_000.0),
        ] {
            assert_eq!(read(&options, text), Cell::Number(value), "{text}");
        }
    }

    #[test]
    fn short_numbers_are_those_of_the_standard_library() {
        let mut state = 1_u64;
        for round in 0..20_000_u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let digits = (state >> 11).to_string();
            let digits = &digits[..digits.len().min(1 + (round % 15) as usize)];
            let point = (state % (digits.len() as u64 + 1)) as usize;
            let sign = if round % 3 == 0 { "-" } else { "" };
            for text in [format!("{sign}{}.{}", &digits[..point], &digits[point..]), format!("{sign}{digits}")] {
                let expected: f64 = text.parse().unwrap();
                assert_eq!(short_decimal(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()), "{text}");
            }
        }
        for text in [
            "",
            "-",
            ".",
            "-.",
            "1.2.3",
            "1e5",
            " 1",
            "+1",
            "0x1",
            "1234567890123456",
            "nan",
            "--1",
            "12345678901234567",
        ] {
            assert_eq!(short_decimal(text.as_bytes()), None, "{text}");
        }
        assert_eq!(short_decimal(b"-0").map(f64::to_bits), Some((-0.0_f64).to_bits()));
    }

    #[test]
    fn separators_that_contradict_the_options_are_text() {
        let new = CsvOptions::new;
        for (options, text) in [
            (new(), "1,5"),
            (new().decimal_comma(true), "1.5"),
            (new().decimal_comma(true), "1,5,5"),
            (new().thousands(','), "7,5"),
            (new().thousands(','), "1234,567"),
            (new().thousands(','), ",123"),
            (new().thousands(','), "1,23,456"),
            (new().decimal_comma(true).thousands('.'), "1.5"),
            (new().abbreviations(true), "M"),
            (new().abbreviations(true), "1e3K"),
            (new().strip("$"), "$"),
        ] {
            assert_eq!(read(&options, text), Cell::Text, "{text}");
        }
        assert_eq!(read(&new(), "inf"), Cell::NotFinite);
        assert_eq!(read(&new(), "1e999"), Cell::NotFinite);
    }

    #[test]
    fn marks_of_missing_values_are_found() {
        let options = CsvOptions::new().na_values(["-", "-9999", "?"]);
        for text in ["", "NaN", "null", "N/A", "-", "?", "-9999", "-9999.0"] {
            assert_eq!(read(&options, text), Cell::Missing, "{text}");
        }
        assert_eq!(read(&CsvOptions::new(), "-9999"), Cell::Number(-9999.0));
        assert_eq!(read(&CsvOptions::new(), "-"), Cell::Text);
    }

    #[test]
    fn remedies_read_what_they_are_given_for() {
        for (text, expected) in [
            ("7,5", Some("`CsvOptions::new().decimal_comma(true)`")),
            ("1,234.5", Some("`CsvOptions::new().thousands(',')`")),
            ("1.234,5", Some("`CsvOptions::new().decimal_comma(true).thousands('.')`")),
            ("1,234", Some("`CsvOptions::new().thousands(',')` or `.decimal_comma(true)`, whichever applies")),
            ("0,234", Some("`CsvOptions::new().decimal_comma(true)`")),
            ("$7", Some("`CsvOptions::new().strip(\"$\")`")),
            ("$1,234.5", Some("`CsvOptions::new().strip(\"$\").thousands(',')`")),
            ("1.2M", Some("`CsvOptions::new().abbreviations(true)`")),
            ("1,2M", Some("`CsvOptions::new().abbreviations(true).decimal_comma(true)`")),
            ("7,50 €", Some("`CsvOptions::new().strip(\"€\").decimal_comma(true)`")),
            ("21.5 °C", Some("`CsvOptions::new().strip(\"°C\")`")),
            ("'7.5'", Some("`CsvOptions::new().strip(\"'\")`")),
            ("six", None),
            ("$1.2M", Some("`CsvOptions::new().strip(\"$\").abbreviations(true)`")),
            ("1.2 million", None),
            ("1O0", None),
            ("1e", None),
            ("(2.50)", None),
            ("7.5 (p)", None),
        ] {
            assert_eq!(remedy(text, &CsvOptions::new()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn remedies_add_to_the_options_that_are_given() {
        let given = CsvOptions::new().decimal_comma(true).strip("€");
        for (text, expected) in
            [("1.234,5", Some("`.thousands('.')`")), ("5 %", Some("`.strip(\"€%\")`")), ("18.5", None)]
        {
            assert_eq!(remedy(text, &given).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn minus_sign_of_typesetters_is_read() {
        assert_eq!(read(&CsvOptions::new(), "−2.5"), Cell::Number(-2.5));
        assert_eq!(read(&CsvOptions::new().decimal_comma(true), "−2,5"), Cell::Number(-2.5));
        assert_eq!(read(&CsvOptions::new(), "−"), Cell::Text);
    }
}
