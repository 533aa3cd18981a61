//! Adam and AdamW, as PyTorch computes them.
//!
//! m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − lr·(m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε). Weight decay is added to the
//! gradient (Adam), or taken off the parameter before (AdamW). Sources: Kingma and Ba 2015; Loshchilov and Hutter 2019.

use super::{OptimError, Optimizer};
use crate::nn::{Module, Parameter, ParameterMut, ParameterRef, Path, Visitor, VisitorMut};
use crate::shape::DynShape;
use crate::tensor::{Float, Gradients, ShapeError};
use std::any::Any;
use std::marker::PhantomData;
use timeseriesml_kernels::update::{self, AdamStep};

/// Adam for a model `M`, whose type it is bound to.
///
/// Parameters are updated in place. One whose memory is shared (a snapshot of it is kept, or a graph still uses it) is copied first.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Adam, Dim, Linear, Optimizer, Tensor};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut model = Linear::<3, 1>::new(&mut rng);
/// let mut adam = Adam::new(0.1);
/// let (x, y): (Tensor<(Dim<8>, Dim<3>)>, Tensor<(Dim<8>, Dim<1>)>) = (Tensor::randn(&mut rng), Tensor::randn(&mut rng));
/// let mut losses = Vec::new();
/// for _ in 0..20 {
///     let loss = model.forward(x.clone()).mse_loss(&y);
///     losses.push(loss.item());
///     adam.step(&mut model, &loss.backward())?;
/// }
/// assert!(losses[19] < losses[0]);
/// # Ok::<(), timeseriesml::OptimError>(())
/// ```
#[doc(alias = "AdamW")]
#[derive(Clone)]
pub struct Adam<M, E: Float = f32> {
    learning_rate: f64,
    betas: (f64, f64),
    eps: f64,
    weight_decay: f64,
    decoupled: bool,
    steps: i32,
    moments: Vec<Moments<E>>,
    model: PhantomData<fn(&mut M)>,
}

#[derive(Clone)]
struct Moments<E> {
    first: Vec<E>,
    second: Vec<E>,
}

impl<M: Module, E: Float> Adam<M, E> {
    /// Adam with PyTorch's defaults: betas 0.9 and 0.999, ε = 1e-8, no weight decay.
    ///
    /// # Panics
    /// If the learning rate is negative or not finite.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        assert!(
            is_amount(learning_rate),
            "the learning rate is {learning_rate}, expected a finite number of at least 0"
        );
        Adam {
            learning_rate,
            betas: (0.9, 0.999),
            eps: 1e-8,
            weight_decay: 0.0,
            decoupled: false,
            steps: 0,
            moments: Vec::new(),
            model: PhantomData,
        }
    }

    /// How slowly the averages of the gradient and of its square forget.
    ///
    /// # Panics
    /// If one is negative, or not below 1.
    #[track_caller]
    pub fn betas(self, first: f64, second: f64) -> Self {
        let fits = [first, second].iter().all(|beta| (0.0..1.0).contains(beta));
        assert!(fits, "the betas are {first} and {second}, expected numbers of at least 0 and below 1");
        Adam { betas: (first, second), ..self }
    }

    /// What keeps the division from zero.
    ///
    /// # Panics
    /// If it is negative or not finite.
    #[track_caller]
    pub fn eps(self, eps: f64) -> Self {
        assert!(is_amount(eps), "eps is {eps}, expected a finite number of at least 0");
        Adam { eps, ..self }
    }

    /// An L2 penalty added to the gradient, as `torch.optim.Adam` has it.
    ///
    /// # Panics
    /// If it is negative or not finite.
    #[track_caller]
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        assert!(is_amount(weight_decay), "the weight decay is {weight_decay}, expected a finite number of at least 0");
        Adam { weight_decay, decoupled: false, ..self }
    }

    /// Weight decay taken off the parameter itself: AdamW.
    ///
    /// # Panics
    /// If it is negative or not finite.
    #[track_caller]
    pub fn decoupled_weight_decay(self, weight_decay: f64) -> Self {
        assert!(is_amount(weight_decay), "the weight decay is {weight_decay}, expected a finite number of at least 0");
        Adam { weight_decay, decoupled: true, ..self }
    }

    fn kernel_step(&self) -> AdamStep {
        let (beta1, beta2) = self.betas;
        AdamStep {
            lr: self.learning_rate,
            beta1,
            beta2,
            eps: self.eps,
            weight_decay: self.weight_decay,
            decoupled: self.decoupled,
            bias_correction1: 1.0 - beta1.powi(self.steps),
            bias_correction2: 1.0 - beta2.powi(self.steps),
        }
    }
}

fn is_amount(x: f64) -> bool {
    x >= 0.0 && x.is_finite()
}

impl<M: Module, E: Float> Optimizer<M, E> for Adam<M, E> {
    fn step(&mut self, model: &mut M, gradients: &Gradients<E>) -> Result<(), OptimError> {
        let mut check = Check { gradients, moments: &mut self.moments, index: 0, result: Ok(()) };
        model.visit(Path::root(), &mut check);
        check.result?;
        self.steps = self.steps.saturating_add(1);
        let step = self.kernel_step();
        let mut update = Update { gradients, moments: self.moments.iter_mut(), step, result: Ok(()) };
        model.visit_mut(Path::root(), &mut update);
        update.result
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = learning_rate;
    }
}

/// What no model is. With a single impl rustc would know the model by its optimiser, and another one would be a mismatch of types.
#[doc(hidden)]
pub struct NoModel<M>(PhantomData<fn(&mut M)>);

impl<M: 'static> Module for NoModel<M> {
    fn kind(&self) -> String {
        "NoModel".into()
    }
    fn visit(&self, _: Path<'_>, _: &mut dyn Visitor) {}
    fn visit_mut(&mut self, _: Path<'_>, _: &mut dyn VisitorMut) {}
}

#[diagnostic::do_not_recommend]
impl<M: Module, E: Float> Optimizer<NoModel<M>, E> for Adam<M, E> {
    fn step(&mut self, _: &mut NoModel<M>, _: &Gradients<E>) -> Result<(), OptimError> {
        Ok(())
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = learning_rate;
    }
}

/// Checks every parameter before any is changed, and makes room for its moments.
struct Check<'a, E: Float> {
    gradients: &'a Gradients<E>,
    moments: &'a mut Vec<Moments<E>>,
    index: usize,
    result: Result<(), OptimError>,
}

impl<E: Float> Visitor for Check<'_, E> {
    fn parameter(&mut self, path: Path<'_>, parameter: ParameterRef<'_>) {
        if self.result.is_err() {
            return;
        }
        // A parameter of the other element type is in no graph of `E`.
        let Some(parameter) = parameter.get::<E>() else {
            self.result = Err(OptimError::MissingGradient { name: path.to_string() });
            return;
        };
        let found = parameter.numel();
        match self.moments.get(self.index) {
            None => self.moments.push(Moments { first: vec![E::ZERO; found], second: vec![E::ZERO; found] }),
            Some(moments) if moments.first.len() != found => {
                let expected = moments.first.len();
                self.result = Err(OptimError::OtherModel { name: path.to_string(), found, expected });
            }
            Some(_) => {}
        }
        self.index += 1;
        let leaf = parameter.array().node().map(|node| node.number());
        if leaf.and_then(|leaf| self.gradients.of_leaf(leaf)).is_none() {
            self.result = Err(OptimError::MissingGradient { name: path.to_string() });
        }
    }
}

struct Update<'a, E: Float> {
    gradients: &'a Gradients<E>,
    moments: std::slice::IterMut<'a, Moments<E>>,
    step: AdamStep,
    result: Result<(), OptimError>,
}

impl<E: Float> VisitorMut for Update<'_, E> {
    fn parameter(&mut self, _: Path<'_>, parameter: ParameterMut<'_>) {
        let (Some(parameter), Some(moments)) = (parameter.get::<E>(), self.moments.next()) else { return };
        if let Err(error) = update_any(parameter, self.gradients, moments, self.step) {
            self.result = Err(error.into());
        }
    }
}

/// `update` of the element type that the three have in common. Not generic, so that the loops are compiled with the library, not with
/// every program that uses it.
fn update_any(
    parameter: &mut dyn Any,
    gradients: &dyn Any,
    moments: &mut dyn Any,
    step: AdamStep,
) -> Result<(), ShapeError> {
    if let (Some(parameter), Some(gradients), Some(moments)) =
        (parameter.downcast_mut(), gradients.downcast_ref(), moments.downcast_mut())
    {
        return update::<f32>(parameter, gradients, moments, step);
    }
    match (parameter.downcast_mut(), gradients.downcast_ref(), moments.downcast_mut()) {
        (Some(parameter), Some(gradients), Some(moments)) => update::<f64>(parameter, gradients, moments, step),
        _ => Ok(()),
    }
}

fn update<E: Float>(
    parameter: &mut Parameter<DynShape, E>,
    gradients: &Gradients<E>,
    moments: &mut Moments<E>,
    step: AdamStep,
) -> Result<(), ShapeError> {
    let array = parameter.tensor_mut().array_mut();
    let Some(gradient) = array.node().and_then(|node| gradients.of_leaf(node.number())) else { return Ok(()) };
    // Gradients of weights come in the weight's own order, so this copies nothing.
    let gradient = gradient.in_order(&array.layout().order())?;
    update::adam(array.make_mut()?, gradient.span(), &mut moments.first, &mut moments.second, step);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Linear;
    use crate::shape::Dim;
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    type P = Parameter<(Dim<6>,)>;

    /// Five steps on Σ (i + 1)·pᵢ²/2 + Σ pᵢ from pᵢ = sin(i + 1).
    fn check(case: &str, mut adam: Adam<P>) {
        let text =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/optim/adam.json")).unwrap();
        let golden: serde_json::Value = serde_json::from_str(&text).unwrap();
        let start: [f32; 6] = std::array::from_fn(|i| (i as f32 + 1.0).sin());
        let slope: Tensor<(Dim<6>,)> = Tensor::from(std::array::from_fn(|i| i as f32 + 1.0));
        let mut p = P::new(Tensor::from(start));
        for step in golden[case].as_array().unwrap() {
            let loss = (p.square() * &slope).sum_all() * 0.5 + p.sum_all();
            let gradients = loss.backward();
            drop(loss);
            adam.step(&mut p, &gradients).unwrap();
            for (found, expected) in p.to_vec().iter().zip(step.as_array().unwrap()) {
                // A few roundings of numbers of size one.
                assert!(
                    (f64::from(*found) - expected.as_f64().unwrap()).abs() < 1e-6,
                    "{case}: {p:?}, expected {step}"
                );
            }
        }
    }

    #[test]
    fn matches_pytorch() {
        check("adam", Adam::new(0.1));
        check("adamw", Adam::new(0.1).decoupled_weight_decay(0.2));
        check("adam_weight_decay", Adam::new(0.1).weight_decay(0.2));
    }

    #[test]
    fn doubles_take_the_steps_of_singles() {
        let start: [f64; 6] = std::array::from_fn(|i| (i as f64 + 1.0).sin());
        let mut p = Parameter::<(Dim<6>,), f64>::new(Tensor::from(start));
        let mut single = P::new(Tensor::from(start.map(|x| x as f32)));
        let (mut adam, mut adam_single) = (Adam::new(0.1), Adam::new(0.1));
        for _ in 0..5 {
            let gradients = p.square().sum_all().backward();
            adam.step(&mut p, &gradients).unwrap();
            let gradients = single.square().sum_all().backward();
            adam_single.step(&mut single, &gradients).unwrap();
        }
        for (double, single) in p.to_vec().into_iter().zip(single.to_vec()) {
            assert!((double - f64::from(single)).abs() < 1e-6, "{double} {single}");
        }
    }

    #[test]
    fn arguments_out_of_range_are_refused() {
        let wrong: [fn() -> Adam<P>; 5] = [
            || Adam::new(-1.0),
            || Adam::new(f64::NAN),
            || Adam::new(0.1).betas(1.0, 0.9),
            || Adam::new(0.1).eps(-1.0),
            || Adam::new(0.1).weight_decay(f64::INFINITY),
        ];
        for make in wrong {
            assert!(std::panic::catch_unwind(make).is_err());
        }
    }

    #[test]
    fn gradients_of_another_model_change_nothing() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        let (mut model, other) = (Linear::<2, 2>::new(&mut rng), Linear::<2, 2>::new(&mut rng));
        let before = format!("{model:?}");
        let gradients = other.forward(Tensor::<(Dim<3>, Dim<2>)>::ones()).sum_all().backward();
        let error = Adam::new(0.1).step(&mut model, &gradients).unwrap_err();
        assert_eq!(error, OptimError::MissingGradient { name: "weight".into() });
        assert_eq!(format!("{model:?}"), before);
    }
}
