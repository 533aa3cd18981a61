//! New tensors: identity, ranges, random draws, one-hot classes.

use super::*;

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(3)
}

#[test]
fn eye() {
    at_every_size! { _draw => {
        same("static", Tensor::<D2<N, N>>::eye(), &DynTensor::eye_sized([N, N])?);
        same("run-time", Tensor::<R2>::eye_sized([N, M])?, &DynTensor::eye_sized([N, M])?);
        same("static", Tensor::<D2<N, M>>::eye_sized([N, M])?, &DynTensor::eye_sized([N, M])?);
    } }
}

#[test]
fn ranges() {
    at_every_size! { draw => {
        let [a, b] = draw.values(2)[..] else { unreachable!("two values were drawn") };
        let expected = DynTensor::arange_sized([N], a, b)?;
        same("static", Tensor::<D1<N>>::arange(a, b), &expected);
        same("run-time", Tensor::<(Dyn,)>::arange_sized([N], a, b)?, &expected);
        let expected = DynTensor::linspace_sized([K], a, b)?;
        same("static", Tensor::<D1<K>>::linspace(a, b), &expected);
        same("run-time", Tensor::<(Dyn,)>::linspace_sized([K], a, b)?, &expected);
        let end = 2.0 * (M + 1) as f32;
        let expected = DynTensor::arange_to(0.0, end, 2.0)?;
        same("static", Tensor::<D1<{ M + 1 }>>::arange(0.0, 2.0), &expected);
        same("static", Tensor::<D1<{ M + 1 }>>::arange_to(0.0, end, 2.0)?, &expected);
        same("run-time", Tensor::<(Dyn,)>::arange_to(0.0, end, 2.0)?, &expected);
    } }
}

#[test]
fn coins() {
    at_every_size! { _draw => {
        let expected = DynTensor::bernoulli_sized([N, M], 0.3, &mut rng())?;
        let typed = Tensor::<D2<N, M>, bool>::bernoulli(0.3, &mut rng());
        assert_eq!((typed.sizes(), typed.to_vec()), (expected.sizes(), expected.to_vec()));
        let typed = Tensor::<R2, bool>::bernoulli_sized([N, M], 0.3, &mut rng())?;
        assert_eq!((typed.sizes(), typed.to_vec()), (expected.sizes(), expected.to_vec()));
    } }
}

#[test]
fn of_the_sizes_of_another() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.zeros_like(); x.zeros_like() }
        agree! { draw; x: D2<N, K> | R2 => x.ones_like(); x.ones_like() }
        agree! { draw; x: D2<N, K> | R2 => x.full_like(0.5); x.full_like(0.5) }
        agree! { draw; x: D2<N, K> | R2 => x.randn_like(&mut rng()); x.randn_like(&mut rng()) }
        agree! { draw; x: D2<N, K> | R2 =>
            x.uniform_like(-1.0, 2.0, &mut rng()); x.uniform_like(-1.0, 2.0, &mut rng()) }
    } }
}

/// Makes class indices from the values of a random tensor.
fn labels<S: Shape>(x: &Tensor<S>, classes: i64) -> Tensor<S, i64> {
    let labels: Vec<i64> = x.to_vec().iter().map(|&x| x.abs() as i64 % classes).collect();
    let labels = DynTensor::from_slice_sized(x.sizes(), &labels).and_then(Tensor::try_into_shape);
    labels.unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn one_hot() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, K> | R2 =>
            labels(&x, 4).one_hot::<4, f32>(); labels(&x, 4).one_hot(4)? }
        agree! { draw; x: D1<M> | (Dyn,) =>
            labels(&x, 1).try_one_hot::<1, f32>()?; labels(&x, 1).one_hot(1)? }
    } }
}
