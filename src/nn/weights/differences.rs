//! The differences between a weight file and a model.

use crate::files::{list_to, shown};
use std::collections::HashSet;
use std::fmt::{Display, Formatter};

/// The differences between a weight file and a model.
///
/// A single difference prints as a sentence, several as a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadDifferences {
    /// Names that the model has and the file lacks.
    pub missing: Vec<String>,
    /// Names that the file has and the model lacks, as they are in the file.
    pub unexpected: Vec<String>,
    /// Tensors whose sizes differ: name, sizes in the file, sizes in the model.
    pub sizes: Vec<(String, Vec<usize>, Vec<usize>)>,
    /// Tensors whose type cannot be converted: name, type in the file (`I64`), type in the model (`f32`).
    pub dtypes: Vec<(String, String, &'static str)>,
}

/// The maximum number of entries of one kind that are printed: enough for any model, while a malicious file cannot flood the terminal.
pub(super) const PRINTED: usize = 500;

impl LoadDifferences {
    /// The number of differences.
    fn count(&self) -> usize {
        self.missing.len() + self.unexpected.len() + self.sizes.len() + self.dtypes.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// A sentence with the [`LoadOptions`](super::LoadOptions) method that would make the names match, if there is one.
    fn remedy(&self) -> Option<String> {
        let method = |method: &str, prefix: &str| format!("`LoadOptions::new().{method}(\"{}\")`", shown(prefix));
        if let Some(prefix) = prefix(&self.missing, &self.unexpected) {
            let load = method("strip_prefix", prefix);
            return Some(format!("names of the file begin with \"{}\": load with {load}", shown(prefix)));
        }
        let prefix = prefix(&self.unexpected, &self.missing)?;
        let load = method("add_prefix", prefix);
        Some(format!("names of the model begin with \"{}\": load with {load}", shown(prefix)))
    }
}

/// The maximum number of prefixes that are tried.
const TRIED: usize = 20;

/// A prefix such that `longer` contains each of `names` with the prefix in front.
fn prefix<'a>(names: &[String], longer: &'a [String]) -> Option<&'a str> {
    let all: HashSet<&str> = longer.iter().map(String::as_str).collect();
    let (first, others) = names.split_first()?;
    let prefixes = longer.iter().filter_map(|name| name.strip_suffix(first.as_str()));
    let fits = |prefix: &str| others.iter().all(|name| all.contains(format!("{prefix}{name}").as_str()));
    prefixes.filter(|prefix| prefix.ends_with('.')).take(TRIED).find(|prefix| fits(prefix))
}

impl Display for LoadDifferences {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let sizes = self.sizes.iter().map(|(name, found, expected)| {
            format!("\"{}\" is {found:?} in the file, {expected:?} in the model", shown(name))
        });
        let dtypes = self.dtypes.iter().map(|(name, found, expected)| {
            format!("\"{}\" holds {found} in the file, {expected} in the model", shown(name))
        });
        if self.count() == 1 {
            let missing =
                self.missing.iter().map(|name| format!("the model has \"{}\", the file does not", shown(name)));
            let unexpected = self.unexpected.iter();
            let unexpected = unexpected.map(|name| format!("the file has \"{}\", the model does not", shown(name)));
            let mut all = missing.chain(unexpected).chain(sizes).chain(dtypes);
            return write!(f, "{}; nothing was loaded", all.next().unwrap_or_default());
        }
        f.write_str("the file does not fit the model; nothing was loaded")?;
        for (what, names) in
            [("in the model, not in the file", &self.missing), ("in the file, not in the model", &self.unexpected)]
        {
            if !names.is_empty() {
                write!(f, "\n  {what}: {}", list_to(names, PRINTED))?;
            }
        }
        for (count, lines) in [
            (self.sizes.len(), sizes.take(PRINTED).collect::<Vec<_>>()),
            (self.dtypes.len(), dtypes.take(PRINTED).collect()),
        ] {
            for line in &lines {
                write!(f, "\n  {line}")?;
            }
            if count > PRINTED {
                write!(f, "\n  … and {} more", count - PRINTED)?;
            }
        }
        match self.remedy() {
            Some(remedy) => write!(f, "\n  {remedy}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_difference_is_a_sentence_and_several_are_a_list() {
        let one = LoadDifferences { missing: names(&["a\nb"]), ..Default::default() };
        assert_eq!(one.to_string(), "the model has \"a\\nb\", the file does not; nothing was loaded");
        let several = LoadDifferences {
            missing: names(&["head.bias"]),
            unexpected: names(&["tail.bias", "tail.weight"]),
            sizes: vec![("w".into(), vec![2, 3], vec![2, 4])],
            dtypes: vec![("n".into(), "I32".into(), "f32")],
        };
        let expected = "the file does not fit the model; nothing was loaded\n  \
            in the model, not in the file: \"head.bias\"\n  \
            in the file, not in the model: \"tail.bias\", \"tail.weight\"\n  \
            \"w\" is [2, 3] in the file, [2, 4] in the model\n  \
            \"n\" holds I32 in the file, f32 in the model";
        assert_eq!(several.to_string(), expected);
    }

    #[test]
    fn long_lists_are_cut() {
        let many = |count| (0..count).map(|i| format!("layer.{i}")).collect::<Vec<_>>();
        let sizes = many(537).into_iter().map(|name| (name, vec![1], vec![2])).collect();
        let all = LoadDifferences { missing: many(1000), sizes, ..Default::default() };
        let text = all.to_string();
        assert!(text.contains("\"layer.499\" … and 500 more\n") && text.ends_with("\n  … and 37 more"), "{text}");
        assert_eq!(text.lines().count(), 2 + 501);
    }

    #[test]
    fn a_prefix_is_found_if_it_fits_all_names() {
        let of = |missing: &[&str], unexpected: &[&str]| {
            let all = LoadDifferences { missing: names(missing), unexpected: names(unexpected), ..Default::default() };
            all.remedy()
        };
        let stripped = of(&["fc.bias", "fc.weight"], &["model.fc.bias", "model.fc.weight", "loss.scale"]);
        let expected =
            "names of the file begin with \"model.\": load with `LoadOptions::new().strip_prefix(\"model.\")`";
        assert_eq!(stripped.as_deref(), Some(expected));
        let added = of(&["net.fc.bias", "net.fc.weight"], &["fc.bias", "fc.weight"]).unwrap();
        assert!(added.contains("names of the model") && added.contains("add_prefix(\"net.\")"), "{added}");
        assert_eq!(of(&["fc.bias", "fc.weight"], &["model.fc.bias", "other.fc.weight"]), None);
        assert_eq!(of(&["fc.bias"], &[]), None);
        assert_eq!(of(&["bias"], &["fc_bias"]), None);
    }
}
