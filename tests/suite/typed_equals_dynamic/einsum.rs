//! Equations over run-time sizes, names and operands of any kind.

use super::*;
use timeseriesml::einsum;

/// Run-time sizes are compared, and the panic's message equals the error's.
#[test]
#[should_panic = "einsum: in the equation \"ij,jk\" the letter `j` has size 3 in operand 1 and 4 in operand 2"]
fn run_time_sizes_that_differ_panic() {
    let x: Tensor<(Dim<2>, Dyn)> = Tensor::zeros_sized([2, 3]).unwrap();
    let y: Tensor<(Dim<4>, Dim<5>)> = Tensor::zeros();
    let _: Tensor<(Dim<2>, Dim<5>)> = einsum!("ij,jk", x, y);
}

/// A batch that has size 1 does not broadcast: only the axis `One` does.
#[test]
#[should_panic = "axis -1 of `...` has size 1 in operand 1 and 3 in operand 2"]
fn a_batch_of_one_does_not_stretch() {
    let x: Tensor<(Batch, Dim<2>)> = Tensor::zeros_sized([1, 2]).unwrap();
    let y: Tensor<(Batch, Dim<2>)> = Tensor::zeros_sized([3, 2]).unwrap();
    let _: Tensor<(Batch,)> = einsum!("...i,...i", x, y);
}

/// A static size or a name survives where it meets a run-time axis; operands are not moved.
#[test]
fn static_sizes_and_names_survive() {
    let x: Tensor<(Batch, Dyn)> = Tensor::ones_sized([2, 3]).unwrap();
    let y: Tensor<(Dyn, Dim<3>), f32> = Tensor::ones_sized([2, 3]).unwrap();
    let z: Tensor<(Batch, Dim<3>)> = einsum!("bi,bi->bi", x, &y);
    assert_eq!(einsum!("bi,bi->", x, z * 2.0).item(), 12.0);
}

/// The names that the macro generates do not clash with those of operands.
#[test]
fn operands_see_no_name_of_the_macro() {
    struct Equation;
    fn einsum(x: &Tensor<(Dim<2>,)>, _: &Equation) -> Tensor<(Dim<2>,)> {
        x * 2.0
    }
    let (x0, x1) = (Tensor::from([1.0, 2.0]), Tensor::from([3.0, 4.0]));
    assert_eq!(einsum!("i,i->", einsum(&x1, &Equation), x0).item(), 22.0);
}
