//! Splits, permutes and merges axes by a pattern: a reshape, a permutation and a second reshape.

use crate::array::Array;
use crate::error::Result;
use crate::layout::Sizes;
use crate::notation::pattern;
use crate::ops::permute::permute;
use crate::ops::reshape::reshape;
use timeseriesml_kernels::number::Value;

/// Rearranges `x` by a pattern such as `"b t (h d) -> b h t d"`. `sizes` are the sizes of parts that cannot be inferred.
pub fn rearrange<E: Value>(x: Array<E>, pattern: &str, sizes: &[(&str, usize)]) -> Result<Array<E>> {
    let steps = pattern::steps(pattern, x.sizes(), sizes)?;
    let apart = reshaped(x, &steps.apart)?;
    let ordered = if steps.order.is_sorted() { apart } else { permute(apart, &steps.order)? };
    reshaped(ordered, &steps.result)
}

fn reshaped<E: Value>(x: Array<E>, sizes: &[usize]) -> Result<Array<E>> {
    let sizes = Sizes::new("rearrange", sizes)?;
    if *x.sizes() == sizes { Ok(x) } else { reshape(x, sizes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let of = |name: &str, pattern: &'static str, sizes: &'static [(&str, usize)]| {
            audit!(&format!("rearrange/{name}"), Domain::ALL, move |x| rearrange(x[0].clone(), pattern, sizes))
        };
        run(&of("heads", "b t (h d) -> b h t d", &[("h", 2)])
            .sizes(&[&[2, 3, 4]])
            .without_edges()
            .edge(&[&[0, 1, 2]])
            .edge(&[&[1, 2, 0]]));
        run(&of("joined", "b h t d -> b t (h d)", &[]).sizes(&[&[2, 2, 3, 2]]));
        run(&of("patches", "b (n p) c -> (b n) (c p)", &[("p", 3)])
            .sizes(&[&[2, 6, 2]])
            .without_edges()
            .edge(&[&[1, 3, 0]]));
        run(&of("ones", "1 t c -> c 1 t 1", &[]).sizes(&[&[1, 3, 2]]).without_edges().edge(&[&[1, 0, 1]]));
        run(&of("deep", "(a b c) t -> c t (b a)", &[("a", 2), ("c", 3)])
            .sizes(&[&[12, 2]])
            .without_edges()
            .edge(&[&[0, 1]]));
    }

    audited!(check);
}
