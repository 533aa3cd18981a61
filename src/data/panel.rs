//! Panels: several series with the same columns, such as the meters of a grid, the shops of a chain, the coins of an exchange.

use std::collections::HashSet;

use crate::data::{DataError, Series};

/// Several [`Series`] with the same columns and different names, and their static attributes.
///
/// The series may differ in start, end and length. A static attribute is a string that does not change over time, such as the
/// region of a shop or the sector of a share.
///
/// # Example
/// ```
/// use timeseriesml::{Series, data::Panel};
/// let shop = |name: &str, sales: f64| {
///     let time = vec!["2020-01-01T00:00".parse().unwrap()];
///     Series::new(name, time, vec![("sales".to_owned(), vec![sales])])
/// };
/// let shops = Panel::new(vec![shop("north", 7.0)?, shop("south", 9.0)?])?.with_attribute("size", ["small", "large"])?;
/// assert_eq!(shops.get("south").unwrap().column("sales"), Some(&[9.0][..]));
/// assert_eq!(shops.attribute("size").unwrap()[1], "large");
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    // Invariant: names differ, columns have the same names in the same order.
    series: Vec<Series>,
    // Invariant: names differ, and each attribute has one value for each series.
    attributes: Vec<(String, Vec<String>)>,
}

impl Panel {
    /// Builds a panel from series. The name of each series becomes its id.
    ///
    /// # Errors
    /// [`DataError::DuplicateSeries`] if two series have the same name, [`DataError::PanelColumns`] if their columns differ.
    pub fn new(series: Vec<Series>) -> Result<Self, DataError> {
        let mut names = HashSet::new();
        for one in &series {
            if !names.insert(one.name()) {
                return Err(DataError::DuplicateSeries { series: one.name().to_owned() });
            }
            let first = &series[0];
            if !one.column_names().eq(first.column_names()) {
                let columns = |series: &Series| series.column_names().map(String::from).collect();
                return Err(DataError::PanelColumns {
                    series: one.name().to_owned(),
                    found: columns(one),
                    first: first.name().to_owned(),
                    expected: columns(first),
                });
            }
        }
        Ok(Panel { series, attributes: Vec::new() })
    }

    /// Adds a static attribute. `values` has one value for each series, in the order of the series.
    ///
    /// # Errors
    /// [`DataError::AttributeCount`] unless there is one value for each series, [`DataError::DuplicateAttribute`] if the
    /// panel already has an attribute of this name.
    pub fn with_attribute<V: Into<String>>(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Result<Self, DataError> {
        let (attribute, values) = (name.into(), values.into_iter().map(V::into).collect::<Vec<String>>());
        let (found, expected) = (values.len(), self.series.len());
        if found != expected {
            return Err(DataError::AttributeCount { attribute, found, expected });
        }
        if self.attribute(&attribute).is_some() {
            return Err(DataError::DuplicateAttribute { attribute });
        }
        self.attributes.push((attribute, values));
        Ok(self)
    }

    /// Returns the number of series.
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// Returns whether there is no series.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Returns all series in order.
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// Returns the series with exactly this name, if any.
    pub fn get(&self, name: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.name() == name)
    }

    /// Returns the names of the series in order.
    #[doc(alias = "unique_id")]
    #[doc(alias = "item_id")]
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.series.iter().map(Series::name)
    }

    /// Returns the values of a static attribute, one for each series, or `None` if the panel does not have it.
    #[doc(alias = "static_covariates")]
    #[doc(alias = "stat_exog")]
    pub fn attribute(&self, name: &str) -> Option<&[String]> {
        self.attributes.iter().find(|(attribute, _)| attribute == name).map(|(_, values)| values.as_slice())
    }

    /// Returns the names of the static attributes in the order in which they were added.
    pub fn attribute_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.attributes.iter().map(|(attribute, _)| attribute.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str, columns: &[&str]) -> Series {
        let columns = columns.iter().map(|&column| (column.to_owned(), vec![1.0])).collect();
        Series::new(name, vec!["2020-01-01T00:00".parse().unwrap()], columns).unwrap()
    }

    #[test]
    fn names_and_columns_are_checked() {
        let message = |series| Panel::new(series).unwrap_err().to_string();
        let twice = vec![series("a", &["x"]), series("b", &["x"]), series("a", &["x"])];
        assert_eq!(message(twice), "panel: two series are named \"a\"; give each its own name");
        let other = vec![series("a", &["x", "y"]), series("b", &["y", "x"])];
        let expected = "panel: the series \"b\" has the columns y, x, but the series \"a\" has x, y; give all the same \
                        columns in the same order";
        assert_eq!(message(other), expected);
        assert!(Panel::new(vec![]).unwrap().is_empty());
    }

    #[test]
    fn attributes_are_checked() {
        let panel = Panel::new(vec![series("a", &["x"]), series("b", &["x"])]).unwrap();
        let message = |panel: Result<Panel, DataError>| panel.unwrap_err().to_string();
        let short = "panel: the static attribute \"size\" has 1 values for 2 series; give one for each";
        assert_eq!(message(panel.clone().with_attribute("size", ["s"])), short);
        let panel = panel.with_attribute("size", ["s", "l"]).unwrap();
        assert_eq!(panel.attribute("size"), Some(&["s".to_owned(), "l".to_owned()][..]));
        let twice = "panel: there are two static attributes \"size\"; rename one";
        assert_eq!(message(panel.with_attribute("size", ["l", "s"])), twice);
    }
}
