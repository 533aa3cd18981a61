//! What methods of `DynTensor` take besides tensors: positions on an axis, sizes, and one number or a list.
//!
//! Each trait is implemented for what callers have: literals, computed `usize`s, lists on the stack and on the heap.

use super::{Result, ShapeError};
use timeseriesml_core::layout::{MAX_RANK, Sizes};
use timeseriesml_core::ops::conv1d::Padding;

/// A position on an axis: counted from 0, or backwards from -1, the last element. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a position on an axis",
    label = "expected an integer, such as `3`, or `-1` for the last element"
)]
pub trait AxisIndex: Copy {
    #[doc(hidden)]
    fn index(self) -> i128;
}

/// A size, or -1 for a size that is inferred from the others. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a size",
    label = "expected an integer, such as `3`, or `-1` for the size inferred from the others"
)]
pub trait SizeNumber: Copy {
    #[doc(hidden)]
    fn number(self) -> i128;
}

macro_rules! integers { ($($I:ident)*) => { $(
    #[diagnostic::do_not_recommend]
    impl AxisIndex for $I {
        fn index(self) -> i128 {
            self as i128
        }
    }
    #[diagnostic::do_not_recommend]
    impl SizeNumber for $I {
        fn number(self) -> i128 {
            self as i128
        }
    }
)* } }
// `i32` is the default type of an integer literal.
integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

/// Converts a position to one that is counted from the front.
///
/// # Errors
/// [`ShapeError::NoSuchElement`] for a negative position before the first element. A position past the end is not an error here: the operation
/// reports it.
pub(super) fn place(op: &'static str, index: impl AxisIndex, axis: usize, size: usize) -> Result<usize> {
    let index = index.index();
    let place = if index < 0 { index + size as i128 } else { index };
    let missing = |_| ShapeError::NoSuchElement { op, index: index as isize, axis, size };
    usize::try_from(place).map_err(missing)
}

/// A list of sizes: an array, a slice, a vector. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of sizes",
    label = "expected a list, such as `[2, 3]` or `[2, -1]`",
    note = "for one axis write `[6]`, for none `[0_usize; 0]`"
)]
pub trait SizeList {
    /// The type of a size.
    type Size: SizeNumber;
    #[doc(hidden)]
    fn list(&self) -> &[Self::Size];
}

/// One number, or a list of them: `0`, `[0, 2]`, `&axes`. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither one `{T}` nor a list of them",
    label = "expected one `{T}`, such as `1`, or a list, such as `[0, 1]`"
)]
pub trait OneOrMore<T> {
    #[doc(hidden)]
    fn list(&self) -> &[T];
}

macro_rules! lists { ($([$($generics:tt)*] $List:ty, |$x:ident| $list:expr;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<I: SizeNumber $($generics)*> SizeList for $List {
        type Size = I;
        fn list(&self) -> &[I] {
            let $x = self;
            $list
        }
    }
    #[diagnostic::do_not_recommend]
    impl<I $($generics)*> OneOrMore<I> for $List {
        fn list(&self) -> &[I] {
            let $x = self;
            $list
        }
    }
)* } }
lists! {
    [, const N: usize] [I; N], |x| x;
    [, const N: usize] &[I; N], |x| *x;
    [] &[I], |x| x;
    [] Vec<I>, |x| x;
    [] &Vec<I>, |x| x;
}

macro_rules! numbers { ($($T:ident)*) => { $(
    #[diagnostic::do_not_recommend]
    impl OneOrMore<$T> for $T {
        fn list(&self) -> &[$T] {
            std::slice::from_ref(self)
        }
    }
)* } }
numbers! { isize usize }

/// The number of zeros to pad with: one number for each side, or `(left, right)`. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a padding",
    label = "expected `usize` for both sides, or `(usize, usize)` for left and right"
)]
pub trait SidePadding {
    #[doc(hidden)]
    fn padding(self) -> Padding;
}
#[diagnostic::do_not_recommend]
impl SidePadding for usize {
    fn padding(self) -> Padding {
        Padding::both(self)
    }
}
#[diagnostic::do_not_recommend]
impl SidePadding for (usize, usize) {
    fn padding(self) -> Padding {
        Padding::Sides(self.0, self.1)
    }
}

/// The sizes in `list`, with -1 replaced by the size that makes the number of elements `count`.
///
/// # Errors
/// [`ShapeError::Argument`] for a second -1 or another negative size, or if -1 cannot be inferred; [`ShapeError::Rank`] for more than eight sizes.
pub(super) fn inferred<I: SizeNumber>(op: &'static str, list: &[I], count: usize) -> Result<Sizes> {
    let mut open = None;
    let sizes = each_size(op, list, |at| {
        let first = open.is_none();
        open = Some(at);
        if first { Ok(1) } else { Err("a list with one -1 at most".into()) }
    })?;
    let Some(at) = open else { return Ok(sizes) };
    let others = sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    match others {
        Some(others) if others > 0 && count.is_multiple_of(others) => Ok(sizes.with(at, count / others)),
        // If another size is 0, any size in place of -1 would give 0 elements.
        Some(0) if count == 0 => Err(argument(op, list, "a list without -1 where another size is 0".into())),
        _ => Err(argument(op, list, format!("a list whose other sizes divide {count}, the number of elements"))),
    }
}

/// The sizes in `list`, with each -1 replaced by the size in `from` at the same position, counted from the end.
///
/// # Errors
/// [`ShapeError::Argument`] for a -1 on an axis that `from` does not have, or another negative size; [`ShapeError::Rank`] for more than eight sizes.
pub(super) fn kept<I: SizeNumber>(op: &'static str, list: &[I], from: &[usize]) -> Result<Sizes> {
    let lead = list.len().saturating_sub(from.len());
    each_size(op, list, |at| {
        let size = at.checked_sub(lead).and_then(|axis| from.get(axis));
        size.copied().ok_or_else(|| "a list with -1 only for axes that there are".into())
    })
}

/// The sizes in `list`; `negative` gives the size for each -1.
fn each_size<I: SizeNumber>(
    op: &'static str,
    list: &[I],
    mut negative: impl FnMut(usize) -> std::result::Result<usize, String>,
) -> Result<Sizes> {
    if list.len() > MAX_RANK {
        let found = list.iter().map(|size| usize::try_from(size.number()).unwrap_or(0)).collect();
        return Err(ShapeError::Rank { op, expected: format!("at most {MAX_RANK} axes"), found });
    }
    let mut sizes = Sizes::scalar();
    for (at, &size) in list.iter().enumerate() {
        let size = match size.number() {
            -1 => negative(at).map_err(|allowed| argument(op, list, allowed))?,
            size => usize::try_from(size).map_err(|_| argument(op, list, "a list of sizes, or of -1".into()))?,
        };
        sizes.push(size);
    }
    Ok(sizes)
}

fn argument<I: SizeNumber>(op: &'static str, list: &[I], allowed: String) -> ShapeError {
    let list: Vec<i128> = list.iter().map(|size| size.number()).collect();
    ShapeError::Argument { op, name: "the list of sizes", found: format!("{list:?}"), allowed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_size_follows_from_the_others() {
        let sizes = |list: &[isize], count| inferred("reshape", list, count).map(|sizes| sizes.to_vec());
        assert_eq!(sizes(&[2, -1], 6), Ok(vec![2, 3]));
        assert_eq!(sizes(&[-1], 0), Ok(vec![0]));
        assert_eq!(sizes(&[-1, 3], 0), Ok(vec![0, 3]));
        assert_eq!(sizes(&[1, -1, 1], 1), Ok(vec![1, 1, 1]));
        let message = |list: &[isize], count| sizes(list, count).unwrap_err().to_string();
        let prefix = |list: &str| format!("reshape: the list of sizes is {list}, but it must be a list");
        assert_eq!(message(&[-1, -1], 6), prefix("[-1, -1]") + " with one -1 at most");
        assert_eq!(message(&[4, -1], 6), prefix("[4, -1]") + " whose other sizes divide 6, the number of elements");
        assert_eq!(message(&[0, -1], 0), prefix("[0, -1]") + " without -1 where another size is 0");
        assert_eq!(message(&[0, -1], 6), prefix("[0, -1]") + " whose other sizes divide 6, the number of elements");
        assert_eq!(message(&[-2, 3], 6), prefix("[-2, 3]") + " of sizes, or of -1");
        assert!(message(&[1; 9], 1).starts_with("reshape: expected at most 8 axes"));
        assert!(inferred("reshape", &[usize::MAX, 2], 6).is_ok(), "the operation refuses it");
        assert!(sizes(&[isize::MAX, 3, -1], 6).is_err());
    }

    #[test]
    fn places_count_from_both_ends() {
        assert_eq!(place("select", -1, 0, 5), Ok(4));
        assert_eq!(place("select", -5, 0, 5), Ok(0));
        assert_eq!(place("select", 7, 0, 5), Ok(7));
        let error = place("select", -6, 1, 5).unwrap_err().to_string();
        let counted = "elements are numbered from 0, or backward from -1";
        assert_eq!(error, format!("select: there is no element -6 on axis 1 of size 5; {counted}"));
        assert!(place("select", isize::MIN, 0, 0).is_err() && place("select", usize::MAX, 0, 5).is_ok());
    }
}
