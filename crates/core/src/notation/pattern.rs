//! The patterns of `rearrange`: `"b t (h d) -> b h t d"`, in the notation of einops.
//!
//! Each side lists the axes by name. A group in parentheses is one axis made of several, the last one innermost; `1` is an axis of
//! size 1. Both sides have the same names.
//!
//! Source: Rogozhnikov, "Einops: Clear and Reliable Tensor Manipulations with Einstein-like Notation", ICLR 2022.

use crate::error::{PatternMistake, Result, ShapeError};
use crate::layout::MAX_RANK;

type Checked<T> = std::result::Result<T, PatternMistake>;

/// The names of an axis: several for a group, one for a plain axis, zero for `1`.
type Axis<'a> = Vec<&'a str>;

/// A pattern with correct syntax.
#[derive(Debug)]
pub struct Pattern<'a> {
    left: Vec<Axis<'a>>,
    right: Vec<Axis<'a>>,
}

/// The steps of a rearrangement: a reshape, a permutation and a second reshape.
#[derive(Debug)]
pub struct Steps {
    /// The sizes after the groups on the left are split.
    pub apart: Vec<usize>,
    /// The permutation that puts these axes in the order of the right side.
    pub order: Vec<isize>,
    /// The sizes of the result.
    pub result: Vec<usize>,
}

/// The steps of a pattern for a tensor of these sizes. `given` lists the sizes of named axes within groups.
pub fn steps(pattern: &str, sizes: &[usize], given: &[(&str, usize)]) -> Result<Steps> {
    let steps = Pattern::parse(pattern).and_then(|parsed| parsed.steps(sizes, given));
    steps.map_err(|mistake| ShapeError::Pattern { pattern: pattern.into(), mistake })
}

impl<'a> Pattern<'a> {
    fn parse(text: &'a str) -> Checked<Self> {
        let (left, right) = text.split_once("->").ok_or(PatternMistake::Arrow)?;
        if right.contains("->") {
            return Err(PatternMistake::Arrow);
        }
        let pattern = Pattern { left: side(left)?, right: side(right)? };
        let (before, after) = (names(&pattern.left), names(&pattern.right));
        for (names, others) in [(&before, &after), (&after, &before)] {
            if let Some(name) = names.iter().find(|name| !others.contains(name)) {
                return Err(PatternMistake::OneSide { name: (*name).into() });
            }
        }
        if before.len() > MAX_RANK || pattern.right.len() > MAX_RANK {
            return Err(PatternMistake::TooManyAxes);
        }
        Ok(pattern)
    }

    fn steps(&self, sizes: &[usize], given: &[(&str, usize)]) -> Checked<Steps> {
        if sizes.len() != self.left.len() {
            return Err(PatternMistake::Axes { expected: self.left.len(), found: sizes.len() });
        }
        let is_part = |name| self.left.iter().any(|axis| axis.len() > 1 && axis.contains(&name));
        for (i, &(name, _)) in given.iter().enumerate() {
            if !is_part(name) || given[..i].iter().any(|(other, _)| *other == name) {
                return Err(PatternMistake::Size { name: name.into() });
            }
        }
        let mut apart = Vec::new();
        for (axis, (names, &size)) in self.left.iter().zip(sizes).enumerate() {
            match names[..] {
                [] if size != 1 => return Err(PatternMistake::NotOne { axis, size }),
                [] => {}
                [_] => apart.push(size),
                _ => apart.extend(parts(axis, names, size, given)?),
            }
        }
        let before = names(&self.left);
        let place = |name: &&str| before.iter().position(|other| other == name).unwrap_or_default();
        let order = names(&self.right).iter().map(|name| place(name) as isize).collect();
        // The product saturates: if one size is 0, the product of the others may overflow.
        let merged = |axis: &Axis| axis.iter().map(|name| apart[place(name)]).fold(1usize, usize::saturating_mul);
        let result = self.right.iter().map(merged).collect();
        Ok(Steps { apart, order, result })
    }
}

/// The sizes of the parts of a group.
fn parts(axis: usize, names: &[&str], size: usize, given: &[(&str, usize)]) -> Checked<Vec<usize>> {
    let sizes: Vec<Option<usize>> =
        names.iter().map(|name| given.iter().find(|(other, _)| other == name).map(|(_, size)| *size)).collect();
    if sizes.iter().filter(|size| size.is_none()).count() != 1 {
        return Err(PatternMistake::Open { group: names.join(" ").into() });
    }
    let known = sizes.iter().flatten().try_fold(1usize, |product, &size| product.checked_mul(size));
    match known {
        Some(known) if known > 0 && size.is_multiple_of(known) => {
            Ok(sizes.into_iter().map(|part| part.unwrap_or(size / known)).collect())
        }
        _ => Err(PatternMistake::Divide { group: names.join(" ").into(), axis, size }),
    }
}

fn names<'a>(side: &[Axis<'a>]) -> Vec<&'a str> {
    side.iter().flatten().copied().collect()
}

/// The axes of one side.
fn side(text: &str) -> Checked<Vec<Axis<'_>>> {
    let mut axes: Vec<Axis> = Vec::new();
    let mut group: Option<Axis> = None;
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let ends = |c: char| c == '(' || c == ')' || c.is_whitespace();
        let end = if ends(first) { 1 } else { rest.find(ends).unwrap_or(rest.len()) };
        let word = &rest[..end];
        rest = rest[end..].trim_start();
        match (word, &mut group) {
            ("(", None) => group = Some(Vec::new()),
            (")", open @ Some(_)) => match open.take().unwrap_or_default() {
                names if names.is_empty() => return Err(PatternMistake::EmptyGroup),
                names => axes.push(names),
            },
            ("(" | ")", _) => return Err(PatternMistake::Parentheses),
            ("1", None) => axes.push(Vec::new()),
            (name, _) if !is_name(name) => return Err(PatternMistake::Name { found: name.into() }),
            (name, Some(group)) => group.push(name),
            (name, None) => axes.push(vec![name]),
        }
    }
    if group.is_some() {
        return Err(PatternMistake::Parentheses);
    }
    let names = names(&axes);
    match (1..names.len()).find(|&i| names[..i].contains(&names[i])) {
        Some(i) => Err(PatternMistake::Twice { name: names[i].into() }),
        None => Ok(axes),
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, sizes: &[usize], given: &[(&str, usize)], message: &str) {
        let error = steps(pattern, sizes, given).err().unwrap().to_string();
        assert_eq!(error, format!("rearrange: in the pattern \"{pattern}\" {message}"));
    }

    #[test]
    fn a_pattern_splits_and_merges_groups() {
        let Steps { apart, order, result } = steps("1 b t (h d) -> (b h) 1 t d", &[1, 2, 3, 8], &[("h", 4)]).unwrap();
        assert_eq!((apart, order, result), (vec![2, 3, 4, 2], vec![0, 2, 1, 3], vec![8, 1, 3, 2]));
        assert_eq!(steps("(a b c) -> c b a", &[24], &[("a", 2), ("c", 4)]).unwrap().result, [4, 3, 2]);
        assert_eq!(steps("->1", &[], &[]).unwrap().result, [1]);
    }

    #[test]
    fn mistakes_name_what_is_wrong() {
        check("a b", &[1, 2], &[], "`->` must occur exactly once, between the input and the output axes");
        check("a -> a -> a", &[1], &[], "`->` must occur exactly once, between the input and the output axes");
        let no_name = "is not the name of an axis; names have letters, digits and `_`; `1` is an axis of size 1";
        check("a 2 -> a", &[1, 2], &[], &format!("`2` {no_name}"));
        check("a ... -> a ...", &[1, 2], &[], &format!("`...` {no_name}"));
        let parentheses = "the parentheses are unbalanced or nested; write a group as `(h d)`";
        check("((a b) c) -> a b c", &[1], &[], parentheses);
        check("(a b -> a b", &[1], &[], parentheses);
        check("a b) -> a b", &[1], &[], parentheses);
        check("() -> 1", &[1], &[], "there is an empty group; write `1` for an axis of size 1");
        check("a a -> a", &[1, 1], &[], "the name `a` occurs twice on one side");
        let one = "occurs on one side only; `sum`, `mean` or `select` removes an axis, `expand` adds one";
        check("a b -> a", &[1, 1], &[], &format!("the name `b` {one}"));
        check("a -> a b", &[1], &[], &format!("the name `b` {one}"));
        check(
            "a b c d e f g h i -> (a b c d e f g h i)",
            &[1; 9],
            &[],
            "there are more than eight axes after groups are split",
        );
        let size = "which is not part of a group on the left, or already has one";
        check("a -> a", &[1], &[("a", 1)], &format!("a size is given for `a`, {size}"));
        check("(a b) -> a b", &[4], &[("a", 2), ("a", 2)], &format!("a size is given for `a`, {size}"));
        let open = "the group `(a b)` needs a size for all of its names but one, which is inferred";
        check("(a b) -> a b", &[4], &[], open);
        check("a -> a", &[1, 2], &[], "the left side has 1 axes, but the tensor has 2");
        check("1 -> 1", &[2], &[], "axis 0 is written as `1`, but it has size 2");
        check(
            "(a b) -> a b",
            &[5],
            &[("a", 2)],
            "the group `(a b)` splits axis 0 of size 5, which is not divisible by the given sizes",
        );
        check(
            "(a b) -> a b",
            &[0],
            &[("b", 0)],
            "the group `(a b)` splits axis 0 of size 0, which is not divisible by the given sizes",
        );
    }
}
