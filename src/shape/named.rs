//! Axes with a name: those of users, and `Batch`.

use timeseriesml_axis::Axis;

/// An axis named by `#[derive(Axis)]`.
pub trait Named: Axis {}

/// The axis of the samples that are processed together; its size is known when running.
#[derive(timeseriesml_macros::Axis, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch;

#[cfg(test)]
mod tests {
    use super::*;
    use timeseriesml_axis::{AxisInfo, Dim, Dyn, One, RenameTo};

    #[derive(timeseriesml_macros::Axis)]
    struct Time<const N: usize>;

    fn check<A: Axis>(name: &'static str, size: Option<usize>, broadcasts: bool) {
        assert_eq!(AxisInfo::of::<A>(), AxisInfo { name, size, broadcasts });
    }

    #[test]
    fn axes_describe_themselves() {
        check::<Dim<96>>("Dim", Some(96), false);
        check::<Dyn>("Dyn", None, false);
        check::<One>("One", Some(1), true);
        check::<Batch>("Batch", None, false);
        check::<Time<96>>("Time", Some(96), false);
    }

    #[test]
    fn a_name_survives_a_change_of_size_only_where_it_can_carry_it() {
        check::<<Time<96> as Axis>::Like<Dim<94>>>("Time", Some(94), false);
        check::<<Time<96> as Axis>::Like<Dyn>>("Dyn", None, false);
        check::<<Batch as Axis>::Like<Dim<7>>>("Dim", Some(7), false);
    }

    #[test]
    fn names_change_where_sizes_agree() {
        fn renames<A: RenameTo<X>, X: Axis>() {}
        renames::<Dim<96>, Time<96>>();
        renames::<Time<96>, Dim<96>>();
        renames::<Batch, Dyn>();
        renames::<Dim<1>, One>();
    }
}
