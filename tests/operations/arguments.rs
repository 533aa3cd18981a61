//! Draws the arguments of declared calls from bytes: mostly arguments that fit, now and then any.

use timeseriesml::{
    DynTensor, Shape, ShapeError, Tensor,
    tensor::{Correlation, Element},
};

/// The maximum number of elements of a tensor whose values are read.
pub const WALKED: usize = 2_000;

/// More elements than any address space holds. A system that overcommits might grant a smaller number.
pub const TOO_MANY: usize = 1 << 50;

/// What a call returns, for any element type.
pub type Outcome = Result<Vec<Produced>, ShapeError>;

/// A call on a tensor; `None` if the call was skipped.
pub type Call<E> = fn(&DynTensor<E>, &mut Arguments<'_>) -> Option<Outcome>;

/// An element type, all of whose operations are called.
pub trait Sample: Element {
    /// Ordinary values and extremes.
    const VALUES: &'static [Self];
    fn tracked(x: DynTensor<Self>) -> DynTensor<Self>;
    fn of(tensors: &Tensors) -> &Vec<DynTensor<Self>>;
    fn of_mut(tensors: &mut Tensors) -> &mut Vec<DynTensor<Self>>;
    fn call(calls: &Calls) -> Option<Call<Self>>;
    fn produced(x: DynTensor<Self>) -> Produced;
}

macro_rules! samples { ($($E:ident [$($value:expr),*], |$x:ident| $tracked:expr;)*) => {
    /// A tensor that a call returned.
    #[allow(non_camel_case_types, reason = "the names of the element types")]
    pub enum Produced {
        $($E(DynTensor<$E>),)*
    }

    /// Tensors of every element type.
    #[derive(Default)]
    pub struct Tensors {
        $(pub $E: Vec<DynTensor<$E>>,)*
    }

    /// One call, as a function for each element type that has it.
    #[derive(Default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the fuzz target reads no text"))]
    pub struct Calls {
        /// The call as written in the declaration, and as shown in the table.
        pub code: &'static str,
        pub shown: &'static str,
        $(pub $E: Option<Call<$E>>,)*
    }

    $(impl Sample for $E {
        const VALUES: &'static [Self] = &[$($value),*];
        fn tracked($x: DynTensor<Self>) -> DynTensor<Self> {
            $tracked
        }
        fn of(tensors: &Tensors) -> &Vec<DynTensor<Self>> {
            &tensors.$E
        }
        fn of_mut(tensors: &mut Tensors) -> &mut Vec<DynTensor<Self>> {
            &mut tensors.$E
        }
        fn call(calls: &Calls) -> Option<Call<Self>> {
            calls.$E
        }
        fn produced(x: DynTensor<Self>) -> Produced {
            Produced::$E(x)
        }
    })*
} }
samples! {
    f32 [0.0, 0.37, -1.5, 2.0, 0.9, -0.2, 1.0, f32::NAN, 3.0, f32::INFINITY, -0.0, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE],
        |x| x.requires_grad();
    f64 [0.0, 0.37, -1.5, 2.0, 0.9, -0.2, 1.0, f64::NAN, 3.0, f64::INFINITY, -0.0, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE],
        |x| x.requires_grad();
    i32 [0, 3, -1, 1, 2, i32::MIN, -7, i32::MAX, 5, i32::MIN + 1], |x| x;
    i64 [0, 3, -1, 1, 2, i64::MIN, -7, i64::MAX, 5, i64::MIN + 1], |x| x;
    bool [true, false, false, true, true], |x| x;
}

/// What calls return: tensors, lists and pairs of tensors.
pub trait Results {
    fn produced(self) -> Vec<Produced>;
}

impl<S: Shape, E: Sample> Results for Tensor<S, E> {
    fn produced(self) -> Vec<Produced> {
        vec![E::produced(self.into_dyn())]
    }
}

impl<R: Results> Results for Vec<R> {
    fn produced(self) -> Vec<Produced> {
        self.into_iter().flat_map(R::produced).collect()
    }
}

impl<A: Results, B: Results, C: Results> Results for (A, B, C) {
    fn produced(self) -> Vec<Produced> {
        ((self.0, self.1), self.2).produced()
    }
}

impl<A: Results, B: Results> Results for (A, B) {
    fn produced(self) -> Vec<Produced> {
        let mut all = self.0.produced();
        all.extend(self.1.produced());
        all
    }
}

/// The number of elements, with an axis of 0 counted as 1, so that it cannot hide an overflow of the others.
pub fn product(sizes: &[usize]) -> Option<usize> {
    sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size.max(1)))
}

/// A tensor of these sizes that costs little: it holds values, is empty, or repeats one value by a stride of 0. Where such a tensor is impossible or
/// would need much memory, the result is smaller.
pub fn made<E: Sample>(sizes: &[usize], first: usize) -> DynTensor<E> {
    let mut sizes = sizes[..sizes.len().min(8)].to_vec();
    let costly = |count| WALKED < count && count < TOO_MANY;
    while product(&sizes).is_none_or(|count| costly(count) && !sizes.contains(&0)) {
        sizes.pop();
    }
    let x = if sizes.contains(&0) {
        DynTensor::zeros_sized(&sizes)
    } else if product(&sizes).is_some_and(|count| count <= WALKED) {
        let count = sizes.iter().product();
        let values: Vec<E> = E::VALUES.iter().copied().cycle().skip(first % E::VALUES.len()).take(count).collect();
        DynTensor::from_slice_sized(&sizes, &values)
    } else {
        Tensor::from(E::VALUES[first % E::VALUES.len()]).into_dyn().expand(&sizes)
    };
    x.unwrap_or_else(|_| Tensor::from(E::ONE).into_dyn())
}

/// Draws arguments from bytes and from existing tensors.
pub struct Arguments<'a> {
    byte: &'a mut dyn FnMut() -> u8,
    tensors: &'a Tensors,
    largest: usize,
}

impl<'a> Arguments<'a> {
    pub fn new(byte: &'a mut dyn FnMut() -> u8, tensors: &'a Tensors) -> Self {
        Arguments { byte, tensors, largest: 0 }
    }

    /// Begins a new call, on a tensor of `numel` elements.
    pub fn start(&mut self, numel: usize) {
        self.largest = numel;
    }

    /// The number of elements of the largest tensor of this call.
    pub fn largest(&self) -> usize {
        self.largest
    }

    pub fn byte(&mut self) -> u8 {
        (self.byte)()
    }

    /// A number below `end`, which is at most 256.
    pub fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    pub fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    pub fn size(&mut self) -> usize {
        match self.byte() {
            byte @ 0..=223 => usize::from(byte % 7),
            byte => [TOO_MANY, TOO_MANY + 1, usize::MAX / 2, usize::MAX / 2 + 1, usize::MAX - 1, usize::MAX]
                [usize::from(byte % 6)],
        }
    }

    /// Any number, for seeds.
    pub fn number(&mut self) -> u64 {
        self.size() as u64
    }

    /// Mostly an axis of `x`.
    pub fn axis<E: Sample>(&mut self, x: &DynTensor<E>) -> isize {
        let rank = x.rank() as isize;
        match self.byte() {
            byte @ 0..=199 if rank > 0 => isize::from(byte) % (2 * rank) - rank,
            byte @ 0..=239 => isize::from(byte % 19) - 9,
            byte => [isize::MIN, isize::MAX][usize::from(byte % 2)],
        }
    }

    /// Mostly a small number, of either sign.
    pub fn shift(&mut self) -> isize {
        match self.byte() {
            byte @ 0..=239 => isize::from(byte % 19) - 9,
            byte => [isize::MIN, isize::MIN + 1, isize::MAX, TOO_MANY as isize][usize::from(byte % 4)],
        }
    }

    /// All axes of `x` in some order, or any list.
    pub fn axes<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<isize> {
        let mut order: Vec<isize> = (0..x.rank() as isize).collect();
        if self.flag() {
            for i in (1..order.len()).rev() {
                let j = self.below(i + 1);
                order.swap(i, j);
            }
            order
        } else {
            (0..self.below(5)).map(|_| self.axis(x)).collect()
        }
    }

    /// Sizes to replace those of `x`; often they fit.
    pub fn sizes<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<usize> {
        let mut sizes = x.sizes().to_vec();
        match self.below(6) {
            0 => sizes.reverse(),
            // Merge the leading axes.
            1 if sizes.len() > 1 => {
                let (leading, others) = sizes.split_at(1 + self.below(sizes.len()));
                sizes = [&[leading.iter().copied().fold(1, usize::wrapping_mul)], others].concat();
            }
            // Expand axes of one, and add axes.
            2 | 3 => {
                for size in sizes.iter_mut().filter(|size| **size == 1) {
                    *size = self.size();
                }
                let leading: Vec<usize> = (0..self.below(3)).map(|_| self.size()).collect();
                sizes = [leading, sizes].concat();
            }
            _ => sizes = self.list(),
        }
        sizes
    }

    /// Any sizes.
    pub fn list(&mut self) -> Vec<usize> {
        (0..self.below(11)).map(|_| self.size()).collect()
    }

    /// Like `sizes`, but now and then one size is left to be inferred.
    pub fn open_sizes<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<isize> {
        let mut sizes: Vec<isize> = self.sizes(x).into_iter().map(|size| size as isize).collect();
        for _ in 0..self.below(3) {
            if !sizes.is_empty() {
                let at = self.below(sizes.len());
                sizes[at] = -1;
            }
        }
        sizes
    }

    /// A few axes of `x`: with more of them, a result of ordinary sizes could become large.
    pub fn few_axes<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<isize> {
        (0..self.below(4)).map(|_| self.axis(x)).collect()
    }

    /// A size for each of the axes, now and then one too many.
    pub fn size_of_each(&mut self, axes: &[isize]) -> Vec<usize> {
        (0..axes.len() + self.below(8) / 7).map(|_| self.size()).collect()
    }

    /// A shift for each of the axes, now and then one too many.
    pub fn shift_of_each(&mut self, axes: &[isize]) -> Vec<isize> {
        (0..axes.len() + self.below(8) / 7).map(|_| self.shift()).collect()
    }

    /// A value of the element type of `x`.
    pub fn number_for<E: Sample>(&mut self, _: &DynTensor<E>) -> E {
        self.value()
    }

    pub fn value<E: Sample>(&mut self) -> E {
        E::VALUES[self.below(E::VALUES.len())]
    }

    /// A number between 0 and 1.
    pub fn fraction(&mut self) -> f64 {
        f64::from(self.byte()) / 255.0
    }

    /// A fraction, or any number.
    pub fn real(&mut self) -> f64 {
        match self.below(8) {
            0..=3 => self.fraction(),
            4 | 5 => [0.0, 1.0, 2.0, -1.0, 1e-5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN][self.below(8)],
            _ => f64::from_bits(u64::from_le_bytes([(); 8].map(|()| self.byte()))),
        }
    }

    /// Some numbers, mostly between 0 and 1.
    pub fn quantiles(&mut self) -> Vec<f64> {
        (0..self.below(4)).map(|_| if self.below(8) == 0 { self.real() } else { self.fraction() }).collect()
    }

    /// No class, or a small class.
    pub fn class(&mut self) -> Option<i64> {
        self.flag().then(|| self.below(4) as i64 - 1)
    }

    pub fn mode(&mut self) -> Correlation {
        [Correlation::Valid, Correlation::Full, Correlation::Same][self.below(3)]
    }

    pub fn pattern(&mut self) -> &'static str {
        let patterns = [
            "a b -> b a",
            "a b c -> (c a) b",
            "(a b) -> b a",
            "(a b) c -> (a c) b",
            "a b c -> (b c) (1 a)",
            "(b a) ... -> a b",
        ];
        patterns[self.below(patterns.len())]
    }

    /// An equation of one operand.
    pub fn equation(&mut self) -> &'static str {
        let equations = ["ab->a", "abc->cb", "aa->a", "...->...", "ab->", "ba", "...a->a"];
        equations[self.below(equations.len())]
    }

    /// An equation of two operands.
    pub fn equation_of_two(&mut self) -> &'static str {
        let equations =
            ["ab,bc->ac", "ab,ab->", "a,b->ab", "...a,...a->...", "aab,b->b", "ab,bc", "bij,bjk->bik", "...ij,...jk"];
        equations[self.below(equations.len())]
    }
}

/// Tensors as arguments.
impl Arguments<'_> {
    fn taken<E: Sample>(&mut self, x: DynTensor<E>) -> DynTensor<E> {
        self.largest = self.largest.max(x.numel());
        x
    }

    /// A new tensor of these sizes, tracked or not.
    pub fn of_sizes<E: Sample>(&mut self, sizes: &[usize]) -> DynTensor<E> {
        let x = made(sizes, self.below(16));
        let x = if self.flag() { E::tracked(x) } else { x };
        self.taken(x)
    }

    /// An existing tensor, or a new one of any sizes.
    pub fn tensor<E: Sample>(&mut self) -> DynTensor<E> {
        let at_hand = E::of(self.tensors).len();
        if at_hand == 0 || self.below(4) == 0 {
            let sizes: Vec<usize> = (0..self.below(5)).map(|_| self.size()).collect();
            return self.of_sizes(&sizes);
        }
        let x = E::of(self.tensors)[self.below(at_hand)].clone();
        self.taken(x)
    }

    /// Mostly a new tensor of these sizes.
    fn mostly<E: Sample>(&mut self, sizes: &[usize]) -> DynTensor<E> {
        if self.below(4) == 0 { self.tensor() } else { self.of_sizes(sizes) }
    }

    /// A tensor that often broadcasts with `x`.
    pub fn like<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        self.broadcasting(x)
    }

    /// A mask that often broadcasts over `x`.
    pub fn mask<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<bool> {
        self.broadcasting(x)
    }

    fn broadcasting<E: Sample, F: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<F> {
        let mut sizes = x.sizes().to_vec();
        match self.below(4) {
            0 => return self.tensor(),
            1 => {}
            _ => {
                sizes.drain(..self.below(sizes.len() + 1));
                for size in &mut sizes {
                    if self.below(3) == 0 {
                        *size = 1;
                    }
                }
            }
        }
        self.of_sizes(&sizes)
    }

    /// The sizes of `x` with one axis replaced, if `x` has that axis.
    fn sizes_with<E: Sample>(x: &DynTensor<E>, axis: isize, size: usize) -> Vec<usize> {
        let mut sizes = x.sizes().to_vec();
        let at = if axis < 0 { axis.saturating_add(sizes.len() as isize) } else { axis };
        if let Some(old) = usize::try_from(at).ok().and_then(|at| sizes.get_mut(at)) {
            *old = size;
        }
        sizes
    }

    /// Tensors to concatenate with `x` along an axis, `x` among them.
    pub fn parts<E: Sample>(&mut self, x: &DynTensor<E>, axis: isize) -> Vec<DynTensor<E>> {
        let mut parts: Vec<DynTensor<E>> = (0..self.below(4))
            .map(|_| {
                let size = self.size();
                self.mostly(&Self::sizes_with(x, axis, size))
            })
            .collect();
        if self.below(8) > 0 {
            parts.push(x.clone());
        }
        parts
    }

    /// Tensors to stack with `x`, `x` among them.
    pub fn sisters<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<DynTensor<E>> {
        let mut sisters: Vec<DynTensor<E>> = (0..self.below(4)).map(|_| self.mostly(x.sizes())).collect();
        if self.below(8) > 0 {
            sisters.push(x.clone());
        }
        sisters
    }

    /// Indices of these sizes, mostly 0 and 1.
    fn places_of(&mut self, sizes: &[usize]) -> DynTensor<i64> {
        let places: DynTensor<i64> = self.mostly(sizes);
        if places.numel() <= WALKED && self.below(4) > 0 { places.clamp(0, 1) } else { places }
    }

    /// A list of indices along an axis.
    pub fn line(&mut self) -> DynTensor<i64> {
        let size = self.size();
        self.places_of(&[size])
    }

    /// Indices in a tensor of up to three axes.
    pub fn table(&mut self) -> DynTensor<i64> {
        let sizes: Vec<usize> = (0..self.below(4)).map(|_| self.size()).collect();
        self.places_of(&sizes)
    }

    /// An index for each element of `x`, but one axis may have another size.
    pub fn places<E: Sample>(&mut self, x: &DynTensor<E>, axis: isize) -> DynTensor<i64> {
        let size = self.size();
        self.places_of(&Self::sizes_with(x, axis, size))
    }

    /// A value for each index.
    pub fn source_for<E: Sample>(&mut self, index: &DynTensor<i64>) -> DynTensor<E> {
        self.mostly(index.sizes())
    }

    /// Slices of `x`, one for each index in a list.
    pub fn slices<E: Sample>(&mut self, x: &DynTensor<E>, axis: isize, line: &DynTensor<i64>) -> DynTensor<E> {
        self.mostly(&Self::sizes_with(x, axis, line.numel()))
    }

    /// A right operand for a matrix product with `x`.
    pub fn right<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        let (last, size) = (x.sizes().last().copied().unwrap_or(1), self.size());
        let leading = if x.rank() > 2 && self.flag() { x.sizes()[..x.rank() - 2].to_vec() } else { vec![] };
        let matrix = if self.below(4) == 0 { vec![last] } else { vec![last, size] };
        self.mostly(&[leading, matrix].concat())
    }

    /// The weight of a linear layer that takes `x`.
    pub fn weight<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        let sizes = [self.size(), x.sizes().last().copied().unwrap_or(1)];
        self.mostly(&sizes)
    }

    /// The two weights of an LSTM that takes `x`: `[4·hidden, features]` and `[4·hidden, hidden]`.
    pub fn gates<E: Sample>(&mut self, x: &DynTensor<E>) -> [DynTensor<E>; 2] {
        let (hidden, features) = (self.size(), x.sizes().last().copied().unwrap_or(1));
        let width = hidden.saturating_mul(4);
        [self.mostly(&[width, features]), self.mostly(&[width, hidden])]
    }

    /// The weight of a convolution: `[out, channels of x / groups, taps]`.
    pub fn filters<E: Sample>(&mut self, x: &DynTensor<E>, groups: usize) -> DynTensor<E> {
        let channels = x.sizes().iter().rev().nth(1).copied().unwrap_or(1);
        let sizes = [self.size().saturating_mul(groups.max(1)), channels / groups.max(1), self.size()];
        self.mostly(&sizes)
    }

    /// The weight of a transposed convolution: `[channels of x, out, taps]`.
    pub fn spreading<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        let sizes = [x.sizes().iter().rev().nth(1).copied().unwrap_or(1), self.size(), self.size()];
        self.mostly(&sizes)
    }

    /// Mostly a divisor of the channels of `x`.
    pub fn groups<E: Sample>(&mut self, x: &DynTensor<E>) -> usize {
        let channels = x.sizes().iter().rev().nth(1).copied().unwrap_or(1);
        let groups = self.size();
        if self.below(3) > 0 && (groups == 0 || channels % groups != 0) { 1 } else { groups }
    }

    /// None, or mostly a vector as long as the first axis of `weight`.
    pub fn bias<E: Sample>(&mut self, weight: &DynTensor<E>) -> Option<DynTensor<E>> {
        let outputs = weight.sizes().first().copied().unwrap_or(1);
        self.flag().then(|| self.mostly(&[outputs]))
    }

    /// None, or mostly a vector as long as the second axis of `weight`.
    pub fn bias_of_second<E: Sample>(&mut self, weight: &DynTensor<E>) -> Option<DynTensor<E>> {
        let outputs = weight.sizes().get(1).copied().unwrap_or(1);
        self.flag().then(|| self.mostly(&[outputs]))
    }

    /// None, or mostly a vector as long as the last axis of `x`.
    pub fn scale<E: Sample>(&mut self, x: &DynTensor<E>) -> Option<DynTensor<E>> {
        let last = x.sizes().last().copied().unwrap_or(1);
        self.flag().then(|| self.mostly(&[last]))
    }

    /// None, or mostly a tensor of the sizes of the last `axes` axes of `x`.
    pub fn row<E: Sample>(&mut self, x: &DynTensor<E>, axes: usize) -> Option<DynTensor<E>> {
        let leading = x.rank().saturating_sub(axes);
        self.flag().then(|| self.mostly(&x.sizes()[leading..]))
    }

    /// A tensor, mostly of the sizes of `x` without its last axis.
    pub fn without_last<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        self.mostly(x.sizes().split_last().map_or(&[], |(_, others)| others))
    }

    /// Class indices for scores `x`, mostly 0 and 1.
    pub fn classes<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<i64> {
        let mut sizes = x.sizes().to_vec();
        if !sizes.is_empty() {
            sizes.remove(1.min(sizes.len() - 1));
        }
        self.places_of(&sizes)
    }

    /// Mostly a vector with a number for each channel of `x`, its second axis.
    pub fn channels<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        self.mostly(&[x.sizes().get(1).copied().unwrap_or(1)])
    }

    /// None, or mostly a number for each channel of `x`.
    pub fn channels_or_none<E: Sample>(&mut self, x: &DynTensor<E>) -> Option<DynTensor<E>> {
        self.flag().then(|| self.channels(x))
    }

    /// A vector, often as long as `x`.
    pub fn vector<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        let size = if self.flag() { x.numel() } else { self.size() };
        self.mostly(&[size])
    }
}
