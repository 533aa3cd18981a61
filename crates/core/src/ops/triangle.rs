//! The lower or upper triangle of the last two axes; the rest is zero.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use crate::loops::pointwise::Stretch;
use crate::ops::where_::where_;
use timeseriesml_kernels::number::Value;

/// The elements on the `diagonal` or below it. 0 is the main diagonal; positive numbers are diagonals above it.
pub fn tril<E: Value>(x: &Array<E>, diagonal: isize) -> Result<Array<E>> {
    kept("tril", x, |row, column| column as i128 <= row as i128 + diagonal as i128)
}

/// The elements on the `diagonal` or above it.
pub fn triu<E: Value>(x: &Array<E>, diagonal: isize) -> Result<Array<E>> {
    kept("triu", x, |row, column| column as i128 >= row as i128 + diagonal as i128)
}

fn kept<E: Value>(op: &'static str, x: &Array<E>, keep: impl Fn(usize, usize) -> bool) -> Result<Array<E>> {
    let &[.., rows, columns] = &x.sizes()[..] else {
        return Err(ShapeError::Rank { op, expected: "at least two axes".into(), found: x.sizes()[..].into() });
    };
    // Without elements no mask is built: if a leading axis has size 0, the mask may not fit into memory.
    if x.count() == 0 {
        return Ok(x.clone());
    }
    let layout = Layout::row_major(op, Sizes::new(op, &[rows, columns])?)?;
    let mask = Array::written(op, layout, |out| {
        (0..out.len()).for_each(|i| out[i] = keep(i / columns, i % columns));
    })?;
    where_(&mask, x, &Array::full(op, Sizes::scalar(), E::ZERO)?, [Stretch(0); 3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("triangle/tril", all, |x| tril(&x[0], 0)).sizes(&[&[3, 4]]).sizes(&[&[2, 1, 3, 2]]));
        run(&audit!("triangle/triu", all, |x| triu(&x[0], 1)).sizes(&[&[3, 4]]).sizes(&[&[2, 4, 3]]));
        run(&audit!("triangle/below", all, |x| triu(&x[0], -1)).sizes(&[&[4, 3]]));
    }

    audited!(check);

    #[test]
    fn any_number_is_a_diagonal() {
        let x = Array::full("test", Sizes::new("test", &[2, 2]).unwrap(), 1i32).unwrap();
        assert_eq!(tril(&x, isize::MAX).unwrap().to_vec(), [1; 4]);
        assert_eq!(tril(&x, isize::MIN).unwrap().to_vec(), [0; 4]);
        assert!(triu(&Array::full("test", Sizes::scalar(), 1i32).unwrap(), 0).is_err());
    }

    #[test]
    fn an_empty_tensor_needs_no_mask() {
        let x = Array::full("test", Sizes::new("test", &[0, 1 << 30, 1 << 30]).unwrap(), 1i32).unwrap();
        assert_eq!(tril(&x, 0).unwrap().sizes(), x.sizes());
    }
}
