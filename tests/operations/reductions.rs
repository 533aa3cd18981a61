//! Reductions over one axis, several axes or all elements.

use super::*;

const RULE: &str = "`S: HasAxis<I>`, or `Transpose<I, J>`; the axes are removed, or become `One`";

/// The typed calls of a reduction, with its parameters after the axes.
fn typed(name: &str, parameters: &str) -> String {
    format!("`x.{name}::<I>({parameters})`, `x.{name}_axes::<I, J>({parameters})`, `x.{name}_all({parameters})`")
}

// A parameter has a kind for the calls and a value for the samples. Over no elements a reduction returns a result, or an error (`?`).
macro_rules! reductions { ($($name:ident $keepdim:ident $axes:ident $axes_keepdim:ident $all:ident
    ($($p:ident: $kind:ident = $value:literal)?): $elements:ident, gradient $gradient:literal, $file:literal, of none $of_none:literal $([$try:tt])?;)*) => {
    operations! { reductions: $(
        $name $keepdim $axes $axes_keepdim $all: $elements, gradient $gradient, $file {
            typed typed(stringify!($name), stringify!($($p)?)), RULE;
            |x, axis: axis(&x) $(, $p: $kind())?| x.$name(axis $(, $p)?)?;
            |x, axis: axis(&x) $(, $p: $kind())?| x.$keepdim(axis $(, $p)?)?;
            |x, axes: axes(&x), keepdim: flag() $(, $p: $kind())?| x.$axes(&axes, keepdim $(, $p)?)?;
            |x $(, $p: $kind())?| x.$all($($p)?) $($try)?;
            equal |draw| {
                // Reductions that choose an element refuse an empty axis, in all three forms.
                if N * M * K != 0 || $of_none {
                    agree! { draw; x: D3<N, M, K> | R3 => x.$name::<0>($($value)?); x.$name(0 $(, $value)?)? }
                    agree! { draw; x: D3<N, M, K> | R3 => x.$name::<-2>($($value)?); x.$name(-2 $(, $value)?)? }
                    agree! { draw; x: D3<N, M, K> | R3 => x.$keepdim::<2>($($value)?); x.$keepdim(2 $(, $value)?)? }
                    agree! { draw; x: D3<N, M, K> | R3 => x.$axes::<2, 0>($($value)?); x.$axes(&[0, 2], false $(, $value)?)? }
                    agree! { draw; x: D3<N, M, K> | R3 =>
                        x.$axes_keepdim::<-3, 1>($($value)?); x.$axes(&[0, 1], true $(, $value)?)? }
                    agree! { draw; x: D3<N, M, K> | R3 => x.$all($($value)?); x.$all($($value)?) $($try)? }
                }
            }
        }
    )* }
} }
reductions! {
    sum sum_keepdim sum_axes sum_axes_keepdim sum_all(): Number, gradient "yes", "sum.rs", of none true;
    prod prod_keepdim prod_axes prod_axes_keepdim prod_all(): Number, gradient "yes", "reductions.rs", of none true;
    max max_keepdim max_axes max_axes_keepdim max_all():
        Number, gradient "yes, to the first; over several axes shared", "reductions.rs", of none false [?];
    min min_keepdim min_axes min_axes_keepdim min_all():
        Number, gradient "yes, to the first; over several axes shared", "reductions.rs", of none false [?];
    median median_keepdim median_axes median_axes_keepdim median_all():
        Number, gradient "yes", "reductions.rs", of none false [?];
    mean mean_keepdim mean_axes mean_axes_keepdim mean_all(): Float, gradient "yes", "sum.rs", of none true;
    var var_keepdim var_axes var_axes_keepdim var_all(correction: size = 1):
        Float, gradient "yes", "reductions.rs", of none true;
    std std_keepdim std_axes std_axes_keepdim std_all(correction: size = 0):
        Float, gradient "yes, 0 where all are equal", "reductions.rs", of none true;
    norm norm_keepdim norm_axes norm_axes_keepdim norm_all(p: real = 3.0):
        Float, gradient "yes, 0 at 0", "reductions.rs", of none true;
    logsumexp logsumexp_keepdim logsumexp_axes logsumexp_axes_keepdim logsumexp_all():
        Float, gradient "yes", "reductions.rs", of none true;
    quantile quantile_keepdim quantile_axes quantile_axes_keepdim quantile_all(q: real = 0.3):
        Float, gradient "yes", "reductions.rs", of none false [?];
}

macro_rules! questions { ($($name:ident $keepdim:ident $axes:ident $all:ident)*) => { operations! { questions: $(
    $name $keepdim $axes $all: bool, gradient "none", "compare.rs" {
        typed concat!("`x.", stringify!($name), "::<I>()`, `x.", stringify!($all), "()`"), RULE;
        |x, axis: axis(&x)| x.$name(axis)?;
        |x, axis: axis(&x)| x.$keepdim(axis)?;
        |x, axes: axes(&x), keepdim: flag()| x.$axes(&axes, keepdim)?;
        |x| x.$all();
        equal |draw| {
            let positive = |x: &DynTensor| x.gt(0.0);
            agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::from(0.0)).$name::<1>(); positive(&x)?.$name(1)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::from(0.0)).$name::<-1>(); positive(&x)?.$name(-1)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::from(0.0)).$keepdim::<0>(); positive(&x)?.$keepdim(0)? }
            agree! { draw; x: D3<N, M, K> | R3 =>
                x.gt(&Tensor::from(0.0)).$all(); positive(&x)?.$axes(&[0, 1, 2], false)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.gt(0.0).$all(); positive(&x)?.$all() }
        }
    }
)* } } }
questions! { any any_keepdim any_axes any_all all all_keepdim all_axes all_all }

macro_rules! places { ($($name:ident $keepdim:ident $all:ident)*) => { operations! { places: $(
    $name $keepdim $all: Number, gradient "none", "argmax.rs" {
        typed concat!("`x.", stringify!($name), "::<I>()`, `x.", stringify!($all), "()`"), RULE;
        |x, axis: axis(&x)| x.$name(axis)?;
        |x, axis: axis(&x)| x.$keepdim(axis)?;
        |x| x.$all()?;
        equal |draw| {
            if N * M * K != 0 {
                agree! { draw; x: D3<N, M, K> | R3 => x.$name::<1>(); x.$name(1)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$name::<-1>(); x.$name(-1)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$keepdim::<0>(); x.$keepdim(0)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$all(); x.flatten()?.$name(0)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$all(); x.$all()? }
            }
        }
    }
)* } } }
places! { argmax argmax_keepdim argmax_all argmin argmin_keepdim argmin_all }

pub fn all() -> Vec<Operation> {
    [reductions(), questions(), places()].into_iter().flatten().collect()
}
