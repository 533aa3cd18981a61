//! Reorders or repeats elements of axes: `flip`, `roll`, `repeat`, `repeat_interleave`. Each of these operations selects elements by index.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::layout::resolve_axis;
use crate::loops::along::Axes;
use crate::ops::index_select::selected;
use timeseriesml_kernels::number::Value;

/// Reverses some axes.
pub fn flip<E: Value>(x: Array<E>, axes: &[isize]) -> Result<Array<E>> {
    let op = "flip";
    let axes = Axes::resolve(op, axes, x.sizes())?;
    axes.iter().try_fold(x, |x, axis| {
        let n = x.sizes()[axis];
        read_at(op, x, axis, n, |i| n - 1 - i)
    })
}

/// Shifts an axis by `shift` positions; elements beyond one end reappear at the other.
pub fn roll<E: Value>(x: Array<E>, axis: isize, shift: isize) -> Result<Array<E>> {
    let op = "roll";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let n = x.sizes()[axis];
    // Computed in a wider type, which can represent the negative of any shift, and any size.
    let start = (-(shift as i128)).rem_euclid((n as i128).max(1)) as usize;
    read_at(op, x, axis, n, |i| if i < n - start { i + start } else { i - (n - start) })
}

/// Repeats the whole axis `times` times.
pub fn repeat<E: Value>(x: Array<E>, axis: isize, times: usize) -> Result<Array<E>> {
    repeated("repeat", x, axis, times, |i, n, _| i % n)
}

/// Shifts several axes, each by its shift.
pub fn roll_axes<E: Value>(x: Array<E>, axes: &[isize], shifts: &[isize]) -> Result<Array<E>> {
    one_for_each("roll", "the number of shifts", axes, shifts.len())?;
    axes.iter().zip(shifts).try_fold(x, |x, (&axis, &shift)| roll(x, axis, shift))
}

/// Repeats several axes, each its own number of times.
pub fn repeat_axes<E: Value>(x: Array<E>, axes: &[isize], times: &[usize]) -> Result<Array<E>> {
    let op = "repeat";
    Axes::resolve(op, axes, x.sizes())?;
    one_for_each(op, "the number of repetitions", axes, times.len())?;
    axes.iter().zip(times).try_fold(x, |x, (&axis, &times)| repeat(x, axis, times))
}

fn one_for_each(op: &'static str, name: &'static str, axes: &[isize], found: usize) -> Result<()> {
    if found != axes.len() {
        let allowed = format!("{}, one for each of the axes {axes:?}", axes.len());
        return Err(ShapeError::Argument { op, name, found: found.to_string(), allowed });
    }
    Ok(())
}

/// Repeats each element of the axis `times` times.
pub fn repeat_interleave<E: Value>(x: Array<E>, axis: isize, times: usize) -> Result<Array<E>> {
    repeated("repeat_interleave", x, axis, times, |i, _, times| i / times)
}

fn repeated<E: Value>(
    op: &'static str,
    x: Array<E>,
    axis: isize,
    times: usize,
    place: fn(usize, usize, usize) -> usize,
) -> Result<Array<E>> {
    let axis = resolve_axis(op, axis, x.sizes())?;
    let n = x.sizes()[axis];
    let size = n.checked_mul(times).ok_or_else(|| too_large(op, &x, axis, usize::MAX))?;
    read_at(op, x, axis, size, |i| place(i, n, times))
}

/// `size` elements along an axis, where element `i` is read from `place(i)`. Returns an error if the result or the list of places does not fit into
/// memory.
pub fn read_at<E: Value>(
    op: &'static str,
    x: Array<E>,
    axis: usize,
    size: usize,
    place: impl Fn(usize) -> usize,
) -> Result<Array<E>> {
    let count = x.sizes().with(axis, size).count().ok_or_else(|| too_large(op, &x, axis, size))?;
    // An empty tensor needs no places, and its axis may have any length.
    if count == 0 && size > 0 {
        return Array::from_slice(op, x.sizes().with(axis, size), &[]);
    }
    // The memory is checked before the list of places is built, which may take gigabytes.
    Vec::<E>::new().try_reserve_exact(count).map_err(|_| too_large(op, &x, axis, size))?;
    let mut places = Vec::new();
    places.try_reserve_exact(size).map_err(|_| too_large(op, &x, axis, size))?;
    places.extend((0..size).map(place));
    selected(op, x, axis, places)
}

fn too_large<E: Value>(op: &'static str, x: &Array<E>, axis: usize, size: usize) -> ShapeError {
    ShapeError::TooLarge { op, sizes: x.sizes().with(axis, size)[..].into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("reorder/flip", all, |x| flip(x[0].clone(), &[0, -1])).sizes(&[&[2, 3, 4]]).sizes(&[&[3, 1]]));
        run(&audit!("reorder/roll", all, |x| roll(x[0].clone(), -1, -5)).sizes(&[&[2, 3]]).sizes(&[&[2, 1, 2, 4]]));
        run(&audit!("reorder/repeat", all, |x| repeat(x[0].clone(), 1, 3)).sizes(&[&[2, 2]]).sizes(&[&[2, 1, 3]]));
        run(&audit!("reorder/roll_axes", all, |x| roll_axes(x[0].clone(), &[0, -1], &[1, -2])).sizes(&[&[3, 2, 4]]));
        run(&audit!("reorder/repeat_axes", all, |x| repeat_axes(x[0].clone(), &[-1, 0], &[2, 3]))
            .sizes(&[&[2, 3]])
            .sizes(&[&[2, 1, 3]]));
        run(&audit!("reorder/repeat_interleave", all, |x| repeat_interleave(x[0].clone(), 0, 2)).sizes(&[&[2, 3]]));
    }

    audited!(check);

    #[test]
    fn huge_numbers_are_refused_or_wrap() {
        let x = Array::full("test", crate::layout::Sizes::new("test", &[3]).unwrap(), 1i32).unwrap();
        assert!(roll(x.clone(), 0, isize::MIN).is_ok() && roll(x.clone(), 0, isize::MAX).is_ok());
        for times in [usize::MAX, usize::MAX / 3, usize::MAX / 16] {
            assert!(matches!(repeat(x.clone(), 0, times), Err(ShapeError::TooLarge { .. })));
        }
        assert_eq!(repeat(x, 0, 0).unwrap().sizes()[..], [0]);
    }
}
