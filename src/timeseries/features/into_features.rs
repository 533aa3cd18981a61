//! Tuples and arrays of features. Their type contains the number of features.

use super::feature::Feature;

/// `N` features: a tuple of up to twelve, or an array of one type.
///
/// For more features of different types, use an array of `Box<dyn Feature>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of features",
    label = "expected a tuple or an array of features",
    note = "a list of one feature is `[Rsi::new(14)?]`; for more than twelve use an array of `Box<dyn Feature>`",
    note = "for a `Vec`, whose length is known only at run time, use `FeatureSet::<3>::try_from(list)?`"
)]
pub trait IntoFeatures<const N: usize> {
    #[doc(hidden)]
    fn into_features(self) -> [Box<dyn Feature>; N];
}

// This impl is not marked `do_not_recommend`, so that rustc's error names the element that is not a feature.
impl<F: Feature + 'static, const N: usize> IntoFeatures<N> for [F; N] {
    fn into_features(self) -> [Box<dyn Feature>; N] {
        self.map(|feature| Box::new(feature) as Box<dyn Feature>)
    }
}

macro_rules! tuples { ($($N:literal: $($F:ident)*;)*) => { $(
    impl<$($F: Feature + 'static),*> IntoFeatures<$N> for ($($F,)*) {
        #[allow(non_snake_case, reason = "elements are named after their types")]
        fn into_features(self) -> [Box<dyn Feature>; $N] {
            let ($($F,)*) = self;
            [$(Box::new($F)),*]
        }
    }
)* } }

tuples! {
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
    9: A B C D E F G H I;
    10: A B C D E F G H I J;
    11: A B C D E F G H I J K;
    12: A B C D E F G H I J K L;
}
