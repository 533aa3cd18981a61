//! Draws a forecast plot: title, legend, axes, grid and lines, from top to bottom.
//!
//! The legend is above the chart, so that it never covers a line. Text widths are estimated generously, since the viewer chooses the font.
//! Lengths are in pixels unless their names contain `units`.

use jiff::civil::DateTime;
use plotters::chart::ChartBuilder;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, Cross, DashedPathElement, PathElement, TriangleMarker};
use plotters::prelude::SVGBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{IntoFont, RGBColor, ShapeStyle, TextStyle, WHITE};

use super::axis::{Axis, Tick};
use super::error::PlotError;
use super::forecast::{ForecastPlot, Series};
use super::style::{Marker, Style};
use super::{time_axis, value_axis};
use crate::files::shown_to;

/// Drawing units per pixel: plotters draws at integer coordinates, and lines at whole pixels would look jagged.
const UNITS: u32 = 8;

const MAX_SIZE: u32 = 10_000;
const MIN_WIDTH: u32 = 320;
const MIN_CHART_HEIGHT: u32 = 160;

const MARGIN: u32 = 12;
const TITLE_SIZE: u32 = 18;
const TEXT_SIZE: u32 = 13;
/// The width of a character relative to the font size: the width of a digit in a wide font.
const CHARACTER: f64 = 0.64;
const LEGEND_ROW: u32 = 22;
const LEGEND_SAMPLE: u32 = 34;
const TICK: u32 = 5;
const TIME_LABELS: u32 = 30;
const VALUE_TICK_DISTANCE: u32 = 45;
/// Room for time labels that extend beyond the right end of the axis.
const RIGHT: u32 = 24;
/// Room for time labels that extend beyond the left end.
const MIN_LEFT: u32 = 56;
const MARKER_RADIUS: f64 = 3.0;
/// The minimum distance between markers; markers that would be closer are left out.
const MARKER_DISTANCE: f64 = 7.0;

const INK: RGBColor = RGBColor(40, 40, 40);
const AXIS: RGBColor = RGBColor(110, 110, 110);
const GRID: RGBColor = RGBColor(228, 228, 228);

type DrawResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Draws a plot whose series have been checked.
///
/// It is inline, like all drawing code, so that the large generic code of plotters is compiled only in programs that draw.
#[inline]
pub(super) fn draw(plot: &ForecastPlot) -> Result<String, PlotError> {
    let (width, height) = (plot.width, plot.height);
    let legend = legend_rows(plot);
    let title_height = if plot.title.is_empty() { 0 } else { TITLE_SIZE + 8 };
    let header = title_height + legend.len() as u32 * LEGEND_ROW + 4;
    let min_height = header + MIN_CHART_HEIGHT + 2 * MARGIN;
    if width < MIN_WIDTH || height < min_height || width.max(height) > MAX_SIZE {
        return Err(PlotError::Size { width, height, min_width: MIN_WIDTH, min_height, max: MAX_SIZE });
    }
    let mut svg = String::new();
    let canvas = SVGBackend::with_string(&mut svg, (width * UNITS, height * UNITS)).into_drawing_area();
    draw_parts(plot, &legend, title_height, &canvas, header).map_err(PlotError::Draw)?;
    drop(canvas);
    let in_units = format!("width=\"{}\" height=\"{}\"", width * UNITS, height * UNITS);
    Ok(svg.replacen(&in_units, &format!("width=\"{width}\" height=\"{height}\""), 1))
}

/// The entries of the legend, with as many per row as fit into the width.
fn legend_rows(plot: &ForecastPlot) -> Vec<Vec<&Series>> {
    let room = plot.width.saturating_sub(2 * MARGIN);
    let mut rows: Vec<Vec<&Series>> = Vec::new();
    let mut taken = room;
    for series in plot.series() {
        let width = legend_width(series);
        match rows.last_mut() {
            Some(row) if taken + width <= room => row.push(series),
            _ => {
                rows.push(vec![series]);
                taken = 0;
            }
        }
        taken += width;
    }
    rows
}

fn legend_width(series: &Series) -> u32 {
    LEGEND_SAMPLE + text_width(&series.label) + 22
}

#[inline]
fn draw_parts(
    plot: &ForecastPlot,
    legend: &[Vec<&Series>],
    title_height: u32,
    canvas: &DrawingArea<SVGBackend, Shift>,
    header: u32,
) -> DrawResult {
    canvas.fill(&WHITE)?;
    let anchor = Pos::new(HPos::Left, VPos::Center);
    let title = text_style(TITLE_SIZE).pos(anchor);
    canvas.draw_text(&printable(&plot.title), &title, (units(MARGIN), units(MARGIN + TITLE_SIZE / 2)))?;
    for (row, entries) in legend.iter().enumerate() {
        let y = units(MARGIN + title_height + row as u32 * LEGEND_ROW + LEGEND_ROW / 2);
        let mut left = MARGIN;
        for series in entries {
            let (start, end) = (units(left), units(left + LEGEND_SAMPLE));
            draw_line(canvas, vec![(start, y), (end, y)], series.style)?;
            if let Some(marker) = series.style.marker {
                draw_marker(canvas, ((start + end) / 2, y), marker, series.style)?;
            }
            let label = text_style(TEXT_SIZE).pos(anchor);
            canvas.draw_text(&printable(&series.label), &label, (units(left + LEGEND_SAMPLE + 7), y))?;
            left += legend_width(series);
        }
    }
    let (_, below) = canvas.split_vertically(units(MARGIN + header));
    draw_chart(plot, &below.margin(0, units(MARGIN), units(MARGIN), units(MARGIN + RIGHT)))
}

#[inline]
fn draw_chart(plot: &ForecastPlot, area: &DrawingArea<SVGBackend, Shift>) -> DrawResult {
    let (width, height) = area.dim_in_pixel();
    let (width, height) = (width / UNITS, height / UNITS);

    let (min, max) = bounds(plot.series().flat_map(|series| series.values.iter().copied()));
    let values = value_axis::range(min, max);
    let value_ticks = value_axis::ticks(&values, ((height - TIME_LABELS) / VALUE_TICK_DISTANCE).max(5) as usize);
    let description = if plot.y_label.is_empty() { 0 } else { TEXT_SIZE + 10 };
    let value_labels = value_ticks.iter().map(|tick| text_width(&tick.label)).max().unwrap_or(0) + 2 * TICK;
    let left = (description + value_labels).clamp(MIN_LEFT, width / 2);

    let (first, last) = time_span(plot);
    let (min, max) = (time_axis::seconds(first), time_axis::seconds(last));
    // For a single time, the axis shows the day around it.
    let margin = if min < max { (max - min) * 0.012 } else { 43_200.0 };
    let times = min - margin..max + margin;
    let seconds_per_character = (times.end - times.start) / f64::from(width - left) * CHARACTER * f64::from(TEXT_SIZE);
    let mut time_ticks = time_axis::ticks(first, last, seconds_per_character);
    if time_ticks.is_empty() {
        time_ticks.push(Tick { at: min, label: first.to_string() });
    }

    let mut chart = ChartBuilder::on(area)
        .x_label_area_size(units(TIME_LABELS))
        .y_label_area_size(units(left))
        .build_cartesian_2d(
            Axis { range: times, ticks: time_ticks },
            Axis { range: values.clone(), ticks: value_ticks },
        )?;
    chart
        .configure_mesh()
        .bold_line_style(stroke(GRID, 1.0))
        .axis_style(stroke(AXIS, 1.0))
        .set_all_tick_mark_size(units(TICK))
        // The backend centers text a little too high.
        .y_label_offset(units(1))
        .label_style(text_style(TEXT_SIZE))
        .axis_desc_style(text_style(TEXT_SIZE))
        .y_desc(printable(&plot.y_label))
        .draw()?;

    let area = chart.plotting_area();
    if let Some(origin) = origin(plot) {
        let origin = time_axis::seconds(origin);
        area.draw(&PathElement::new(vec![(origin, values.start), (origin, values.end)], stroke(AXIS, 1.0)))?;
    }
    // The most important series is drawn last, so that it is on top.
    for series in plot.history.iter().chain(&plot.baselines) {
        draw_series(area, series, None)?;
    }
    let joint = plot.history.as_ref().and_then(|history| points(history).last());
    if let Some(series) = &plot.truth {
        draw_series(area, series, joint)?;
    }
    if let Some(series) = &plot.forecast {
        draw_series(area, series, None)?;
    }
    Ok(())
}

/// Where the forecast begins: at the last known time, but no later than the first time of the forecast.
fn origin(plot: &ForecastPlot) -> Option<DateTime> {
    let begin = *plot.forecast.as_ref()?.times.first()?;
    let known = plot.history.as_ref().and_then(|history| history.times.last());
    Some(known.map_or(begin, |&known| known.min(begin)))
}

fn time_span(plot: &ForecastPlot) -> (DateTime, DateTime) {
    let times = || plot.series().flat_map(|series| series.times.iter().copied());
    (times().min().unwrap_or_default(), times().max().unwrap_or_default())
}

fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| (min.min(value), max.max(value)))
}

fn points(series: &Series) -> impl DoubleEndedIterator<Item = (f64, f64)> {
    series.times.iter().zip(&series.values).map(|(&time, &value)| (time_axis::seconds(time), value))
}

/// Draws a series. The line starts at the point `joint` if that point is before the first point of the series.
fn draw_series<C>(area: &DrawingArea<SVGBackend, C>, series: &Series, joint: Option<(f64, f64)>) -> DrawResult
where
    C: CoordTranslate<From = (f64, f64)>,
{
    let own: Vec<(f64, f64)> = points(series).collect();
    let joint = joint.filter(|joint| joint.0 < own[0].0);
    draw_line(area, joint.into_iter().chain(own.iter().copied()).collect(), series.style)?;
    // A line of one point would be invisible.
    let lone = (own.len() == 1).then_some(Marker::Circle);
    if let Some(marker) = series.style.marker.or(lone) {
        let pixel = |point| f64::from(area.map_coordinate(point).0) / f64::from(UNITS);
        let length = pixel(&own[own.len() - 1]) - pixel(&own[0]);
        let stride = (MARKER_DISTANCE * own.len() as f64 / length.max(MARKER_DISTANCE)).ceil() as usize;
        for &point in own.iter().step_by(if own.len() == 1 { 1 } else { stride }) {
            draw_marker(area, point, marker, series.style)?;
        }
    }
    Ok(())
}

fn draw_line<C: CoordTranslate>(area: &DrawingArea<SVGBackend, C>, points: Vec<C::From>, style: Style) -> DrawResult
where
    C::From: Clone + 'static,
{
    let line = stroke(style.color, style.width);
    match style.dash {
        None => area.draw(&PathElement::new(points, line))?,
        Some((dash, gap)) => {
            let [dash, gap] = [dash, gap].map(|length| length * f64::from(UNITS));
            area.draw(&DashedPathElement::new(points, dash as i32, gap as i32, line))?;
        }
    }
    Ok(())
}

fn draw_marker<C: CoordTranslate>(
    area: &DrawingArea<SVGBackend, C>,
    point: C::From,
    marker: Marker,
    style: Style,
) -> DrawResult
where
    C::From: 'static,
{
    let radius = (MARKER_RADIUS * f64::from(UNITS)) as i32;
    let ink = stroke(style.color, style.width);
    match marker {
        Marker::Circle => area.draw(&Circle::new(point, radius, ink.filled()))?,
        // The factor makes a triangle look as large as a circle.
        Marker::Triangle => area.draw(&TriangleMarker::new(point, radius * 4 / 3, ink.filled()))?,
        Marker::Cross => area.draw(&Cross::new(point, radius, ink))?,
    }
    Ok(())
}

fn units(pixels: u32) -> i32 {
    (pixels * UNITS) as i32
}

fn stroke(color: RGBColor, width: f64) -> ShapeStyle {
    ShapeStyle { color: color.into(), filled: false, stroke_width: (width * f64::from(UNITS)) as u32 }
}

fn text_style(size: u32) -> TextStyle<'static> {
    /// The SVG backend divides font sizes by this number.
    const DIVISOR: f64 = 1.24;
    ("sans-serif", f64::from(size * UNITS) * DIVISOR).into_font().color(&INK)
}

/// The estimated width of `text`, in pixels.
fn text_width(text: &str) -> u32 {
    (text.chars().count() as f64 * CHARACTER * f64::from(TEXT_SIZE)).ceil() as u32
}

/// Replaces line breaks and tabs with spaces, which is how SVG shows them, and escapes characters that an SVG file must not contain (other control
/// characters, U+FFFE) or that change the text direction.
fn printable(text: &str) -> String {
    shown_to(&text.replace(['\n', '\r', '\t'], " "), usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legend_breaks_into_rows_that_fit() {
        let plot = (0..20).fold(ForecastPlot::new("").size(400, 900), |plot, i| {
            plot.baseline(format!("baseline number {i}"), &[DateTime::default()], &[1.0])
        });
        let rows = legend_rows(&plot);
        assert_eq!(rows.iter().map(Vec::len).sum::<usize>(), 20);
        for row in rows {
            let width: u32 = row.iter().map(|series| legend_width(series)).sum();
            assert!(width <= plot.width - 2 * MARGIN, "{width} pixels");
        }
    }

    #[test]
    fn forecast_begins_at_the_end_of_history_unless_history_extends_beyond() {
        let [first, second, third] = [1, 2, 3].map(|day| DateTime::constant(2020, 11, day, 0, 0, 0, 0));
        let forecast = ForecastPlot::new("").forecast(&[second], &[1.0]);
        let cases = [
            (forecast.clone(), Some(second)),
            (forecast.clone().history(&[first], &[1.0]), Some(first)),
            (forecast.history(&[first, second, third], &[1.0; 3]), Some(second)),
            (ForecastPlot::new("").history(&[first], &[1.0]), None),
        ];
        for (plot, expected) in cases {
            assert_eq!(origin(&plot), expected);
        }
    }
}
