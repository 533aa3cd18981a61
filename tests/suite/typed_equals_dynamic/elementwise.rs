//! Functions of one tensor and of two that broadcast.

use super::*;
use timeseriesml::One;

/// A value for a parameter of that name.
fn parameter(name: &str) -> f32 {
    if name == "low" { -0.5 } else { 0.7 }
}

macro_rules! scalar_functions { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $Row:ident $name:ident($($p:ident),*) $($owned:ident)?,
    cost $cost:literal, saves $saves:ident: [$($value:tt)*], |$s:ident, $g:ident| $gradient:expr;
)* })*) => { $($(
    #[test]
    fn $name() {
        at_every_size! { draw => agree! { draw; x: D3<N, M, K> | R3 =>
            x.$name($(parameter(stringify!($p))),*); x.$name($(parameter(stringify!($p))),*)
        } }
    }
)*)* } }
timeseriesml_core::unary_rows!(scalar_functions);

macro_rules! binary { ($($name:ident $try_name:ident)*) => { $(
    #[test]
    fn $name() {
        at_every_size! { draw => {
            agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, K> | R3 => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: D3<N, M, K> | R3, y: D1<K> | (Dyn,) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: (Dim<N>, One, Dim<K>) | (Batch, One, Dyn), y: (Dim<M>, One) | (Dyn, One) =>
                x.$try_name(&y)?; x.$name(&y)? }
            // Run-time axes meet static ones: the static size survives.
            agree! { draw; x: D2<N, K> | (Dyn, Dim<K>), y: D2<N, K> | (Dim<N>, Dyn) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: () | (), y: D2<M, K> | R2 => x.$name(&y); x.$name(&y)? }
        } }
    }
)* } }
binary! { add try_add sub try_sub mul try_mul div try_div rem try_rem maximum try_maximum minimum try_minimum pow try_pow }

#[test]
fn operators() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => &x + &y; x.add(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => x.clone() - &y; x.sub(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => &x * y.clone(); x.mul(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => x / y; x.div(&y)? }
        agree! { draw; x: D2<N, K> | R2 => -x; x.neg() }
        agree! { draw; x: D2<N, K> | R2 => &x + 2.5; x.add(&Tensor::full_sized([], 2.5)?)? }
        agree! { draw; x: D2<N, K> | R2 => 2.5 - &x; DynTensor::full_sized([], 2.5)?.sub(&x)? }
    } }
}

#[test]
fn dropout() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.dropout(0.5, 7, 3)?; x.dropout(0.5, 7, 3)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.dropout(0.0, 7, 3)?; x.dropout(0.0, 7, 3)? }
    } }
}

macro_rules! comparisons { ($($name:ident $try_name:ident)*) => { $(
    #[test]
    fn $name() {
        at_every_size! { draw => {
            agree! { draw; x: D3<N, M, K> | R3, y: D1<K> | (Dyn,) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: (Dim<N>, One, Dim<K>) | (Batch, One, Dyn), y: (Dim<M>, One) | (Dyn, One) =>
                x.$try_name(&y)?; x.$name(&y)? }
        } }
    }
)* } }
comparisons! { eq try_eq ne try_ne lt try_lt le try_le gt try_gt ge try_ge }

#[test]
fn logic() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) =>
            x.is_nan().logical_or(&y.is_infinite()); x.is_nan().logical_or(&y.is_infinite())? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) =>
            x.is_finite().logical_and(&y.cast::<bool>()); x.is_finite().logical_and(&y.cast::<bool>())? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) =>
            x.is_nan().logical_not().logical_xor(&y.is_nan()); x.is_nan().logical_not().logical_xor(&y.is_nan())? }
    } }
}

#[test]
fn casts() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.cast::<i64>(); x.cast::<i64>() }
        agree! { draw; x: D3<N, M, K> | R3 => x.try_cast::<f64>()?; x.try_cast::<f64>()? }
        agree! { draw; x: D3<N, M, K> | R3 => x.cast::<i32>().rem(&Tensor::scalar(2)); x.cast::<i32>().rem(&Tensor::full_sized([], 2)?)? }
    } }
}

#[test]
fn masks() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3, c: D2<M, K> | R2, y: D1<K> | (Dyn,) =>
            x.where_(&c.is_nan(), &y); x.where_(&c.is_nan(), &y)? }
        agree! { draw; x: D1<K> | (Dyn,), c: (Dim<M>, One) | (Dyn, One), y: (One, Dim<K>) | (One, Dyn) =>
            x.try_where(&c.is_finite(), &y)?; x.where_(&c.is_finite(), &y)? }
        agree! { draw; x: D3<N, M, K> | R3, c: D1<K> | (Dyn,) => x.masked_fill(&c.is_finite(), 7.0); x.masked_fill(&c.is_finite(), 7.0)? }
        agree! { draw; x: D3<N, M, K> | R3, c: D2<M, K> | R2 =>
            x.masked_select(&c.is_finite()); x.masked_select(&c.is_finite())? }
    } }
}
