//! The indices of the largest and smallest elements. An index has no gradient.
//!
//! Of equal elements the first is taken, and a NaN counts as the largest and as the smallest, as in PyTorch.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::layout::resolve_axis;
use crate::loops::along::{self, Axes, Rows};
use timeseriesml_kernels::number::Numeric;

/// The index of the largest element along an axis, or among all elements in row-major order.
pub fn argmax<E: Numeric>(x: &Array<E>, axis: Option<isize>, keepdim: bool) -> Result<Array<i64>> {
    place("argmax", x, axis, keepdim, |a, b| b > a)
}

/// The index of the smallest element along an axis, or among all elements in row-major order.
pub fn argmin<E: Numeric>(x: &Array<E>, axis: Option<isize>, keepdim: bool) -> Result<Array<i64>> {
    place("argmin", x, axis, keepdim, |a, b| b < a)
}

fn place<E: Numeric>(
    op: &'static str,
    x: &Array<E>,
    axis: Option<isize>,
    keepdim: bool,
    better: impl Fn(E, E) -> bool + Sync,
) -> Result<Array<i64>> {
    let (x, axes) = match axis {
        Some(axis) => (x.clone(), Axes::one(resolve_axis(op, axis, x.sizes())?)),
        None => (x.row_major()?, Axes::all(x.rank())),
    };
    let rows = Rows::of(&x, axes);
    if rows.len == 0 {
        return Err(ShapeError::Empty { op, sizes: x.sizes()[..].into() });
    }
    let first = |row: &[E]| {
        let mut best = 0;
        for (i, &value) in row.iter().enumerate() {
            if better(row[best], value) || (value.is_nan() && !row[best].is_nan()) {
                best = i;
            }
        }
        best as i64
    };
    Ok(along::reduce(op, &x, &rows, keepdim, 2, first)?.not_differentiable())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::cast::cast;

    fn check(run: impl Fn(&Audit)) {
        macro_rules! cases { ($($name:ident)*) => { $(
            let name = |case: &str| format!("argmax/{}_{case}", stringify!($name));
            run(&audit!(&name("1"), Domain::ALL, |x| cast(&$name(&x[0], Some(1), false)?))
                .sizes(&[&[2, 5]])
                .sizes(&[&[2, 3, 4]])
                .sizes(&[&[3, 1]])
                .without_edges()
                .edge(&[&[0, 3]]));
            run(&audit!(&name("all"), Domain::ALL, |x| cast(&$name(&x[0], None, false)?))
                .sizes(&[&[2, 3, 4]])
                .sizes(&[&[]])
                .without_edges());
        )* } }
        cases! { argmax argmin }
    }

    audited!(check);

    #[test]
    fn the_first_of_equals_and_the_first_nan_are_taken() {
        let vector =
            |values: &[f32]| Array::from_slice("test", Sizes::new("test", &[values.len()]).unwrap(), values).unwrap();
        assert_eq!(argmax(&vector(&[1.0, 3.0, 3.0]), Some(0), true).unwrap().to_vec(), [1]);
        assert_eq!(argmin(&vector(&[2.0, f32::NAN, 1.0, f32::NAN]), Some(0), false).unwrap().to_vec(), [1]);
        assert!(matches!(argmax(&vector(&[]), None, false), Err(ShapeError::Empty { .. })));
    }
}
