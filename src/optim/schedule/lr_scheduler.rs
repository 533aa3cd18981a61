//! The scheduler: a schedule, the number of steps made and the current rate.

use super::lr_schedule::{LrSchedule, ScheduleStep};
use crate::optim::OptimError;
use crate::optim::amount::amount;
use serde::{Deserialize, Serialize};

/// Runs a schedule in a training loop of your own: counts the steps and keeps the current rate. A trainer has its own scheduler.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Dim, Linear, Sgd, Tensor};
/// use timeseriesml::optim::schedule::{LrScheduler, StepLr};
/// let mut model = Linear::<3, 1>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let mut sgd = Sgd::new(0.1);
/// let mut scheduler = LrScheduler::new(StepLr::new(2), sgd.learning_rate());
/// let mut rates = Vec::new();
/// for epoch in 0..4 {
///     rates.push(sgd.learning_rate());
///     let loss = model.forward(Tensor::<(Dim<8>, Dim<3>)>::ones()).square().mean_all();
///     # use timeseriesml::Optimizer;
///     sgd.step(&mut model, &loss.backward())?;
///     sgd.set_learning_rate(scheduler.step(loss.item().into()))?;
/// }
/// assert_eq!(rates[..3], [0.1, 0.1, 0.1 * 0.1]);
/// # Ok::<(), timeseriesml::optim::OptimError>(())
/// ```
#[doc(alias = "LRScheduler")]
pub struct LrScheduler {
    schedule: Box<dyn LrSchedule>,
    base: f64,
    number: u64,
    rate: f64,
}

debug_of! { [] LrScheduler, "LrScheduler", |it| { base: it.base, number: it.number, rate: it.rate } }

impl LrScheduler {
    /// Starts a schedule at the learning rate `base`. [`learning_rate`](Self::learning_rate) is then the rate of the first step, which
    /// differs from `base` if the schedule starts with a warm-up.
    ///
    /// # Panics
    /// If `base` is negative or not finite.
    #[track_caller]
    pub fn new(schedule: impl LrSchedule, base: f64) -> Self {
        let base = amount("the learning rate", base);
        let mut schedule: Box<dyn LrSchedule> = Box::new(schedule);
        let rate = schedule.rate(ScheduleStep { base, number: 0, rate: base, loss: None });
        LrScheduler { schedule, base, number: 0, rate }
    }

    /// The current learning rate.
    pub fn learning_rate(&self) -> f64 {
        self.rate
    }

    /// The learning rate that the schedule started from.
    pub fn base_learning_rate(&self) -> f64 {
        self.base
    }

    /// Call this after each epoch (or batch) with its loss. Returns the learning rate of the next one.
    ///
    /// Only [`ReduceLrOnPlateau`](super::ReduceLrOnPlateau) uses the loss, which should be the validation loss.
    pub fn step(&mut self, loss: f64) -> f64 {
        self.number = self.number.saturating_add(1);
        let step = ScheduleStep { base: self.base, number: self.number, rate: self.rate, loss: Some(loss) };
        self.rate = self.schedule.rate(step);
        self.rate
    }

    /// Returns the state, for saving: everything but the options of the schedule.
    pub fn state(&self) -> LrSchedulerState {
        let (schedule, memory) = (self.schedule.name(), self.schedule.memory());
        LrSchedulerState { schedule, base: self.base, number: self.number, rate: self.rate, memory }
    }

    /// Continues from a state that [`state`](Self::state) returned.
    ///
    /// # Errors
    /// [`OptimError::OtherSchedule`] if the state is for a different schedule, [`OptimError::LearningRate`] if a rate is negative or not finite;
    /// nothing is loaded then.
    pub fn load_state(&mut self, state: &LrSchedulerState) -> Result<(), OptimError> {
        let name = self.schedule.name();
        let (found, expected) = (state.memory.len(), self.schedule.memory().len());
        if state.schedule != name {
            let (found, expected) = (format!("the schedule \"{}\"", state.schedule), format!("\"{name}\""));
            return Err(OptimError::OtherSchedule { found, expected });
        }
        if found != expected {
            let (found, expected) = (format!("{found} numbers for the schedule \"{name}\""), expected.to_string());
            return Err(OptimError::OtherSchedule { found, expected });
        }
        if let Some(&found) = [state.base, state.rate].iter().find(|rate| !(rate.is_finite() && **rate >= 0.0)) {
            return Err(OptimError::LearningRate { found });
        }
        self.schedule.load_memory(&state.memory);
        (self.base, self.number, self.rate) = (state.base, state.number, state.rate);
        Ok(())
    }
}

/// The state of an [`LrScheduler`]: what a new one with the same options needs to continue as if the run had never stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LrSchedulerState {
    schedule: String,
    base: f64,
    number: u64,
    rate: f64,
    memory: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use crate::optim::OptimError;
    use crate::optim::schedule::{
        CosineAnnealingLr, ExponentialLr, LambdaLr, LinearWarmup, LrSchedule, LrScheduler, OneCycleLr,
        ReduceLrOnPlateau, StepLr,
    };

    type Cases = Vec<(&'static str, fn() -> Box<dyn LrSchedule>)>;

    /// The cases of `tests/golden/optim/schedules.py`, by name.
    fn cases() -> Cases {
        vec![
            ("step", || Box::new(StepLr::new(7).gamma(0.3))),
            ("exponential", || Box::new(ExponentialLr::new(0.95))),
            ("cosine", || Box::new(CosineAnnealingLr::new(20).eta_min(1e-3))),
            ("cosine_whole", || Box::new(CosineAnnealingLr::new(50))),
            ("one_cycle", || Box::new(OneCycleLr::new(0.4, 50))),
            ("one_cycle_linear", || {
                Box::new(OneCycleLr::new(0.4, 45).pct_start(0.4).div_factor(10.0).final_div_factor(50.0).linear())
            }),
            ("lambda", || Box::new(LambdaLr(|step| 1.0 / (1.0 + step as f64)))),
            ("warmup_step", || Box::new(LinearWarmup::new(6, StepLr::new(10)))),
            ("warmup_cosine", || {
                Box::new(LinearWarmup::new(5, CosineAnnealingLr::new(30).eta_min(1e-4)).start_factor(0.1))
            }),
            ("plateau", || Box::new(ReduceLrOnPlateau::new().factor(0.5).patience(2))),
            ("plateau_cooldown", || {
                Box::new(ReduceLrOnPlateau::new().factor(0.3).patience(1).cooldown(3).threshold(0.05).min_lr(1e-3))
            }),
            ("plateau_absolute", || {
                Box::new(ReduceLrOnPlateau::new().factor(0.7).patience(3).absolute_threshold(0.01))
            }),
            ("plateau_tiny", || Box::new(ReduceLrOnPlateau::new().factor(1e-3).patience(0).threshold(0.5))),
        ]
    }

    /// The loss after each of 50 epochs: it falls, then fluctuates around a level.
    fn loss(epoch: i32) -> f64 {
        let epoch = f64::from(epoch);
        (-epoch / 6.0).exp() + 0.02 * (1.7 * epoch).sin().abs()
    }

    #[test]
    fn extreme_numbers_of_steps_and_factors_have_a_rate() {
        let mut cosine = LrScheduler::new(CosineAnnealingLr::new(u64::MAX), 0.1);
        assert_eq!(cosine.step(1.0), 0.1);
        for schedule in
            [Box::new(ExponentialLr::new(1e200)) as Box<dyn LrSchedule>, Box::new(StepLr::new(1).gamma(1e200))]
        {
            let mut still = LrScheduler::new(schedule, 0.0);
            assert_eq!([still.step(1.0), still.step(1.0), still.step(1.0)], [0.0; 3]);
        }
    }

    #[test]
    fn matches_pytorch_over_50_steps_also_when_resumed() {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/optim/schedules.json"));
        let golden: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
        assert_eq!(golden.as_object().unwrap().len(), cases().len());
        for (name, new) in cases() {
            let expected: Vec<f64> = golden[name].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
            assert_eq!(expected.len(), 51);
            for resumed_at in [None, Some(0), Some(3), Some(17), Some(30)] {
                let mut scheduler = LrScheduler::new(new(), 0.1);
                for (epoch, &expected) in (0..).zip(&expected) {
                    if resumed_at == Some(epoch) {
                        let saved = scheduler.state();
                        scheduler = LrScheduler::new(new(), 0.7);
                        scheduler.load_state(&saved).unwrap();
                        assert_eq!(scheduler.state(), saved);
                        // The state also survives JSON, which may round numbers.
                        let text = serde_json::to_string(&saved).unwrap();
                        scheduler.load_state(&serde_json::from_str(&text).unwrap()).unwrap();
                    }
                    let found = scheduler.learning_rate();
                    // PyTorch multiplies step by step: about 50 roundings, plus absolute errors of sines and cosines.
                    assert!((found - expected).abs() < 1e-13 * expected + 1e-16, "{name}, {epoch}: {found} {expected}");
                    scheduler.step(loss(epoch));
                }
            }
        }
    }

    #[test]
    fn state_of_another_schedule_changes_nothing() {
        let mut scheduler = LrScheduler::new(StepLr::new(2), 0.1);
        scheduler.step(1.0);
        let before = scheduler.state();
        let other = LrScheduler::new(LinearWarmup::new(2, StepLr::new(2)), 0.1).state();
        let error = scheduler.load_state(&other).unwrap_err().to_string();
        let expected =
            "the state has the schedule \"linear_warmup(step_lr)\", expected \"step_lr\"; nothing was loaded";
        assert_eq!(error, expected);
        let mut wrong = before.clone();
        wrong.memory.push(1.0);
        let error = scheduler.load_state(&wrong).unwrap_err().to_string();
        assert!(error.contains("has 1 numbers for the schedule \"step_lr\", expected 0;"), "{error}");
        let wrong = super::LrSchedulerState { rate: f64::NAN, ..before.clone() };
        assert!(matches!(scheduler.load_state(&wrong), Err(OptimError::LearningRate { found }) if found.is_nan()));
        assert_eq!(scheduler.state(), before);
    }

    #[test]
    fn arguments_out_of_range_are_rejected() {
        let wrong: [fn() -> LrScheduler; 18] = [
            || LrScheduler::new(StepLr::new(1), -1.0),
            || LrScheduler::new(StepLr::new(0), 0.1),
            || LrScheduler::new(StepLr::new(1).gamma(f64::NAN), 0.1),
            || LrScheduler::new(ExponentialLr::new(-0.5), 0.1),
            || LrScheduler::new(CosineAnnealingLr::new(0), 0.1),
            || LrScheduler::new(CosineAnnealingLr::new(5).eta_min(-1.0), 0.1),
            || LrScheduler::new(OneCycleLr::new(0.1, 0), 0.1),
            || LrScheduler::new(OneCycleLr::new(f64::INFINITY, 5), 0.1),
            || LrScheduler::new(OneCycleLr::new(0.1, 5).pct_start(1.5), 0.1),
            || LrScheduler::new(OneCycleLr::new(0.1, 5).div_factor(0.0), 0.1),
            || LrScheduler::new(OneCycleLr::new(0.1, 5).final_div_factor(f64::NAN), 0.1),
            || LrScheduler::new(LinearWarmup::new(5, StepLr::new(2)).start_factor(-0.1), 0.1),
            || LrScheduler::new(LinearWarmup::new(5, StepLr::new(2)).start_factor(1.1), 0.1),
            || LrScheduler::new(ReduceLrOnPlateau::new().factor(1.0), 0.1),
            || LrScheduler::new(ReduceLrOnPlateau::new().factor(f64::NAN), 0.1),
            || LrScheduler::new(ReduceLrOnPlateau::new().threshold(-1.0), 0.1),
            || LrScheduler::new(ReduceLrOnPlateau::new().absolute_threshold(f64::NAN), 0.1),
            || LrScheduler::new(ReduceLrOnPlateau::new().min_lr(-1.0), 0.1),
        ];
        for (i, make) in wrong.iter().enumerate() {
            assert!(std::panic::catch_unwind(make).is_err(), "{i}");
        }
    }
}
