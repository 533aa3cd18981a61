//! The plot of a forecast with its history, the truth and baselines.
//!
//! This file defines and checks the contents of a plot; `svg.rs` draws them.

use std::io::Write;
use std::path::Path;

use jiff::civil::DateTime;

use super::error::PlotError;
use super::style::{self, Style};
use super::{svg, value_axis};
use crate::files::write_whole;

/// A plot of history, truth, forecast and baselines over time, written as SVG.
///
/// At least one of them is required. Series differ in color, line and marker, so the plot is readable in grayscale and for color-blind readers. A
/// thin vertical line marks where the forecast begins: at the last time of the history, or at the first time of the forecast if the history extends
/// beyond it. The viewer draws text in its sans-serif font.
///
/// # Example
/// ```
/// # use jiff::civil::date;
/// # use timeseriesml::ForecastPlot;
/// let day = |day| date(2020, 11, day).at(0, 0, 0, 0);
/// let svg = ForecastPlot::new("Three days ahead")
///     .history(&[day(1), day(2), day(3)], &[13_760.0, 13_560.0, 14_020.0])
///     .truth(&[day(4), day(5), day(6)], &[14_150.0, 15_590.0, 15_600.0])
///     .forecast(&[day(4), day(5), day(6)], &[14_200.0, 14_350.0, 14_400.0])
///     .baseline("naive", &[day(4), day(5), day(6)], &[14_020.0; 3])
///     .y_label("price (USD)")
///     .to_svg()?;
/// assert!(svg.contains("Three days ahead") && svg.contains("2020-11-04"));
/// # Ok::<(), timeseriesml::plot::PlotError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plot is drawn by `save` or `to_svg`"]
pub struct ForecastPlot {
    pub(super) title: String,
    pub(super) y_label: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) history: Option<Series>,
    pub(super) truth: Option<Series>,
    pub(super) forecast: Option<Series>,
    pub(super) baselines: Vec<Series>,
}

/// One line of the plot.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) label: String,
    pub(super) style: Style,
    pub(super) times: Vec<DateTime>,
    pub(super) values: Vec<f64>,
}

impl ForecastPlot {
    /// Makes an empty plot of 1000 × 500 pixels.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            y_label: String::new(),
            width: 1000,
            height: 500,
            history: None,
            truth: None,
            forecast: None,
            baselines: Vec::new(),
        }
    }

    /// Adds what was known when the forecast was made: a black line.
    pub fn history(mut self, times: &[DateTime], values: &[f64]) -> Self {
        self.history = Some(Series::new("history", style::HISTORY, times, values));
        self
    }

    /// Adds the true values: a blue line with circles, joined to the end of the history.
    pub fn truth(mut self, times: &[DateTime], values: &[f64]) -> Self {
        self.truth = Some(Series::new("truth", style::TRUTH, times, values));
        self
    }

    /// Adds the forecast of the model: a dashed vermilion line.
    pub fn forecast(mut self, times: &[DateTime], values: &[f64]) -> Self {
        self.forecast = Some(Series::new("forecast", style::FORECAST, times, values));
        self
    }

    /// Adds the forecast of a simpler method, called `name` in the legend. Up to twelve baselines have different styles.
    pub fn baseline(mut self, name: impl Into<String>, times: &[DateTime], values: &[f64]) -> Self {
        let style = style::baseline(self.baselines.len());
        self.baselines.push(Series::new(name, style, times, values));
        self
    }

    /// Sets the label of the vertical axis: the quantity shown and its unit.
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.y_label = label.into();
        self
    }

    /// Sets width and height in pixels. An SVG can be shown at any other size.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        (self.width, self.height) = (width, height);
        self
    }

    /// Draws the plot and returns the text of an SVG file.
    ///
    /// # Errors
    /// * [`PlotError::NoSeries`] if the plot has no series;
    /// * [`PlotError::EmptySeries`] if a series has no points;
    /// * [`PlotError::Lengths`] if the numbers of times and values differ;
    /// * [`PlotError::Value`] if a value is not finite or its magnitude exceeds 1e307;
    /// * [`PlotError::TimeOrder`] if the times of a series do not ascend;
    /// * [`PlotError::Size`] if the size is too small for title, legend and axes, or too large;
    /// * [`PlotError::Draw`] if the drawing library fails.
    #[inline]
    pub fn to_svg(&self) -> Result<String, PlotError> {
        if self.series().next().is_none() {
            return Err(PlotError::NoSeries { title: self.title.clone() });
        }
        self.series().try_for_each(Series::check)?;
        svg::draw(self)
    }

    /// Draws the plot and writes it to `path` atomically; an existing file is replaced.
    ///
    /// # Errors
    /// Same as [`to_svg`](Self::to_svg), and [`PlotError::Write`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let svg = self.to_svg()?;
        write_whole(path, |file| file.write_all(svg.as_bytes()))
            .map_err(|source| PlotError::Write { path: path.to_owned(), source })
    }

    /// All series, in the order of the legend.
    pub(super) fn series(&self) -> impl Iterator<Item = &Series> {
        self.history.iter().chain(&self.truth).chain(&self.forecast).chain(&self.baselines)
    }
}

impl Series {
    fn new(label: impl Into<String>, style: Style, times: &[DateTime], values: &[f64]) -> Self {
        Self { label: label.into(), style, times: times.to_vec(), values: values.to_vec() }
    }

    fn check(&self) -> Result<(), PlotError> {
        let series = || self.label.clone();
        if self.times.len() != self.values.len() {
            return Err(PlotError::Lengths { series: series(), times: self.times.len(), values: self.values.len() });
        }
        if self.values.is_empty() {
            return Err(PlotError::EmptySeries { series: series() });
        }
        let on_axis = |value: f64| value.abs() <= value_axis::LARGEST;
        if let Some(index) = self.values.iter().position(|&value| !on_axis(value)) {
            return Err(PlotError::Value { series: series(), index, value: self.values[index] });
        }
        if let Some(before) = self.times.windows(2).position(|pair| pair[0] >= pair[1]) {
            let (previous, time) = (self.times[before], self.times[before + 1]);
            return Err(PlotError::TimeOrder { series: series(), index: before + 1, time, previous });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: i8, count: usize) -> Vec<DateTime> {
        let first = jiff::civil::date(2020, 11, from);
        first.series(jiff::ToSpan::days(1)).take(count).map(|date| date.at(0, 0, 0, 0)).collect()
    }

    fn plot() -> ForecastPlot {
        ForecastPlot::new("BTC & friends")
            .history(&days(1, 14), &[13_000.0; 14])
            .truth(&days(15, 7), &[14_000.0; 7])
            .forecast(&days(15, 7), &[13_500.0; 7])
            .baseline("naive <1>", &days(15, 7), &[13_000.0; 7])
            .y_label("price (USD)")
    }

    #[track_caller]
    fn check(plot: &ForecastPlot, expected: &[&str]) {
        let outcome = plot.to_svg().unwrap_or_else(|error| error.to_string());
        for expected in expected {
            assert!(outcome.contains(expected), "no {expected:?} in {outcome}");
        }
    }

    #[test]
    fn drawing_names_everything_it_shows() {
        let names = ["BTC &amp; friends", "history", "truth", "forecast", "naive &lt;1&gt;", "price (USD)"];
        check(&plot(), &names);
        check(&plot(), &["2020-11-02", "2020-11-16", "13,000", "14,000"]);
        check(&plot().size(640, 400), &["<svg width=\"640\" height=\"400\" viewBox="]);
    }

    #[test]
    fn single_point_can_be_seen() {
        let svg = ForecastPlot::new("").forecast(&days(1, 1), &[5.0]).to_svg().unwrap();
        // The point is drawn as a circle; the legend entry has none, since a forecast's style has no marker.
        assert_eq!(svg.matches("<circle").count(), 1, "{svg}");
    }

    #[test]
    fn control_characters_do_not_break_the_file() {
        let name = "a\u{0}b\nc\u{1b}[31m\u{fffe}\u{202e}d";
        let plot = ForecastPlot::new(name).y_label(name).baseline(name, &days(1, 2), &[1.0, 2.0]);
        let svg = plot.to_svg().unwrap();
        assert_eq!(svg.matches("a\\0b c\\u{1b}[31m\\u{fffe}\\u{202e}d").count(), 3, "{svg}");
        assert!(svg.chars().all(|c| c == '\n' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{202e}'))), "{svg}");
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let new = || ForecastPlot::new("t");
        let two = days(1, 2);
        let swapped = [two[1], two[0]];
        let cases = [
            (new(), "plot \"t\": found no series"),
            (plot().truth(&[], &[]), "series \"truth\": found no point"),
            (plot().forecast(&two, &[1.0]), "series \"forecast\": found 2 times for 1 values"),
            (plot().history(&two, &[1.0, f64::NAN]), "series \"history\", point 1: found the value NaN"),
            (plot().history(&two, &[f64::NEG_INFINITY, 0.0]), "series \"history\", point 0: found the value -inf"),
            (
                plot().baseline("late", &swapped, &[1.0, 2.0]),
                "found the time 2020-11-01T00:00:00 after 2020-11-02T00:00:00",
            ),
            (plot().size(100, 500), "found a size of 100 × 500 pixels, expected at least"),
            (plot().size(1000, u32::MAX), "4294967295 pixels"),
        ];
        for (plot, expected) in &cases {
            assert!(plot.to_svg().is_err());
            check(plot, &[expected]);
        }
    }

    #[test]
    fn saving_replaces_the_file_and_leaves_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plot.svg");
        std::fs::write(&path, "old").unwrap();
        plot().save(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), plot().to_svg().unwrap());
        assert!(plot().truth(&[], &[]).save(&path).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn saving_into_a_missing_folder_names_file_and_folder() {
        let folder = tempfile::tempdir().unwrap();
        let message = plot().save(folder.path().join("missing/plot.svg")).unwrap_err().to_string();
        assert!(message.contains("missing/plot.svg\": the folder \""), "{message}");
        assert!(message.ends_with("missing\" does not exist: create it first"), "{message}");
    }

    #[test]
    fn names_in_messages_are_cut_and_escaped() {
        let name = "\u{1b}[2J\n".repeat(100_000);
        let errors = [
            ForecastPlot::new(&name).to_svg(),
            ForecastPlot::new("t").baseline(&name, &[], &[]).to_svg(),
            ForecastPlot::new("t").baseline(&name, &days(1, 2), &[1.0]).to_svg(),
            ForecastPlot::new("t").baseline(&name, &days(1, 1), &[f64::NAN]).to_svg(),
        ];
        for error in errors {
            let text = error.unwrap_err().to_string();
            assert!(text.len() < 1000 && text.contains("\\u{1b}[2J\\n") && !text.contains('\u{1b}'), "{text}");
        }
    }
}
