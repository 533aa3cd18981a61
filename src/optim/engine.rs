//! What all optimizers share: visiting all parameters, checks, groups, and the state of each parameter by name.
//!
//! A step visits the parameters twice. The first visit checks everything and allocates; the second changes the parameters and cannot fail.
//! Names are formatted only in the first step and after a load, so later steps do not allocate.

use super::amount::amount;
use super::state::{Numbers, OptimizerState, ParameterState};
use super::{OptimError, ParameterGroup, Rule, UpdateStep};
use crate::nn::{Module, ModulePath, Parameter, ParameterMut, VisitorMut};
use crate::shape::DynShape;
use crate::tensor::{Float, Gradients};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use timeseriesml_core::array::Array;

/// An optimizer without the type of its model. The rule is not a type parameter, so that a user's crate does not compile the loops of the
/// library's rules again.
pub(super) struct Engine<E: Float> {
    rule: Arc<dyn Rule<E>>,
    pub(super) learning_rate: f64,
    pub(super) weight_decay: f64,
    groups: Vec<ParameterGroup>,
    skip_missing: bool,
    /// One entry per parameter, in the order of the visit; empty before the first step.
    entries: Vec<Entry<E>>,
}

/// The state of one parameter.
#[derive(Clone)]
struct Entry<E: Float> {
    name: String,
    /// The number of the parameter's graph node in the previous step; `None` right after a load.
    leaf: Option<u64>,
    elements: usize,
    group: Option<usize>,
    steps: u64,
    slots: Vec<Vec<E>>,
    /// The gradient of the current step, in the memory order of the parameter.
    gradient: Option<Array<E>>,
}

impl<E: Float> Clone for Engine<E> {
    fn clone(&self) -> Self {
        let (groups, entries) = (self.groups.clone(), self.entries.clone());
        Engine { rule: self.rule.clone(), groups, entries, ..*self }
    }
}

// This is correct because a rule has no state that a panic could leave half changed.
impl<E: Float> UnwindSafe for Engine<E> {}
impl<E: Float> RefUnwindSafe for Engine<E> {}

impl<E: Float> Engine<E> {
    #[track_caller]
    pub(super) fn new(rule: impl Rule<E>, learning_rate: f64) -> Self {
        let learning_rate = amount("the learning rate", learning_rate);
        let (groups, entries) = (Vec::new(), Vec::new());
        Engine { rule: Arc::new(rule), learning_rate, weight_decay: 0.0, groups, skip_missing: false, entries }
    }

    /// Replaces the rule, usually with the same kind of rule with different options.
    pub(super) fn with_rule(self, rule: impl Rule<E>) -> Self {
        Engine { rule: Arc::new(rule), ..self }
    }

    pub(super) fn group(mut self, pattern: &str, set: impl FnOnce(ParameterGroup) -> ParameterGroup) -> Self {
        self.groups.push(set(ParameterGroup::new(pattern)));
        self
    }

    pub(super) fn skip_missing_gradients(self) -> Self {
        Engine { skip_missing: true, ..self }
    }

    pub(super) fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError> {
        if !(learning_rate >= 0.0 && learning_rate.is_finite()) {
            return Err(OptimError::LearningRate { found: learning_rate });
        }
        self.learning_rate = learning_rate;
        Ok(())
    }

    pub(super) fn step(&mut self, model: &mut dyn Module, gradients: &Gradients<E>) -> Result<(), OptimError> {
        let known = self.entries.len();
        let mut prepare = Prepare { engine: self, gradients, index: 0, known, result: Ok(()) };
        model.visit_mut(ModulePath::root(), &mut prepare);
        let (seen, mut result) = (prepare.index, prepare.result);
        if result.is_ok() {
            result = self.check_walk(seen, known);
        }
        if result.is_ok() {
            model.visit_mut(ModulePath::root(), &mut Update { engine: self, index: 0 });
        } else {
            // Entries added by a failed step are removed: after a failed first step, the next step may be for a different model.
            self.entries.truncate(known);
        }
        self.entries.iter_mut().for_each(|entry| entry.gradient = None);
        result
    }

    /// Checks that the visit, which saw `seen` parameters, missed none. In the first step, also checks that each group has a parameter.
    fn check_walk(&self, seen: usize, known: usize) -> Result<(), OptimError> {
        if let Some(lost) = self.entries.get(seen) {
            return Err(OptimError::LostParameter { name: lost.name.clone() });
        }
        if known > 0 {
            return Ok(());
        }
        let has_parameter = |group: usize| self.entries.iter().any(|entry| entry.group == Some(group));
        match (0..self.groups.len()).find(|&group| !has_parameter(group)) {
            Some(group) => Err(OptimError::EmptyGroup {
                pattern: self.groups[group].pattern.clone(),
                first: self.entries.first().map(|entry| entry.name.clone()).unwrap_or_default(),
            }),
            None => Ok(()),
        }
    }

    pub(super) fn state(&self) -> OptimizerState {
        let parameters = self.entries.iter().map(|entry| ParameterState {
            name: entry.name.clone(),
            steps: entry.steps,
            elements: entry.elements,
            slots: entry.slots.iter().map(Numbers::of).collect(),
        });
        let (rule, learning_rate) = (self.rule.name().to_owned(), self.learning_rate);
        OptimizerState { rule, learning_rate, parameters: parameters.collect() }
    }

    pub(super) fn load_state(&mut self, state: &OptimizerState) -> Result<(), OptimError> {
        let other = |found: String, expected: String| Err(OptimError::OtherState { found, expected });
        if state.rule != self.rule.name() {
            return other(format!("the rule \"{}\"", state.rule), format!("\"{}\"", self.rule.name()));
        }
        let mut entries = Vec::with_capacity(state.parameters.len());
        for saved in &state.parameters {
            let about = |count: usize, what: &str| format!("{count} {what} for \"{}\"", saved.name);
            if saved.slots.len() != self.rule.slots() {
                return other(about(saved.slots.len(), "slots"), self.rule.slots().to_string());
            }
            let mut slots = Vec::with_capacity(saved.slots.len());
            for numbers in &saved.slots {
                match numbers.get::<E>() {
                    Some(values) if values.len() == saved.elements => slots.push(values.clone()),
                    Some(values) => return other(about(values.len(), "elements"), saved.elements.to_string()),
                    None => {
                        return other(format!("elements of {}", numbers.element()), std::any::type_name::<E>().into());
                    }
                }
            }
            let (name, steps, elements) = (saved.name.clone(), saved.steps, saved.elements);
            entries.push(Entry {
                group: self.group_of(&name),
                name,
                leaf: None,
                elements,
                steps,
                slots,
                gradient: None,
            });
        }
        self.set_learning_rate(state.learning_rate)?;
        self.entries = entries;
        Ok(())
    }

    /// The index of the first group whose pattern matches a name.
    fn group_of(&self, name: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.matches(name))
    }
}

/// The first visit of a step: checks every parameter and allocates all memory that the step needs.
struct Prepare<'a, E: Float> {
    engine: &'a mut Engine<E>,
    gradients: &'a Gradients<E>,
    index: usize,
    /// The number of parameters in earlier steps; 0 in the first step.
    known: usize,
    result: Result<(), OptimError>,
}

impl<E: Float> VisitorMut for Prepare<'_, E> {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterMut<'_>) {
        if self.result.is_ok() {
            self.result = self.prepare(path, parameter);
            self.index += 1;
        }
    }
}

impl<E: Float> Prepare<'_, E> {
    fn prepare(&mut self, path: ModulePath<'_>, parameter: ParameterMut<'_>) -> Result<(), OptimError> {
        let elements = parameter.numel();
        // A parameter of a different element type has no gradient of `E`.
        let parameter = parameter.get::<E>();
        let leaf = parameter.as_ref().and_then(|parameter| Some(parameter.array().node()?.number()));
        self.find_entry(path, leaf, elements)?;
        let group = self.engine.entries[self.index].group.map(|group| &self.engine.groups[group]);
        if group.is_some_and(|group| group.frozen) {
            return Ok(());
        }
        let gradient = leaf.and_then(|leaf| self.gradients.of_leaf(leaf));
        let (Some(parameter), Some(gradient)) = (parameter, gradient) else {
            return match self.engine.skip_missing {
                true => Ok(()),
                false => Err(OptimError::MissingGradient { name: path.to_string() }),
            };
        };
        let array = parameter.tensor_mut().array_mut();
        // Shared memory is copied here, since a copy may fail and the second visit must not.
        array.make_mut()?;
        // The gradient of a weight has the weight's memory order already, so this usually does not copy.
        let gradient = gradient.in_order(&array.layout().order())?;
        self.engine.entries[self.index].gradient = Some(gradient);
        Ok(())
    }

    /// Moves the entry of this parameter to `self.index`; in the first step, adds it there.
    fn find_entry(&mut self, path: ModulePath<'_>, leaf: Option<u64>, elements: usize) -> Result<(), OptimError> {
        let (index, entries) = (self.index, &mut self.engine.entries);
        let is_same = entries.get(index).is_some_and(|entry| entry.leaf.is_some() && entry.leaf == leaf);
        if !is_same {
            let name = path.to_string();
            match entries.get(index..).and_then(|rest| rest.iter().position(|entry| entry.name == name)) {
                Some(at) => entries.swap(index, index + at),
                None if self.known > 0 => return Err(OptimError::NewParameter { name }),
                None => {
                    let slots = vec![vec![E::ZERO; elements]; self.engine.rule.slots()];
                    let group = self.engine.group_of(&name);
                    let entry = Entry { name, leaf, elements, group, steps: 0, slots, gradient: None };
                    self.engine.entries.push(entry);
                }
            }
        }
        let entry = &mut self.engine.entries[index];
        if entry.elements != elements {
            let (name, expected) = (entry.name.clone(), entry.elements);
            return Err(OptimError::OtherModel { name, found: elements, expected });
        }
        entry.leaf = leaf;
        Ok(())
    }
}

/// The second visit of a step: updates the parameters and cannot fail.
struct Update<'a, E: Float> {
    engine: &'a mut Engine<E>,
    index: usize,
}

impl<E: Float> VisitorMut for Update<'_, E> {
    fn parameter(&mut self, _: ModulePath<'_>, parameter: ParameterMut<'_>) {
        let entry = &mut self.engine.entries[self.index];
        self.index += 1;
        let (Some(gradient), Some(parameter)) = (entry.gradient.take(), parameter.get::<E>()) else { return };
        let group = entry.group.map(|group| &self.engine.groups[group]);
        entry.steps = entry.steps.saturating_add(1);
        let step = UpdateStep {
            number: entry.steps,
            learning_rate: self.engine.learning_rate * group.map_or(1.0, |group| group.scale),
            weight_decay: group.and_then(|group| group.weight_decay).unwrap_or(self.engine.weight_decay),
        };
        let values = values(parameter);
        self.engine.rule.update(step, values, gradient.span(), &mut entry.slots);
    }
}

/// The values of a parameter that the first visit has prepared.
fn values<E: Float>(parameter: &mut Parameter<DynShape, E>) -> &mut [E] {
    parameter.tensor_mut().array_mut().make_mut().expect("the first visit made the memory unique")
}

#[cfg(test)]
mod tests {
    use crate::nn::{Linear, Module};
    use crate::optim::{Adam, OptimError, Optimizer, OptimizerState, Rule, RuleOptimizer, UpdateStep};
    use crate::shape::Dim;
    use crate::tensor::{Gradients, Tensor};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    type Net = (Linear<2, 3>, Linear<3, 1>);

    fn net() -> Net {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        (Linear::new(&mut rng), Linear::new(&mut rng))
    }

    fn x() -> Tensor<(Dim<4>, Dim<2>)> {
        Tensor::from([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5], [1.0, 1.0]])
    }

    /// The gradients of both layers if `whole`, otherwise of the first only.
    fn gradients(net: &Net, whole: bool) -> Gradients {
        let hidden = net.0.forward(x());
        if whole { net.1.forward(hidden).square().mean_all().backward() } else { hidden.square().mean_all().backward() }
    }

    fn text(net: &impl Module) -> String {
        let mut text = String::new();
        net.for_each_parameter(|path, parameter| text += &format!("{path} {parameter:?}\n"));
        text
    }

    /// Subtracts the learning rate from each element, and counts the steps in the slot.
    struct Count;
    impl Rule for Count {
        fn name(&self) -> &'static str {
            "count"
        }
        fn slots(&self) -> usize {
            1
        }
        fn update(&self, step: UpdateStep, parameter: &mut [f32], _: &[f32], slots: &mut [Vec<f32>]) {
            parameter.iter_mut().for_each(|p| *p -= (step.learning_rate + step.weight_decay) as f32);
            slots[0].iter_mut().for_each(|count| *count += 1.0);
            assert!(slots[0].iter().all(|&count| count == step.number as f32));
        }
    }

    #[test]
    fn parameter_without_a_gradient_is_an_error_or_skipped() {
        let mut net = net();
        let before = text(&net);
        let half = gradients(&net, false);
        let error = Adam::new(0.1).step(&mut net, &half).unwrap_err();
        assert_eq!(error, OptimError::MissingGradient { name: "1.weight".into() });
        assert_eq!(text(&net), before, "the first layer was not changed either");
        let (first, second) = (text(&net.0), text(&net.1));
        Adam::new(0.1).skip_missing_gradients().step(&mut net, &half).unwrap();
        assert!(text(&net.0) != first && text(&net.1) == second);
    }

    #[test]
    fn groups_scale_decay_and_freeze() {
        let mut net = net();
        let values = |net: &Net| [net.0.as_dyn(), net.1.as_dyn()].map(|layer| format!("{layer:?}"));
        let mut optimizer = RuleOptimizer::new(Count, 0.5)
            .weight_decay(0.25)
            .group("0.bias", |group| group.scale_learning_rate(0.5).weight_decay(0.0))
            .group("0.*", |group| group.weight_decay(1.0))
            .group("1.*", |group| group.frozen());
        let mut before = vec![];
        net.for_each_parameter(|_, parameter| before.push(parameter.get::<f32>().unwrap().to_vec()[0]));
        let second = values(&net)[1].clone();
        // The frozen layer needs no gradient.
        let half = gradients(&net, false);
        optimizer.step(&mut net, &half).unwrap();
        let mut moved = vec![];
        net.for_each_parameter(|_, parameter| moved.push(parameter.get::<f32>().unwrap().to_vec()[0]));
        let moved: Vec<f32> = before.iter().zip(&moved).map(|(before, after)| before - after).collect();
        assert!((moved[0] - 1.5).abs() < 1e-6 && (moved[1] - 0.25).abs() < 1e-6, "{moved:?}");
        assert_eq!(values(&net)[1], second);
    }

    #[test]
    fn group_that_matches_nothing_is_an_error_of_the_first_step() {
        let mut net = net();
        let before = text(&net);
        let whole = gradients(&net, true);
        let error = Adam::new(0.1).group("head.*", |group| group.frozen()).step(&mut net, &whole).unwrap_err();
        assert_eq!(error, OptimError::EmptyGroup { pattern: "head.*".into(), first: "0.weight".into() });
        assert_eq!(text(&net), before);
    }

    #[test]
    fn loaded_state_continues_as_if_never_stopped() {
        let steps = |optimizer: &mut Adam<Net>, net: &mut Net, count: usize| {
            for _ in 0..count {
                let whole = gradients(net, true);
                optimizer.step(net, &whole).unwrap();
            }
        };
        let (mut once, mut optimizer) = (net(), Adam::new(0.1));
        steps(&mut optimizer, &mut once, 7);
        let (mut resumed, mut first) = (net(), Adam::new(0.1));
        steps(&mut first, &mut resumed, 3);
        let saved = serde_json::to_string(&first.state()).unwrap();
        let mut second = Adam::new(0.5);
        second.load_state(&serde_json::from_str(&saved).unwrap()).unwrap();
        // A clone has its own graph nodes, so its parameters are found by name.
        let mut resumed = resumed.clone();
        steps(&mut second, &mut resumed, 4);
        assert_eq!(text(&resumed), text(&once));
        assert_eq!(second.state(), optimizer.state());
    }

    #[test]
    fn state_that_does_not_fit_changes_nothing() {
        let (mut net, mut adam) = (net(), Adam::<Net>::new(0.1));
        let whole = gradients(&net, true);
        adam.step(&mut net, &whole).unwrap();
        let state = adam.state();
        let message = |change: fn(&mut OptimizerState)| {
            let (mut state, mut adam) = (state.clone(), adam.clone());
            change(&mut state);
            adam.load_state(&state).unwrap_err().to_string()
        };
        assert!(message(|s| s.rule = "sgd".into()).contains("has the rule \"sgd\", expected \"adam\"; nothing was"));
        let slots = message(|s| drop(s.parameters[1].slots.pop()));
        assert!(slots.contains("has 1 slots for \"0.bias\", expected 2;"), "{slots}");
        let elements = message(|s| s.parameters[0].elements = 5);
        assert!(elements.contains("has 6 elements for \"0.weight\", expected 5;"), "{elements}");
        let mut doubles = Adam::<Net, f64>::new(0.1);
        let error = doubles.load_state(&state).unwrap_err().to_string();
        assert!(error.contains("has elements of f32, expected f64"), "{error}");
        // With the state of a different model, the next step is an error that names the parameter.
        let mut other = (Linear::<2, 3>::new(&mut Xoshiro256PlusPlus::seed_from_u64(1)),);
        let mut adam = Adam::new(0.1);
        adam.load_state(&state).unwrap();
        let gradients = other.0.forward(x()).sum_all().backward();
        let error = adam.step(&mut other, &gradients).unwrap_err();
        assert_eq!(error, OptimError::LostParameter { name: "1.weight".into() });
    }

    #[test]
    fn failed_first_step_leaves_no_state() {
        let (mut net, other) = (net(), self::net());
        let mut adam = Adam::new(0.1);
        let foreign = gradients(&other, true);
        assert!(adam.step(&mut net, &foreign).is_err());
        assert!(adam.state().parameters.is_empty());
        let own = gradients(&net, true);
        adam.step(&mut net, &own).unwrap();
        assert_eq!(adam.state().parameters.iter().map(|p| p.steps).collect::<Vec<_>>(), [1; 4]);
    }

    #[test]
    fn learning_rate_is_read_and_set_without_the_trait() {
        let mut adam = Adam::<Net>::new(0.1);
        adam.set_learning_rate(0.2).unwrap();
        assert_eq!(adam.learning_rate(), 0.2);
        assert_eq!(
            adam.set_learning_rate(f64::NAN).unwrap_err().to_string().split(',').next(),
            Some("the learning rate is NaN")
        );
    }
}
