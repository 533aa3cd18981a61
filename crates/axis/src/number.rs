//! The bridge between `Dim<N>` and the natural numbers of `typenum`; nothing here shows in a public signature.
//!
//! Rust cannot yet calculate with const parameters in types, so each size stands in a table, both ways. The table is
//! generated and checked in (`number_table.rs`); only axes that take part in arithmetic need it, and it costs about half
//! a second of `cargo check`.
//!
//! Coherence compares every pair of impls of one self type. The way back is therefore spread over 32 wrapper types, one
//! per low five bits, so that each has few impls.

#![allow(missing_docs, reason = "not an interface")]

use super::Bare;
use typenum::{B0, B1, UInt, UTerm};

/// `Dim<N>` as a natural number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is outside the table of sizes that shapes can calculate with",
    label = "this size cannot take part in shape arithmetic",
    note = "the table holds 0 to 1024 and sizes common in time series (1440, 2016, 8760, ...); use `Dyn` for this axis"
)]
pub trait Size {
    /// The number.
    type Nat;
}

/// The number of `A`, asked for by way of another number, which rustc has to know first.
///
/// A method is looked up while its parameters are open. Where no parameter could satisfy a rule, rustc would say E0599 at once, without
/// the sentence of the rule; asked in this way it goes on to the rule.
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
    message = "the resulting size is outside the table of sizes that shapes can calculate with",
    note = "the table holds 0 to 1024 and sizes common in time series (1440, 2016, 8760, ...); use `Dyn` for this axis"
)]
pub trait ToDim {
    /// The axis.
    type Dim: Bare;
}

/// A natural number as `Dim<N>`, without its low five bits: those chose the type that wraps it.
pub trait HighBits {
    /// The axis.
    type Dim;
}

// `Tail5<U>` is `U` followed by the binary digits 00101; `Bucket5<U>` holds what is left without them.
macro_rules! buckets { ($($Tail:ident $Bucket:ident $a:ident $b:ident $c:ident $d:ident $e:ident;)*) => { $(
    pub(super) type $Tail<U> = UInt<UInt<UInt<UInt<UInt<U, $a>, $b>, $c>, $d>, $e>;
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
pub(super) use low_sizes;

macro_rules! high_sizes { ($($n:literal $Tail:ident $Bucket:ident $U:ident;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl Size for Dim<$n> { type Nat = $Tail<typenum::$U>; }
    #[diagnostic::do_not_recommend]
    impl HighBits for $Bucket<typenum::$U> { type Dim = Dim<$n>; }
)* } }
pub(super) use high_sizes;

#[cfg(test)]
mod tests {
    use super::super::Dim;
    use super::*;
    use std::fmt::Write;
    use typenum::Unsigned;

    /// Sizes above the dense part: hours, minutes and quarters of days, weeks and years, powers of two, round numbers.
    const ABOVE: [usize; 45] = [
        1080, 1095, 1152, 1200, 1280, 1344, 1440, 1500, 1536, 1600, 1728, 1792, 1920, 2000, 2016, 2048, 2160, 2304,
        2400, 2500, 2560, 2688, 2880, 3000, 3072, 3360, 3600, 4000, 4032, 4096, 4320, 5000, 5120, 5760, 6144, 7200,
        8000, 8064, 8192, 8640, 8760, 8784, 10000, 10080, 16384,
    ];

    fn table() -> String {
        let mut text = String::from(
            "//! Generated: the sizes that shapes can calculate with. `number.rs` says how it is read and holds the test that\n\
             //! compares; `UPDATE_TABLE=1 cargo test --workspace size_table` writes it anew.\n\n\
             use super::Dim;\nuse super::number::*;\n\nlow_sizes! {\n",
        );
        for n in 0..32 {
            writeln!(text, "    {n} U{n};").unwrap();
        }
        text.push_str("}\n\nhigh_sizes! {\n");
        for n in (32..=1024).chain(ABOVE) {
            writeln!(text, "    {n} Tail{low} Bucket{low} U{high};", low = n % 32, high = n / 32).unwrap();
        }
        text.push_str("}\n");
        text
    }

    #[test]
    fn size_table_is_what_the_generator_writes() {
        if std::env::var_os("UPDATE_TABLE").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/number_table.rs"), table()).unwrap();
        }
        assert!(table() == include_str!("number_table.rs"), "run `UPDATE_TABLE=1 cargo test --workspace size_table`");
    }

    #[test]
    fn sizes_go_there_and_back() {
        fn check<const N: usize>()
        where
            Dim<N>: Size<Nat: Unsigned + ToDim<Dim = Dim<N>>>,
        {
            assert_eq!(<<Dim<N> as Size>::Nat as Unsigned>::USIZE, N);
        }
        check::<0>();
        check::<1>();
        check::<31>();
        check::<32>();
        check::<100>();
        check::<1024>();
        check::<8760>();
        check::<16384>();
    }
}
