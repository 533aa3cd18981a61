//! Conversion to a different element type, like Rust's `as`.
//!
//! A gradient has the type of its tensor and cannot change its type in the backward pass. So a cast of a tracked tensor to a different type is an
//! error, instead of silently dropping the gradient. Integers and booleans have no gradient, so a cast to them is always allowed and not recorded.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::loops::pointwise;
use std::any::Any;
use timeseriesml_kernels::elementwise::map_row;
use timeseriesml_kernels::number::Value;

/// `x` as elements of type `T`.
pub fn cast<X: Value, T: Value>(x: &Array<X>) -> Result<Array<T>> {
    if let Some(same) = (x as &dyn Any).downcast_ref::<Array<T>>() {
        return Ok(same.clone());
    }
    if T::REAL && x.is_tracked() {
        return Err(ShapeError::CastTracked { from: X::NAME, to: T::NAME });
    }
    Ok(pointwise::convert("cast", x, 1, &map_row(X::cast::<T>))?.not_differentiable())
}

macro_rules! targets { ($($name:ident $T:ident;)*) => { $(
    pub fn $name<X: Value>(x: &Array<X>) -> Result<Array<$T>> {
        cast(x)
    }
)* } }
targets! { to_f32 f32; to_f64 f64; to_i32 i32; to_i64 i64; to_bool bool; }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        // A cast to integers and back leaves no gradient.
        run(&audit!("cast/through_integers", Domain::ALL, |x| cast(&cast::<_, i32>(&x[0])?))
            .sizes(&[&[2, 3, 4]])
            .sizes(&[&[]])
            .sizes(&[&[2, 1, 3, 2]]));
        run(&audit!("cast/through_booleans", Domain::ALL, |x| cast(&cast::<_, bool>(&x[0])?)).sizes(&[&[2, 3]]));
    }

    audited!(check);

    #[test]
    fn a_gradient_is_not_dropped_silently() {
        let x = Array::full("test", crate::layout::Sizes::scalar(), 1.5f32).unwrap().into_leaf();
        let refused = ShapeError::CastTracked { from: "f32", to: "f64" };
        assert_eq!(cast::<_, f64>(&x).unwrap_err(), refused);
        assert_eq!(cast::<_, f64>(&x.detach()).unwrap().item(), Some(1.5));
    }
}
