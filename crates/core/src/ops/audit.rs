//! The five tests of every operation, from samples that are declared once.
//!
//! An [`Audit`] describes an operation and the sizes of its inputs. The values of input k come from a formula that the scripts of the
//! golden files use too: lo + (hi − lo)·(½ + ½·sin(1.3·i + 0.7·k + 0.4)) for element i.

use crate::array::Array;
use crate::autodiff::gradcheck::{gradcheck, weighted_sum};
use crate::autodiff::walk;
use crate::error::Result;
use crate::layout::{Layout, Sizes};
use timeseriesml_kernels::real::Real;

/// The range from which the values of the inputs are taken.
#[derive(Clone, Copy, Debug)]
pub struct Domain(f64, f64);

impl Domain {
    pub const ALL: Domain = Domain(-2.0, 2.0);
    pub const POSITIVE: Domain = Domain(0.2, 2.0);
    pub const UNIT: Domain = Domain(-1.0, 1.0);
    pub const INNER: Domain = Domain(-0.9, 0.9);
    pub const ABOVE_ONE: Domain = Domain(1.2, 3.0);
}

type Operation<E> = Box<dyn Fn(&[Array<E>]) -> Result<Array<E>>>;

#[allow(missing_debug_implementations, reason = "holds functions, and only tests use it")]
pub struct Audit {
    name: String,
    domain: Domain,
    operation: Operation<f64>,
    single: Operation<f32>,
    samples: Vec<Vec<Vec<usize>>>,
    edges: Vec<Vec<Vec<usize>>>,
}

/// Makes an [`Audit`]. The operation is written once and runs in double and in single precision.
macro_rules! audit {
    ($name:expr, $domain:expr, $operation:expr $(,)?) => {
        $crate::ops::audit::Audit::new($name, $domain, $operation, $operation)
    };
}
pub(crate) use audit;

/// The five tests of an operation. `$check` takes one of the methods below and runs it on every audit of the file. An operation
/// that draws random numbers is not compared with PyTorch, which draws different numbers.
macro_rules! audited {
    ($check:ident) => {
        audited!($check, drawn);

        #[test]
        fn matches_pytorch() {
            $check(Audit::matches_pytorch);
        }
    };
    ($check:ident, drawn) => {
        #[test]
        fn gradient_matches_finite_differences() {
            $check(Audit::gradient_matches_finite_differences);
        }

        #[test]
        fn an_input_alone_has_the_same_gradient() {
            $check(Audit::an_input_alone_has_the_same_gradient);
        }

        #[test]
        fn empty_and_single_axes() {
            $check(Audit::empty_and_single_axes);
        }

        #[test]
        fn views_equal_copies() {
            $check(Audit::views_equal_copies);
        }
    };
}
pub(crate) use audited;

fn owned(sizes: &[&[usize]]) -> Vec<Vec<usize>> {
    sizes.iter().map(|s| s.to_vec()).collect()
}

impl Audit {
    /// Called by [`audit!`]. `name` is `file/case` in `tests/golden/operations`.
    pub fn new(
        name: &str,
        domain: Domain,
        operation: impl Fn(&[Array<f64>]) -> Result<Array<f64>> + 'static,
        single: impl Fn(&[Array<f32>]) -> Result<Array<f32>> + 'static,
    ) -> Self {
        let (operation, single) = (Box::new(operation), Box::new(single));
        Audit { name: name.into(), domain, operation, single, samples: vec![], edges: vec![] }
    }

    /// Adds a sample: the sizes of each input. For operations of one input this adds the edge cases of size 0 and 1 too.
    pub fn sizes(mut self, sizes: &[&[usize]]) -> Self {
        if let [sizes] = sizes {
            for (axis, edge) in (0..sizes.len()).flat_map(|axis| [(axis, 0), (axis, 1)]) {
                let mut sizes = sizes.to_vec();
                sizes[axis] = edge;
                self.edges.push(vec![sizes]);
            }
        }
        self.samples.push(owned(sizes));
        self
    }

    /// Adds a sample with axes of size 0 or 1.
    pub fn edge(mut self, sizes: &[&[usize]]) -> Self {
        self.edges.push(owned(sizes));
        self
    }

    /// Removes the edge cases, for operations whose sizes are fixed by their arguments.
    pub fn without_edges(mut self) -> Self {
        self.edges.clear();
        self
    }

    fn inputs<E: Real>(&self, sizes: &[Vec<usize>]) -> Vec<Array<E>> {
        let Domain(lo, hi) = self.domain;
        let value = |k: usize, i: usize| lo + (hi - lo) * (0.5 + 0.5 * (1.3 * i as f64 + 0.7 * k as f64 + 0.4).sin());
        let input = |(k, sizes): (usize, &Vec<usize>)| {
            let values: Vec<E> = (0..sizes.iter().product()).map(|i| E::from_f64(value(k, i))).collect();
            Array::from_slice("audit", Sizes::new("audit", sizes).unwrap(), &values).unwrap()
        };
        sizes.iter().enumerate().map(input).collect()
    }

    /// The output and the gradient of each input.
    fn run<E: Real>(&self, operation: &Operation<E>, inputs: &[Array<E>]) -> (Array<E>, Vec<Vec<E>>) {
        self.run_with_leaves(operation, inputs.iter().map(|x| x.clone().into_leaf()).collect())
    }

    /// The output and the gradient of each input; the gradient of an input that is not a leaf is zeros.
    fn run_with_leaves<E: Real>(&self, operation: &Operation<E>, leaves: Vec<Array<E>>) -> (Array<E>, Vec<Vec<E>>) {
        let output = operation(&leaves).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        self.check_recorded_name(&output);
        let gradients = walk::backward(&weighted_sum(output.clone()).unwrap()).unwrap();
        let of = |x: &Array<E>| match x.node().and_then(|leaf| gradients.of_leaf(leaf.number())) {
            Some(gradient) => {
                assert_eq!(gradient.sizes(), x.sizes(), "{}: a gradient has the sizes of its input", self.name);
                gradient.to_vec()
            }
            None => vec![E::ZERO; x.count()],
        };
        (output, leaves.iter().map(of).collect())
    }

    /// Checks that the operation is recorded under a name that `tests/golden/operations/recorded.txt` lists. Anomaly detection shows this name.
    fn check_recorded_name<E: Real>(&self, output: &Array<E>) {
        let Some(node) = output.node() else { return };
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/operations/recorded.txt");
        let recorded = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let found = node.operation().name();
        let names = recorded.lines().filter_map(|line| line.rsplit_once(" = ")).find(|(case, _)| *case == self.name);
        let is_listed = names.is_some_and(|(_, names)| names.split(", ").any(|name| name == found));
        assert!(is_listed, "recorded.txt has no line `{} = {found}`", self.name);
    }

    /// Values and gradients of every sample equal PyTorch's stored ones, in double and in single precision.
    pub fn matches_pytorch(&self) {
        let (file, case) = self.name.split_once('/').unwrap_or((&self.name, &self.name));
        let path = format!("{}/../../tests/golden/operations/{file}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let golden: serde_json::Value = serde_json::from_str(&text).unwrap();
        let samples = golden[case].as_array().unwrap_or_else(|| panic!("{path} has no case {case}"));
        assert_eq!(samples.len(), self.samples.len(), "{}: one golden sample for each sample", self.name);
        for (sample, golden) in self.samples.iter().zip(samples) {
            assert_eq!(serde_json::json!(sample), golden["sizes"], "{}: the sample is the golden one", self.name);
            self.compare_with_golden(&self.operation, sample, golden, 1e-12);
            self.compare_with_golden(&self.single, sample, golden, 1e-6);
        }
    }

    fn compare_with_golden<E: Real>(
        &self,
        operation: &Operation<E>,
        sample: &[Vec<usize>],
        golden: &serde_json::Value,
        tolerance: f64,
    ) {
        let numbers =
            |v: &serde_json::Value| -> Vec<f64> { v.as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect() };
        let (output, gradients) = self.run(operation, &self.inputs(sample));
        assert_eq!(serde_json::json!(&output.sizes()[..]), golden["output_sizes"], "{}", self.name);
        self.compare("output", &output.to_vec(), &numbers(&golden["output"]), tolerance);
        for (k, gradient) in gradients.iter().enumerate() {
            self.compare(&format!("gradient {k}"), gradient, &numbers(&golden["gradients"][k]), tolerance);
        }
    }

    /// Every derivative of every sample equals its finite difference, for plain and for permuted inputs.
    pub fn gradient_matches_finite_differences(&self) {
        for sample in &self.samples {
            let inputs = self.inputs(sample);
            let permuted: Vec<_> = inputs.iter().map(reversed_in_memory).collect();
            for inputs in [inputs, permuted] {
                gradcheck(&self.operation, &inputs).unwrap_or_else(|e| panic!("{} of {sample:?}: {e}", self.name));
            }
        }
    }

    /// The gradient of an input is the same if the other inputs need none.
    pub fn an_input_alone_has_the_same_gradient(&self) {
        for sample in self.samples.iter().filter(|sample| sample.len() > 1) {
            let inputs: Vec<Array<f64>> = self.inputs(sample);
            let (_, expected) = self.run(&self.operation, &inputs);
            for (k, expected) in expected.iter().enumerate() {
                let mut leaves = inputs.clone();
                leaves[k] = leaves[k].clone().into_leaf();
                let (_, gradients) = self.run_with_leaves(&self.operation, leaves);
                self.compare(&format!("gradient {k} alone"), &gradients[k], expected, 1e-12);
            }
        }
    }

    /// Axes of size 0 and 1 give finite values and correct gradients.
    pub fn empty_and_single_axes(&self) {
        for sample in &self.edges {
            let inputs = self.inputs(sample);
            gradcheck(&self.operation, &inputs).unwrap_or_else(|e| panic!("{} of {sample:?}: {e}", self.name));
        }
    }

    /// Views (permuted, or parts of larger tensors) give the same results as copies of them.
    pub fn views_equal_copies(&self) {
        for sample in &self.samples {
            let inputs = self.inputs(sample);
            let expected = self.run(&self.operation, &inputs);
            for view in [reversed_in_memory, part_of_larger] {
                let views: Vec<_> = inputs.iter().map(view).collect();
                let found = self.run(&self.operation, &views);
                // A different layout may sum in a different order; each sum has fewer than a hundred terms of about 1.
                self.compare("output of views", &found.0.to_vec(), &expected.0.to_vec(), 1e-13);
                for (found, expected) in found.1.iter().zip(&expected.1) {
                    self.compare("gradient of views", found, expected, 1e-13);
                }
            }
        }
    }

    fn compare<E: Real>(&self, what: &str, found: &[E], expected: &[f64], tolerance: f64) {
        assert_eq!(found.len(), expected.len(), "{}: {what}", self.name);
        for (i, (a, b)) in found.iter().zip(expected).enumerate() {
            let a = a.to_f64();
            assert!(
                (a - b).abs() <= tolerance * b.abs().max(1.0),
                "{}: {what}, element {i}: {a}, expected {b}",
                self.name
            );
        }
    }
}

/// The same values with the first axis innermost in memory.
fn reversed_in_memory(x: &Array<f64>) -> Array<f64> {
    let reverse: Vec<usize> = (0..x.rank()).rev().collect();
    let turned = x.view(x.layout().permuted(&reverse)).not_differentiable().row_major().unwrap();
    turned.view(turned.layout().permuted(&reverse)).not_differentiable()
}

/// The same values in the middle of a larger tensor.
fn part_of_larger(x: &Array<f64>) -> Array<f64> {
    let mut larger = *x.sizes();
    larger.iter_mut().for_each(|n| *n += 2);
    let layout = Layout::row_major("audit", larger).unwrap();
    let part = (0..x.rank()).fold(layout, |part, axis| part.narrowed(axis, 1, x.sizes()[axis]));
    let larger = Array::written("audit", layout, |out| {
        out.fill(f64::NAN);
        let start = part.offset().min(out.len());
        timeseriesml_kernels::copy::copy_strided(
            x.sizes(),
            x.span(),
            x.layout().strides(),
            &mut out[start..],
            part.strides(),
        );
    });
    larger.unwrap().view(part).not_differentiable()
}
