//! Comparisons, logic, masks, and other element types.

use super::*;

macro_rules! comparisons { ($($name:ident $try_name:ident)*) => { operations! { comparisons: $(
    $name $try_name: Element, gradient "none", "compare.rs" {
        typed concat!("`x.", stringify!($name), "(&y)`, `x.", stringify!($name), "(0.0)`"), "`S: Broadcast<T>`";
        |x, y: like(&x)| x.$name(&y)?;
        |x, number: number_for(&x)| x.$name(number)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, y: D1<K> | (Dyn,) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: D2<N, K> | R2 => x.$name(0.25); x.$name(0.25)? }
            agree! { draw; x: (Dim<N>, One, Dim<K>) | (Batch, One, Dyn), y: (Dim<M>, One) | (Dyn, One) =>
                x.$try_name(&y)?; x.$name(&y)? }
        }
    }
)* } } }
comparisons! { eq try_eq ne try_ne lt try_lt le try_le gt try_gt ge try_ge }

macro_rules! logic { ($($name:ident $operator:literal)*) => { operations! { logic: $(
    $name: bool, gradient "none", "compare.rs" {
        typed concat!("`x.", stringify!($name), "(&y)`, `x ", $operator, " y`"), "`S: Broadcast<T>`";
        |x, y: like(&x)| x.$name(&y)?;
        |x, answer: number_for(&x)| x.$name(answer)?;
        equal |draw| {
            agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) =>
                x.is_nan().$name(&y.is_infinite()); x.is_nan().$name(&y.is_infinite())? }
            agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) =>
                x.is_finite().$name(&y.cast::<bool>()); x.is_finite().$name(&y.cast::<bool>()?)? }
        }
    }
)* } } }
logic! { logical_and "&" logical_or "|" logical_xor "^" }

macro_rules! questions { ($($name:ident)*) => { operations! { questions: $(
    $name: Float, gradient "none", "compare.rs" {
        typed concat!("`x.", stringify!($name), "()`"), "any shape";
        |x| x.$name();
        equal |draw| {
            agree! { draw; x: D2<N, K> | R2 => x.$name(); x.$name() }
        }
    }
)* } } }
questions! { is_nan is_finite is_infinite }

operations! { others:
    logical_not: bool, gradient "none", "compare.rs" {
        typed "`x.logical_not()`, `!x`", "any shape";
        |x| x.logical_not();
        equal |draw| {
            agree! { draw; x: D2<N, K> | R2 => x.is_nan().logical_not(); x.is_nan().logical_not() }
            agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) =>
                x.is_nan().logical_not().logical_xor(&y.is_nan()); x.is_nan().logical_not().logical_xor(&y.is_nan())? }
        }
    }

    where_ try_where: Element, gradient "yes", "where_.rs" {
        typed "`x.where_(&condition, &y)`", "`S: Broadcast<T>`, `C: Broadcast<..>`, a condition of `bool`";
        |x, condition: mask(&x), y: like(&x)| x.where_(&condition, &y)?;
        |x, condition: mask(&x), y: like(&x)| y.where_(&condition, &x)?, as "";
        |x, condition: mask(&x), number: number_for(&x)| x.where_(&condition, number)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, c: D2<M, K> | R2, y: D1<K> | (Dyn,) =>
                x.where_(&c.is_nan(), &y); x.where_(&c.is_nan(), &y)? }
            agree! { draw; x: D3<N, M, K> | R3, c: D2<M, K> | R2 =>
                x.where_(&c.gt(0.1), 0.5); x.where_(&c.gt(0.1)?, 0.5)? }
            agree! { draw; x: D1<K> | (Dyn,), c: (Dim<M>, One) | (Dyn, One), y: (One, Dim<K>) | (One, Dyn) =>
                x.try_where(&c.is_finite(), &y)?; x.where_(&c.is_finite(), &y)? }
        }
    }

    masked_fill: Element, gradient "yes", "masked.rs" {
        typed "`x.masked_fill(&mask, value)`", "`S: Broadcast<M, Output = S>`";
        |x, mask: mask(&x), value: value()| x.masked_fill(&mask, value)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, c: D1<K> | (Dyn,) =>
                x.masked_fill(&c.is_finite(), 7.0); x.masked_fill(&c.is_finite(), 7.0)? }
        }
    }

    masked_select: Element, gradient "yes", "masked.rs" {
        typed "`x.masked_select(&mask)`", "`S: Broadcast<M, Output = S>`, gives `(Dyn,)`";
        |x, mask: mask(&x)| x.masked_select(&mask)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, c: D2<M, K> | R2 =>
                x.masked_select(&c.is_finite()); x.masked_select(&c.is_finite())? }
        }
    }

    cast try_cast: Element, gradient "refused", "cast.rs" {
        typed "`x.cast::<T>()`", "any shape";
        |x| x.cast::<E>()?, as "x.cast::<T>()?";
        |x| x.cast::<f32>()?, as "";
        |x| x.try_cast::<f32>()?, as "x.try_cast::<T>()?";
        |x| x.try_cast::<f64>()?, as "";
        |x| x.try_cast::<i32>()?, as "";
        |x| x.try_cast::<i64>()?, as "";
        |x| x.try_cast::<bool>()?, as "";
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.cast::<i64>(); x.cast::<i64>()? }
            agree! { draw; x: D3<N, M, K> | R3 => x.try_cast::<f64>()?; x.try_cast::<f64>()? }
            agree! { draw; x: D3<N, M, K> | R3 =>
                x.cast::<i32>().rem(&Tensor::from(2)); x.cast::<i32>()?.rem(2)? }
        }
    }
}

pub fn all() -> Vec<Operation> {
    [comparisons(), logic(), questions(), others()].into_iter().flatten().collect()
}
