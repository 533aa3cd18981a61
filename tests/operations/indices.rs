//! Values read and written by their indices along an axis.

use super::*;

/// A sample of an operation that reads or writes at indices, called once over static axes and once over run-time ones. `x` has an axis of `SIZE`, `y`
/// one of 4 instead, `line` four indices, `at` indices in the sizes of `y`.
#[cfg(test)]
macro_rules! placed { ($draw:ident; |$A:ident, $x:ident, $y:ident, $line:ident, $at:ident| $($typed:expr; $dynamic:expr),*) => {{
    const SIZE: usize = M + 1;
    let (slices, places) = ($draw.places::<D1<4>>(SIZE), $draw.places::<D3<N, 4, K>>(SIZE));
    macro_rules! over { ($which:literal, $X:ty, $Y:ty, $I:ty, $Axis:ty) => {{
        type $A = $Axis;
        let (dynamic_x, dynamic_y) = ($draw.input::<D3<N, SIZE, K>>(), $draw.input::<D3<N, 4, K>>());
        let expected = {
            let ($x, $y, $line, $at) = (&dynamic_x, &dynamic_y, &slices, &places);
            let _ = ($x, $y, $line, $at);
            [$($dynamic),*]
        };
        let ($x, $y): (Tensor<$X>, Tensor<$Y>) = (dynamic_x.try_into_shape()?, dynamic_y.try_into_shape()?);
        let ($line, $at): (Tensor<$I, i64>, Tensor<$Y, i64>) =
            (slices.clone().try_into_shape()?, places.clone().try_into_shape()?);
        let _ = (&$x, &$y, &$line, &$at);
        for (typed, expected) in [$($typed.into_dyn()),*].into_iter().zip(&expected) {
            same($which, typed, expected);
        }
    }} }
    over!("static", D3<N, SIZE, K>, D3<N, 4, K>, D1<4>, Dim<4>);
    over!("run-time", R3, R3, (Dyn,), Dyn);
}} }

operations! { all:
    index_select try_index_select: Element, gradient "yes", "index_select.rs" {
        typed "`x.index_select::<I, _>(&index)`", "`S: HasAxis<I>`, a vector `T: IndexVector`";
        |x, axis: axis(&x), index: line()| x.index_select(axis, &index)?;
        |x, axis: axis(&x), index: table()| x.index_select(axis, &index)?, as "";
        equal |draw| {
            placed! { draw; |_A, x, y, line, at|
                x.index_select::<1, _>(&line); x.index_select(1, line)?,
                x.try_index_select::<-2, _>(&line)?; x.index_select(-2, line)? }
        }
    }

    gather try_gather: Element, gradient "yes", "gather.rs" {
        typed "`x.gather::<I, _>(&index)`", "`S: HasAxis<I> + IndexedBy<I, T>`";
        |x, axis: axis(&x), index: places(&x, axis)| x.gather(axis, &index)?;
        equal |draw| {
            placed! { draw; |_A, x, y, line, at|
                x.gather::<1, _>(&at); x.gather(1, at)?,
                x.try_gather::<-2, _>(&at)?; x.gather(-2, at)? }
        }
    }

    scatter try_scatter: Element, gradient "yes", "scatter.rs" {
        typed "`x.scatter::<I, K>(&index, &source)`", "`S: HasAxis<I>`, other axes of the index equal";
        |x, axis: axis(&x), index: places(&x, axis), source: source_for(&index)| x.scatter(axis, &index, &source)?;
        equal |draw| {
            placed! { draw; |A, x, y, line, at|
                x.scatter::<1, A>(&at, &y); x.scatter(1, at, y)?,
                x.try_scatter::<1, A>(&at, &y)?; x.scatter(1, at, y)? }
        }
    }

    scatter_add try_scatter_add: Number, gradient "yes", "scatter.rs" {
        typed "`x.scatter_add::<I, K>(&index, &source)`", "`S: HasAxis<I>`, other axes of the index equal";
        |x, axis: axis(&x), index: places(&x, axis), source: source_for(&index)| x.scatter_add(axis, &index, &source)?;
        equal |draw| {
            placed! { draw; |A, x, y, line, at|
                x.scatter_add::<1, A>(&at, &y); x.scatter_add(1, at, y)?,
                x.try_scatter_add::<-2, A>(&at, &y)?; x.scatter_add(1, at, y)? }
        }
    }

    scatter_max try_scatter_max: Number, gradient "yes, shared where equal", "scatter.rs" {
        typed "`x.scatter_max::<I, K>(&index, &source, include_self)`", "`S: HasAxis<I>`, other axes of the index equal";
        |x, axis: axis(&x), index: places(&x, axis), source: source_for(&index), include_self: flag()|
            x.scatter_max(axis, &index, &source, include_self)?;
        equal |draw| {
            placed! { draw; |A, x, y, line, at|
                x.scatter_max::<1, A>(&at, &y, true); x.scatter_max(1, at, y, true)?,
                x.try_scatter_max::<-2, A>(&at, &y, false)?; x.scatter_max(1, at, y, false)? }
        }
    }

    scatter_min try_scatter_min: Number, gradient "yes, shared where equal", "scatter.rs" {
        typed "`x.scatter_min::<I, K>(&index, &source, include_self)`", "`S: HasAxis<I>`, other axes of the index equal";
        |x, axis: axis(&x), index: places(&x, axis), source: source_for(&index), include_self: flag()|
            x.scatter_min(axis, &index, &source, include_self)?;
        equal |draw| {
            placed! { draw; |A, x, y, line, at|
                x.scatter_min::<1, A>(&at, &y, true); x.scatter_min(1, at, y, true)?,
                x.try_scatter_min::<-2, A>(&at, &y, false)?; x.scatter_min(1, at, y, false)? }
        }
    }

    index_copy try_index_copy: Element, gradient "yes", "scatter.rs" {
        typed "`x.index_copy::<I, K>(&index, &source)`", "`S: HasAxis<I>`, other axes of the index equal";
        |x, axis: axis(&x), index: line(), source: slices(&x, axis, &index)| x.index_copy(axis, &index, &source)?;
        equal |draw| {
            placed! { draw; |A, x, y, line, at|
                x.index_copy::<1, A>(&line, &y); x.index_copy(1, line, y)?,
                x.try_index_copy::<-2, A>(&line, &y)?; x.index_copy(1, line, y)? }
        }
    }
}
