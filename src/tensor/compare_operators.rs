//! `==` and `<` on tensors: they return one `bool`, so there are none. The sentence of the error leads to the methods.

use super::{Element, Tensor};
use crate::shape::Shape;
use std::cmp::Ordering;
use std::marker::PhantomData;

/// Asks of the other side of `==`, `<` and `>` what nothing is. Decoys alone implement it: with none rustc would not look at the other side.
#[diagnostic::on_unimplemented(
    message = "tensors are not compared by `==`, `<` or `>`, which give a single `bool`",
    label = "write `x.gt(&y)`, and so `lt`, `ge`, `le`, `eq` and `ne`: they give a `bool` for each element",
    note = "a number goes too: `x.gt(0.0)`; the number of a loss is `loss.item()`; whether two tensors are equal as a whole: `x.to_vec() == y.to_vec()`"
)]
#[doc(hidden)]
pub trait OneBool {}

/// The other side, `R`.
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
