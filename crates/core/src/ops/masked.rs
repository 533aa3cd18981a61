//! Selects (`masked_select`) or overwrites (`masked_fill`) the elements where a tensor of `bool` is true.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::layout::Sizes;
use crate::loops::pointwise::{Stretch, broadcast_sizes};
use crate::ops::index_select::selected;
use crate::ops::reshape::reshape;
use crate::ops::where_::where_;
use timeseriesml_kernels::number::Value;

/// The elements where the mask is true, in row-major order, as one axis. The mask broadcasts to `x`.
pub fn masked_select<E: Value>(x: Array<E>, mask: &Array<bool>, stretch: Stretch) -> Result<Array<E>> {
    let op = "masked_select";
    let mask = mask.view(mask.layout().expanded(op, over(op, &x, mask, stretch)?)?).seen();
    let mask = mask.row_major()?;
    let marked = mask.span();
    let places = (0..marked.len()).filter(|&i| marked[i]).collect();
    let flat = Sizes::new(op, &[x.count()])?;
    selected(op, reshape(x, flat)?, 0, places)
}

/// `x` with `value` where the mask is true. The mask broadcasts to `x`.
pub fn masked_fill<E: Value>(x: Array<E>, mask: &Array<bool>, stretch: Stretch, value: E) -> Result<Array<E>> {
    let op = "masked_fill";
    let _ = over(op, &x, mask, stretch)?;
    let value = Array::full(op, Sizes::scalar(), value)?;
    where_(mask, &value, &x, [stretch, Stretch(0), Stretch(0)])
}

/// The sizes of `x`, if the mask broadcasts to them.
fn over<E: Value>(op: &'static str, x: &Array<E>, mask: &Array<bool>, stretch: Stretch) -> Result<Sizes> {
    let sizes = broadcast_sizes(op, (x.sizes(), Stretch(0)), (mask.sizes(), stretch))?;
    if sizes != *x.sizes() {
        return Err(ShapeError::Count { op, from: mask.sizes()[..].into(), to: x.sizes()[..].into() });
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::compare::gt;

    fn positive<E: Value>(x: &Array<E>) -> Result<Array<bool>> {
        let zero = Array::full("test", Sizes::scalar(), E::ZERO)?;
        gt(&x.detach(), &zero, Stretch(0), Stretch(0))
    }

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("masked/select", all, move |x| {
            let mask = positive(&x[1])?;
            masked_select(x[0].clone(), &mask, Stretch::ONES)
        })
        .sizes(&[&[2, 3, 4], &[2, 3, 4]])
        .sizes(&[&[2, 3, 4], &[3, 1]])
        .sizes(&[&[], &[]])
        .edge(&[&[0, 3], &[3]]));
        run(&audit!("masked/fill", all, move |x| {
            let mask = positive(&x[1])?;
            masked_fill(x[0].clone(), &mask, Stretch::ONES, Value::ONE)
        })
        .sizes(&[&[2, 3, 4], &[2, 3, 4]])
        .sizes(&[&[2, 3, 4], &[3, 1]])
        .edge(&[&[0, 3], &[1]]));
    }

    audited!(check);

    #[test]
    fn a_mask_larger_than_the_tensor_is_refused() {
        let mask = Array::full("test", Sizes::new("test", &[2, 3]).unwrap(), true).unwrap();
        let x = Array::full("test", Sizes::new("test", &[3]).unwrap(), 5i32).unwrap();
        assert!(masked_select(x.clone(), &mask, Stretch(0)).is_err());
        assert!(masked_fill(x, &mask, Stretch(0), 1).is_err());
    }
}
