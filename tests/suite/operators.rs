//! Operators between tensors, parameters and numbers, by value and by reference; assigning operators such as `+=`; and `Sum`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::nn::Linear;
use timeseriesml::tensor::gradcheck;
use timeseriesml::{Batch, Dim, DynTensor, Module, One, Parameter, ShapeError, Tensor};

type V = (Dim<2>,);

/// Checks an operation in every combination of its operands.
macro_rules! combinations { ($($op:tt: $expected:expr;)*) => { $({
    let x: Tensor<V> = Tensor::from([6.0, 8.0]);
    let y: Tensor<V> = Tensor::from([3.0, 5.0]);
    let (p, q) = (Parameter::new(x.clone()), Parameter::new(y.clone()));
    let expected: [f32; 2] = $expected;
    let of_tensors = [x.clone() $op y.clone(), x.clone() $op &y, &x $op y.clone(), &x $op &y];
    let of_both = [
        x.clone() $op q.clone(), x.clone() $op &q, &x $op q.clone(), &x $op &q,
        p.clone() $op y.clone(), p.clone() $op &y, &p $op y.clone(), &p $op &y,
        p.clone() $op q.clone(), p.clone() $op &q, &p $op q.clone(), &p $op &q,
    ];
    for z in of_tensors.into_iter().chain(of_both) {
        assert_eq!(z.to_vec(), expected, stringify!($op));
    }
    let number = [x.clone() $op 3.0, &x $op 3.0, p.clone() $op 3.0, &p $op 3.0];
    for z in number {
        assert_eq!(z.to_vec(), [6.0_f32 $op 3.0, 8.0 $op 3.0], stringify!($op));
    }
    let number = [20.0 $op x.clone(), 20.0 $op &x, 20.0 $op p.clone(), 20.0 $op &p];
    for z in number {
        assert_eq!(z.to_vec(), [20.0_f32 $op 6.0, 20.0 $op 8.0], stringify!($op));
    }
})* } }

#[test]
fn operands_may_be_on_either_side() {
    combinations! {
        +: [9.0, 13.0];
        -: [3.0, 3.0];
        *: [18.0, 40.0];
        /: [2.0, 1.6];
        %: [0.0, 3.0];
    }
    let p = Parameter::<V>::new(Tensor::from([1.0, -2.0]));
    assert_eq!([-&p, -p].map(|y| y.to_vec()), [[-1.0, 2.0], [-1.0, 2.0]].map(Vec::from));
}

#[test]
fn a_parameter_gets_its_gradient_on_either_side() {
    let p = Parameter::<V, f64>::new(Tensor::from([2.0, -3.0]));
    let x: Tensor<V, f64> = Tensor::from([5.0, 7.0]);
    let gradient = |y: Tensor<V, f64>| y.sum_all().backward().get(&p).unwrap().to_vec();
    assert_eq!(gradient(&x * &p), [5.0, 7.0]);
    assert_eq!(gradient(&p - &x), [1.0, 1.0]);
    assert_eq!(gradient(1.0 - &p), [-1.0, -1.0]);
    assert_eq!(gradient(&x / &p), [-5.0 / 4.0, -7.0 / 9.0]);
    assert_eq!(gradient(&p * &p), [4.0, -6.0]);
    let mut y = x;
    y += &p;
    y *= &p;
    assert_eq!(gradient(y), [9.0, 1.0]);
    assert_eq!(gradient(p.maximum(&p).minimum(&p)).len(), 2);
}

#[test]
fn assignments_take_tensors_and_numbers() {
    let mut x: Tensor<(Batch, Dim<2>)> = Tensor::from_slice_sized([2, 2], &[1.0, 2.0, 3.0, 4.0]).unwrap();
    let row: Tensor<V> = Tensor::from([10.0, 20.0]);
    let column: Tensor<(Batch, One)> = Tensor::from_slice_sized([2, 1], &[2.0, 4.0]).unwrap();
    x += &row;
    assert_eq!(x.to_vec(), [11.0, 22.0, 13.0, 24.0]);
    x -= row.clone();
    x *= &column;
    assert_eq!(x.to_vec(), [2.0, 4.0, 12.0, 16.0]);
    x /= 2.0;
    x += 1.0;
    x -= 1.0;
    x *= 4.0;
    x /= &column;
    x %= 3.0;
    assert_eq!(x.to_vec(), [2.0, 1.0, 0.0, 2.0]);
    let mut counts: Tensor<V, i64> = Tensor::from([7, 9]);
    counts /= 2;
    assert_eq!(counts.to_vec(), [3, 4]);
    let mut run_time = DynTensor::<f32>::ones_sized([2, 2]).unwrap();
    run_time *= 3.0;
    run_time -= 1.0;
    assert_eq!(run_time.to_vec(), [2.0; 4]);
}

/// Assigning operators in a loop; each changes the previous result.
#[test]
fn assignments_have_gradients() {
    let values = DynTensor::from_slice_sized([2], &[0.4, -0.7]).unwrap();
    let f = |x: &[DynTensor<f64>]| {
        let x: Tensor<V, f64> = x[0].clone().try_into_shape()?;
        let mut y = x.clone();
        for step in 1..4 {
            y += y.tanh() * f64::from(step);
            y -= &x;
            y *= &x;
            y /= 1.5;
        }
        Ok(y.into_dyn())
    };
    gradcheck(f, &[values]).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn tensors_are_summed() {
    let parts: [Tensor<V, f64>; 3] = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]].map(Tensor::from);
    let by_reference: Tensor<V, f64> = parts.iter().sum();
    assert_eq!(by_reference.to_vec(), [9.0, 12.0]);
    assert_eq!(parts.into_iter().sum::<Tensor<V, f64>>().to_vec(), [9.0, 12.0]);
    // A sum of no tensors is zeros, with size 0 along a run-time axis.
    let nothing: Tensor<(Batch, Dim<3>)> = std::iter::empty::<Tensor<_>>().sum();
    assert_eq!(nothing.sizes(), [0, 3]);
    assert_eq!(std::iter::empty::<Tensor<V>>().sum::<Tensor<V>>().to_vec(), [0.0; 2]);
    let nothing = std::iter::empty::<DynTensor>().sum::<Result<DynTensor, ShapeError>>().unwrap();
    assert_eq!((nothing.rank(), nothing.item()), (0, Ok(0.0)));
    let values = DynTensor::from_slice_sized([2], &[0.4, -0.7]).unwrap();
    let f = |x: &[DynTensor<f64>]| [x[0].square(), x[0].exp(), x[0].clone()].iter().sum();
    gradcheck(f, &[values]).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn names_of_pytorch() {
    let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    assert_eq!(x.shape(), x.sizes());
    assert_eq!(x.clone().into_dyn().shape(), [2, 3]);
    let turned = x.transpose::<0, 1>();
    assert!(!turned.is_contiguous() && turned.contiguous().is_contiguous());
    let turned = turned.into_dyn().contiguous().unwrap();
    assert_eq!((turned.strides(), turned.to_vec()), (&[2, 1][..], vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]));
    let layer = Linear::<5, 16>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    assert_eq!(layer.num_parameters(), 5 * 16 + 16);
    let model: &dyn Module = &layer;
    assert_eq!(model.num_parameters(), model.parameter_count());
}
