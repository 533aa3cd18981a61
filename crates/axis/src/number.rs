//! The mapping between `Dim<N>` and the natural numbers of `typenum`. No public signature mentions these numbers.
//!
//! Rust cannot yet compute with const parameters in types, so a table maps each size to its number and back. The build script writes
//! this table: all sizes up to 4096, some up to 65 536, and those of the environment variable `TIMESERIESML_SIZES`. Only axes that take part in
//! arithmetic need the table. It adds a second to `cargo check`, once.
//!
//! The coherence check compares every pair of impls of one self type. The mapping back is therefore spread over 32 wrapper
//! types, one for each value of the low five bits, so that each wrapper has few impls.

#![allow(missing_docs, reason = "not a public API")]

use super::{Bare, Dim};
use typenum::{B0, B1, UInt, UTerm};

/// `Dim<N>` as a natural number.
#[diagnostic::on_unimplemented(
    message = "the compiler cannot do arithmetic with the size of `{Self}`: it is not in the size table",
    label = "the table holds 0 to 4096 and common larger sizes",
    note = "add the size in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or use `Dyn` for this axis"
)]
pub trait Size {
    /// The number.
    type Nat;
}

/// The number of `A`, as an associated type of a second number, which rustc has to infer first.
///
/// rustc looks a method up before it has inferred the method's parameters. If no parameters could satisfy a bound, it reports E0599 at
/// once, without the bound's own message. With this detour through a second number, it reports the bound instead.
#[doc(hidden)]
pub trait Asks<A> {
    type Nat;
}
#[diagnostic::do_not_recommend]
impl<A: Size> Asks<A> for UTerm {
    type Nat = A::Nat;
}
#[diagnostic::do_not_recommend]
impl<A: Size, U, B> Asks<A> for UInt<U, B> {
    type Nat = A::Nat;
}

/// A natural number as `Dim<N>`.
#[diagnostic::on_unimplemented(
    message = "the resulting size is not in the size table, so the compiler cannot do arithmetic with it",
    note = "add the size in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or use `Dyn` for this axis"
)]
pub trait ToDim {
    /// The axis.
    type Dim: Bare;
}

/// A natural number as `Dim<N>`, given without its low five bits, which are in the name of the wrapper type.
pub trait HighBits {
    /// The axis.
    type Dim;
}

// For example, `Tail5<U>` is `U` followed by the binary digits 00101, and `Bucket5<U>` wraps the same `U`.
macro_rules! buckets { ($($Tail:ident $Bucket:ident $a:ident $b:ident $c:ident $d:ident $e:ident;)*) => { $(
    pub(super) type $Tail<U> = UInt<UInt<UInt<UInt<UInt<U, $a>, $b>, $c>, $d>, $e>;
    #[derive(Debug)]
    pub struct $Bucket<U>(U);
    #[diagnostic::do_not_recommend]
    impl<U, B, D: Bare> ToDim for $Tail<UInt<U, B>>
    where
        $Bucket<UInt<U, B>>: HighBits<Dim = D>,
    {
        type Dim = D;
    }
)* } }
buckets! {
    Tail0 Bucket0 B0 B0 B0 B0 B0; Tail1 Bucket1 B0 B0 B0 B0 B1;
    Tail2 Bucket2 B0 B0 B0 B1 B0; Tail3 Bucket3 B0 B0 B0 B1 B1;
    Tail4 Bucket4 B0 B0 B1 B0 B0; Tail5 Bucket5 B0 B0 B1 B0 B1;
    Tail6 Bucket6 B0 B0 B1 B1 B0; Tail7 Bucket7 B0 B0 B1 B1 B1;
    Tail8 Bucket8 B0 B1 B0 B0 B0; Tail9 Bucket9 B0 B1 B0 B0 B1;
    Tail10 Bucket10 B0 B1 B0 B1 B0; Tail11 Bucket11 B0 B1 B0 B1 B1;
    Tail12 Bucket12 B0 B1 B1 B0 B0; Tail13 Bucket13 B0 B1 B1 B0 B1;
    Tail14 Bucket14 B0 B1 B1 B1 B0; Tail15 Bucket15 B0 B1 B1 B1 B1;
    Tail16 Bucket16 B1 B0 B0 B0 B0; Tail17 Bucket17 B1 B0 B0 B0 B1;
    Tail18 Bucket18 B1 B0 B0 B1 B0; Tail19 Bucket19 B1 B0 B0 B1 B1;
    Tail20 Bucket20 B1 B0 B1 B0 B0; Tail21 Bucket21 B1 B0 B1 B0 B1;
    Tail22 Bucket22 B1 B0 B1 B1 B0; Tail23 Bucket23 B1 B0 B1 B1 B1;
    Tail24 Bucket24 B1 B1 B0 B0 B0; Tail25 Bucket25 B1 B1 B0 B0 B1;
    Tail26 Bucket26 B1 B1 B0 B1 B0; Tail27 Bucket27 B1 B1 B0 B1 B1;
    Tail28 Bucket28 B1 B1 B1 B0 B0; Tail29 Bucket29 B1 B1 B1 B0 B1;
    Tail30 Bucket30 B1 B1 B1 B1 B0; Tail31 Bucket31 B1 B1 B1 B1 B1;
}

macro_rules! low_sizes { ($($n:literal $U:ident;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl Size for Dim<$n> { type Nat = typenum::$U; }
    #[diagnostic::do_not_recommend]
    impl ToDim for typenum::$U { type Dim = Dim<$n>; }
)* } }

macro_rules! high_sizes { ($($n:literal $Tail:ident $Bucket:ident [$High:ty];)*) => { $(
    #[diagnostic::do_not_recommend]
    impl Size for Dim<$n> { type Nat = $Tail<$High>; }
    #[diagnostic::do_not_recommend]
    impl HighBits for $Bucket<$High> { type Dim = Dim<$n>; }
)* } }
include!(concat!(env!("OUT_DIR"), "/number_table.rs"));

#[cfg(test)]
#[path = "../build.rs"]
#[allow(dead_code, reason = "only the build calls `main` and `table`")]
mod build;

#[cfg(test)]
mod tests {
    use super::*;

    /// Compiles if the size maps to a number and back.
    fn both_ways<const N: usize>()
    where
        Dim<N>: Size<Nat: ToDim<Dim = Dim<N>>>,
    {
    }

    #[test]
    fn sizes_lead_to_numbers_and_back() {
        both_ways::<0>();
        both_ways::<31>();
        both_ways::<32>();
        both_ways::<4095>();
        both_ways::<{ 336 * 7 }>();
        both_ways::<{ 100 * 64 }>();
        both_ways::<{ 720 * 21 }>();
        both_ways::<65_536>();
    }

    #[test]
    fn a_size_comes_with_its_parts() {
        let sizes = build::sizes(&[77_777, 100_003 * 6]);
        for size in &sizes {
            for parts in (2..=size / 4096).filter(|parts| size % parts == 0) {
                assert!(sizes.contains(&(size / parts)), "{size} / {parts}");
            }
        }
        assert!([0, 4096, 5040, 8760, 65_536, 100_003, 200_006].iter().all(|size| sizes.contains(size)));
    }

    #[test]
    fn a_number_is_written_in_binary() {
        assert_eq!(build::binary(1024), "typenum::U1024");
        assert_eq!(build::binary(4099), "UInt<UInt<typenum::U1024, B1>, B1>");
    }

    #[test]
    fn the_variable_lists_sizes() {
        assert_eq!(build::added(" 2352,6_400\t7 ,, "), Ok(vec![2352, 6400, 7]));
        assert_eq!(build::added(""), Ok(vec![]));
        for wrong in ["abc", "-1", "1.5", "99999999999999999999", "4294967297", "5001;7003", "\u{1b}[31m"] {
            let message = build::added(wrong).unwrap_err();
            assert!(
                message.starts_with("TIMESERIESML_SIZES has the entry `") && !message.contains('\u{1b}'),
                "{message}"
            );
        }
    }
}
