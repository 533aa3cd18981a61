//! The values that leakage checks compare: numbers, lists of them, tensors, series and windows.

use crate::data::{Dataset, Series, WindowPart};
use crate::forecaster::WindowTargets;
use crate::shape::Shape;
use crate::tensor::Tensor;

/// What training sees, as a list of numbers. The function passed to [`leakage_check`](super::leakage_check) returns such a type.
///
/// These types implement it: numbers; lists, arrays, tuples and options of such types; tensors; a [`Series`]; and a [`WindowPart`],
/// as the inputs, targets and weights of its windows. `None` becomes NaN.
///
/// # Example
/// ```
/// use timeseriesml::data::SeenByTraining;
/// assert_eq!((vec![1.0_f64, 2.0], 3_usize).numbers(), [1.0, 2.0, 3.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "a leakage check cannot compare `{Self}`",
    label = "expected numbers: a `Vec<f64>`, a tensor, a `WindowPart`, or a tuple of them",
    note = "for a trained model, return its forecast for a fixed input, or the values of its parameters"
)]
pub trait SeenByTraining {
    /// Appends all numbers to a list, in an order that does not depend on their values.
    fn see(&self, out: &mut Vec<f64>);

    /// Returns all numbers.
    fn numbers(&self) -> Vec<f64> {
        let mut out = Vec::new();
        self.see(&mut out);
        out
    }
}

macro_rules! numbers { ($($Number:ty),*) => { $(
    impl SeenByTraining for $Number {
        fn see(&self, out: &mut Vec<f64>) {
            out.push(f64::from(*self));
        }
    }
)* } }
numbers!(f64, f32, i32, u32, i16, u16, i8, u8, bool);

macro_rules! wide { ($($Number:ty),*) => { $(
    // If an integer does not fit the 53 bits of an `f64`, its low 32 bits follow as a second number, so that no difference is missed.
    impl SeenByTraining for $Number {
        fn see(&self, out: &mut Vec<f64>) {
            out.push(*self as f64);
            if *self as f64 as $Number != *self {
                out.push((*self % (1 << 32)) as f64);
            }
        }
    }
)* } }
wide!(i64, u64, usize);

impl<T: SeenByTraining + ?Sized> SeenByTraining for &T {
    fn see(&self, out: &mut Vec<f64>) {
        (**self).see(out);
    }
}

impl<T: SeenByTraining> SeenByTraining for [T] {
    fn see(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|item| item.see(out));
    }
}

impl<T: SeenByTraining, const N: usize> SeenByTraining for [T; N] {
    fn see(&self, out: &mut Vec<f64>) {
        self.as_slice().see(out);
    }
}

impl<T: SeenByTraining> SeenByTraining for Vec<T> {
    fn see(&self, out: &mut Vec<f64>) {
        self.as_slice().see(out);
    }
}

impl<T: SeenByTraining> SeenByTraining for Option<T> {
    fn see(&self, out: &mut Vec<f64>) {
        match self {
            Some(item) => item.see(out),
            None => out.push(f64::NAN),
        }
    }
}

macro_rules! tuples { ($(($($T:ident $place:tt),+))*) => { $(
    impl<$($T: SeenByTraining),+> SeenByTraining for ($($T,)+) {
        fn see(&self, out: &mut Vec<f64>) {
            $(self.$place.see(out);)+
        }
    }
)* } }
tuples! { (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) }

impl<S: Shape> SeenByTraining for Tensor<S> {
    fn see(&self, out: &mut Vec<f64>) {
        self.to_vec().see(out);
    }
}

impl SeenByTraining for Series {
    fn see(&self, out: &mut Vec<f64>) {
        self.column_names().filter_map(|name| self.column(name)).for_each(|values| values.see(out));
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>> SeenByTraining
    for WindowPart<LOOKBACK, HORIZON, FEATURES, Y>
{
    fn see(&self, out: &mut Vec<f64>) {
        for index in 0..self.len() {
            match self.batch(&[index]) {
                Ok((inputs, targets)) => (inputs.to_vec(), targets.to_vec()).see(out),
                // There is not enough memory; the list is then shorter, which the check reports as a difference.
                Err(_) => return,
            }
            self.weight(index).see(out);
        }
    }
}
