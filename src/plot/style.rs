//! The styles of series. Series differ in color, and also in line and marker, for grayscale print and for color-blind readers.
//!
//! Colors: Okabe and Ito, "Color Universal Design", 2008.

use plotters::style::RGBColor;

const BLACK: RGBColor = RGBColor(0, 0, 0);
const BLUE: RGBColor = RGBColor(0, 114, 178);
const VERMILLION: RGBColor = RGBColor(213, 94, 0);
const GREEN: RGBColor = RGBColor(0, 158, 115);
const PURPLE: RGBColor = RGBColor(204, 121, 167);
const ORANGE: RGBColor = RGBColor(230, 159, 0);
const SKY_BLUE: RGBColor = RGBColor(86, 180, 233);

/// The marker on the points of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Marker {
    Circle,
    Triangle,
    Cross,
}

/// The style of one series; lengths are in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) color: RGBColor,
    pub(super) width: f64,
    /// The lengths of dash and gap; `None` means a solid line.
    pub(super) dash: Option<(f64, f64)>,
    pub(super) marker: Option<Marker>,
}

pub(super) const HISTORY: Style = Style { color: BLACK, width: 1.5, dash: None, marker: None };
pub(super) const TRUTH: Style = Style { color: BLUE, width: 1.5, dash: None, marker: Some(Marker::Circle) };
pub(super) const FORECAST: Style = Style { color: VERMILLION, width: 2.25, dash: Some((8.0, 4.0)), marker: None };

/// The style of the baseline with this index; the styles repeat after twelve.
pub(super) fn baseline(index: usize) -> Style {
    let color = [GREEN, PURPLE, ORANGE, SKY_BLUE][index % 4];
    let (dash, marker) =
        [((2.0, 3.0), None), ((5.0, 3.0), Some(Marker::Triangle)), ((3.0, 3.0), Some(Marker::Cross))][index % 3];
    Style { color, width: 2.0, dash: Some(dash), marker }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_baselines_all_look_different() {
        let styles: Vec<Style> = (0..12).map(baseline).chain([HISTORY, TRUTH, FORECAST]).collect();
        for (i, style) in styles.iter().enumerate() {
            assert!(!styles[..i].contains(style), "style {i} is there twice");
        }
    }
}
