//! Which queries match which keys, and which keys match which values.

use super::index::{At, HasAxis, With};
use super::tuples::Ranked;
use timeseriesml_axis::{Axis, Dim};

/// Queries `(.., L, D)` that match keys `(.., S, D)`: required by attention.
#[diagnostic::on_unimplemented(
    message = "attention: queries of shape `{Self}` do not match keys of shape `{K}`",
    label = "only the second-to-last axis (steps) may differ",
    note = "queries are `(.., steps, features)`, keys `(.., other steps, features)`: the features and all leading axes (batch, heads) must be equal",
    note = "if axes are in another order, swap two with `transpose::<I, J>()`"
)]
pub trait QueriesOf<K>: Ranked {
    /// One score per query and key: `(.., L, S)`.
    type Scores: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S, K, Others, Steps: Axis, Scores: Ranked> QueriesOf<K> for S
where
    S: HasAxis<-2, Without = Others> + HasAxis<-1, With<Steps> = Scores>,
    K: HasAxis<-2, Without = Others, Axis = Steps>,
{
    type Scores = Scores;
}

/// Keys `(.., S, D)` that match values `(.., S, V)`, one value per key: required by attention.
#[diagnostic::on_unimplemented(
    message = "attention: keys of shape `{Self}` do not match values of shape `{V}`",
    label = "only the last axis (features) may differ",
    note = "each key has one value: keys are `(.., steps, features)`, values `(.., steps, other features)`, with the same leading axes"
)]
pub trait KeysOf<V>: Ranked {}
#[diagnostic::do_not_recommend]
impl<S, V, Others> KeysOf<V> for S
where
    S: HasAxis<-1, Without = Others>,
    V: HasAxis<-1, Without = Others>,
{
}

/// The result for queries `Q` and values `V`: one vector of value features per query.
pub type Attended<Q, V> = With<Q, -1, At<V, -1>>;

/// One width for queries, keys and values: required by self-attention.
#[diagnostic::on_unimplemented(
    message = "self-attention needs one width, but the layer expects queries of `{Self}`, keys of {KEY} and values of {VALUE} features",
    label = "expected one width for all three",
    note = "use `attend(queries, keys, values)` for another sequence, or `MultiHeadAttention<WIDTH, HEADS>`, which has one width"
)]
pub trait OneWidth<const KEY: usize, const VALUE: usize> {}
#[diagnostic::do_not_recommend]
impl<const WIDTH: usize> OneWidth<WIDTH, WIDTH> for Dim<WIDTH> {}

/// The scores of queries `Q` and keys `K`, with an axis `H` for the heads: `(.., HEADS, L, S)`.
pub type HeadScores<Q, K, H> = <With<Q, -1, At<K, -2>> as super::index::InsertAxis<-3>>::Output<H>;

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;

    #[test]
    fn scores_have_a_row_for_each_query() {
        fn check<Q: QueriesOf<K> + HasAxis<-1>, K: KeysOf<V>, V: HasAxis<-1>>(
            scores: &[Option<usize>],
            features: usize,
        ) {
            let sizes = |axes: &[timeseriesml_axis::AxisInfo]| axes.iter().map(|axis| axis.size).collect::<Vec<_>>();
            assert_eq!(sizes(Q::Scores::AXES), scores);
            assert_eq!(sizes(<Attended<Q, V> as Ranked>::AXES).last(), Some(&Some(features)));
        }
        check::<(Batch, Dim<3>, Dim<4>), (Batch, Dim<5>, Dim<4>), (Batch, Dim<5>, Dim<6>)>(
            &[None, Some(3), Some(5)],
            6,
        );
        check::<(Dim<3>, Dim<4>), (Dim<5>, Dim<4>), (Dim<5>, Dim<4>)>(&[Some(3), Some(5)], 4);
    }
}
