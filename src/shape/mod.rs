//! Shapes as types: this folder checks shapes at compile time, and does nothing else.
//!
//! A shape is a tuple of axes. Each rule about shapes is one public trait, which states in types what `timeseriesml_core` computes with numbers:
//! which axes match, and what shape the result has. The bound that fails carries the message that the user reads.
//!
//! Invariants:
//! * There is no tensor, no floating-point number, no data and no error type here. Callers make all run-time checks,
//!   against the constants of this folder: [`Ranked::AXES`], `INDEX`, `ORDER`.
//! * `typenum` appears in no public signature; it is hidden in `timeseriesml_axis::number`.
//! * A rule is one blanket impl over [`Axis::Bare`] (the axis without its name): named, static and run-time axes follow the same rule.
//! * Each rule's trait has `on_unimplemented` and its blanket impl has `do_not_recommend`; each intermediate type of the impl is a parameter fixed by
//!   `Output = ..`; otherwise rustc looks through the type and the message is lost (`conv` explains why).
//! * The bound of a method is exactly the one that can fail, not a different bound that implies it.
//! * A message is shown only if rustc checks the trait bound. If a trait had only one impl, rustc would infer a type from it and report E0308
//!   instead; a second impl (a decoy), for `NoShape` or `NoAxis`, prevents that. If a shape had no impl of a trait for any position, rustc would
//!   report E0599; a decoy impl with the bound `Nowhere` prevents that.
//! * No guarantee is a `const` assertion: such an assertion fails only at code generation, which `cargo check` and editors do not run.

mod attention;
mod broadcast;
mod concat;
mod conv;
mod create;
mod dilation;
mod einsum;
mod gate;
mod index;
mod list;
mod matmul;
mod named;
mod permute;
mod pool;
mod rearrange;
mod recurrent;
mod reduce;
mod reshape;
mod resize;
mod sizes;
mod slice;
mod split;
mod target;
mod tuples;
mod vectors;

pub use attention::{Attended, HeadScores, KeysOf, OneWidth, QueriesOf};
pub use broadcast::{Broadcast, BroadcastAxis, BroadcastTuple, MaskedBy, SizesMeet};
pub use concat::{Beside, BesideAxis, ConcatAxis, Concatenated};
pub use conv::{
    ConvInput, ConvLen, ConvSizes, ConvTransposeLen, ConvTransposeSizes, Convolvable, Convolved, ReadInGroups,
    ReadTransposed, RightChannels, Spread, Spreadable, WrittenInGroups,
};
pub use create::{ArrayShape, ClassAxis, RangeShape, Square};
pub use dilation::DilatedField;
pub use einsum::{DiagonalOf, EinsumBatchOperand, EinsumOperand, InFrontOf, OperandShapes, SameLetter, SquareWith};
pub use gate::{
    ChannelAxis, ChannelBatch, FeatureAxis, FeaturesOf, HasColumns, KnownFeatures, LastAxis, NormalizedAxis,
};
pub use index::{At, HasAxis, IndexVector, IndexedBy, InsertAxis, Inserted, LastTwo, WindowShape, With, Without};
pub use list::Channels;
pub use matmul::{Contracts, LeftOperand, MappedBy, Matmul, ReadBy, RightOperand, SameShape};
pub use named::{Batch, NamedAxis, RenameTo};
pub use permute::{Ax, DiffersFrom, Permute, PermuteTuple, Transpose, Transposed};
pub use pool::{AdaptivePool, BinSizes, Binnable, PoolLen, PoolSizes, Poolable};
pub use rearrange::{Rearranged, WrittenAsOne};
pub use recurrent::{Bidirectional, PerDirection, Unidirectional};
pub use reduce::{Scalar, SingleNumber, SizeOne};
pub use reshape::{FlattenAll, ReshapeTo, SameCount, SameRuntime};
pub use resize::{
    CutAxis, CutSizes, Cuttable, DiffAxis, DiffSizes, Differable, DifferencesAxis, PadAxis, PadSizes, Paddable,
    ReflectAxis, RepeatAxis, RepeatSizes, Repeatable, RepeatedAxis, RoomForWindows, StepAxis, StepSizes, Steppable,
    SteppedAxis, UnfoldAxis, UnfoldSizes, Unfoldable,
};
pub use sizes::SizesFor;
pub use slice::{
    HasLargest, Narrow, NarrowSizes, Narrowable, NarrowedAxis, SliceAxis, SliceSizes, Sliceable, SlicedAxis, TopkSizes,
};
pub use split::{
    Merge, MergeAxes, MergeInto, MergeSizes, Mergeable, Merged, Part, ProductAxis, SplitAxis, SplitInto, SplitSizes,
    Splittable, Unflattened,
};
pub use target::{Quantile, QuantilesOf, ScoresOf, Target, TargetShape};
#[doc(inline)]
pub use timeseriesml_axis::{Axis, AxisInfo, Bare, Dim, Dyn, Family, One, StaticAxis};
pub use tuples::{DynShape, Ranked, Shape, StaticShape};
pub use vectors::{
    AllShiftSizes, AllShifts, DotsWith, FullyShiftable, Shiftable, ValidShiftSizes, ValidShifts, VectorShape,
};
