//! Products of two vectors: inner product, outer product and cross-correlation. All are composed of other operations.
//!
//! The cross-correlation is c[k] = Σ_n a[n + k]·v[n] for shifts k, with zeros outside of a: a one-channel convolution. N and M are the lengths of
//! a and v. `Full` has all shifts −(M − 1) ..= N − 1 at which the vectors overlap, `Valid` those at which the shorter one is inside the longer one,
//! and `Same` the middle of `Full` with the length of the longer vector. Sources: `torch.dot`, `torch.outer`, `numpy.correlate`.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::loops::pointwise::Stretch;
use crate::ops::binary::mul;
use crate::ops::conv1d::{Padding, Sliding, conv1d};
use crate::ops::matmul::matmul;
use crate::ops::narrow::{narrow, select};
use crate::ops::squeeze::unsqueeze;
use timeseriesml_kernels::real::Real;

/// The shifts at which two vectors are correlated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correlation {
    /// Shifts with the shorter vector inside the longer one: `max(N, M) − min(N, M) + 1` values.
    Valid,
    /// All shifts at which the vectors overlap: `N + M − 1` values.
    Full,
    /// The middle of [`Full`](Self::Full), with the length of the longer vector.
    Same,
}

/// Σ a·b.
pub fn dot<E: Real>(a: Array<E>, b: Array<E>) -> Result<Array<E>> {
    let op = "dot";
    let (left, right) = (length(op, &a)?, length(op, &b)?);
    if left != right {
        return Err(ShapeError::Differ { op, axis: 0, left, right });
    }
    matmul(a, b, Stretch(0), Stretch(0))
}

/// All products of elements: maps `(N,)` and `(M,)` to `(N, M)`.
pub fn outer<E: Real>(a: Array<E>, b: Array<E>) -> Result<Array<E>> {
    let op = "outer";
    length(op, &a)?;
    length(op, &b)?;
    mul(&unsqueeze(a, 1)?, &unsqueeze(b, 0)?, Stretch(2), Stretch(1))
}

/// The inner products of `a` with `v` shifted along `a`.
pub fn cross_correlate<E: Real>(a: Array<E>, v: Array<E>, mode: Correlation) -> Result<Array<E>> {
    let op = "cross_correlate";
    let (n, m) = (length(op, &a)?, length(op, &v)?);
    let (longer, shorter) = (n.max(m), n.min(m));
    if shorter == 0 {
        return Err(ShapeError::NothingToCorrelate { op, left: n, right: m });
    }
    // If the shorter length is even, NumPy's `same` keeps one shift more beyond the start of the longer vector than beyond its end.
    let before = if n < m { shorter / 2 } else { shorter - 1 - shorter / 2 };
    let (padding, start, len) = match mode {
        Correlation::Valid if n >= m => (0, 0, longer - shorter + 1),
        Correlation::Valid => (m - 1, shorter - 1, longer - shorter + 1),
        Correlation::Full => (m - 1, 0, (n - 1).saturating_add(m)),
        Correlation::Same => (m - 1, before, longer),
    };
    let (signal, filter) = (unsqueeze(a, 0)?, unsqueeze(unsqueeze(v, 0)?, 0)?);
    let sliding = Sliding { stride: 1, dilation: 1, padding: Padding::both(padding) };
    narrow(select(conv1d(signal, filter, None, sliding)?, 0, 0)?, 0, start, len)
}

fn length<E: Real>(op: &'static str, x: &Array<E>) -> Result<usize> {
    match x.sizes()[..] {
        [length] => Ok(length),
        ref sizes => Err(ShapeError::Rank { op, expected: "a vector, of one axis".into(), found: sizes.into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("vectors/dot", all, |x| dot(x[0].clone(), x[1].clone()))
            .sizes(&[&[7], &[7]])
            .sizes(&[&[1], &[1]])
            .edge(&[&[0], &[0]]));
        run(&audit!("vectors/outer", all, |x| outer(x[0].clone(), x[1].clone()))
            .sizes(&[&[4], &[3]])
            .sizes(&[&[1], &[5]])
            .edge(&[&[0], &[3]])
            .edge(&[&[1], &[1]]));
        let correlation = |name, mode| {
            audit!(name, all, move |x| cross_correlate(x[0].clone(), x[1].clone(), mode))
                .sizes(&[&[7], &[3]])
                .sizes(&[&[8], &[4]])
                .sizes(&[&[3], &[6]])
                .sizes(&[&[4], &[9]])
                .sizes(&[&[5], &[5]])
                .edge(&[&[1], &[1]])
                .edge(&[&[1], &[4]])
                .edge(&[&[4], &[1]])
        };
        run(&correlation("vectors/valid", Correlation::Valid));
        run(&correlation("vectors/full", Correlation::Full));
        run(&correlation("vectors/same", Correlation::Same));
    }

    audited!(check);

    #[test]
    fn what_does_not_fit_is_refused() {
        let ones = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        assert!(matches!(dot(ones(&[3]), ones(&[1])), Err(ShapeError::Differ { left: 3, right: 1, .. })));
        assert!(matches!(dot(ones(&[3]), ones(&[3, 1])), Err(ShapeError::Rank { .. })));
        assert!(matches!(outer(ones(&[]), ones(&[3])), Err(ShapeError::Rank { .. })));
        for (n, m) in [(0, 2), (2, 0), (0, 0)] {
            let c = cross_correlate(ones(&[n]), ones(&[m]), Correlation::Full);
            assert!(matches!(c, Err(ShapeError::NothingToCorrelate { .. })), "{n} {m}");
        }
    }
}
