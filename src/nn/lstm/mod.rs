//! The LSTM: `Lstm<IN, HIDDEN, LAYERS, D>`, its run-time version, its configuration and its state.

mod config;
mod face;
mod part;
mod state;

pub use config::LstmConfig;
pub use face::Lstm;
pub use part::DynLstm;
pub use state::LstmState;
