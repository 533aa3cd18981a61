//! Operations that rearrange values: views, joins, ranges, paddings.

use super::*;
#[cfg(test)]
use timeseriesml::{axes, rearrange};

operations! { forms:
    reshape try_reshape: Element, gradient "yes", "reshape.rs" {
        typed "`x.reshape::<S>()`", "`S: ReshapeTo<T>`";
        |x, sizes: sizes(&x)| x.reshape(&sizes)?;
        |x, sizes: open_sizes(&x)| x.reshape(&sizes)?, as "x.reshape([2, -1])?";
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | (Batch, Dim<M>, Dim<K>) =>
                x.reshape::<D2<N, { M * K }>>(), x.reshape::<(Batch, Dim<{ M * K }>)>(); x.reshape([N, M * K])? }
            agree! { draw; x: D3<N, M, K> | R3 =>
                x.try_reshape::<D2<{ K * M }, N>>([K * M, N])?, x.try_reshape::<R2>([K * M, N])?; x.reshape([K * M, N])? }
        }
    }

    view: Element, gradient "yes", "reshape.rs" {
        typed "`x.view::<S>()`", "`S: ReshapeTo<T>`; an error if a copy would be needed";
        |x, sizes: open_sizes(&x)| x.view(&sizes)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | (Batch, Dim<M>, Dim<K>) =>
                x.contiguous().view::<D2<N, { M * K }>>()?, x.contiguous().view::<(Batch, Dim<{ M * K }>)>()?;
                x.contiguous()?.view([N, M * K])? }
        }
    }

    contiguous: Element, gradient "yes", "reshape.rs" {
        typed "`x.contiguous()`", "the shape stays";
        |x| x.contiguous()?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.contiguous(); x.contiguous()? }
        }
    }

    flatten: Element, gradient "yes", "reshape.rs" {
        typed "`x.flatten()`", "`S: FlattenAll`";
        |x| x.flatten()?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.flatten(); x.flatten()? }
        }
    }

    merge: Element, gradient "yes", "reshape.rs" {
        typed "`x.merge::<I>()`", "`S: MergeAxes<I>`";
        |x, axis: axis(&x)| x.merge(axis)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.merge::<0>(); x.merge(0)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.merge::<-2>(); x.merge(-2)? }
        }
    }

    unflatten try_unflatten: Element, gradient "yes", "reshape.rs" {
        typed "`x.unflatten::<I, PARTS>()`", "`At<S, I>: SplitInto<PARTS>`";
        |x, axis: axis(&x), parts: size()| x.unflatten(axis, parts)?;
        equal |draw| {
            agree! { draw; x: D2<{ 6 * N }, K> | R2 => x.unflatten::<0, 3>(); x.unflatten(0, 3)? }
            agree! { draw; x: D2<N, { 4 * K }> | R2 => x.try_unflatten::<-1, 4>()?; x.unflatten(-1, 4)? }
        }
    }

    transpose: Element, gradient "yes", "permute.rs" {
        typed "`x.transpose::<I, J>()`", "`S: Transpose<I, J>`";
        |x, i: axis(&x), j: axis(&x)| x.transpose(i, j)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.transpose::<0, 2>(); x.transpose(0, 2)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.transpose::<-1, -2>(); x.transpose(-1, -2)? }
        }
    }

    permute: Element, gradient "yes", "permute.rs" {
        typed "`x.permute::<axes![..]>()`", "`S: Permute<O>`";
        |x, order: axes(&x)| x.permute(&order)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.permute::<axes![2, 0, 1]>(); x.permute([2, 0, 1])? }
            agree! { draw; x: D3<N, M, K> | R3 => x.permute::<axes![-2, -1, 0]>(); x.permute([-2, -1, 0])? }
        }
    }

    squeeze: Element, gradient "yes", "squeeze.rs" {
        typed "`x.squeeze::<I>()`", "`At<S, I>: SizeOne`";
        |x, axis: axis(&x)| x.squeeze(axis)?;
        |x, axes: few_axes(&x)| x.squeeze(&axes)?;
        equal |draw| {
            agree! { draw; x: D3<N, 1, K> | (Batch, Dim<1>, Dyn) => x.squeeze::<1>(); x.squeeze(1)? }
            agree! { draw; x: (One, Dim<N>, Dim<K>) | (One, Dyn, Dyn) => x.squeeze::<-3>(); x.squeeze(-3)? }
            agree! { draw; x: (One, Dim<N>, One) | (One, Dyn, One) => x.squeeze::<2>().squeeze::<0>(); x.squeeze([0, -1])? }
        }
    }

    unsqueeze: Element, gradient "yes", "squeeze.rs" {
        typed "`x.unsqueeze::<I>()`", "`S: InsertAxis<I>`";
        |x, axis: axis(&x)| x.unsqueeze(axis)?;
        |x, axes: few_axes(&x)| x.unsqueeze(&axes)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<0>(); x.unsqueeze(0)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<-2>(); x.unsqueeze(-2)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<-1>(); x.unsqueeze(-1)? }
            agree! { draw; x: D2<N, M> | R2 => x.unsqueeze::<2>().unsqueeze::<1>(); x.unsqueeze([-1, 1])? }
        }
    }

    expand_as try_expand_as expand: Element, gradient "yes", "expand.rs" {
        typed "`x.expand_as(&like)`", "`T: Broadcast<S, Output = T>`";
        |x, sizes: open_sizes(&x)| x.expand(&sizes)?;
        |x, like: like(&x)| x.expand_as(&like)?;
        |x, like: like(&x)| like.expand_as(&x)?, as "";
        equal |draw| {
            agree! { draw; x: (One, Dim<K>) | (One, Dyn), y: D3<N, M, K> | R3 => x.expand_as(&y); x.expand_as(&y)? }
            agree! { draw; x: D1<K> | (Dyn,), y: D2<M, K> | R2 => x.try_expand_as(&y)?; x.expand(y.sizes())? }
            agree! { draw; x: () | (), y: D2<M, K> | R2 => x.expand_as(&y); x.expand(y.sizes())? }
        }
    }
}

operations! { ranges:
    narrow try_narrow: Element, gradient "yes", "narrow.rs" {
        typed "`x.narrow::<I, START, LEN>()`", "`At<S, I>: Narrow<START, LEN>`";
        |x, axis: axis(&x), start: shift(), len: size()| x.narrow(axis, start, len)?;
        |x, axis: axis(&x), start: size(), len: size()| x.narrow(axis, start, len)?, as "";
        equal |draw| {
            agree! { draw; x: D3<N, { M + 2 }, K> | R3 => x.narrow::<1, 1, { M + 1 }>(); x.narrow(1, 1, M + 1)? }
            agree! { draw; x: D3<N, { M + 2 }, K> | R3 => x.try_narrow::<-2, 2, M>()?; x.narrow(-2, 2, M)? }
        }
    }

    slice try_slice: Element, gradient "yes", "narrow.rs" {
        typed "`x.slice::<I, FROM, TO>()`", "`At<S, I>: SliceAxis<FROM, TO>`";
        |x, axis: axis(&x), from: size(), to: size()| x.slice(axis, from, to)?;
        |x, axis: axis(&x), from: shift(), to: shift()| x.slice(axis, from, to)?, as "x.slice(axis, 1, -1)?";
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 3 }> | R3 => x.slice::<2, 1, 3>(); x.slice(2, 1, 3)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.try_slice::<-2, 0, M>()?; x.slice(-2, 0, M)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.slice::<0, N, N>(); x.narrow(0, N, 0)? }
            agree! { draw; x: D3<N, M, { K + 3 }> | R3 => x.slice::<2, K, { K + 2 }>(); x.slice(-1, -3, -1)? }
            agree! { draw; x: D3<N, M, { K + 3 }> | R3 => x.slice::<2, K, { K + 2 }>(); x.narrow(-1, -3, 2)? }
        }
    }

    slice_step try_slice_step: Element, gradient "yes", "narrow.rs" {
        typed "`x.slice_step::<I, FROM, TO, STEP>()`", "`At<S, I>: StepAxis<FROM, TO, STEP>`";
        |x, axis: axis(&x), from: size(), to: size(), step: size()| x.slice_step(axis, from, to, step)?;
        |x, axis: axis(&x), from: shift(), to: shift(), step: size()| x.slice_step(axis, from, to, step)?, as "";
        equal |draw| {
            agree! { draw; x: D3<N, { M + 5 }, K> | R3 => x.slice_step::<1, 1, 5, 3>(); x.slice_step(1, 1, 5, 3)? }
            agree! { draw; x: D3<N, { M + 5 }, K> | R3 => x.try_slice_step::<-2, 0, 5, 2>()?; x.slice_step(-2, 0, 5, 2)? }
        }
    }

    select try_select: Element, gradient "yes", "narrow.rs" {
        typed "`x.select::<I>(index)`", "`S: HasAxis<I>`; the axis is removed";
        |x, axis: axis(&x), index: shift()| x.select(axis, index)?;
        |x, axis: axis(&x), index: size()| x.select(axis, index)?, as "";
        equal |draw| {
            agree! { draw; x: D3<{ N + 1 }, M, K> | R3 => x.select::<0>(N); x.select(0, N)? }
            agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.try_select::<-1>(0)?; x.select(-1, 0)? }
            agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.select::<2>(K); x.select(-1, -1)? }
        }
    }

    split try_split: Element, gradient "yes", "narrow.rs" {
        typed "`x.split::<I, PARTS>()`", "`At<S, I>: SplitInto<PARTS>`";
        |x, axis: axis(&x), parts: size()| x.split(axis, parts)?;
        equal |draw| {
            agree! { draw; x: D2<{ 3 * N }, K> | R2 => x.split::<0, 3>()[1].clone(); x.split(0, 3)?[1].clone() }
            agree! { draw; x: D2<N, { 2 * K + 2 }> | R2 => x.try_split::<-1, 2>()?[0].clone(); x.split(-1, 2)?[0].clone() }
        }
    }

    split_at try_split_at split_sizes: Element, gradient "yes", "narrow.rs" {
        typed "`x.split_at::<I, AT>()`", "`At<S, I>: CutAxis<AT>`";
        |x, axis: axis(&x), sizes: list()| x.split_sizes(axis, &sizes)?;
        equal |draw| {
            agree! { draw; x: D2<N, { K + 3 }> | R2 => x.split_at::<1, 3>().1; x.split_sizes(1, &[3, K])?[1].clone() }
            agree! { draw; x: D2<N, { K + 3 }> | R2 => x.try_split_at::<-1, 3>()?.0; x.split_sizes(-1, &[3, K])?[0].clone() }
        }
    }

    chunk: Element, gradient "yes", "narrow.rs" {
        typed "`x.split::<I, PARTS>()`", "`At<S, I>: SplitInto<PARTS>`";
        // Millions of views would only use up memory; they cannot cause a panic.
        |x, axis: axis(&x), chunks: size()| x.chunk(axis, chunks)?,
            if x.sizes().iter().all(|size| !(10_000..TOO_MANY).contains(size));
        equal |draw| {
            agree! { draw; x: D2<{ 2 * N + 2 }, K> | R2 => x.split::<0, 2>()[1].clone(); x.chunk(0, 2)?[1].clone() }
        }
    }
}

operations! { joins:
    concat try_concat: Element, gradient "yes", "concat.rs" {
        typed "`x.concat::<I, _>(&y)`", "`At<S, I>: ConcatAxis<..>`, others equal";
        |x, axis: axis(&x), parts: parts(&x, axis)| DynTensor::concat(&parts, axis)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, y: D3<N, 3, K> | (Batch, Dim<3>, Dyn) =>
                x.concat::<1, _>(&y); DynTensor::concat(&[x.clone(), y.clone()], 1)? }
            agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, 2> | (Batch, Dyn, Dyn) =>
                x.try_concat::<-1, _>(&y)?; DynTensor::concat(&[x.clone(), y.clone()], -1)? }
        }
    }

    stack: Element, gradient "yes", "concat.rs" {
        typed "`stack(parts)`", "`S: InsertAxis<0>`";
        |x, axis: axis(&x), parts: sisters(&x)| DynTensor::stack(&parts, axis)?;
        equal |draw| {
            agree! { draw; x: D2<N, K> | R2, y: D2<N, K> | R2, z: D2<N, K> | R2 =>
                timeseriesml::stack([x, y, z]); DynTensor::stack(&[x.clone(), y.clone(), z.clone()], 0)? }
        }
    }

    repeat: Element, gradient "yes", "reorder.rs" {
        typed "`x.repeat::<I, TIMES>()`", "`At<S, I>: RepeatAxis<TIMES>`";
        |x, axis: axis(&x), times: size()| x.repeat(axis, times)?;
        |x, axes: few_axes(&x), times: size_of_each(&axes)| x.repeat(&axes, &times)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.repeat::<1, 3>(); x.repeat(1, 3)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.repeat::<1, 3>().repeat::<2, 2>(); x.repeat([-1, 1], [2, 3])? }
        }
    }

    repeat_interleave: Element, gradient "yes", "reorder.rs" {
        typed "`x.repeat_interleave::<I, TIMES>()`", "`At<S, I>: RepeatAxis<TIMES>`";
        |x, axis: axis(&x), times: size()| x.repeat_interleave(axis, times)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.repeat_interleave::<-1, 2>(); x.repeat_interleave(-1, 2)? }
        }
    }

    pad: Element, gradient "yes", "pad.rs" {
        typed "`x.pad::<I, BEFORE, AFTER>(value)`", "`At<S, I>: PadAxis<BEFORE, AFTER>`";
        |x, axis: axis(&x), before: size(), after: size(), value: value()| x.pad(axis, before, after, value)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.pad::<1, 2, 1>(f32::NAN); x.pad(1, 2, 1, f32::NAN)? }
        }
    }

    pad_reflect try_pad_reflect: Element, gradient "yes", "pad.rs" {
        typed "`x.pad_reflect::<I, BEFORE, AFTER>()`", "`At<S, I>: ReflectAxis<BEFORE, AFTER>`";
        |x, axis: axis(&x), before: size(), after: size()| x.pad_reflect(axis, before, after)?;
        equal |draw| {
            agree! { draw; x: D2<N, { K + 2 }> | R2 => x.pad_reflect::<-1, 1, 0>(); x.pad_reflect(-1, 1, 0)? }
            agree! { draw; x: D2<N, { K + 2 }> | R2 => x.try_pad_reflect::<1, 0, 1>()?; x.pad_reflect(1, 0, 1)? }
        }
    }

    pad_replicate try_pad_replicate: Element, gradient "yes", "pad.rs" {
        typed "`x.pad_replicate::<I, BEFORE, AFTER>()`", "`At<S, I>: PadAxis<BEFORE, AFTER>`";
        |x, axis: axis(&x), before: size(), after: size()| x.pad_replicate(axis, before, after)?;
        equal |draw| {
            agree! { draw; x: D2<{ N + 1 }, K> | R2 => x.pad_replicate::<0, 2, 3>(); x.pad_replicate(0, 2, 3)? }
            agree! { draw; x: D2<{ N + 1 }, K> | R2 => x.try_pad_replicate::<0, 0, 3>()?; x.pad_replicate(0, 0, 3)? }
        }
    }

    unfold try_unfold: Element, gradient "yes", "unfold.rs" {
        typed "`x.unfold::<I, SIZE, STEP>()`", "`At<S, I>: UnfoldAxis<SIZE, STEP>`";
        |x, axis: axis(&x), size: size(), step: size()| x.unfold(axis, size, step)?;
        equal |draw| {
            agree! { draw; x: D3<N, { M + 3 }, K> | R3 => x.unfold::<1, 3, 2>(); x.unfold(1, 3, 2)? }
            agree! { draw; x: D2<N, { K + 2 }> | R2 => x.try_unfold::<-1, 2, 1>()?; x.unfold(-1, 2, 1)? }
        }
    }

    diff try_diff: Number, gradient "yes", "diff.rs" {
        typed "`x.diff::<I>()`", "`At<S, I>: DiffAxis`";
        |x, axis: axis(&x)| x.diff(axis)?;
        equal |draw| {
            agree! { draw; x: D2<N, { K + 2 }> | R2 => x.diff::<1>(); x.diff(1)? }
            agree! { draw; x: D2<{ N + 2 }, K> | R2 => x.try_diff::<0>()?; x.diff(0)? }
        }
    }

    rearrange: Element, gradient "yes", "rearrange.rs" {
        typed "`rearrange!(x, \"b t (h d) -> b h t d\", h = 4)`", "the pattern";
        |x, pattern: pattern(), size: size()| x.rearrange(pattern, &[("a", size)])?, as "x.rearrange(pattern, &sizes)?";
        |x, pattern: pattern()| x.rearrange(pattern, &[])?, as "";
        equal |draw| {
            agree! { draw; x: D3<N, M, { 4 * K }> | R3 =>
                rearrange!(x, "b t (h d) -> b h t d", h = 4); x.rearrange("b t (h d) -> b h t d", &[("h", 4)])? }
            agree! { draw; x: D3<N, { 3 * K }, M> | R3 =>
                rearrange!(x, "b (n p) c -> b n (c p)", p = 3); x.rearrange("b (n p) c -> b n (c p)", &[("p", 3)])? }
            agree! { draw; x: D1<{ 12 * K }> | (Dyn,) =>
                rearrange!(x, "(a b c) -> c 1 b a", a = 2, c = 3);
                x.rearrange("(a b c) -> c 1 b a", &[("a", 2), ("c", 3)])? }
            agree! { draw; x: (Dim<N>, One, Dim<M>) | (Dyn, One, Dyn) =>
                rearrange!(x, "a 1 b -> (b a)"); x.rearrange("a 1 b -> (b a)", &[])? }
        }
    }
}

pub fn all() -> Vec<Operation> {
    [forms(), ranges(), joins()].into_iter().flatten().collect()
}
