//! Makes errors print their message as `Debug` too.

/// Implements `Debug` with the error's message, because `unwrap`, `expect` and a `main` that returns a `Result` print an error as `Debug`, and the
/// user sees nothing else.
#[macro_export]
macro_rules! debug_is_message { ($($Error:ty),* $(,)?) => { $(
    impl std::fmt::Debug for $Error {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            std::fmt::Display::fmt(self, f)
        }
    }
)* } }

/// Returns the value, or panics with the error's message at the caller's location.
#[inline]
#[track_caller]
pub fn or_panic<T, E: std::fmt::Display>(result: std::result::Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}
