//! The gradients of y = x·Wᵀ + b, computed in one parallel region. The gradients do not depend on each other, so a thread that has finished its part
//! of one gradient continues with the next, and threads wait for each other once instead of three times.

use std::sync::{Mutex, PoisonError};

use super::matmul::{Epilogue, Matrix, Output, Plan, with_plan};
use super::parallel::{self, ELEMENT, work_of};
use super::real::Real;
use super::reduce;

/// Where a gradient is written, or added if the flag is set. `None` skips the gradient.
pub type Gradient<'a, E> = Option<(&'a mut [E], bool)>;

/// Writes the gradients that are `Some`: dx = dy·W, dW = dyᵀ·x and db, the sum of dy over all rows. x is `[rows, inputs]`, dy
/// `[rows, outputs]`, both dense, and the weight `[outputs, inputs]`.
///
/// # Panics
/// If a slice is too short.
pub fn backward<E: Real>(
    [rows, inputs, outputs]: [usize; 3],
    x: &[E],
    weight: Matrix<'_, E>,
    dy: &[E],
    dx: Gradient<'_, E>,
    dw: Gradient<'_, E>,
    db: Gradient<'_, E>,
) {
    let turned = Matrix { data: dy, row: 1, col: outputs };
    let dy_rows = Matrix { data: dy, row: outputs, col: 1 };
    let x = Matrix { data: x, row: inputs, col: 1 };
    let products = usize::from(dx.is_some()) + usize::from(dw.is_some());
    let sums = if db.is_some() { ELEMENT } else { 0 };
    let work = work_of(&[2 * products, rows, inputs, outputs]).saturating_add(work_of(&[sums, rows, outputs]));
    let db = db.map(Mutex::new);
    let sum_rows = || {
        if let Some(db) = &db {
            let (db, accumulate) = &mut *db.lock().unwrap_or_else(PoisonError::into_inner);
            reduce::sum_axis(dy, 1, rows, outputs, db, E::ONE, *accumulate);
        }
    };
    with_product([rows, outputs, inputs], dy_rows, weight, dx, |dx| {
        with_product([outputs, rows, inputs], turned, x, dw, |dw| {
            let [first, second] = [dx, dw].map(|product| product.map_or(0, |plan| plan.pieces(work)));
            parallel::for_each_piece(first + second + 1, work, |piece| match (dx, dw) {
                // SAFETY: `for_each_piece` calls this once for each piece, and the first `first` pieces belong to dx.
                (Some(dx), _) if piece < first => unsafe { dx.run_piece(piece, first) },
                // SAFETY: `for_each_piece` calls this once for each piece, and the next `second` pieces belong to dw.
                (_, Some(dw)) if piece < first + second => unsafe { dw.run_piece(piece - first, second) },
                _ => sum_rows(),
            });
        });
    });
}

/// Calls `f` with the plan of a product, if there is an output and it has elements.
fn with_product<E: Real>(
    [m, k, n]: [usize; 3],
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    c: Gradient<'_, E>,
    f: impl FnOnce(Option<&Plan<'_, E>>),
) {
    match c {
        Some((c, accumulate)) if m > 0 && n > 0 => {
            let output = Output { c, row: n, accumulate, epilogue: Epilogue::default() };
            with_plan([m, k, n], a, b, output, |plan| f(Some(plan)));
        }
        _ => f(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matmul::matmul;
    use crate::parallel::with_threads;
    use crate::random::sample;
    use crate::sizes::refuses;

    const SIZES: [[usize; 3]; 9] = [
        [0, 3, 4],
        [3, 0, 4],
        [3, 4, 0],
        [1, 1, 1],
        [7, 5, 17],
        [300, 64, 48],
        [101, 31, 300],
        [65, 130, 129],
        // These rows are enough for the sum to be split into two halves.
        [1031, 37, 5],
    ];

    fn check<E: Real>(turned: bool) {
        for [rows, inputs, outputs] in SIZES {
            let (x, dy): (Vec<E>, Vec<E>) = (sample(1, rows * inputs), sample(2, rows * outputs));
            let weight: Vec<E> = sample(3, outputs * inputs);
            let (row, col) = if turned { (1, outputs) } else { (inputs, 1) };
            let weight = Matrix { data: &weight, row, col };
            let before = [rows * inputs, outputs * inputs, outputs].map(|len| sample::<E>(4, len));
            for accumulate in [false, true] {
                let [mut dx, mut dw, mut db] = before.clone();
                let dy_rows = Matrix { data: &dy, row: outputs, col: 1 };
                matmul(rows, outputs, inputs, dy_rows, weight, &mut dx, inputs, accumulate);
                let (a, b) = (Matrix { data: &dy, row: 1, col: outputs }, Matrix { data: &x, row: inputs, col: 1 });
                matmul(outputs, rows, inputs, a, b, &mut dw, inputs, accumulate);
                reduce::sum_axis(&dy, 1, rows, outputs, &mut db, E::ONE, accumulate);
                for (threads, wanted) in
                    [(1, [true; 3]), (2, [true; 3]), (2, [false, true, true]), (3, [true, false, false])]
                {
                    let mut found = before.clone();
                    let [x_grad, w_grad, b_grad] = &mut found;
                    let [dx_wanted, dw_wanted, db_wanted] =
                        [(x_grad, wanted[0]), (w_grad, wanted[1]), (b_grad, wanted[2])]
                            .map(|(gradient, wanted)| wanted.then_some((&mut gradient[..], accumulate)));
                    with_threads(threads, || {
                        backward([rows, inputs, outputs], &x, weight, &dy, dx_wanted, dw_wanted, db_wanted);
                    });
                    let expected = [&dx, &dw, &db];
                    for (i, found) in found.iter().enumerate() {
                        let expected = if wanted[i] { expected[i] } else { &before[i] };
                        assert!(found == expected, "{} {rows} {inputs} {outputs}: {i}, {threads} threads", E::NAME);
                    }
                }
            }
        }
    }

    #[test]
    fn with_an_axis_of_zero_the_other_sizes_may_be_anything() {
        let huge = usize::MAX;
        let weight = Matrix { data: &[0.0_f32; 0], row: 0, col: 0 };
        for sizes in [[huge, 0, 0], [0, huge, 0], [0, 0, 0], [0, 0, 7]] {
            let mut db = vec![1.0; sizes[2]];
            let none = || Some((&mut [][..], false));
            backward(sizes, &[], weight, &[], none(), none(), Some((&mut db[..], false)));
            assert!(db.iter().all(|&x| x == 0.0), "{sizes:?}");
        }
    }

    #[test]
    fn equals_each_gradient_alone() {
        for turned in [false, true] {
            check::<f32>(turned);
            check::<f64>(turned);
        }
    }

    #[test]
    fn slices_that_do_not_fit_the_sizes_are_refused() {
        let data = [0.0_f32; 64];
        let [rows, inputs, outputs] = [4, 3, 2];
        let fits = |sizes: [usize; 3], lens: [usize; 6], row| {
            let [x, weight, dy, dx, dw, db] = lens;
            let (mut dx, mut dw, mut db) = (vec![0.0; dx], vec![0.0; dw], vec![0.0; db]);
            let weight = Matrix { data: &data[..weight], row, col: 1 };
            let [dx, dw, db] = [&mut dx, &mut dw, &mut db].map(|gradient| Some((&mut gradient[..], false)));
            !refuses(|| backward(sizes, &data[..x], weight, &data[..dy], dx, dw, db))
        };
        let right = [rows * inputs, outputs * inputs, rows * outputs, rows * inputs, outputs * inputs, outputs];
        assert!(fits([rows, inputs, outputs], right, inputs));
        for short in 0..right.len() {
            let mut lens = right;
            lens[short] -= 1;
            assert!(!fits([rows, inputs, outputs], lens, inputs), "{short}");
        }
        assert!(!fits([rows, inputs, outputs], right, usize::MAX / 2 + 1));
        for sizes in [[1 << 63, 2, 2], [4, 1 << 62, 2], [4, 3, 1 << 62], [1 << 32, 1 << 32, 1]] {
            assert!(!fits(sizes, right, inputs), "{sizes:?}");
        }
    }
}
