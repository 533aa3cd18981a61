//! Groups of parameters, selected by a pattern of names, with their own settings.

use super::amount::amount;

/// Settings for a group of parameters. They replace the settings of the optimizer.
///
/// # Example
/// No weight decay for biases and norms, a tenth of the learning rate for the embedding:
/// ```
/// use timeseriesml::{AdamW, Linear};
/// let adam: AdamW<Linear<3, 1>> = AdamW::new(1e-3)
///     .weight_decay(0.01)
///     .group("*bias", |group| group.weight_decay(0.0))
///     .group("embed.*", |group| group.scale_learning_rate(0.1));
/// ```
#[doc(alias = "param_groups")]
#[derive(Clone, Debug)]
#[must_use]
pub struct ParameterGroup {
    pub(super) pattern: String,
    pub(super) scale: f64,
    pub(super) weight_decay: Option<f64>,
    pub(super) frozen: bool,
}

impl ParameterGroup {
    pub(super) fn new(pattern: &str) -> Self {
        ParameterGroup { pattern: pattern.into(), scale: 1.0, weight_decay: None, frozen: false }
    }

    /// Multiplies the optimizer's learning rate by `factor`, even while a schedule changes the rate.
    ///
    /// # Panics
    /// If the number is negative or not finite.
    #[track_caller]
    pub fn scale_learning_rate(self, factor: f64) -> Self {
        ParameterGroup { scale: amount("the learning rate factor", factor), ..self }
    }

    /// Replaces the optimizer's weight decay.
    ///
    /// # Panics
    /// If the number is negative or not finite.
    #[track_caller]
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        ParameterGroup { weight_decay: Some(amount("the weight decay", weight_decay)), ..self }
    }

    /// Freezes the group: its parameters do not change and need no gradient.
    #[doc(alias = "requires_grad_")]
    pub fn frozen(self) -> Self {
        ParameterGroup { frozen: true, ..self }
    }

    /// Whether the pattern matches a name; `*` matches any text, including none.
    pub(super) fn matches(&self, name: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(first) else { return false };
        let mut last = None;
        for part in parts {
            // Only the last part must end the name, so for an earlier part the first occurrence is as good as any.
            if let Some(part) = last.replace(part) {
                match rest.split_once(part) {
                    Some((_, after)) => rest = after,
                    None => return false,
                }
            }
        }
        last.map_or(rest.is_empty(), |last| rest.ends_with(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_matches_any_text() {
        for (pattern, name, fits) in [
            ("head.weight", "head.weight", true),
            ("head.weight", "head.weights", false),
            ("*", "", true),
            ("*bias", "head.bias", true),
            ("*bias", "bias", true),
            ("*bias", "head.bias.weight", false),
            ("blocks.*.weight", "blocks.2.conv1.weight", true),
            ("blocks.*.weight", "blocks.weight", false),
            ("*a*a", "a", false),
            ("*a*a", "aba", true),
            ("a*b*c", "abbc", true),
            ("a*b*c", "acb", false),
        ] {
            assert_eq!(ParameterGroup::new(pattern).matches(name), fits, "{pattern} and {name}");
        }
    }
}
