//! `Debug` without bounds on the parameters of a type.

/// Implements `Debug` with the given fields. A derive would require `Debug` for each type parameter, even for a marker type.
macro_rules! debug_of {
    ([$($generics:tt)*] $Type:ty, $name:expr, |$it:ident| { $($field:ident: $value:expr),* }) => {
        impl<$($generics)*> std::fmt::Debug for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let $it = self;
                f.debug_struct($name)$(.field(stringify!($field), &$value))*.finish_non_exhaustive()
            }
        }
    };
}
