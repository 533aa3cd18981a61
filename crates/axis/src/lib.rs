//! Axes. A shape is a tuple of axes.
//!
//! An axis is `Dim<N>` (size known at compile time), `Dyn` (known at run time), `One` (broadcasts), or named by the
//! user with `#[derive(Axis)]`. Every axis has a form without its name, `Axis::Bare`, and each rule of `shape` is one
//! blanket impl over this form. So the impls for static, run-time and named axes never overlap, and a new rule does not change the derive.
//!
//! This is a separate crate, so that cargo checks the table of sizes once. **Not a public API**: `timeseriesml` exports what users need.

pub mod number;

/// One axis of a shape.
///
/// Derive it for an axis of your own: `#[derive(Axis)] struct Asset;` has a run-time size and a compile-time identity,
/// `#[derive(Axis)] struct Time<const N: usize>;` has a name and a size. Both differ from every other axis, even from
/// one of equal size.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an axis",
    label = "expected `Dim<N>`, `Dyn`, `One` or a type with `#[derive(Axis)]`",
    note = "a shape is a tuple of axes: `(Batch, Dim<96>, Dim<7>)`; a size known only at run time is `Dyn` or `Batch`"
)]
pub trait Axis: Sized + 'static {
    /// The axis without its name: `Dim<N>` or `Dyn`.
    type Bare: Bare;
    /// `B` with the name of this axis, if both sizes are static: for `Time<96>` and `Dim<94>` it is `Time<94>`. Otherwise `B` itself.
    type Like<B: Bare>: Axis;
    /// The name that run-time errors print.
    const NAME: &'static str;
    /// The size, if it is known at compile time.
    const SIZE: Option<usize>;
    /// Whether this axis broadcasts to any size: only `One` does.
    const BROADCASTS: bool = false;
}

/// A description of an axis type as a value, for size checks at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisInfo {
    /// The name of the axis, without its size.
    pub name: &'static str,
    /// The size, or `None` if it is known only at run time.
    pub size: Option<usize>,
    /// Whether the axis broadcasts to any size.
    pub broadcasts: bool,
}

impl AxisInfo {
    /// The description of `A`.
    pub const fn of<A: Axis>() -> Self {
        AxisInfo { name: A::NAME, size: A::SIZE, broadcasts: A::BROADCASTS }
    }
}

/// An axis without a name, `Dim<N>` or `Dyn`. Arithmetic on sizes works on these two types.
pub trait Bare: Axis<Bare = Self> + RenamedAs<Self> {
    /// The axis of the family `F` with this size; `Dyn` if the size is known only at run time.
    #[doc(hidden)]
    type In<F: Family>: Axis;
}

/// An axis of this size can be renamed to one of size `X`: both sizes are equal, or `X` is known only at run time.
#[diagnostic::on_unimplemented(
    message = "an axis of size `{Self}` cannot be renamed to one of size `{X}`: the sizes differ, or one is not static",
    label = "`rename` changes the name of an axis, never its size",
    note = "`Dim<96>` and `Time<96>` can be renamed to each other, and both to `Batch` or `Dyn`; `try_into_shape::<S>()` makes a run-time size static"
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

/// An axis whose size is known at compile time.
#[diagnostic::on_unimplemented(
    message = "the size of the axis `{Self}` is not known at compile time",
    label = "expected a static axis, such as `Dim<N>`",
    note = "pass the size at run time, or make it static with `try_into_shape::<S>()`"
)]
pub trait StaticAxis: Axis {
    /// The size.
    const N: usize;
}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<N>>, const N: usize> StaticAxis for A {
    const N: usize = N;
}

/// An axis whose size `N` is known at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dim<const N: usize>;

/// An axis whose size is known only at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dyn;

/// An axis of size 1 that broadcasts; `unsqueeze` and the `_keepdim` reductions make it.
///
/// `Dim<1>` has the same size but does not broadcast; `rename` turns either into the other.
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
