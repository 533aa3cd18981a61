//! Lists of sizes as types: `channels![64, 128, 256]`.

use timeseriesml_axis::{Axis, Dim};
use typenum::{B1, UInt, UTerm};

/// A list of one to twelve channel counts, written `channels![64, 128, 256]`, with one count for each block of a network.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of channel counts",
    label = "expected a list such as `channels![64, 128, 256]`",
    note = "a list holds one to twelve counts; a single one is `channels![64]`"
)]
pub trait Channels: 'static {
    /// The counts, in order.
    const COUNTS: &'static [usize];
    /// The last count, as the channel axis after the last block.
    type Last: Axis;
    /// The sum of the dilations 1, 2, 4, … of the blocks: `2^blocks − 1`.
    #[doc(hidden)]
    type DilationSum;
}

/// A list of channel counts as a type that implements [`Channels`]: `channels![64, 128, 256]`.
#[macro_export]
macro_rules! channels { ($($n:expr),* $(,)?) => { ($($crate::Dim<{ $n }>,)*) }; }

/// A type for a natural number whose binary digits are all 1; there is one digit for each token.
macro_rules! ones {
    () => { UTerm };
    ($head:ident $($tail:ident)*) => { UInt<ones!($($tail)*), B1> };
}
macro_rules! lists { ($([$($c:ident)*] $last:ident;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$(const $c: usize,)* const $last: usize> Channels for ($(Dim<$c>,)* Dim<$last>,) {
        const COUNTS: &'static [usize] = &[$($c,)* $last];
        type Last = Dim<$last>;
        type DilationSum = ones!($($c)* $last);
    }
)* } }
lists! {
    [] A; [A] B; [A B] C; [A B C] D; [A B C D] E; [A B C D E] F; [A B C D E F] G; [A B C D E F G] H;
    [A B C D E F G H] I; [A B C D E F G H I] J; [A B C D E F G H I J] K; [A B C D E F G H I J K] L;
}

#[cfg(test)]
mod tests {
    use super::*;
    use typenum::Unsigned;

    #[test]
    fn a_list_holds_its_counts_in_order() {
        type List = crate::channels![64, 32 * 4, 256];
        assert_eq!(List::COUNTS, [64, 128, 256]);
        assert_eq!(<List as Channels>::Last::SIZE, Some(256));
    }

    #[test]
    fn dilations_double_per_block() {
        assert_eq!(<<crate::channels![8] as Channels>::DilationSum as Unsigned>::U64, 1);
        type Twelve = crate::channels![1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        assert_eq!(<<Twelve as Channels>::DilationSum as Unsigned>::U64, 4095);
    }
}
