//! If a loss or a gradient is not finite, finds the first value that is not: in the data, the weights or the result of an operation.

use super::fits::{Fits, LossOn};
use crate::data::Dataset;
use crate::forecaster::FirstNotFinite;
use crate::nn::{Module, ModulePath, ParameterRef, Visitor};
use crate::tensor::{Anomaly, Gradients, first_anomaly, first_not_finite};

/// Diagnoses a batch whose loss is not finite: looks at the data, then the weights, then the operations.
pub(super) fn of_loss<M, C, D>(model: &M, loss: &C, data: &D, items: &[usize], is_nan: bool) -> FirstNotFinite
where
    M: Fits<D>,
    C: LossOn<M::Prediction, D, Target = D::Target>,
    D: Dataset,
{
    let weight = FirstNotFinite::of_weights(model);
    for &item in items {
        if let Some(anomaly) = first_anomaly(true, || data.batch(&[item])) {
            // If weights are not finite, the prediction cannot show whether the input or the target is the cause.
            let is_input = weight.is_some() || is_input(model, data, item);
            return of_item(item, is_input, anomaly);
        }
    }
    if let Some(weight) = weight {
        return weight;
    }
    let Ok((input, target)) = data.batch(items) else { return FirstNotFinite::NoCause };
    let anomaly = first_anomaly(!is_nan, || loss.compare(model.predict(input), target));
    anomaly.map_or(FirstNotFinite::NoCause, FirstNotFinite::BadResult)
}

/// Whether the cause is an item's input and not its target: then a model with finite weights predicts a value that is not finite.
fn is_input<M: Fits<D>, D: Dataset>(model: &M, data: &D, item: usize) -> bool {
    let Ok((input, _)) = data.batch(&[item]) else { return true };
    first_anomaly(true, || model.predict(input)).is_some()
}

fn of_item(item: usize, is_input: bool, anomaly: Anomaly) -> FirstNotFinite {
    let Anomaly::WrongResult { sizes, element, found, .. } = &anomaly else {
        return FirstNotFinite::BadResult(anomaly);
    };
    // The batch axis is left out, since it has one item.
    let element: Box<[usize]> = if sizes.first() == Some(&1) { element[1..].into() } else { element.clone() };
    let found = found.parse().unwrap_or(f64::NAN);
    match is_input {
        true => FirstNotFinite::BadInput { item, element, found },
        false => FirstNotFinite::BadTarget { item, element, found },
    }
}

/// Diagnoses the gradients of a model: the first one that is not finite, in the order of the parameters.
pub(super) fn of_gradients(model: &impl Module, gradients: &Gradients) -> Option<FirstNotFinite> {
    let mut look = OfGradients { gradients, first: None };
    model.visit(ModulePath::root(), &mut look);
    look.first
}

struct OfGradients<'a> {
    gradients: &'a Gradients,
    first: Option<FirstNotFinite>,
}

impl Visitor for OfGradients<'_> {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterRef<'_>) {
        if self.first.is_some() {
            return;
        }
        let gradient = parameter.get::<f32>().and_then(|parameter| self.gradients.get(parameter));
        if let Some((element, found)) = gradient.and_then(|gradient| first_not_finite(&gradient)) {
            self.first = Some(FirstNotFinite::BadGradient { name: path.to_string(), element, found });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecaster::ForwardContract;
    use crate::nn::{CrossEntropyLoss, Forward, Linear, MseLoss};
    use crate::optim::Sgd;
    use crate::shape::{Batch, Dim};
    use crate::tensor::{ShapeError, Tensor};
    use crate::training::{TrainError, Trainer};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    /// Ten windows of two rows and two columns, each with one number as the target. A test may replace one input and one target.
    #[derive(Default)]
    struct Rows {
        input: Option<(usize, [usize; 2], f32)>,
        target: Option<(usize, f32)>,
    }

    impl Dataset for Rows {
        type Input = Tensor<(Batch, Dim<2>, Dim<2>)>;
        type Target = Tensor<(Batch, Dim<1>)>;
        type Contract = ForwardContract;
        fn len(&self) -> usize {
            10
        }
        fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
            let n = indices.len();
            let mut inputs: Vec<f32> = (0..4 * n).map(|i| (i as f32).sin()).collect();
            let mut targets: Vec<f32> = indices.iter().map(|&i| i as f32 / 10.0).collect();
            for (place, &item) in indices.iter().enumerate() {
                if let Some((bad, [row, column], value)) = self.input
                    && bad == item
                {
                    inputs[4 * place + 2 * row + column] = value;
                }
                if let Some((bad, value)) = self.target
                    && bad == item
                {
                    targets[place] = value;
                }
            }
            Ok((Tensor::from_slice_sized([n, 2, 2], &inputs)?, Tensor::from_slice_sized([n, 1], &targets)?))
        }
    }

    type One = Tensor<(Batch, Dim<1>)>;

    struct Net {
        head: Linear<4, 1>,
        then: fn(One) -> One,
    }

    impl Module for Net {
        fn kind(&self) -> String {
            "Net".into()
        }
        fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
            self.head.visit(path.field("head"), visitor);
        }
        fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn crate::nn::VisitorMut) {
            self.head.visit_mut(path.field("head"), visitor);
        }
    }

    fn weights(module: &impl Module) -> Vec<f32> {
        let mut weights = Vec::new();
        module.for_each_parameter(|_, parameter| weights.extend(parameter.get::<f32>().unwrap().to_vec()));
        weights
    }

    impl Forward<Tensor<(Batch, Dim<2>, Dim<2>)>> for Net {
        type Output = Tensor<(Batch, Dim<1>)>;
        fn forward(&self, x: Tensor<(Batch, Dim<2>, Dim<2>)>) -> Self::Output {
            (self.then)(self.head.forward(x.merge::<1>()))
        }
    }

    fn trainer(then: fn(One) -> One, rate: f64) -> Trainer<Net, MseLoss> {
        let head = Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
        Trainer::new(Net { head, then }, Sgd::new(rate), MseLoss).progress(false).batch_size(4)
    }

    fn error(data: &Rows, then: fn(One) -> One, rate: f64) -> String {
        trainer(then, rate).fit(data, &Rows::default(), 5).unwrap_err().to_string()
    }

    #[test]
    fn the_first_value_of_the_data_is_named_by_item_row_and_column() {
        let nan = Rows { input: Some((7, [1, 0], f32::NAN)), target: None };
        let message = error(&nan, |x| x, 0.5);
        assert!(
            message.starts_with("epoch 1, batch ") && message.contains(", learning rate 0.5: the loss is NaN: "),
            "{message}"
        );
        assert!(
            message.ends_with(
                "the input of item 7 is NaN at row 1, column 0; fill or remove missing values, or scale the data"
            ),
            "{message}"
        );
        let infinite = Rows { input: None, target: Some((3, f32::NEG_INFINITY)) };
        let message = error(&infinite, |x| x, 0.5);
        assert!(message.contains("the loss is inf: the target of item 3 is -inf at column 0;"), "{message}");
    }

    #[test]
    fn the_first_weight_is_named_after_a_step_that_was_too_large() {
        // This learning rate times any gradient above 1.2 overflows an `f32`.
        let message = error(&Rows::default(), |x| x.mul(100.0), 3e38);
        assert!(message.starts_with("epoch 1, batch 2, learning rate 3"), "{message}");
        assert!(message.contains(": the weight \"head.weight\" is "), "{message}");
    }

    #[test]
    fn an_operation_is_named_if_data_and_weights_are_finite() {
        let message = error(&Rows::default(), |x| &x / &x.mul(0.0), 0.1);
        assert!(message.contains("batch 1, learning rate 0.1: the loss is"), "{message}");
        assert!(message.contains(": div: element [0, 0] of the result"), "{message}");
    }

    #[test]
    fn a_gradient_is_named_by_its_parameter_and_the_weights_stay() {
        let mut trainer = trainer(|x| x.mul(0.0).sqrt(), 0.1);
        let before = weights(trainer.model());
        let message = trainer.fit(&Rows::default(), &Rows::default(), 1).unwrap_err().to_string();
        assert!(
            message
                .starts_with("epoch 1, batch 1, learning rate 0.1: the gradient of \"head.weight\" is NaN at [0, 0];"),
            "{message}"
        );
        assert_eq!(weights(trainer.model()), before);
    }

    #[test]
    fn validation_names_it_too() {
        let nan = Rows { input: Some((9, [0, 1], f32::NAN)), target: None };
        let mut trainer = trainer(|x| x, 0.1);
        let message = trainer.validate(&nan).unwrap_err().to_string();
        let expected =
            "epoch 0, learning rate 0.1: the validation loss is NaN: the input of item 9 is NaN at row 0, column 1;";
        assert!(message.starts_with(expected), "{message}");
        let message = trainer.fit(&Rows::default(), &nan, 3).unwrap_err().to_string();
        assert!(message.starts_with("epoch 1, learning rate 0.1: the validation loss is NaN: "), "{message}");
    }

    /// Class targets; some are ignored, so that batches differ in the number of targets that count.
    struct Classes(Vec<i64>);

    impl Dataset for Classes {
        type Input = Tensor<(Batch, Dim<2>)>;
        type Target = Tensor<(Batch,), i64>;
        type Contract = ForwardContract;
        fn len(&self) -> usize {
            self.0.len()
        }
        fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
            let inputs: Vec<f32> = indices.iter().flat_map(|&i| [(i as f32).sin(), i as f32 / 4.0]).collect();
            let classes: Vec<i64> = indices.iter().map(|&i| self.0[i]).collect();
            Ok((
                Tensor::from_slice_sized([indices.len(), 2], &inputs)?,
                Tensor::from_slice_sized([indices.len()], &classes)?,
            ))
        }
    }

    fn classifier(batch: usize) -> Trainer<Linear<2, 3>, CrossEntropyLoss> {
        let model = Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(1));
        let loss = CrossEntropyLoss::new().ignore_index(-1);
        Trainer::new(model, Sgd::new(0.1), loss).progress(false).batch_size(batch)
    }

    #[test]
    fn batches_are_weighted_by_their_counted_classes() {
        let data = Classes(vec![0, -1, -1, 1, 2, 0, -1, -1, 2, 1]);
        let whole = classifier(10).validate(&data).unwrap();
        // With batches of two, all targets of the fourth batch are ignored.
        for batch in [1, 2, 3, 4] {
            let found = classifier(batch).validate(&data).unwrap();
            assert!((found - whole).abs() < 1e-6, "batches of {batch}: {found}, expected {whole}");
        }
    }

    #[test]
    fn an_ignored_batch_makes_no_step_and_does_not_change_the_mean_loss() {
        let data = Classes(vec![0, 1, -1, -1, 2, 0]);
        let mut trainer = classifier(1);
        let loss = trainer.train_epoch(&data).unwrap();
        assert!(loss.is_finite() && weights(trainer.model()).iter().all(|x| x.is_finite()));
        let none = Classes(vec![-1; 4]);
        let before = weights(trainer.model());
        assert!(trainer.train_epoch(&none).unwrap().is_nan());
        assert_eq!(weights(trainer.model()), before);
        let error = trainer.validate(&none).unwrap_err();
        assert!(matches!(&error, TrainError::ValidationNotFinite { .. }));
        assert!(error.to_string().ends_with("every target is ignored: all equal `ignore_index`"), "{error}");
    }
}
