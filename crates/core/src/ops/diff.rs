//! The differences of neighbors along an axis: y[i] = x[i + 1] − x[i].

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::layout::resolve_axis;
use crate::loops::pointwise::Stretch;
use crate::ops::binary::sub;
use crate::ops::narrow::narrow;
use timeseriesml_kernels::number::Numeric;

/// The differences of neighbors along an axis, which becomes one element shorter.
pub fn diff<E: Numeric>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    let op = "diff";
    let at = resolve_axis(op, axis, x.sizes())?;
    let Some(len) = x.sizes()[at].checked_sub(1) else {
        return Err(ShapeError::Empty { op, sizes: x.sizes()[..].into() });
    };
    sub(&narrow(x.clone(), axis, 1, len)?, &narrow(x, axis, 0, len)?, Stretch(0), Stretch(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("diff/last", Domain::ALL, |x| diff(x[0].clone(), -1))
            .sizes(&[&[2, 5]])
            .sizes(&[&[4]])
            .without_edges()
            .edge(&[&[0, 3]])
            .edge(&[&[2, 1]]));
        run(&audit!("diff/first", Domain::ALL, |x| diff(x[0].clone(), 0)).sizes(&[&[3, 1, 2, 2]]).without_edges());
    }

    audited!(check);
}
