//! An error is its message, wherever it is printed.

/// Makes errors print their message also where they are debugged: `unwrap`, `expect` and a `main` that returns a `Result` do
/// that, and what they print is all that a user sees.
#[macro_export]
macro_rules! debug_is_message { ($($Error:ty),* $(,)?) => { $(
    impl std::fmt::Debug for $Error {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            std::fmt::Display::fmt(self, f)
        }
    }
)* } }

/// The value, or a panic with the error's message, at the place of the caller.
#[inline]
#[track_caller]
pub fn or_panic<T, E: std::fmt::Display>(result: std::result::Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}
