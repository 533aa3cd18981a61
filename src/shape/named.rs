//! Axes with a name: those of users, `Batch`, and the rule by which an axis takes another name.

use timeseriesml_axis::{Axis, RenamedAs};

/// An axis named by `#[derive(Axis)]`.
pub trait NamedAxis: Axis {}

/// The axis of the samples that are processed together; its size is known when running.
#[derive(timeseriesml_macros::Axis, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch;

/// This axis may take the name `X`: both have the same size, or the size of `X` is known only when running. The rule of `rename`.
#[diagnostic::on_unimplemented(
    message = "the axis `{Self}` cannot be renamed to `{X}`: they are not known to have the same size",
    label = "a name changes, a size does not",
    note = "`Dim<96>` and `Time<96>` take each other's names, and both become `Batch` or `Dyn`; a run-time size becomes static with `try_into_shape::<S>()`"
)]
pub trait RenameTo<X: Axis> {
    /// `X`.
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
        // In generic code too, as is the same size under another name.
        fn generic<A: Axis, X: Axis<Bare = A::Bare>, const N: usize>() {
            renames::<A, X>();
            renames::<Dim<N>, Batch>();
        }
        generic::<Time<96>, Dim<96>, 3>();
    }
}
