//! Detects the machine's instruction set and runs hot loops compiled for it.
//!
//! A hot loop is a [`Routine`]: plain generic Rust, marked `#[inline(always)]`. [`run`] inlines it into one wrapper function per
//! instruction set, where LLVM vectorizes it with the registers of that set. The machine's set is detected once. The environment variable
//! `TIMESERIESML_KERNELS` (`portable`, `avx2`, `avx512`) overrides it, unless the machine lacks that set.

use std::sync::OnceLock;

use super::number::Value;

/// A set of vector instructions that kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionSet {
    /// The instructions that every machine of this architecture has.
    Portable,
    /// AVX2 with fused multiply-add.
    Avx2,
    /// AVX-512 (F, VL, DQ) with fused multiply-add.
    Avx512,
}

impl InstructionSet {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Avx512, "avx512"), (Self::Avx2, "avx2"), (Self::Portable, "portable")];

    fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2.is_available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::Avx512 => false,
        }
    }
}

/// The instruction set in use, the same for the whole life of the process.
#[inline]
pub fn instruction_set() -> InstructionSet {
    static CHOSEN: OnceLock<InstructionSet> = OnceLock::new();
    // Invariant: only a set that `is_available` is ever stored.
    *CHOSEN.get_or_init(|| {
        let wanted = std::env::var("TIMESERIESML_KERNELS").unwrap_or_default();
        let available = || InstructionSet::ALL.into_iter().filter(|(set, _)| set.is_available());
        let forced = available().find(|(_, name)| *name == wanted);
        forced.or_else(|| available().next()).map_or(InstructionSet::Portable, |(set, _)| set)
    })
}

/// A loop that [`run`] compiles for the portable instructions and for AVX2 with FMA.
///
/// A machine with AVX-512 runs the AVX2 version. Loops that are not written for wider registers gain nothing from them, and every version adds
/// to the build time. A kernel that does gain is written as a `LaneRoutine`.
pub trait Routine {
    /// The result of the loop.
    type Output;

    /// The loop. Mark it `#[inline(always)]`, or it keeps the portable instructions.
    fn run(self) -> Self::Output;
}

/// Runs a routine over elements of type `E` with the best instructions of the machine. The call costs about a nanosecond.
///
/// Double precision, used for gradient checks, only has the portable version, which halves the compile time.
#[inline]
pub fn run<E: Value, R: Routine>(routine: R) -> R::Output {
    if !E::VECTORIZED {
        return routine.run();
    }
    match instruction_set() {
        InstructionSet::Portable => routine.run(),
        // SAFETY: `instruction_set` returned AVX2, or AVX-512, which includes it, so the machine has AVX2.
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 | InstructionSet::Avx512 => unsafe { run_avx2(routine) },
        #[cfg(not(target_arch = "x86_64"))]
        InstructionSet::Avx2 | InstructionSet::Avx512 => routine.run(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<R: Routine>(routine: R) -> R::Output {
    routine.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_chooses_an_available_set() {
        assert!(instruction_set().is_available());
        let wanted = std::env::var("TIMESERIESML_KERNELS").unwrap_or_default();
        if let Some((set, _)) = InstructionSet::ALL.into_iter().find(|(_, name)| *name == wanted) {
            assert!(instruction_set() == set || !set.is_available());
        }
    }

    /// A process chooses its instruction set once, so this test starts a process for each set.
    #[test]
    fn all_kernels_pass_their_tests_with_every_set() {
        // This process was started by this test, so it must not start more.
        if std::env::var_os("TIMESERIESML_KERNELS").is_some() {
            return;
        }
        for (set, name) in InstructionSet::ALL {
            if !set.is_available() || set == instruction_set() {
                continue;
            }
            let mut tests = std::process::Command::new(std::env::current_exe().unwrap());
            let tests = tests.env("TIMESERIESML_KERNELS", name).output().unwrap();
            assert!(tests.status.success(), "{name}: {}", String::from_utf8_lossy(&tests.stdout));
        }
    }
}
