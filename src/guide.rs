// The guides are documents in `docs/`. Here rustdoc shows them as modules, and their programs are compiled.

#[doc = include_str!("../docs/FROM_PYTORCH.md")]
pub mod from_pytorch {}
