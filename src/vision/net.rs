//! One net of `assets/models`, loaded and run by the runtime.

use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::Tensor;

use super::error::VisionError;

/// What is known of a net beforehand.
pub struct NetDescription {
    /// Its file name in `assets/models`.
    pub file: &'static str,
    /// The file itself.
    pub bytes: &'static [u8],
    /// The shape of its one input; empty where it differs from run to run.
    pub input: &'static [usize],
    /// The outputs that are read: each one's name, and how many numbers it holds (0: as many as it likes).
    pub outputs: &'static [(&'static str, usize)],
}

/// A net that is ready to run.
pub struct Net {
    plan: &'static NetDescription,
    model: Model,
    input: NodeId,
    outputs: Vec<NodeId>,
    threads: Arc<ThreadPool>,
}

impl Net {
    /// Reads the embedded file. The net will run on these threads.
    pub fn load(
        plan: &'static NetDescription,
        threads: &Arc<ThreadPool>,
    ) -> Result<Self, VisionError> {
        let fault = |detail: String| VisionError::Load { net: plan.file, detail };
        let model =
            Model::load_static_slice(plan.bytes).map_err(|error| fault(error.to_string()))?;
        let no_input = || fault("it has no input".to_owned());
        let input = *model.input_ids().first().ok_or_else(no_input)?;
        let outputs: Result<Vec<NodeId>, _> =
            plan.outputs.iter().map(|(name, _)| model.node_id(name)).collect();
        let outputs = outputs.map_err(|error| fault(error.to_string()))?;
        Ok(Self { plan, model, input, outputs, threads: Arc::clone(threads) })
    }

    /// Runs the net on an input of the planned shape. Gives the planned outputs in their order.
    pub fn run(&self, values: Vec<f32>) -> Result<Vec<Vec<f32>>, VisionError> {
        self.run_shaped(self.plan.input, values)
    }

    /// Runs the net on an input of this shape. Gives the planned outputs in their order.
    pub fn run_shaped(
        &self,
        shape: &[usize],
        values: Vec<f32>,
    ) -> Result<Vec<Vec<f32>>, VisionError> {
        let net = self.plan.file;
        let fault = |detail: String| VisionError::Run { net, detail };
        let input =
            Tensor::try_from_data(shape, values).map_err(|error| fault(error.to_string()))?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        let inputs = vec![(self.input, Value::from(input).into())];
        let outputs = self
            .model
            .run(inputs, &self.outputs, Some(options))
            .map_err(|error| fault(error.to_string()))?;
        let read = |(value, (name, expected)): (Value, &(&str, usize))| {
            let tensor: Option<Tensor<f32>> = value.into_tensor();
            let numbers =
                tensor.ok_or_else(|| fault(format!("{name} holds no floating-point numbers")))?;
            let numbers = numbers.into_data();
            match (numbers.len(), *expected) {
                (found, expected) if expected != 0 && found != expected => {
                    Err(VisionError::Output { net, found, expected })
                }
                _ => Ok(numbers),
            }
        };
        outputs.into_iter().zip(self.plan.outputs).map(read).collect()
    }

    /// As [`Net::run`], for a net of which one output is read.
    pub fn run_one(&self, values: Vec<f32>) -> Result<Vec<f32>, VisionError> {
        self.run(values).map(|outputs| outputs.into_iter().next().unwrap_or_default())
    }
}

/// The logistic function: what a logit says as a probability, 0 to 1.
pub fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}
