//! Arguments of any kind for the calls of the declarations, made of bytes: mostly such that the call succeeds, and now and then anything.

use timeseriesml::{
    DynTensor, Shape, ShapeError, Tensor,
    tensor::{Correlation, Element},
};

/// The most elements of a tensor whose values are read.
pub const WALKED: usize = 2_000;

/// Elements that no address space holds, nor a small part of them; fewer might be promised by a system that overcommits.
pub const TOO_MANY: usize = 1 << 50;

/// What a call gives, of every element type.
pub type Outcome = Result<Vec<Produced>, ShapeError>;

/// A call on a tensor; `None` where it is not made.
pub type Call<E> = fn(&DynTensor<E>, &mut Arguments<'_>) -> Option<Outcome>;

/// An element type whose every operation is called.
pub trait Sample: Element {
    /// Ordinary values and the extremes.
    const VALUES: &'static [Self];
    fn tracked(x: DynTensor<Self>) -> DynTensor<Self>;
    fn of(tensors: &Tensors) -> &Vec<DynTensor<Self>>;
    fn of_mut(tensors: &mut Tensors) -> &mut Vec<DynTensor<Self>>;
    fn call(calls: &Calls) -> Option<Call<Self>>;
    fn produced(x: DynTensor<Self>) -> Produced;
}

macro_rules! samples { ($($E:ident [$($value:expr),*], |$x:ident| $tracked:expr;)*) => {
    /// A tensor that a call gave.
    #[allow(non_camel_case_types, reason = "the names of the element types")]
    pub enum Produced {
        $($E(DynTensor<$E>),)*
    }

    /// Tensors of every element type.
    #[derive(Default)]
    pub struct Tensors {
        $(pub $E: Vec<DynTensor<$E>>,)*
    }

    /// One call, for each element type that has it.
    #[derive(Default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the fuzz target reads no text"))]
    pub struct Calls {
        /// As it is written in the declaration, and as the table shows it.
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

/// What calls return: tensors, and lists and pairs of them.
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

/// The number of elements, an axis of 0 counted as 1: no overflow of the others is hidden by it.
pub fn product(sizes: &[usize]) -> Option<usize> {
    sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size.max(1)))
}

/// A tensor of these sizes that costs little: of values, of none, or of one value stretched. Where no tensor has these sizes, or one of
/// many elements has, it is smaller.
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

/// Makes arguments of bytes, and of tensors that are at hand.
pub struct Arguments<'a> {
    byte: &'a mut dyn FnMut() -> u8,
    tensors: &'a Tensors,
    largest: usize,
}

impl<'a> Arguments<'a> {
    pub fn new(byte: &'a mut dyn FnMut() -> u8, tensors: &'a Tensors) -> Self {
        Arguments { byte, tensors, largest: 0 }
    }

    /// Another call begins, on a tensor of so many elements.
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

    /// For seeds.
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

    /// All axes of `x` in some order, or a list of any.
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

    /// Sizes to take the place of those of `x`: often such that it works.
    pub fn sizes<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<usize> {
        let mut sizes = x.sizes().to_vec();
        match self.below(6) {
            0 => sizes.reverse(),
            // The leading axes become one.
            1 if sizes.len() > 1 => {
                let (leading, others) = sizes.split_at(1 + self.below(sizes.len()));
                sizes = [&[leading.iter().copied().fold(1, usize::wrapping_mul)], others].concat();
            }
            // Axes of one are stretched, and there are more.
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

    /// As `sizes`, and now and then a size is left to follow from the others.
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

    /// A few axes of `x`: of more, a result of ordinary sizes might be large.
    pub fn few_axes<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<isize> {
        (0..self.below(4)).map(|_| self.axis(x)).collect()
    }

    /// A size for each of the axes, now and then one more.
    pub fn size_of_each(&mut self, axes: &[isize]) -> Vec<usize> {
        (0..axes.len() + self.below(8) / 7).map(|_| self.size()).collect()
    }

    /// A shift for each of the axes, now and then one more.
    pub fn shift_of_each(&mut self, axes: &[isize]) -> Vec<isize> {
        (0..axes.len() + self.below(8) / 7).map(|_| self.shift()).collect()
    }

    /// A value of the type of `x`.
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

    /// A fraction, or anything.
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

    /// No class, or a small one.
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

/// Tensors.
impl Arguments<'_> {
    fn taken<E: Sample>(&mut self, x: DynTensor<E>) -> DynTensor<E> {
        self.largest = self.largest.max(x.numel());
        x
    }

    /// A new tensor of these sizes, maybe tracked.
    pub fn of_sizes<E: Sample>(&mut self, sizes: &[usize]) -> DynTensor<E> {
        let x = made(sizes, self.below(16));
        let x = if self.flag() { E::tracked(x) } else { x };
        self.taken(x)
    }

    /// A tensor that is at hand, or a new one: of any sizes.
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

    /// The sizes of `x` with another one on an axis, if there is such an axis.
    fn sizes_with<E: Sample>(x: &DynTensor<E>, axis: isize, size: usize) -> Vec<usize> {
        let mut sizes = x.sizes().to_vec();
        let at = if axis < 0 { axis.saturating_add(sizes.len() as isize) } else { axis };
        if let Some(old) = usize::try_from(at).ok().and_then(|at| sizes.get_mut(at)) {
            *old = size;
        }
        sizes
    }

    /// Tensors to join with `x` along an axis, `x` among them.
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

    /// Tensors to lay beside `x`, itself among them.
    pub fn sisters<E: Sample>(&mut self, x: &DynTensor<E>) -> Vec<DynTensor<E>> {
        let mut sisters: Vec<DynTensor<E>> = (0..self.below(4)).map(|_| self.mostly(x.sizes())).collect();
        if self.below(8) > 0 {
            sisters.push(x.clone());
        }
        sisters
    }

    /// Places of these sizes, mostly 0 and 1.
    fn places_of(&mut self, sizes: &[usize]) -> DynTensor<i64> {
        let places: DynTensor<i64> = self.mostly(sizes);
        if places.numel() <= WALKED && self.below(4) > 0 { places.clamp(0, 1) } else { places }
    }

    /// A list of places on an axis.
    pub fn line(&mut self) -> DynTensor<i64> {
        let size = self.size();
        self.places_of(&[size])
    }

    /// Places in a table of up to three axes.
    pub fn table(&mut self) -> DynTensor<i64> {
        let sizes: Vec<usize> = (0..self.below(4)).map(|_| self.size()).collect();
        self.places_of(&sizes)
    }

    /// A place for each element of `x`, but that an axis may have another size.
    pub fn places<E: Sample>(&mut self, x: &DynTensor<E>, axis: isize) -> DynTensor<i64> {
        let size = self.size();
        self.places_of(&Self::sizes_with(x, axis, size))
    }

    /// A value for each place.
    pub fn beside<E: Sample>(&mut self, index: &DynTensor<i64>) -> DynTensor<E> {
        self.mostly(index.sizes())
    }

    /// Slices of `x`, one for each place in a list.
    pub fn slices<E: Sample>(&mut self, x: &DynTensor<E>, axis: isize, line: &DynTensor<i64>) -> DynTensor<E> {
        self.mostly(&Self::sizes_with(x, axis, line.numel()))
    }

    /// What a matrix product with `x` takes on its right.
    pub fn right<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        let (last, size) = (x.sizes().last().copied().unwrap_or(1), self.size());
        let leading = if x.rank() > 2 && self.flag() { x.sizes()[..x.rank() - 2].to_vec() } else { vec![] };
        let matrix = if self.below(4) == 0 { vec![last] } else { vec![last, size] };
        self.mostly(&[leading, matrix].concat())
    }

    /// Weights of a linear layer that takes `x`.
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

    /// Weights `[out, channels of x / groups, taps]`.
    pub fn filters<E: Sample>(&mut self, x: &DynTensor<E>, groups: usize) -> DynTensor<E> {
        let channels = x.sizes().iter().rev().nth(1).copied().unwrap_or(1);
        let sizes = [self.size().saturating_mul(groups.max(1)), channels / groups.max(1), self.size()];
        self.mostly(&sizes)
    }

    /// Weights `[channels of x, out, taps]`.
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

    /// Nothing, or an element for each of the first axis of `weight`.
    pub fn bias<E: Sample>(&mut self, weight: &DynTensor<E>) -> Option<DynTensor<E>> {
        let outputs = weight.sizes().first().copied().unwrap_or(1);
        self.flag().then(|| self.mostly(&[outputs]))
    }

    /// Nothing, or an element for each of an axis of `weight`.
    pub fn bias_of_second<E: Sample>(&mut self, weight: &DynTensor<E>) -> Option<DynTensor<E>> {
        let outputs = weight.sizes().get(1).copied().unwrap_or(1);
        self.flag().then(|| self.mostly(&[outputs]))
    }

    /// Nothing, or an element for each of the last axis of `x`.
    pub fn scale<E: Sample>(&mut self, x: &DynTensor<E>) -> Option<DynTensor<E>> {
        let last = x.sizes().last().copied().unwrap_or(1);
        self.flag().then(|| self.mostly(&[last]))
    }

    /// Nothing, or an element for each of the last axes of `x`, so many of them.
    pub fn row<E: Sample>(&mut self, x: &DynTensor<E>, axes: usize) -> Option<DynTensor<E>> {
        let leading = x.rank().saturating_sub(axes);
        self.flag().then(|| self.mostly(&x.sizes()[leading..]))
    }

    /// Mostly in the sizes of `x` without its last axis.
    pub fn without_last<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        self.mostly(x.sizes().split_last().map_or(&[], |(_, others)| others))
    }

    /// Numbers of classes for scores `x`, mostly 0 and 1.
    pub fn classes<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<i64> {
        let mut sizes = x.sizes().to_vec();
        if !sizes.is_empty() {
            sizes.remove(1.min(sizes.len() - 1));
        }
        self.places_of(&sizes)
    }

    /// Mostly a number for each channel of `x`, its second axis.
    pub fn channels<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        self.mostly(&[x.sizes().get(1).copied().unwrap_or(1)])
    }

    /// Nothing, or a number for each channel of `x`.
    pub fn channels_or_none<E: Sample>(&mut self, x: &DynTensor<E>) -> Option<DynTensor<E>> {
        self.flag().then(|| self.channels(x))
    }

    /// A vector, often as long as `x`.
    pub fn vector<E: Sample>(&mut self, x: &DynTensor<E>) -> DynTensor<E> {
        let size = if self.flag() { x.numel() } else { self.size() };
        self.mostly(&[size])
    }
}
