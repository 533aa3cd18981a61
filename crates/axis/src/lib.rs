//! Axes: what a shape is a tuple of.
//!
//! An axis is `Dim<N>` (size known when compiling), `Dyn` (known when running), `One` (broadcasts), or named by the
//! user with `#[derive(Axis)]`. Every axis gives its nameless self, `Axis::Bare`, and each rule of `shape` is one
//! blanket impl over that: static, run-time and named axes never collide, and a new rule touches no derive.
//!
//! A crate of its own, so that cargo checks the table of sizes once. **Not an interface**: `timeseriesml` shows what users need.

pub mod number;

/// One axis of a shape.
///
/// Derive it for an axis of your own: `#[derive(Axis)] struct Asset;` has a run-time size and a compile-time identity,
/// `#[derive(Axis)] struct Time<const N: usize>;` has a name and a size. Both differ from every other axis, even from
/// one of equal size.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an axis",
    label = "expected `Dim<N>`, `Dyn`, `One` or a type with `#[derive(Axis)]`",
    note = "a shape is a tuple of axes: `(Batch, Dim<96>, Dim<7>)`; a size known only when running is `Dyn` or `Batch`"
)]
pub trait Axis: Sized + 'static {
    /// The axis without its name: `Dim<N>` or `Dyn`.
    type Bare: Bare;
    /// The bare axis `B` under the name of this one, where the name can carry it: `Time<96>` like `Dim<94>` is `Time<94>`.
    type Like<B: Bare>: Axis;
    /// The name that errors at run time print.
    const NAME: &'static str;
    /// The size, where the type knows it.
    const SIZE: Option<usize>;
    /// Whether this axis stretches to any size: only `One` does.
    const BROADCASTS: bool = false;
}

/// What a type says about an axis, as a value: for the checks of sizes at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisInfo {
    /// The name of the axis, without its size.
    pub name: &'static str,
    /// The size, or `None` where it is known only when running.
    pub size: Option<usize>,
    /// Whether the axis may be stretched to another size.
    pub broadcasts: bool,
}

impl AxisInfo {
    /// What `A` says about itself.
    pub const fn of<A: Axis>() -> Self {
        AxisInfo { name: A::NAME, size: A::SIZE, broadcasts: A::BROADCASTS }
    }
}

/// An axis without a name, `Dim<N>` or `Dyn`: what arithmetic is done on.
pub trait Bare: Axis<Bare = Self> + RenamedAs<Self> {
    /// This size as a member of the family `F`.
    #[doc(hidden)]
    type In<F: Family>: Axis;
}

/// An axis of this size may take a name of the size `X`: of the same, or of one that is known only when running.
#[diagnostic::on_unimplemented(
    message = "an axis of the size `{Self}` cannot be renamed to one of `{X}`: they are not known to have the same size",
    label = "a name changes, a size does not",
    note = "`Dim<96>` and `Time<96>` take each other's names, and both become `Batch` or `Dyn`; a run-time size becomes static with `try_into_shape::<S>()`"
)]
#[doc(hidden)]
pub trait RenamedAs<X> {}
impl<const N: usize> RenamedAs<Dim<N>> for Dim<N> {}
impl<const N: usize> RenamedAs<Dyn> for Dim<N> {}
impl RenamedAs<Dyn> for Dyn {}

/// A family of named axes with a static size, such as `struct Time<const N: usize>`; `#[derive(Axis)]` implements it.
pub trait Family {
    /// The member of the family with `N` elements.
    type Sized<const N: usize>: Axis;
}

/// An axis whose size is known when compiling.
#[diagnostic::on_unimplemented(
    message = "the size of the axis `{Self}` is not known when compiling",
    label = "a static axis such as `Dim<N>` is needed here",
    note = "give the size when running, or recover a static one with `try_into_shape::<S>()`"
)]
pub trait StaticAxis: Axis {
    /// The size.
    const N: usize;
}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<N>>, const N: usize> StaticAxis for A {
    const N: usize = N;
}

/// An axis of `N` elements, known when compiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dim<const N: usize>;

/// An axis whose size is known when running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dyn;

/// An axis of one element that broadcasts; `unsqueeze` and the `_keepdim` reductions make it.
///
/// `Dim<1>` has the same size but does not broadcast; `rename` turns one into the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct One;

impl<const N: usize> Axis for Dim<N> {
    type Bare = Dim<N>;
    type Like<B: Bare> = B;
    const NAME: &'static str = "Dim";
    const SIZE: Option<usize> = Some(N);
}

impl Axis for Dyn {
    type Bare = Dyn;
    type Like<B: Bare> = B;
    const NAME: &'static str = "Dyn";
    const SIZE: Option<usize> = None;
}

impl Axis for One {
    type Bare = Dim<1>;
    type Like<B: Bare> = B;
    const NAME: &'static str = "One";
    const SIZE: Option<usize> = Some(1);
    const BROADCASTS: bool = true;
}

impl<const N: usize> Bare for Dim<N> {
    type In<F: Family> = F::Sized<N>;
}

impl Bare for Dyn {
    type In<F: Family> = Dyn;
}
