//! The stacks of an `NBeats` as types, and lists of them.

use super::config::{Basis, StackConfig};

/// A stack of `BLOCKS` blocks with layers of `WIDTH` features. The blocks' coefficients are the backcast and the forecast themselves.
#[derive(Debug)]
pub struct GenericStack<const WIDTH: usize, const BLOCKS: usize = 1>;

/// A stack of `BLOCKS` blocks with layers of `WIDTH` features. The blocks' coefficients multiply the powers 0 to `DEGREE` of time.
#[derive(Debug)]
pub struct TrendStack<const DEGREE: usize, const WIDTH: usize, const BLOCKS: usize = 3>;

/// A stack of `BLOCKS` blocks with layers of `WIDTH` features. The blocks' coefficients multiply cosines and sines; the paper's basis is
/// `HARMONICS = 1`.
#[derive(Debug)]
pub struct SeasonalityStack<const HARMONICS: usize, const WIDTH: usize, const BLOCKS: usize = 3>;

/// A stack of an [`NBeats`](crate::models::NBeats) with this lookback and horizon. Implement it for a stack of your own and the sizes it supports.
///
/// # Example
/// ```
/// use timeseriesml::models::{Basis, Stack, StackConfig};
/// /// Maps a week of hours to a day.
/// struct Daily;
/// impl Stack<168, 24> for Daily {
///     fn config() -> StackConfig {
///         StackConfig::new(Basis::Seasonality { harmonics: 2 }, 256)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an N-BEATS stack for a lookback of {LOOKBACK} and a horizon of {HORIZON} steps",
    label = "expected `GenericStack<WIDTH>`, `TrendStack<DEGREE, WIDTH>`, `SeasonalityStack<HARMONICS, WIDTH>`, or your own stack for these sizes",
    note = "implement `Stack` for your own type: `impl Stack<{LOOKBACK}, {HORIZON}> for ..`"
)]
pub trait Stack<const LOOKBACK: usize, const HORIZON: usize>: 'static {
    /// The configuration of the stack.
    fn config() -> StackConfig;
}
#[diagnostic::do_not_recommend]
impl<const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, const BLOCKS: usize> Stack<LOOKBACK, HORIZON>
    for GenericStack<WIDTH, BLOCKS>
{
    fn config() -> StackConfig {
        StackConfig { basis: Basis::Generic, width: WIDTH, layers: 4, blocks: BLOCKS, share_weights: false }
    }
}
#[diagnostic::do_not_recommend]
impl<const LOOKBACK: usize, const HORIZON: usize, const DEGREE: usize, const WIDTH: usize, const BLOCKS: usize>
    Stack<LOOKBACK, HORIZON> for TrendStack<DEGREE, WIDTH, BLOCKS>
{
    fn config() -> StackConfig {
        let basis = Basis::Trend { degree: DEGREE };
        StackConfig { basis, width: WIDTH, layers: 4, blocks: BLOCKS, share_weights: true }
    }
}
#[diagnostic::do_not_recommend]
impl<const LOOKBACK: usize, const HORIZON: usize, const HARMONICS: usize, const WIDTH: usize, const BLOCKS: usize>
    Stack<LOOKBACK, HORIZON> for SeasonalityStack<HARMONICS, WIDTH, BLOCKS>
{
    fn config() -> StackConfig {
        let basis = Basis::Seasonality { harmonics: HARMONICS };
        StackConfig { basis, width: WIDTH, layers: 4, blocks: BLOCKS, share_weights: true }
    }
}

/// A list of one to six stacks: a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of N-BEATS stacks",
    label = "expected a tuple of one to six stacks",
    note = "a list of stacks is a tuple: `(TrendStack<2, 256>, GenericStack<512>)`; a list of one is `(GenericStack<512>,)`"
)]
pub trait StackList<const LOOKBACK: usize, const HORIZON: usize> {
    /// The configuration of each stack.
    fn configs() -> Vec<StackConfig>;
}
macro_rules! lists { ($([$($S:ident)*])*) => { $(
    // This impl is not marked `do_not_recommend`, so that rustc's error names the element that is not a stack.
    impl<const LOOKBACK: usize, const HORIZON: usize, $($S: Stack<LOOKBACK, HORIZON>),*> StackList<LOOKBACK, HORIZON>
        for ($($S,)*)
    {
        fn configs() -> Vec<StackConfig> {
            vec![$($S::config()),*]
        }
    }
)* } }
lists! { [A] [A B] [A B C] [A B C D] [A B C D E] [A B C D E F] }

/// The type of a list of stacks, as text: `(TrendStack<2, 256, 3>, GenericStack<512, 1>)`.
pub(super) fn type_of_list(stacks: &[StackConfig]) -> String {
    let name = |StackConfig { basis, width, blocks, .. }: &StackConfig| match basis {
        Basis::Generic => format!("GenericStack<{width}, {blocks}>"),
        Basis::Trend { degree } => format!("TrendStack<{degree}, {width}, {blocks}>"),
        Basis::Seasonality { harmonics } => format!("SeasonalityStack<{harmonics}, {width}, {blocks}>"),
    };
    let names: Vec<String> = stacks.iter().map(name).collect();
    format!("({}{})", names.join(", "), if names.len() == 1 { "," } else { "" })
}
