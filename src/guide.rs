// The guides are documents in `docs/`. Here rustdoc shows them as modules, and their programs are compiled. Links between documents are
// defined first, because in Markdown the first definition counts: a module, or the file in the source view of docs.rs.

/// [SHAPES.md]: crate::guide
/// [OPERATIONS.md]: /crate/timeseriesml/latest/source/docs/OPERATIONS.md
/// [WHY.md]: /crate/timeseriesml/latest/source/docs/WHY.md
/// [COMPARE.md]: /crate/timeseriesml/latest/source/docs/COMPARE.md
///
#[doc = include_str!("../docs/FROM_PYTORCH.md")]
pub mod from_pytorch {}
