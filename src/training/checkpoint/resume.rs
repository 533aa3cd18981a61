//! Resuming from a checkpoint: everything is checked before the trainer changes.

use super::content::{Content, digest};
use super::error::CheckpointError;
use super::file::{self, Header};
use super::folder::file_of;
use super::saved_value::{SavedValue, decode};
use crate::nn::{Module, StateDict};
use crate::training::trainer::Trainer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Where a resumed run continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResumePoint {
    /// How many epochs are done.
    pub epochs: usize,
    /// How many batches of the next epoch are done.
    pub batches: usize,
}

impl<M: Module, C> Trainer<M, C> {
    /// Saves a value in the checkpoints, such as the fitted scaler. [`resume`](Self::resume) rejects a checkpoint with a different value.
    ///
    /// # Errors
    /// [`CheckpointError::Value`] if the value's type cannot be serialized.
    pub fn attach<T: Serialize + ?Sized>(self, value: &T) -> Result<Self, CheckpointError> {
        Ok(Trainer { attached: Some(SavedValue::new(value)?), ..self })
    }

    /// Returns the value given to [`attach`](Self::attach) or read from the resumed checkpoint, or `None` if there is neither.
    ///
    /// # Errors
    /// [`CheckpointError::Value`] if the value is of a different type.
    pub fn attached<T: DeserializeOwned>(&self) -> Result<Option<T>, CheckpointError> {
        self.attached.as_ref().map(SavedValue::get).transpose()
    }

    /// Continues from a checkpoint: the last one in a folder, or a file such as `runs/btc/best.ckpt`. The next `fit` continues as if the run
    /// had never stopped, bit for bit; the number of epochs passed to `fit` includes those that are done.
    ///
    /// Build the trainer as before, with the same model, optimizer, schedule, callbacks and batch size. Options such as the patience or the weight
    /// decay may differ; the new values then apply. Data and loss must be the same; this is not checked, except for the number of items. A run that
    /// early stopping or a callback had ended stays ended.
    ///
    /// # Errors
    /// [`CheckpointError`] if there is no checkpoint, it is damaged, or it is of a different model or trainer. The trainer is then unchanged.
    pub fn resume(&mut self, path: impl AsRef<Path>) -> Result<ResumePoint, CheckpointError> {
        let path = &file_of(path.as_ref());
        let (header, bytes) = file::read(path)?;
        let content = self.check(header, &bytes, path)?;
        self.take_over(content, path)
    }

    /// Like [`resume`](Self::resume), but returns `None` if there is no checkpoint yet.
    ///
    /// # Errors
    /// Same as [`resume`](Self::resume); a damaged checkpoint is an error too.
    pub fn resume_if_any(&mut self, path: impl AsRef<Path>) -> Result<Option<ResumePoint>, CheckpointError> {
        match self.resume(path) {
            Err(CheckpointError::NotFound { .. }) => Ok(None),
            resumed => resumed.map(Some),
        }
    }

    /// Decodes a checkpoint and compares it with this trainer.
    fn check(&self, header: Header, bytes: &[u8], path: &Path) -> Result<Content, CheckpointError> {
        let (model, kind) = (StateDict::of(&self.model), file::cut(self.model.kind()));
        if header.kind != kind {
            return Err(CheckpointError::OtherModel { path: path.into(), found: header.kind, expected: kind });
        }
        if header.digest != digest(&model) {
            // The content is only needed to name the difference, so it does not matter if it cannot be decoded.
            let content = decode::<Content>(bytes).ok();
            let difference = content.and_then(|content| content.model.difference(&model));
            let difference = difference.unwrap_or_else(|| "names or sizes differ from those of the model".into());
            return Err(CheckpointError::OtherShapes { path: path.into(), difference });
        }
        let content = decode::<Content>(bytes);
        let content = content.map_err(|reason| CheckpointError::Content { path: path.into(), reason })?;
        let states = [Some(&content.model), content.best.as_ref()];
        if let Some(difference) = states.into_iter().flatten().find_map(|state| state.difference(&model)) {
            return Err(CheckpointError::OtherShapes { path: path.into(), difference });
        }
        let run = content.run.check(content.items, content.batches.size());
        if let Err(reason) = content.batches.check().and(run) {
            return Err(CheckpointError::Content { path: path.into(), reason: reason.into() });
        }
        self.compare(&content, path)?;
        Ok(content)
    }

    /// Checks that the checkpoint is of a trainer built like this one.
    fn compare(&self, content: &Content, path: &Path) -> Result<(), CheckpointError> {
        let other = |what, found: String, expected: String| {
            Err(CheckpointError::OtherTrainer { path: path.into(), what, found, expected })
        };
        let batches = self.batches.state();
        if content.batches.size() != batches.size() {
            return other("batch size", content.batches.size().to_string(), batches.size().to_string());
        }
        let kept = |is_some: bool| if is_some { "one" } else { "none" }.to_owned();
        let (found, expected) = (content.optimizer.is_some(), self.optimizer.state().is_some());
        if found != expected {
            return other("optimizer state", kept(found), kept(expected));
        }
        let about = |per_batch: Option<bool>| match per_batch {
            None => "none".to_owned(),
            Some(false) => "one per epoch".to_owned(),
            Some(true) => "one per batch".to_owned(),
        };
        let found = about(content.schedule.as_ref().map(|(per_batch, _)| *per_batch));
        let expected = about(self.observers.schedule.as_ref().map(|scheduled| scheduled.per_batch));
        if found != expected {
            return other("schedule", found, expected);
        }
        let list = |names: Vec<String>| if names.is_empty() { "none".into() } else { names.join(", ") };
        let found = list(content.callbacks.iter().map(|(name, _)| name.clone()).collect());
        let expected = list(self.observers.states().map(|(_, name, _)| name).collect());
        if found != expected {
            return other("callbacks with a state", found, expected);
        }
        match (&content.attached, &self.attached) {
            (Some(found), Some(expected)) if found != expected => {
                other("attached value", "one".into(), "another".into())
            }
            _ => Ok(()),
        }
    }

    /// Loads the content into the trainer; after an error the trainer is unchanged.
    fn take_over(&mut self, content: Content, path: &Path) -> Result<ResumePoint, CheckpointError> {
        let (optimizer, rate) = (self.optimizer.state(), self.optimizer.learning_rate());
        let schedule = self.observers.schedule.as_ref().map(|scheduled| scheduled.scheduler.state());
        let callbacks: Vec<_> = self.observers.states().collect();
        let model = StateDict::of(&self.model);
        let changed = self.change(&content, path);
        if let Err(error) = changed {
            // Each part gets back a state that it returned itself, so loading cannot fail.
            let _ = optimizer.map(|state| self.optimizer.load_state(&state));
            let _ = self.optimizer.set_learning_rate(rate);
            let _ = self.observers.schedule.as_mut().zip(schedule).map(|(now, state)| now.scheduler.load_state(&state));
            for (at, _, state) in callbacks {
                let _ = self.observers.callbacks[at].load_state(&state);
            }
            let _ = model.restore(&mut self.model);
            return Err(error);
        }
        drop(model);
        self.observers.best.weights = content.best;
        self.batches.load_state(&content.batches);
        self.attached = content.attached.or(self.attached.take());
        self.state = content.run;
        self.state.pending = Some(content.items);
        Ok(ResumePoint { epochs: self.state.history.epochs.len(), batches: self.state.pass.batches })
    }

    /// Makes all changes of `take_over` that can fail.
    fn change(&mut self, content: &Content, path: &Path) -> Result<(), CheckpointError> {
        let optim = |source| CheckpointError::Optim { path: path.into(), source };
        if let Some(state) = &content.optimizer {
            self.optimizer.load_state(state).map_err(optim)?;
        }
        self.optimizer.set_learning_rate(content.learning_rate).map_err(optim)?;
        if let Some((scheduled, (_, state))) = self.observers.schedule.as_mut().zip(content.schedule.as_ref()) {
            scheduled.scheduler.load_state(state).map_err(optim)?;
        }
        let places: Vec<usize> = self.observers.states().map(|(at, ..)| at).collect();
        for (at, (name, state)) in places.into_iter().zip(&content.callbacks) {
            let failed = |reason: crate::training::error::TrainError| {
                let (path, name, reason) = (path.into(), name.clone(), reason.to_string());
                CheckpointError::CallbackRefused { path, name, reason }
            };
            self.observers.callbacks[at].load_state(state).map_err(failed)?;
        }
        Ok(content.model.restore(&mut self.model)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::forecaster::ForwardContract;
    use crate::nn::{Dropout, Linear, MseLoss};
    use crate::optim::Adam;
    use crate::optim::schedule::ReduceLrOnPlateau;
    use crate::shape::{Batch, Dim};
    use crate::tensor::{ShapeError, Tensor};
    use crate::training::callback::{Callback, Run};
    use crate::training::error::TrainError;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    type Net = (Linear<2, 3>, Dropout, Linear<3, 1>);

    struct Ramp;
    impl Dataset for Ramp {
        type Input = Tensor<(Batch, Dim<2>)>;
        type Target = Tensor<(Batch, Dim<1>)>;
        type Contract = ForwardContract;
        fn len(&self) -> usize {
            10
        }
        fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
            let values: Vec<f32> = indices.iter().map(|&i| i as f32 / 10.0).collect();
            let inputs: Vec<f32> = values.iter().flat_map(|&x| [x, 1.0 - x]).collect();
            let n = indices.len();
            Ok((Tensor::from_slice_sized([n, 2], &inputs)?, Tensor::from_slice_sized([n, 1], &values)?))
        }
    }

    /// Counts batches, and rejects a loaded count above ten.
    #[derive(Default)]
    struct Count(u64);
    impl<M: Module> Callback<M> for Count {
        fn batch_done(&mut self, _: &mut Run<'_, M>) -> Result<(), TrainError> {
            self.0 += 1;
            Ok(())
        }
        fn state(&self) -> Option<SavedValue> {
            SavedValue::new(&self.0).ok()
        }
        fn load_state(&mut self, state: &SavedValue) -> Result<(), TrainError> {
            let count = state.get()?;
            if count > 10 {
                return Err(TrainError::callback("the count is too large"));
            }
            self.0 = count;
            Ok(())
        }
    }

    fn trainer() -> Trainer<Net, MseLoss> {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(1);
        let net = (Linear::new(rng), Dropout::new(0.3, rng), Linear::new(rng));
        let trainer = Trainer::new(net, Adam::new(0.1), MseLoss).progress(false).batch_size(4);
        trainer.scheduler(ReduceLrOnPlateau::new()).callback(Count(0)).callback(Count(1)).attach("a scaler").unwrap()
    }

    /// The whole state of a trainer as a string.
    fn text(trainer: &Trainer<Net, MseLoss>) -> String {
        let model = crate::nn::save_safetensors_to_vec(&trainer.model).unwrap();
        let schedule = trainer.observers.schedule.as_ref().unwrap().scheduler.state();
        let states: Vec<_> = trainer.observers.states().collect();
        let optimizer = trainer.optimizer.state();
        let (batches, history) = (trainer.batches.state(), &trainer.state.history);
        format!("{model:?} {schedule:?} {states:?} {optimizer:?} {batches:?} {history:?} {:?}", trainer.attached)
    }

    fn saved() -> (Header, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        trainer().checkpoints(folder.path()).fit(&Ramp, &Ramp, 2).unwrap();
        file::read(&folder.path().join("last.ckpt")).unwrap()
    }

    #[test]
    fn content_with_right_checksums_and_wrong_numbers_does_no_harm() {
        let (header, bytes) = saved();
        let (mut rejected, mut accepted) = (0, 0);
        for at in 0..bytes.len() {
            let end = bytes.len().min(at + 8);
            for number in [0, 1 << 20, 1 << 40, 1 << 62, u64::MAX] {
                let mut wrong = bytes.clone();
                wrong[at..end].copy_from_slice(&u64::to_le_bytes(number)[..end - at]);
                let mut trainer = trainer();
                let before = text(&trainer);
                let header = Header { kind: header.kind.clone(), digest: header.digest };
                let path = Path::new("last.ckpt");
                match trainer.check(header, &wrong, path).and_then(|content| trainer.take_over(content, path)) {
                    Err(_) => {
                        rejected += 1;
                        assert!(text(&trainer) == before, "{number} at {at} changed the trainer");
                    }
                    Ok(_) => accepted += 1,
                }
            }
        }
        // Both happen often, since most of the content is weights, for which any number is valid.
        assert!(rejected > 2_000 && accepted > 2_000, "{rejected} {accepted}");
    }

    #[test]
    fn an_error_of_the_last_part_restores_the_trainer() {
        let (header, bytes) = saved();
        let mut content = decode::<Content>(&bytes).unwrap();
        content.callbacks[1].1 = SavedValue::new(&11_u64).unwrap();
        let mut trainer = trainer();
        trainer.fit(&Ramp, &Ramp, 1).unwrap();
        let before = text(&trainer);
        let error = trainer.take_over(content, Path::new("last.ckpt")).unwrap_err().to_string();
        assert!(
            error.contains("Count: callback: the count is too large; configure the trainer as in the saved run"),
            "{error}"
        );
        assert!(text(&trainer) == before);
        let content = trainer.check(header, &bytes, Path::new("last.ckpt")).unwrap();
        let point = trainer.take_over(content, Path::new("last.ckpt")).unwrap();
        assert_eq!(point, ResumePoint { epochs: 2, batches: 0 });
        assert!(text(&trainer) != before);
        assert_eq!(trainer.attached::<String>().unwrap().as_deref(), Some("a scaler"));
    }

    #[test]
    fn random_state_of_zeros_is_rejected() {
        let (header, bytes) = saved();
        let mut content = decode::<Content>(&bytes).unwrap();
        // The bytes are the batch size, the tag of `Some`, and the four words of the generator.
        content.batches = decode(&[4_u64.to_le_bytes().as_slice(), &[1], &[0; 32]].concat()).unwrap();
        let bytes = super::super::saved_value::encode(&content).unwrap();
        let error = trainer().check(header, &bytes, Path::new("last.ckpt")).err().unwrap().to_string();
        assert!(error.contains("the random state of the batches is zero"), "{error}");
    }
}
