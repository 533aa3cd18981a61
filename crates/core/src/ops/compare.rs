//! Comparisons, logic and predicates. They return `bool`, which has no gradient.
//!
//! As in IEEE 754, every comparison with NaN is false, except `ne`.

use crate::array::{Array, Fresh};
use crate::error::Result;
use crate::loops::along::{self, Axes, Rows};
use crate::loops::pointwise::{self, Stretch};
use timeseriesml_kernels::elementwise::{map_row, zip_row};
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// The finished result: a `bool` has no gradient, so nothing is recorded.
fn answer(y: Fresh<bool>) -> Array<bool> {
    y.not_differentiable()
}

macro_rules! comparisons { ($($name:ident for $E:ident: $Bound:ident, |$a:ident, $b:ident| $value:expr;)*) => { $(
    pub fn $name<$E: $Bound>(
        a: &Array<$E>,
        b: &Array<$E>,
        stretch_a: Stretch,
        stretch_b: Stretch,
    ) -> Result<Array<bool>> {
        let row = zip_row(|$a: $E, $b: $E| $value);
        pointwise::broadcast(stringify!($name), (a, stretch_a), (b, stretch_b), &row).map(answer)
    }
)* } }
comparisons! {
    eq for E: Value, |a, b| a == b;
    ne for E: Value, |a, b| a != b;
    lt for E: Value, |a, b| a < b;
    le for E: Value, |a, b| a <= b;
    gt for E: Value, |a, b| a > b;
    ge for E: Value, |a, b| a >= b;
}

macro_rules! logic { ($($name:ident |$a:ident, $b:ident| $value:expr;)*) => { $(
    pub fn $name(a: &Array<bool>, b: &Array<bool>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<bool>> {
        let row = zip_row(|$a: bool, $b: bool| $value);
        pointwise::broadcast(stringify!($name), (a, stretch_a), (b, stretch_b), &row).map(answer)
    }
)* } }
logic! {
    logical_and |a, b| a & b;
    logical_or |a, b| a | b;
    logical_xor |a, b| a ^ b;
}

macro_rules! questions { ($($name:ident for $E:ident: $Bound:ident, |$x:ident| $value:expr;)*) => { $(
    pub fn $name<$E: $Bound>(x: &Array<$E>) -> Result<Array<bool>> {
        pointwise::convert(stringify!($name), x, 1, &map_row(|$x: $E| $value)).map(answer)
    }
)* } }
questions! {
    logical_not for E: Value, |x| x == E::ZERO;
    is_nan for E: Real, |x| x.is_nan();
    is_finite for E: Real, |x| x.is_finite();
    is_infinite for E: Real, |x| x.abs() == E::INFINITY;
}

/// Whether any element of each row is true; false for an empty row.
pub fn any(x: Array<bool>, axes: Axes, keepdim: bool) -> Result<Array<bool>> {
    let row = |row: &[bool]| row.contains(&true);
    along::reduce("any", &x, &Rows::of(&x, axes), keepdim, 1, row).map(answer)
}

/// Whether all elements of each row are true; true for an empty row.
pub fn all(x: Array<bool>, axes: Axes, keepdim: bool) -> Result<Array<bool>> {
    let row = |row: &[bool]| !row.contains(&false);
    along::reduce("all", &x, &Rows::of(&x, axes), keepdim, 1, row).map(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::cast::cast;

    fn check(run: impl Fn(&Audit)) {
        macro_rules! cases { ($($name:ident)*) => { $(
            let audit = audit!(concat!("compare/", stringify!($name)), Domain::ALL, |x| {
                // Converted to integers, the operands are equal often enough to test equality.
                let [a, b] = [0, 1].map(|k| cast::<_, i32>(&x[k]));
                cast(&$name(&a?, &b?, Stretch::ONES, Stretch::ONES)?)
            });
            run(&audit
                .sizes(&[&[2, 3, 4], &[4]])
                .sizes(&[&[2, 1, 4], &[3, 1]])
                .sizes(&[&[], &[2, 2]])
                .edge(&[&[0, 3], &[1, 3]])
                .edge(&[&[1], &[0]]));
        )* } }
        cases! { eq ne lt le gt ge }
        macro_rules! logic { ($($name:ident)*) => { $(
            let audit = audit!(concat!("compare/", stringify!($name)), Domain::ALL, |x| {
                let zero = Array::full("test", Sizes::scalar(), 0.0f32)?;
                let none = Stretch(0);
                let [a, b] = [0, 1].map(|k| gt(&cast::<_, f32>(&x[k].detach())?, &zero, none, none));
                cast(&$name(&a?, &b?, none, none)?)
            });
            run(&audit.sizes(&[&[3, 4], &[4]]));
        )* } }
        logic! { logical_and logical_or logical_xor }
        macro_rules! rows { ($($name:ident)*) => { $(
            let audit = audit!(concat!("compare/", stringify!($name)), Domain::ALL, |x| {
                let positive = gt(&cast::<_, i32>(&x[0])?, &Array::full("test", Sizes::scalar(), 0)?, Stretch(0), Stretch(0))?;
                cast(&$name(positive, Axes::resolve("test", &[1], x[0].sizes())?, false)?)
            });
            run(&audit.sizes(&[&[5, 2]]).sizes(&[&[2, 2, 3]]));
        )* } }
        rows! { any all }
    }

    audited!(check);

    #[test]
    fn nan_is_equal_to_nothing() {
        let x = Array::from_slice("test", Sizes::new("test", &[3]).unwrap(), &[f32::NAN, 1.0, f32::INFINITY]).unwrap();
        let none = Stretch(0);
        assert_eq!(eq(&x, &x, none, none).unwrap().to_vec(), [false, true, true]);
        assert_eq!(ne(&x, &x, none, none).unwrap().to_vec(), [true, false, false]);
        assert_eq!(is_nan(&x).unwrap().to_vec(), [true, false, false]);
        assert_eq!(is_finite(&x).unwrap().to_vec(), [false, true, false]);
        assert_eq!(is_infinite(&x).unwrap().to_vec(), [false, false, true]);
        assert_eq!(logical_not(&is_nan(&x).unwrap()).unwrap().to_vec(), [false, true, true]);
    }

    #[test]
    fn an_empty_row_is_all_true_and_not_any() {
        let x = Array::from_slice("test", Sizes::new("test", &[2, 0]).unwrap(), &[]).unwrap();
        let rows = Axes::one(1);
        assert_eq!(all(x.clone(), rows, false).unwrap().to_vec(), [true, true]);
        assert_eq!(any(x, rows, false).unwrap().to_vec(), [false, false]);
    }
}
