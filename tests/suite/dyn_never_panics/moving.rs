//! Views, shapes, joins, padding, and functions of each element.

use super::*;

/// Operations that copy nothing.
pub(super) fn views<E: Sample>(case: &Case<E>) -> Vec<Outcome<E>> {
    let (x, arguments) = (&case.x, &case.arguments);
    let ([i, j], [a, b, c]) = (arguments.axes, arguments.numbers);
    let mut results = vec![
        x.transpose(i, j),
        x.permute(&arguments.order),
        x.squeeze(i),
        x.unsqueeze(i),
        x.narrow(i, a, b),
        x.slice(i, a, b),
        x.slice_step(i, a, b, c),
        x.slice_step(j, a, a.saturating_add(b), 2),
        x.select(i, a),
        x.diagonal(i, j),
        x.unfold(i, a, b),
        x.unfold(j, 1, c),
        x.unfold(j, 0, b),
        x.expand(&arguments.sizes),
        x.expand_as(&case.y),
        x.clone().try_into_shape(),
        Ok(x.detach()),
    ];
    results.extend(each(x.split(i, a)));
    results.extend(each(x.split_sizes(i, &[a, b, c])));
    results.extend(each(x.split_sizes(j, &arguments.sizes)));
    // Views by the million are a matter of memory, not of panics.
    if numbered(x, i).is_none_or(|size| !(10_000..TOO_MANY).contains(&size)) {
        results.extend(each(x.chunk(i, a)));
    }
    results
}

/// The size of an axis.
fn numbered<E: Sample>(x: &DynTensor<E>, axis: isize) -> Option<usize> {
    let at = if axis < 0 { x.rank().checked_sub(axis.unsigned_abs())? } else { axis as usize };
    x.sizes().get(at).copied()
}

fn each<E: Sample>(parts: Result<Vec<DynTensor<E>>, ShapeError>) -> Vec<Outcome<E>> {
    match parts {
        Ok(parts) => parts.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}

/// Operations that copy only where the memory is not row-major.
pub(super) fn reshapes<E: Sample>(case: &Case<E>) -> Vec<Outcome<E>> {
    let (x, arguments) = (&case.x, &case.arguments);
    let ([i, j], [a, ..]) = (arguments.axes, arguments.numbers);
    vec![x.reshape(&arguments.sizes), x.flatten(), x.merge(i), x.unflatten(i, a), x.unflatten(j, 1)]
}

/// Operations whose result is new.
pub(super) fn moved<E: Sample>(case: &Case<E>) -> Vec<Outcome<E>> {
    let (x, arguments) = (&case.x, &case.arguments);
    let ([i, j], [a, b, c]) = (arguments.axes, arguments.numbers);
    let value = E::VALUES[c % E::VALUES.len()];
    vec![
        x.pad(i, a, b, value),
        x.pad(j, c, 0, value),
        x.pad_reflect(i, a, b),
        x.pad_replicate(i, a, b),
        x.repeat(i, a),
        x.repeat_interleave(j, b),
        x.flip(&arguments.order),
        x.flip(&[i]),
        x.roll(i, j),
        x.roll(j, a as isize),
        x.tril(i),
        x.triu(j),
    ]
}

pub(super) fn joins<E: Sample>(case: &Case<E>) -> Vec<Outcome<E>> {
    let Case { x, y, z, .. } = case;
    let [i, j] = case.arguments.axes;
    let parts = [x.clone(), y.clone(), z.clone(), x.clone(), y.clone()];
    vec![
        DynTensor::concat(&parts[..2], i),
        DynTensor::concat(&parts, j),
        DynTensor::concat(&[], i),
        DynTensor::stack(&parts[..2], i),
        DynTensor::stack(&parts, j),
        DynTensor::stack(&[], i),
    ]
}

/// Functions of numbers; those without a `Result` panic only where memory does not suffice.
pub(super) fn pointwise_of_numbers<E: Sample + Number>(case: &Case<E>) -> Vec<Outcome<E>> {
    let Case { x, y, arguments, .. } = case;
    let [i, j] = arguments.axes;
    let [low, high, _] = arguments.numbers.map(|number| E::VALUES[number % E::VALUES.len()]);
    vec![
        Ok(x.neg()),
        Ok(x.square()),
        Ok(x.abs()),
        Ok(x.sign()),
        Ok(x.clamp(low, high)),
        Ok(x * low),
        x.add(y),
        x.sub(y),
        x.mul(y),
        x.div(y),
        x.rem(y),
        y.div(x),
        x.maximum(y),
        x.minimum(y),
        x.cumsum(i),
        x.cumprod(j),
        x.diff(i),
    ]
}

pub(super) fn pointwise_of_floats<E: Sample + Float>(case: &Case<E>) -> Vec<Outcome<E>> {
    let Case { x, y, arguments, .. } = case;
    let [seed, call, value] = arguments.numbers;
    let value = E::VALUES[value % E::VALUES.len()];
    let functions = [
        x.exp(),
        x.expm1(),
        x.log(),
        x.log1p(),
        x.sqrt(),
        x.rsqrt(),
        x.reciprocal(),
        x.powf(value),
        x.sin(),
        x.cos(),
        x.tanh(),
        x.sigmoid(),
        x.erf(),
        x.floor(),
        x.ceil(),
        x.round(),
        x.relu(),
        x.leaky_relu(value),
        x.elu(value),
        x.gelu(),
        x.silu(),
        x.mish(),
        x.softplus(),
    ];
    let mut results: Vec<_> = functions.into_iter().map(Ok).collect();
    results.extend([x.pow(y), x.dropout(arguments.p, seed as u64, call as u64)]);
    results
}

/// Of a tensor that no memory holds: what would make another one as large.
pub(super) fn too_large<E: Sample>(case: &Case<E>) -> Vec<Outcome<E>> {
    let x = &case.x;
    let line = from_values::<E>(&[]).expand(&[TOO_MANY]).unwrap();
    let mut results = vec![
        x.flatten(),
        x.flip(&[0]),
        x.roll(0, 1),
        x.repeat(0, 2),
        x.repeat_interleave(0, 2),
        x.repeat(-1, usize::MAX),
        x.pad(0, 1, 2, E::ZERO),
        x.pad(0, usize::MAX, 1, E::ZERO),
        x.pad_replicate(0, 1, 2),
        line.flip(&[0]),
        line.roll(0, -1),
        line.pad_reflect(0, 3, 3),
        line.pad_replicate(0, 3, 3),
        line.repeat(0, 3),
        line.repeat_interleave(0, 3),
        DynTensor::concat(&[x.clone(), x.clone()], 0),
        DynTensor::stack(&[x.clone(), x.clone()], 0),
        // Lists of views as long as the axis.
        line.split(0, TOO_MANY).map(|_| line.clone()),
        line.chunk(0, TOO_MANY).map(|_| line.clone()),
        line.chunk(0, usize::MAX).map(|_| line.clone()),
    ];
    if x.rank() > 1 {
        results.extend([x.tril(0), x.triu(1)]);
    }
    results
}
