//! Named axes: the axes that users define, `Batch`, and the rule for renaming.

use timeseriesml_axis::{Axis, RenamedAs};

/// An axis named by `#[derive(Axis)]`.
pub trait NamedAxis: Axis {}

/// The axis of samples that are processed together; its size is known only at run time.
#[derive(timeseriesml_macros::Axis, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch;

/// This axis can be renamed to `X`: both have the same size, or the size of `X` is known only at run time. Required by `rename`.
#[diagnostic::on_unimplemented(
    message = "the axis `{Self}` cannot be renamed to `{X}`: the sizes differ, or one is not static",
    label = "`rename` changes the name of an axis, never its size",
    note = "`Dim<96>` and `Time<96>` can be renamed to each other, and both to `Batch` or `Dyn`; `try_into_shape::<S>()` makes a run-time size static"
)]
pub trait RenameTo<X: Axis> {
    /// The axis `X`.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, X: Axis> RenameTo<X> for A
where
    A::Bare: RenamedAs<X::Bare>,
{
    type Output = X;
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseriesml_axis::{AxisInfo, Dim, Dyn, One};

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

    #[test]
    fn a_static_size_may_be_forgotten() {
        fn renames<A: RenameTo<X>, X: Axis>() {}
        renames::<One, Batch>();
        renames::<Dim<32>, Batch>();
        renames::<Time<96>, Dyn>();
        // Renaming also works in generic code, including to a different name of the same size.
        fn generic<A: Axis, X: Axis<Bare = A::Bare>, const N: usize>() {
            renames::<A, X>();
            renames::<Dim<N>, Batch>();
        }
        generic::<Time<96>, Dim<96>, 3>();
    }
}
