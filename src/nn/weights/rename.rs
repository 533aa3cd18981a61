//! Rules that change the names in a file to the names in a model: prefixes and patterns.

use std::collections::HashSet;

/// The maximum length of a name in bytes: a longer name matches no pattern. Names in models are shorter.
const LONGEST_NAME: usize = 4096;

/// A rule that changes names. A name that does not match stays the same.
pub(super) enum Rename {
    StripPrefix(String),
    AddPrefix(String),
    Pattern(Pattern),
    Function(Box<dyn Fn(&str) -> String + Send + Sync>),
}

impl Rename {
    pub(super) fn apply(&self, name: String) -> String {
        match self {
            Rename::StripPrefix(prefix) => match name.strip_prefix(prefix.as_str()) {
                Some(rest) => rest.to_owned(),
                None => name,
            },
            Rename::AddPrefix(prefix) => format!("{prefix}{name}"),
            Rename::Pattern(pattern) => pattern.replace(&name).unwrap_or(name),
            Rename::Function(rename) => rename(&name),
        }
    }
}

/// A pattern of names, such as `h.*.attn.**`, and its replacement, such as `blocks.*.attention.**`.
#[derive(Debug)]
pub(super) struct Pattern {
    from: Vec<Part>,
    to: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// One or more characters; dots only if `dots` is true.
    Wildcard {
        dots: bool,
    },
}

impl Pattern {
    /// # Errors
    /// If the numbers of wildcards in `from` and `to` differ.
    pub(super) fn new(from: &str, to: &str) -> Result<Self, String> {
        let (from_parts, to_parts) = (parts(from), parts(to));
        let wildcards = |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Wildcard { .. })).count();
        let (left, right) = (wildcards(&from_parts), wildcards(&to_parts));
        if left != right {
            return Err(format!(
                "the left side has {left} wildcards, the right side {right}; both need the same number"
            ));
        }
        Ok(Pattern { from: from_parts, to: to_parts })
    }

    /// Whether the whole name matches.
    pub(super) fn fits(&self, name: &str) -> bool {
        self.captures(name).is_some()
    }

    fn replace(&self, name: &str) -> Option<String> {
        let mut captures = self.captures(name)?.into_iter();
        let parts = self.to.iter().map(|part| match part {
            Part::Text(text) => text,
            Part::Wildcard { .. } => captures.next().unwrap_or_default(),
        });
        Some(parts.collect())
    }

    /// What each wildcard matches, if the whole name matches. Each wildcard matches as few characters as possible.
    fn captures<'a>(&self, name: &'a str) -> Option<Vec<&'a str>> {
        let mut captures = Vec::new();
        let fits = name.len() <= LONGEST_NAME && fits(&self.from, name, &mut captures, &mut HashSet::new());
        captures.reverse();
        fits.then_some(captures)
    }
}

fn parts(pattern: &str) -> Vec<Part> {
    let (mut parts, mut rest) = (Vec::new(), pattern);
    while let Some(at) = rest.find('*') {
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_owned()));
        }
        let dots = rest[at..].starts_with("**");
        parts.push(Part::Wildcard { dots });
        rest = &rest[at + 1 + usize::from(dots)..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    parts
}

/// Whether all of `name` matches `parts`. If so, adds what each wildcard matched, the last one first. `failed` stores the pairs of remaining
/// lengths (parts, bytes) that do not match, so that the time is polynomial.
fn fits<'a>(parts: &[Part], name: &'a str, captures: &mut Vec<&'a str>, failed: &mut HashSet<(usize, usize)>) -> bool {
    let Some((part, rest)) = parts.split_first() else { return name.is_empty() };
    match part {
        Part::Text(text) => name.strip_prefix(text.as_str()).is_some_and(|name| fits(rest, name, captures, failed)),
        Part::Wildcard { dots } => {
            if failed.contains(&(parts.len(), name.len())) {
                return false;
            }
            let longest = if *dots { name.len() } else { name.find('.').unwrap_or(name.len()) };
            let ends = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|&end| end <= longest);
            for end in ends {
                if fits(rest, &name[end..], captures, failed) {
                    captures.push(&name[..end]);
                    return true;
                }
            }
            failed.insert((parts.len(), name.len()));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(from: &str, to: &str, name: &str) -> Option<String> {
        Pattern::new(from, to).unwrap().replace(name)
    }

    #[test]
    fn wildcards_keep_what_they_matched() {
        let check = |from, to, name, expected: Option<&str>| {
            assert_eq!(renamed(from, to, name).as_deref(), expected, "{from} -> {to}: {name}");
        };
        check("h.*.attn.**", "blocks.*.attention.**", "h.11.attn.c.weight", Some("blocks.11.attention.c.weight"));
        check("h.*.attn.**", "blocks.*.attention.**", "x.h.11.attn.c.weight", None);
        check("**.gamma", "**.weight", "bert.norm.gamma", Some("bert.norm.weight"));
        check("**.gamma", "**.weight", "gamma", None);
        check("layer_*.**", "layers.*.**", "layer_3.conv.bias", Some("layers.3.conv.bias"));
        check("*.weight", "*.w", "a.b.weight", None);
        check("*.weight", "*.w", ".weight", None);
        check("fc", "head", "fc", Some("head"));
        check("fc", "head", "fc.weight", None);
        check("*.*", "*.*", "ä.ö", Some("ä.ö"));
        check("**.**", "**/**", "a.b.c", Some("a/b.c"));
        check("", "x", "", Some("x"));
    }

    #[test]
    fn both_sides_need_the_same_number_of_wildcards() {
        let error = Pattern::new("a.*.b", "a.b").err().unwrap();
        assert_eq!(error, "the left side has 1 wildcards, the right side 0; both need the same number");
        assert!(Pattern::new("a", "a.**").is_err());
    }

    #[test]
    fn a_near_match_is_rejected_in_polynomial_time() {
        let pattern = "**a**a**a**a**a**a**a**b";
        let pattern = Pattern::new(pattern, pattern).unwrap();
        assert!(!pattern.fits(&"a".repeat(2000)));
        assert!(pattern.fits(&format!("{}b", "a".repeat(30))));
        assert!(!pattern.fits(&format!("{}b", "a".repeat(1 << 20))));
    }
}
