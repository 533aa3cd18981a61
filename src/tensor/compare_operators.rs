//! Tensors have no usable `==` and `<`, which would return a single `bool`. These impls exist only for a compiler message that names the methods to
//! use.

use super::{Element, Tensor};
use crate::shape::Shape;
use std::cmp::Ordering;
use std::marker::PhantomData;

/// A bound on the right side of `==`, `<` and `>` that no type meets except two decoys, without which rustc would not check the bound.
#[diagnostic::on_unimplemented(
    message = "cannot compare tensors with `==`, `<` or `>`, which give a single `bool`",
    label = "write `x.gt(&y)`, or `lt`, `ge`, `le`, `eq`, `ne`: they give a `bool` per element",
    note = "a number works too: `x.gt(0.0)`; to compare a loss use `loss.item()`; to compare whole tensors use `x.to_vec() == y.to_vec()`"
)]
#[doc(hidden)]
pub trait OneBool {}

/// Stands for a right side of type `R` in the bound.
#[doc(hidden)]
#[derive(Debug)]
pub struct Compared<R>(PhantomData<R>);

macro_rules! decoys { ($($Decoy:ident),*) => { $(
    #[doc(hidden)]
    #[derive(Debug)]
    pub enum $Decoy {}
    #[diagnostic::do_not_recommend]
    impl OneBool for Compared<$Decoy> {}
)* } }
decoys! { NoTensor, NoNumber }

impl<S: Shape, E: Element, R> PartialEq<R> for Tensor<S, E>
where
    Compared<R>: OneBool,
{
    fn eq(&self, _: &R) -> bool {
        false
    }
}

impl<S: Shape, E: Element, R> PartialOrd<R> for Tensor<S, E>
where
    Compared<R>: OneBool,
{
    fn partial_cmp(&self, _: &R) -> Option<Ordering> {
        None
    }
}
