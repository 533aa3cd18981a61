//! Sequences of random operations on a few tensors of every element type: any panic is a crash.
//!
//! Bytes choose tensors (small, empty with huge axes, stretched to huge sizes by a stride of 0), operations and arguments;
//! results join the tensors, so that views of views arise. At the end everything is printed and differentiated. What has no
//! `Result` and walks all elements is called only where they are few: of too many it panics, and says so in its docs.

#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use timeseriesml::{Correlation, DynTensor, Element, Float, Number, ShapeError, Tensor, einsum};

/// The most elements of a tensor that is walked.
const WALKED: usize = 300;
/// From here on a result is refused, and only views are kept.
const HUGE: usize = 1 << 50;
const KEPT: usize = 8;
const STEPS: usize = 40;

fuzz_target!(|bytes: &[u8]| {
    // Errors are only the end of the bytes.
    let _ = run(&mut Unstructured::new(bytes));
});

/// The tensors so far, by element type.
#[derive(Default)]
struct Tensors {
    f32: Vec<DynTensor<f32>>,
    f64: Vec<DynTensor<f64>>,
    i32: Vec<DynTensor<i32>>,
    i64: Vec<DynTensor<i64>>,
    bool: Vec<DynTensor<bool>>,
}

/// An element type with its tensors.
trait Sample: Element {
    const VALUES: &'static [Self];
    fn of(all: &mut Tensors) -> &mut Vec<DynTensor<Self>>;
    /// What not all types have.
    fn particular(u: &mut Unstructured, all: &mut Tensors, x: &DynTensor<Self>, y: &DynTensor<Self>) -> Result<()>;
    fn differentiate(_: &DynTensor<Self>, _: &[DynTensor<Self>]) {}
}

macro_rules! samples { ($($E:ident [$($value:expr),*], |$u:ident, $all:ident, $x:ident, $y:ident| $particular:expr
    $(, |$output:ident, $leaves:ident| $differentiate:expr)?;)*) => { $(
    impl Sample for $E {
        const VALUES: &'static [Self] = &[$($value),*];
        fn of(all: &mut Tensors) -> &mut Vec<DynTensor<Self>> {
            &mut all.$E
        }
        fn particular($u: &mut Unstructured, $all: &mut Tensors, $x: &DynTensor<Self>, $y: &DynTensor<Self>) -> Result<()> {
            $particular
        }
        $(fn differentiate($output: &DynTensor<Self>, $leaves: &[DynTensor<Self>]) {
            $differentiate
        })?
    }
)* } }
samples! {
    f32 [0.0, 1.0, -1.5, 0.37, f32::NAN, f32::INFINITY, f32::MAX, -0.0], |u, all, x, y| either(u, all, x, y), |y, all| back(y, all);
    f64 [0.0, 1.0, -1.5, 0.37, f64::NAN, f64::INFINITY, f64::MAX, -0.0], |u, all, x, y| either(u, all, x, y), |y, all| back(y, all);
    i32 [0, 1, 3, -1, i32::MIN, i32::MAX], |u, all, x, y| numbers(u, all, x, y);
    i64 [0, 1, 3, -1, i64::MIN, i64::MAX, 2], |u, all, x, y| numbers(u, all, x, y);
    bool [false, true, true], |u, all, x, y| logic(u, all, x, y);
}

fn run(u: &mut Unstructured) -> Result<()> {
    let mut all = Tensors::default();
    for _ in 0..STEPS {
        if u.is_empty() {
            break;
        }
        match u.int_in_range(0..=6)? {
            0 | 5 => step::<f32>(u, &mut all)?,
            1 => step::<f64>(u, &mut all)?,
            2 => step::<i32>(u, &mut all)?,
            3 | 6 => step::<i64>(u, &mut all)?,
            _ => step::<bool>(u, &mut all)?,
        }
    }
    finish::<f32>(&mut all);
    finish::<f64>(&mut all);
    finish::<i32>(&mut all);
    finish::<i64>(&mut all);
    finish::<bool>(&mut all);
    Ok(())
}

fn finish<E: Sample>(all: &mut Tensors) {
    let tensors = E::of(all);
    for x in tensors.iter() {
        assert!(!format!("{x:?}").is_empty());
        if x.numel() <= WALKED {
            assert_eq!(x.to_vec().len(), x.numel());
            E::differentiate(x, tensors);
        }
    }
}

fn back<E: Sample + Float>(y: &DynTensor<E>, all: &[DynTensor<E>]) {
    if let Ok(gradients) = y.sum_all().into_dyn().backward() {
        for leaf in all {
            if let Some(gradient) = gradients.get(leaf) {
                assert_eq!(gradient.sizes(), leaf.sizes());
            }
        }
    }
}

// ------------------------------------------------------------ arguments

fn size(u: &mut Unstructured) -> Result<usize> {
    Ok(match u8::arbitrary(u)? {
        byte @ 0..=223 => usize::from(byte % 7),
        byte => [HUGE, HUGE + 1, usize::MAX / 2, usize::MAX / 2 + 1, usize::MAX - 1, usize::MAX][usize::from(byte % 6)],
    })
}

fn axis(u: &mut Unstructured) -> Result<isize> {
    Ok(match u8::arbitrary(u)? {
        byte @ 0..=239 => isize::from(byte as i8 % 5),
        byte => [isize::MIN, isize::MAX, 8, -8, -9][usize::from(byte % 5)],
    })
}

fn list<T>(u: &mut Unstructured, longest: usize, item: fn(&mut Unstructured) -> Result<T>) -> Result<Vec<T>> {
    (0..u.int_in_range(0..=longest)?).map(|_| item(u)).collect()
}

fn value<E: Sample>(u: &mut Unstructured) -> Result<E> {
    u.choose(E::VALUES).copied()
}

fn real(u: &mut Unstructured) -> Result<f64> {
    Ok(if bool::arbitrary(u)? { f64::arbitrary(u)? } else { f64::from(u8::arbitrary(u)?) / 255.0 })
}

/// The number of elements as the sizes say.
fn count(sizes: &[usize]) -> Option<usize> {
    let whole = sizes.iter().try_fold(1usize, |n, &size| n.checked_mul(size.max(1)))?;
    Some(if sizes.contains(&0) { 0 } else { whole })
}

/// A new tensor: of values, of none, or of one value stretched.
fn made<E: Sample>(u: &mut Unstructured, sizes: &[usize]) -> Result<DynTensor<E>> {
    let offset = usize::from(u8::arbitrary(u)?);
    Ok(match count(sizes) {
        Some(count) if count <= WALKED => {
            let values: Vec<E> = E::VALUES.iter().copied().cycle().skip(offset % 8).take(count).collect();
            // Fails for more than eight axes.
            DynTensor::from_slice_sized(sizes, &values).unwrap_or_else(|_| Tensor::from(E::ONE).into_dyn())
        }
        _ => {
            let one = Tensor::from(E::VALUES[offset % E::VALUES.len()]).into_dyn();
            one.expand(sizes).unwrap_or(one)
        }
    })
}

fn pick<E: Sample>(u: &mut Unstructured, all: &mut Tensors) -> Result<DynTensor<E>> {
    if E::of(all).is_empty() || u.ratio(1, 6)? {
        let sizes = list(u, 5, size)?;
        let x = made::<E>(u, &sizes)?;
        keep(all, Ok(x));
    }
    let tensors = E::of(all);
    // The last one often, so that chains grow.
    let at = if u.ratio(1, 2)? { tensors.len() } else { u.int_in_range(1..=tensors.len().max(1))? };
    Ok(tensors.get(at.wrapping_sub(1)).cloned().unwrap_or_else(|| Tensor::from(E::ONE).into_dyn()))
}

/// A tensor that fits another: of its sizes, but for one axis.
fn fitting<E: Sample>(u: &mut Unstructured, sizes: &[usize], axis: isize, size: usize) -> Result<DynTensor<E>> {
    let mut sizes = sizes.to_vec();
    let at = if axis < 0 { axis.saturating_add(sizes.len() as isize) } else { axis };
    if let Some(old) = usize::try_from(at).ok().and_then(|at| sizes.get_mut(at)) {
        *old = size;
    }
    made(u, &sizes)
}

/// Places on an axis: mostly zeros and ones.
fn places(u: &mut Unstructured, sizes: &[usize], axis: isize, size: usize) -> Result<DynTensor<i64>> {
    let index = fitting::<i64>(u, sizes, axis, size)?;
    Ok(if index.numel() <= WALKED && u.ratio(3, 4)? { index.clamp(0, 1) } else { index })
}

fn keep<E: Sample>(all: &mut Tensors, result: std::result::Result<DynTensor<E>, ShapeError>) {
    match result {
        Ok(x) if x.numel() <= WALKED || x.numel() >= HUGE => {
            let tensors = E::of(all);
            if tensors.len() == KEPT {
                tensors.remove(0);
            }
            tensors.push(x);
        }
        Ok(_) => {}
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn keep_parts<E: Sample>(all: &mut Tensors, parts: std::result::Result<Vec<DynTensor<E>>, ShapeError>) {
    parts.into_iter().flatten().take(3).for_each(|part| keep(all, Ok(part)));
}

// ------------------------------------------------------------ operations

fn step<E: Sample>(u: &mut Unstructured, all: &mut Tensors) -> Result<()> {
    let x = pick::<E>(u, all)?;
    let y = pick::<E>(u, all)?;
    match u.int_in_range(0..=3)? {
        0 => views(u, all, &x, &y),
        1 => moves(u, all, &x, &y),
        2 => choices(u, all, &x, &y),
        _ => E::particular(u, all, &x, &y),
    }
}

fn views<E: Sample>(u: &mut Unstructured, all: &mut Tensors, x: &DynTensor<E>, y: &DynTensor<E>) -> Result<()> {
    let (i, j) = (axis(u)?, axis(u)?);
    let result = match u.int_in_range(0..=16)? {
        0 => x.transpose(i, j),
        1 => x.permute(&list(u, 6, axis)?),
        2 => x.squeeze(i),
        3 => x.unsqueeze(i),
        4 => x.narrow(i, size(u)?, size(u)?),
        5 => x.slice(i, size(u)?, size(u)?),
        6 => x.slice_step(i, size(u)?, size(u)?, size(u)?),
        7 => x.select(i, size(u)?),
        8 => x.diagonal(i, j),
        9 => x.unfold(i, size(u)?, size(u)?),
        10 => x.expand(&list(u, 8, size)?),
        11 => x.expand_as(y),
        12 => return Ok(keep_parts(all, x.split(i, size(u)?))),
        13 => return Ok(keep_parts(all, x.split_sizes(i, &list(u, 4, size)?))),
        14 => return Ok(keep_parts(all, x.chunk(i, size(u)?))),
        15 => x.permute(&(0..x.rank() as isize).rev().collect::<Vec<_>>()),
        _ => Ok(x.detach()),
    };
    keep(all, result);
    Ok(())
}

fn moves<E: Sample>(u: &mut Unstructured, all: &mut Tensors, x: &DynTensor<E>, y: &DynTensor<E>) -> Result<()> {
    let (i, j) = (axis(u)?, axis(u)?);
    let result = match u.int_in_range(0..=15)? {
        0 => x.reshape(&list(u, 6, size)?),
        1 => x.flatten(),
        2 => x.merge(i),
        3 => x.unflatten(i, size(u)?),
        4 => x.pad(i, size(u)?, size(u)?, value(u)?),
        5 => x.pad_reflect(i, size(u)?, size(u)?),
        6 => x.pad_replicate(i, size(u)?, size(u)?),
        7 => x.repeat(i, size(u)?),
        8 => x.repeat_interleave(i, size(u)?),
        9 => x.flip(&list(u, 4, axis)?),
        10 => x.roll(i, isize::arbitrary(u)?),
        11 => x.tril(j),
        12 => x.triu(j),
        13 => DynTensor::concat(&[x.clone(), y.clone(), x.clone()], i),
        14 => DynTensor::stack(&[x.clone(), y.clone()], i),
        _ => x.rearrange(
            ["a b -> b a", "a b c -> (c a) b", "(a b) -> b a"][usize::from(u8::arbitrary(u)? % 3)],
            &[("a", size(u)?)],
        ),
    };
    keep(all, result);
    Ok(())
}

fn choices<E: Sample>(u: &mut Unstructured, all: &mut Tensors, x: &DynTensor<E>, y: &DynTensor<E>) -> Result<()> {
    let (i, n) = (axis(u)?, size(u)?);
    let chosen = u.int_in_range(0..=22)?;
    if chosen > 11 {
        return converted(u, all, x, y, i, chosen);
    }
    let result = match chosen {
        0 => x.where_(&pick(u, all)?, y),
        1 => x.masked_fill(&pick(u, all)?, value(u)?),
        2 => x.masked_select(&pick(u, all)?),
        3 => x.index_select(i, &pick(u, all)?),
        4 => x.index_select(i, &places(u, &[n], 0, n)?),
        5 => x.gather(i, &pick(u, all)?),
        6 => x.gather(i, &places(u, x.sizes(), i, n)?),
        7 => x.scatter(i, &places(u, x.sizes(), i, n)?, &fitting(u, x.sizes(), i, n)?),
        8 => x.index_copy(i, &places(u, &[n], 0, n)?, &fitting(u, x.sizes(), i, n)?),
        9 => x.sort(i, n % 2 == 0).map(|(values, _)| values),
        10 => x.topk(i, n, u8::arbitrary(u)? % 2 == 0).map(|(values, _)| values),
        _ => x.masked_select(&fitting::<bool>(u, x.sizes(), 0, n)?),
    };
    keep(all, result);
    Ok(())
}

/// What gives another element type.
fn converted<E: Sample>(
    u: &mut Unstructured,
    all: &mut Tensors,
    x: &DynTensor<E>,
    y: &DynTensor<E>,
    i: isize,
    chosen: usize,
) -> Result<()> {
    match chosen {
        12 => keep(all, x.argsort(i, true)),
        13 => keep(all, x.searchsorted(y, false)),
        14 => keep(all, x.eq(y)),
        15 => keep(all, x.lt(y)),
        16 => keep(all, x.ge(y)),
        17 => keep(all, x.try_cast::<f32>()),
        18 => keep(all, x.try_cast::<f64>()),
        19 => keep(all, x.try_cast::<i32>()),
        20 => keep(all, x.try_cast::<i64>()),
        21 => keep(all, x.try_cast::<bool>()),
        _ => {
            let labels: DynTensor<i64> = pick(u, all)?;
            keep(all, labels.one_hot::<E>(size(u)?));
            let mut file = Vec::new();
            if x.write_npy(&mut file).is_ok() {
                let cut = usize::from(u8::arbitrary(u)?).min(file.len());
                assert!(DynTensor::<E>::read_npy(&file[..]).is_ok());
                // Of no elements, or one byte changed, it may still be a file.
                let _ = DynTensor::<E>::read_npy(&file[..file.len() - cut]);
                file[cut.min(127)] = u8::arbitrary(u)?;
                let _ = DynTensor::<E>::read_npy(&file[..]);
            }
        }
    }
    Ok(())
}

fn logic(u: &mut Unstructured, all: &mut Tensors, x: &DynTensor<bool>, y: &DynTensor<bool>) -> Result<()> {
    let i = axis(u)?;
    let result = match u.int_in_range(0..=8)? {
        0 => x.logical_and(y),
        1 => x.logical_or(y),
        2 => x.logical_xor(y),
        3 if x.numel() <= WALKED => Ok(x.logical_not()),
        4 => x.any(i),
        5 => x.all(i),
        6 => x.any_keepdim(i),
        7 => x.any_axes(&list(u, 4, axis)?, bool::arbitrary(u)?),
        _ => x.all_axes(&list(u, 4, axis)?, bool::arbitrary(u)?),
    };
    keep(all, result);
    Ok(())
}

fn numbers<E: Sample + Number>(
    u: &mut Unstructured,
    all: &mut Tensors,
    x: &DynTensor<E>,
    y: &DynTensor<E>,
) -> Result<()> {
    let i = axis(u)?;
    let few = x.numel() <= WALKED;
    let result = match u.int_in_range(0..=27)? {
        0 => x.add(y),
        1 => x.sub(y),
        2 => x.mul(y),
        3 => x.div(y),
        4 => x.rem(y),
        5 => x.maximum(y),
        6 => x.minimum(y),
        7 if few => Ok(x.neg()),
        8 if few => Ok(x.square()),
        9 if few => Ok(x.abs()),
        10 if few => Ok(x.sign()),
        11 if few => Ok(x.clamp(value(u)?, value(u)?)),
        12 if few => Ok(x.sum_all().into_dyn()),
        13 if few => Ok(x.prod_all().into_dyn()),
        14 => x.cumsum(i),
        15 => x.cumprod(i),
        16 => x.diff(i),
        17 => x.sum(i),
        18 => x.prod_keepdim(i),
        19 => x.max(i),
        20 => x.min_axes(&list(u, 4, axis)?, bool::arbitrary(u)?),
        21 => x.median(i),
        22 => x.median_axes(&list(u, 4, axis)?, bool::arbitrary(u)?),
        23 => x.sum_axes(&list(u, 4, axis)?, bool::arbitrary(u)?),
        24 => {
            keep(all, x.argmax(i));
            x.max_axes(&list(u, 4, axis)?, false)
        }
        25 => {
            keep(all, x.argmin_keepdim(i));
            x.min_keepdim(i)
        }
        26 => {
            let n = size(u)?;
            x.scatter_add(i, &places(u, x.sizes(), i, n)?, &fitting(u, x.sizes(), i, n)?)
        }
        _ => x.scatter_add(i, &pick(u, all)?, y),
    };
    keep(all, result);
    Ok(())
}

fn either<E: Sample + Float>(
    u: &mut Unstructured,
    all: &mut Tensors,
    x: &DynTensor<E>,
    y: &DynTensor<E>,
) -> Result<()> {
    match u.int_in_range(0..=3)? {
        0 => numbers(u, all, x, y),
        1 => reals(u, all, x, y),
        2 => products(u, all, x, y),
        _ => {
            keep(all, Ok(x.clone().requires_grad()));
            Ok(())
        }
    }
}

fn reals<E: Sample + Float>(u: &mut Unstructured, all: &mut Tensors, x: &DynTensor<E>, y: &DynTensor<E>) -> Result<()> {
    let (i, n, p) = (axis(u)?, size(u)?, real(u)?);
    let few = x.numel() <= WALKED;
    let result = match u.int_in_range(0..=23)? {
        0 if few => Ok([x.exp(), x.log(), x.sqrt(), x.tanh(), x.erf(), x.gelu()][n % 6].clone()),
        1 if few => Ok([x.sigmoid(), x.relu(), x.silu(), x.mish(), x.softplus(), x.round()][n % 6].clone()),
        2 if few => Ok(x.powf(value(u)?)),
        3 if few => Ok(x.elu(value(u)?)),
        4 => x.pow(y),
        5 => x.dropout(p, n as u64, 1),
        6 => x.mean(i),
        7 => x.mean_axes(&list(u, 4, axis)?, bool::arbitrary(u)?),
        8 => x.var(i, n),
        9 => x.std_axes(&list(u, 4, axis)?, bool::arbitrary(u)?, n),
        10 => x.norm(i, p),
        11 => x.norm_axes(&list(u, 4, axis)?, bool::arbitrary(u)?, f64::INFINITY),
        12 => x.logsumexp(i),
        13 => x.quantile(i, p),
        14 => x.quantile_axes(&list(u, 4, axis)?, bool::arbitrary(u)?, p),
        15 => x.softmax(i),
        16 => x.log_softmax(i),
        17 => x.avg_pool1d(n, size(u)?, size(u)?),
        18 => x.max_pool1d(n, size(u)?, size(u)?),
        19 => x.adaptive_avg_pool1d(n),
        20 => x.adaptive_max_pool1d(n),
        21 => x.mse_loss(y),
        22 if few => {
            keep(all, Ok(x.is_nan()));
            Ok(x.mean_all().into_dyn())
        }
        _ => x.layer_norm(Some(y), None, p),
    };
    keep(all, result);
    Ok(())
}

fn products<E: Sample + Float>(
    u: &mut Unstructured,
    all: &mut Tensors,
    x: &DynTensor<E>,
    y: &DynTensor<E>,
) -> Result<()> {
    // A sum over 2^50 products is one number, which would be worked out to the end.
    if x.numel().max(y.numel()) > WALKED {
        return Ok(());
    }
    let (a, b, c) = (size(u)?, size(u)?, size(u)?);
    let result = match u.int_in_range(0..=14)? {
        0 => x.matmul(y),
        1 => x.linear(y, None),
        2 => x.dot(y),
        3 => x.outer(y),
        4 => x.conv1d(y, None, a, b, c),
        5 => x.causal_conv1d(y, None, a),
        6 => x.conv1d_grouped(y, None, a, b, c, size(u)?),
        7 => x.conv_transpose1d(y, None, a, b, c, size(u)?),
        8 => x.cross_correlate(y, [Correlation::Valid, Correlation::Full, Correlation::Same][a % 3]),
        9 => x.self_attention(a, b % 2 == 0),
        10 => einsum(["ab,bc->ac", "ab,ab->", "a,b->ab", "...a,...a->...", "aab,b->b"][a % 5], &[x, y]),
        11 => einsum(["ab->a", "abc->cb", "aa->a", "...->...", "ab->"][a % 5], &[x]),
        12 => x.matmul(&fitting(u, &[x.sizes().last().copied().unwrap_or(1), a], 2, 0)?),
        // Weights that fit the channels.
        13 => x.conv1d(&made(u, &[a, x.sizes().iter().rev().nth(1).copied().unwrap_or(1), c])?, None, 1, b, 1),
        _ => x.conv_transpose1d(
            &made(u, &[x.sizes().iter().rev().nth(1).copied().unwrap_or(1), a, c])?,
            None,
            1,
            b,
            0,
            1,
        ),
    };
    keep(all, result);
    Ok(())
}
