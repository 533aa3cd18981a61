//! Products and sums by equations, diagonals, and axes by patterns.

use super::*;
use timeseriesml::{One, einsum, rearrange};

#[test]
fn one_operand() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, N> | R2 => einsum!("ii->", x); einsum("ii->", &[&x])? }
        agree! { draw; x: D2<N, N> | R2 => einsum!("ii->i", x); einsum("ii->i", &[&x])? }
        agree! { draw; x: D3<N, M, K> | R3 => einsum!("b i j -> j b", x); einsum("bij->jb", &[&x])? }
        agree! { draw; x: D3<N, M, K> | R3 => einsum!("...i->i", x); einsum("...i->i", &[&x])? }
        agree! { draw; x: D2<N, M> | R2 => einsum!("ba", x); einsum("ba", &[&x])? }
        agree! { draw; x: D3<M, N, N> | R3 => x.diagonal(), x.try_diagonal()?; x.diagonal(-2, -1)? }
    } }
}

#[test]
fn two_operands() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2 => einsum!("ij,jk->ik", x, y); einsum("ij,jk->ik", &[&x, &y])? }
        agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2 => einsum!("ij,jk", &x, &y); einsum("ij,jk", &[&x, &y])? }
        agree! { draw; x: D3<2, N, M> | R3, y: D3<2, K, M> | R3 =>
            einsum!("b i j, b k j -> b k i", x, y); einsum("bij,bkj->bki", &[&x, &y])? }
        agree! { draw; x: D1<N> | (Dyn,), y: D1<K> | (Dyn,) => einsum!("i,j->ji", x, y); einsum("i,j->ji", &[&x, &y])? }
        agree! { draw; x: D2<N, M> | R2, y: D2<N, M> | R2 => einsum!("ij,ij->", x, y); einsum("ij,ij->", &[&x, &y])? }
        agree! { draw; x: (One, Dim<N>, Dim<M>) | (One, Dyn, Dyn), y: D3<3, M, K> | R3 =>
            einsum!("...ij,...jk->...ik", x, y); einsum("...ij,...jk->...ik", &[&x, &y])? }
        agree! { draw; x: D3<3, N, M> | R3, y: D1<M> | (Dyn,) => einsum!("...i,...i", x, y); einsum("...i,...i", &[&x, &y])? }
    } }
}

#[test]
fn more_operands() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2, z: D1<K> | (Dyn,) =>
            einsum!("ij,jk,k->i", x, y, z); einsum("ij,jk,k->i", &[&x, &y, &z])? }
        agree! { draw; x: D2<N, M> | R2, y: D2<M, M> | R2, z: D2<K, M> | R2 =>
            einsum!("ia,ab,jb->ij", x, y, z); einsum("ia,ab,jb->ij", &[&x, &y, &z])? }
        agree! { draw; x: D1<N> | (Dyn,), y: D2<N, M> | R2 =>
            einsum!("a,ab,ab,a->b", x, y, y, x); einsum("a,ab,ab,a->b", &[&x, &y, &y, &x])? }
    } }
}

#[test]
fn patterns() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, { 4 * K }> | R3 =>
            rearrange!(x, "b t (h d) -> b h t d", h = 4); x.rearrange("b t (h d) -> b h t d", &[("h", 4)])? }
        agree! { draw; x: D3<N, { 3 * K }, M> | R3 =>
            rearrange!(x, "b (n p) c -> b n (c p)", p = 3); x.rearrange("b (n p) c -> b n (c p)", &[("p", 3)])? }
        agree! { draw; x: D1<{ 12 * K }> | (Dyn,) =>
            rearrange!(x, "(a b c) -> c 1 b a", a = 2, c = 3);
            x.rearrange("(a b c) -> c 1 b a", &[("a", 2), ("c", 3)])? }
        agree! { draw; x: (Dim<N>, One, Dim<M>) | (Dyn, One, Dyn) =>
            rearrange!(x, "a 1 b -> (b a)"); x.rearrange("a 1 b -> (b a)", &[])? }
    } }
}

/// Run-time sizes are compared, and the message is that of the error.
#[test]
#[should_panic = "einsum: in the equation \"ij,jk\" the letter `j` stands for 3 in operand 1 and for 4 in operand 2"]
fn run_time_sizes_that_differ_panic() {
    let x: Tensor<(Dim<2>, Dyn)> = Tensor::zeros_sized([2, 3]).unwrap();
    let y: Tensor<(Dim<4>, Dim<5>)> = Tensor::zeros();
    let _: Tensor<(Dim<2>, Dim<5>)> = einsum!("ij,jk", x, y);
}

/// A batch that happens to be 1 does not stretch: only `One` does.
#[test]
#[should_panic = "axis -1 of `...` has size 1 in operand 1 and 3 in operand 2"]
fn a_batch_of_one_does_not_stretch() {
    let x: Tensor<(Batch, Dim<2>)> = Tensor::zeros_sized([1, 2]).unwrap();
    let y: Tensor<(Batch, Dim<2>)> = Tensor::zeros_sized([3, 2]).unwrap();
    let _: Tensor<(Batch,)> = einsum!("...i,...i", x, y);
}

/// A size survives where it meets a run-time axis, and so does a name; operands stay where they are.
#[test]
fn static_sizes_and_names_survive() {
    let x: Tensor<(Batch, Dyn)> = Tensor::ones_sized([2, 3]).unwrap();
    let y: Tensor<(Dyn, Dim<3>), f32> = Tensor::ones_sized([2, 3]).unwrap();
    let z: Tensor<(Batch, Dim<3>)> = einsum!("bi,bi->bi", x, &y);
    assert_eq!(einsum!("bi,bi->", x, z * 2.0).item(), 12.0);
}

/// Operands may use the words that the macro writes.
#[test]
fn operands_see_no_name_of_the_macro() {
    struct Equation;
    fn einsum(x: &Tensor<(Dim<2>,)>, _: &Equation) -> Tensor<(Dim<2>,)> {
        x * 2.0
    }
    let (x0, x1) = (Tensor::from([1.0, 2.0]), Tensor::from([3.0, 4.0]));
    assert_eq!(einsum!("i,i->", einsum(&x1, &Equation), x0).item(), 22.0);
}
