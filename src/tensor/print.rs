//! How a tensor prints: its sizes, then its values as nested brackets, the middle of long axes left out.

use super::{Element, Tensor};
use crate::shape::Shape;
use std::fmt::{Debug, Display, Formatter, Result};

/// Axes longer than this are shortened.
const LONGEST: usize = 8;
/// How many entries are shown on each side of a gap.
const EDGE: usize = 3;

impl<S: Shape, E: Element> Debug for Tensor<S, E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "Tensor{:?} ", self.sizes())?;
        nested(self.sizes(), &self.to_vec(), &mut |value| write!(f, "{value}"))
    }
}

impl<S: Shape, E: Element> Display for Tensor<S, E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Debug::fmt(self, f)
    }
}

fn nested<E: Element>(sizes: &[usize], values: &[E], write: &mut impl FnMut(&dyn Display) -> Result) -> Result {
    let [size, inner @ ..] = sizes else { return values.first().map_or(Ok(()), |value| write(value)) };
    let each = inner.iter().product::<usize>();
    let gap = if *size > LONGEST { EDGE..size - EDGE } else { 0..0 };
    write(&"[")?;
    for i in (0..gap.start).chain(gap.end..*size) {
        if i > 0 {
            write(&", ")?;
        }
        if i > 0 && i == gap.end {
            write(&"…, ")?;
        }
        nested(inner, &values[i * each..][..each], write)?;
    }
    write(&"]")
}

#[cfg(test)]
mod tests {
    use crate::shape::Dim;
    use crate::tensor::Tensor;

    #[test]
    fn values_nest_and_long_axes_are_shortened() {
        let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[1.0, 2.5], [-3.0, 0.0]]);
        assert_eq!(format!("{x:?}"), "Tensor[2, 2] [[1, 2.5], [-3, 0]]");
        let long: Tensor<(Dim<100>,)> = Tensor::ones();
        assert_eq!(format!("{long}"), "Tensor[100] [1, 1, 1, …, 1, 1, 1]");
        assert_eq!(format!("{}", Tensor::<()>::scalar(2.0)), "Tensor[] 2");
    }
}
