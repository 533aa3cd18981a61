//! A mode that checks each operation for NaN, or for numbers that are not finite: the result of its forward pass, and the gradients that its backward
//! pass computes. The first such number is reported, and the search ends.
//!
//! The mode belongs to a thread. While it is off, an operation only reads one flag.

use crate::array::Array;
use std::cell::{Cell, RefCell};
use timeseriesml_kernels::number::Value;

/// The first operation whose result or gradient is NaN, or infinite if the search includes infinities.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Anomaly {
    /// The result of an operation.
    #[error("{op}: element {element:?} of the result (sizes {sizes:?}) is {found}; {}", advice(found))]
    WrongResult {
        /// The operation.
        op: &'static str,
        /// The sizes of the result.
        sizes: Box<[usize]>,
        /// The position of the first NaN or infinity, one index per axis.
        element: Box<[usize]>,
        /// The number found, as text.
        found: String,
    },
    /// The gradient that an operation computes for one of its operands.
    #[error(
        "backward of {op}: element {element:?} of the gradient of an operand (sizes {sizes:?}) is {found}; the derivative is infinite or undefined there, as for `sqrt` at 0, or the incoming gradient is infinite: keep the operand away from such points with `clamp`, or add a small number"
    )]
    WrongGradient {
        /// The operation.
        op: &'static str,
        /// The sizes of the operand.
        sizes: Box<[usize]>,
        /// The position of the first NaN or infinity, one index per axis.
        element: Box<[usize]>,
        /// The number found, as text.
        found: String,
    },
}

crate::debug_is_message! { Anomaly }

/// Likely causes if a result is this number.
fn advice(found: &str) -> &'static str {
    match found {
        "NaN" => {
            "check the operands for 0 / 0, infinity - infinity, 0 * infinity, the logarithm or the root of a negative number, or an earlier NaN"
        }
        _ => {
            "check the operands for a division by 0, the logarithm of 0, or numbers that are too large: lower the learning rate, or scale the data"
        }
    }
}

/// Which numbers to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Only NaN. Infinities may be intended: a mask of −∞, the logarithm of 0.
    Nan,
    /// NaN and infinities.
    NotFinite,
}

struct Search {
    wanted: Wanted,
    /// The operation that last allocated a result: the one that a wrong result belongs to.
    op: &'static str,
    /// The operation whose backward pass is running.
    backward: &'static str,
    found: Option<Anomaly>,
}

thread_local! {
    static IS_ON: Cell<bool> = const { Cell::new(false) };
    static SEARCH: RefCell<Option<Search>> = const { RefCell::new(None) };
}

/// Runs `f`. Also returns the first operation on this thread that had a number of the kind `wanted` in its result or its gradients.
pub fn detect<R>(wanted: Wanted, f: impl FnOnce() -> R) -> (R, Option<Anomaly>) {
    /// A guard that restores the previous search, even if `f` panics.
    struct Before(bool, Option<Search>);
    impl Drop for Before {
        fn drop(&mut self) {
            IS_ON.set(self.0);
            SEARCH.set(self.1.take());
        }
    }
    let search = Search { wanted, op: "", backward: "", found: None };
    let _before = Before(IS_ON.replace(true), SEARCH.replace(Some(search)));
    let result = f();
    let found = SEARCH.with_borrow_mut(|search| search.take().and_then(|search| search.found));
    (result, found)
}

/// Whether this thread searches for anomalies.
#[inline(always)]
pub(crate) fn is_on() -> bool {
    IS_ON.get()
}

/// Registers the operation that computes the next result.
#[inline(always)]
pub(crate) fn enter(op: &'static str) {
    if is_on() {
        with_search(|search| search.op = op);
    }
}

/// Registers the operation whose backward pass is running.
#[inline(always)]
pub(crate) fn enter_backward(op: impl FnOnce() -> &'static str) {
    if is_on() {
        with_search(|search| search.backward = op());
    }
}

/// Checks a result. Without `op`, the operation is the one that last allocated a result.
#[inline(always)]
pub fn look_at_result<E: Value>(y: &Array<E>, op: Option<&'static str>) {
    if is_on() {
        look(y, |search, sizes, element, found| {
            let op = op.unwrap_or(search.op);
            Anomaly::WrongResult { op, sizes, element, found }
        });
    }
}

/// Checks a gradient accumulated so far.
#[inline(always)]
pub(crate) fn look_at_gradient<E: Value>(grad: &Option<Array<E>>) {
    if is_on()
        && let Some(grad) = grad
    {
        look(grad, |search, sizes, element, found| {
            let op = search.backward;
            Anomaly::WrongGradient { op, sizes, element, found }
        });
    }
}

fn with_search(f: impl FnOnce(&mut Search)) {
    SEARCH.with_borrow_mut(|search| search.as_mut().map(f));
}

#[cold]
fn look<E: Value>(x: &Array<E>, anomaly: impl FnOnce(&Search, Box<[usize]>, Box<[usize]>, String) -> Anomaly) {
    if !E::REAL {
        return;
    }
    with_search(|search| {
        let is_wanted = |x: E| match search.wanted {
            Wanted::Nan => x.is_nan(),
            Wanted::NotFinite => !x.cast::<f64>().is_finite(),
        };
        if let Some((element, found)) = first(x, is_wanted) {
            search.found = Some(anomaly(search, x.sizes()[..].into(), element, found.to_string()));
            // Only the first anomaly is reported, so everything after it runs without the search.
            IS_ON.set(false);
        }
    });
}

/// The first element in row-major order for which `f` is true, and its position: one index per axis.
pub fn first<E: Value>(x: &Array<E>, f: impl Fn(E) -> bool) -> Option<(Box<[usize]>, E)> {
    if !x.with_dense(|values| values.iter().any(|&x| f(x))) {
        return None;
    }
    let values = x.to_vec();
    let mut flat = values.iter().position(|&x| f(x))?;
    let found = values[flat];
    let mut element: Vec<usize> = x
        .sizes()
        .iter()
        .rev()
        .map(|&size| {
            let index = flat % size;
            flat /= size;
            index
        })
        .collect();
    element.reverse();
    Some((element.into(), found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::walk::backward;
    use crate::layout::Sizes;
    use crate::loops::along::Axes;
    use crate::loops::pointwise::Stretch;
    use crate::ops::binary::{div, mul, sub};
    use crate::ops::sum::sum_axes;
    use crate::ops::unary::{log, relu_owned, sqrt};

    fn array(values: &[f64]) -> Array<f64> {
        Array::from_slice("test", Sizes::new("test", &[2, values.len() / 2]).unwrap(), values).unwrap()
    }

    fn found<R>(f: impl FnOnce() -> R) -> String {
        detect(Wanted::Nan, f).1.map_or(String::new(), |anomaly| anomaly.to_string())
    }

    #[test]
    fn the_first_result_that_is_nan_is_named_recorded_or_not() {
        let none = Stretch(0);
        let (x, zero) = (array(&[1.0, 2.0, 0.0, 3.0]), array(&[1.0, 0.0, 0.0, 1.0]));
        for x in [x.clone(), x.into_leaf()] {
            let message = found(|| log(&div(&x, &zero, none, none).unwrap()).unwrap());
            assert!(message.starts_with("div: element [1, 0] of the result (sizes [2, 2]) is NaN;"), "{message}");
            let message = found(|| log(&sub(&x, &x, none, none).unwrap()).unwrap());
            assert_eq!(message, "", "an infinity is not NaN");
            let message = found(|| sqrt(&sub(&zero, &x, none, none).unwrap()).unwrap());
            assert!(message.starts_with("sqrt: element [0, 1] of the result"), "{message}");
            let (_, anomaly) = detect(Wanted::NotFinite, || log(&x));
            assert!(
                anomaly.unwrap().to_string().starts_with("log: element [1, 0] of the result (sizes [2, 2]) is -inf")
            );
        }
    }

    #[test]
    fn the_first_gradient_that_is_nan_is_named() {
        let x = array(&[4.0, 0.0, 1.0, 9.0]).into_leaf();
        let message = found(|| {
            let zero = array(&[0.0; 4]);
            let y = sqrt(&mul(&x, &zero, Stretch(0), Stretch(0)).unwrap()).unwrap();
            backward(&sum_axes(y, Axes::all(2), false).unwrap()).unwrap()
        });
        // The square root has an infinite derivative at 0, and the product multiplies it by 0, which gives NaN.
        assert!(
            message.starts_with("backward of mul: element [0, 0] of the gradient of an operand (sizes [2, 2]) is NaN;"),
            "{message}"
        );
    }

    #[test]
    fn results_in_the_memory_of_an_operand_are_checked_too() {
        let nan = array(&[f64::NAN, 1.0]);
        let message = found(|| relu_owned(nan).unwrap());
        assert!(message.starts_with("relu: element [0, 0] of the result"), "{message}");
    }

    #[test]
    fn a_search_ends_with_its_closure_also_after_a_panic() {
        let zero = array(&[0.0, 0.0]);
        let quotient = || div(&zero, &zero, Stretch(0), Stretch(0)).unwrap();
        let panicked =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| detect(Wanted::Nan, || panic!("on purpose"))));
        assert!(panicked.is_err() && !IS_ON.get());
        let (inner, outer) = detect(Wanted::Nan, || detect(Wanted::Nan, quotient).1);
        assert!(inner.is_some() && outer.is_none(), "only the inner search reports what happens inside it");
        let (inner, outer) = detect(Wanted::Nan, || {
            let _ = quotient();
            detect(Wanted::Nan, || ()).1
        });
        assert!(inner.is_none() && outer.is_some());
    }
}
