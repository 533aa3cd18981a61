//! Activations as layers, defined by one table. Tensors have them as methods: `x.relu()`.
//!
//! `Softmax` and `LogSoftmax` are in `softmax.rs`, `PRelu` is in `prelu.rs`.

use super::forward::{DynForward, Forward};
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};
use crate::shape::Shape;
use crate::tensor::{Allowed, DynTensor, Float, ShapeError, Tensor, UnaryFunctions, or_panic};

/// Each row of the table has the documentation and type of an activation, its options with defaults and allowed ranges, and how to apply it to `x`.
macro_rules! activations { ($(
    $(#[$doc:meta])* $Layer:ident $({ $($option:ident = $default:literal: $range:ident),* })?
    |$x:ident $(, $($value:ident),*)?| $apply:expr;
)*) => { $(
    activations!(@type [$(#[$doc])*] $Layer $({ $($option = $default: $range),* })?);

    impl $Layer {
        /// Applies the function to every element.
        ///
        /// # Panics
        /// If memory runs out.
        #[track_caller]
        pub fn forward<S: Shape, E: Float>(&self, x: Tensor<S, E>) -> Tensor<S, E> {
            or_panic(self.apply(x))
        }

        fn apply<S: Shape, E: Float>(&self, $x: Tensor<S, E>) -> Result<Tensor<S, E>, ShapeError> {
            $($(let $value = E::from_f64(self.$value);)*)?
            $apply
        }
    }

    impl<S: Shape, E: Float> Forward<Tensor<S, E>> for $Layer {
        type Output = Tensor<S, E>;
        fn forward(&self, x: Tensor<S, E>) -> Tensor<S, E> {
            $Layer::forward(self, x)
        }
    }

    impl<E: Float> DynForward<E> for $Layer {
        fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
            self.apply(x)
        }
    }

    #[diagnostic::do_not_recommend]
    impl Module for $Layer {
        fn kind(&self) -> String {
            activations!(@kind self $Layer $({ $($option)* })?)
        }
        fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
            visitor.module(path, self);
        }
        fn visit_mut(&mut self, _: ModulePath<'_>, _: &mut dyn VisitorMut) {}
    }
)* };
(@type [$(#[$doc:meta])*] $Layer:ident) => {
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    #[must_use]
    pub struct $Layer;
};
(@type [$(#[$doc:meta])*] $Layer:ident { $($option:ident = $default:literal: $range:ident),* }) => {
    $(#[$doc])*
    ///
    #[doc = concat!("The default of `", stringify!($($option),*), "` is ", stringify!($($default),*), ", as in PyTorch.")]
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[must_use]
    pub struct $Layer {
        $($option: f64,)*
    }

    impl $Layer {
        /// Makes the layer with these options.
        ///
        /// # Panics
        /// If an option is out of range.
        #[track_caller]
        pub fn new($($option: f64),*) -> Self {
            or_panic(Self::try_new($($option),*))
        }

        /// Like [`new`](Self::new), but returns an error for an option out of range, such as one from a file.
        ///
        /// # Errors
        /// [`ShapeError::Argument`] if an option is out of range.
        pub fn try_new($($option: f64),*) -> Result<Self, ShapeError> {
            $(Allowed::$range.check(stringify!($Layer), stringify!($option), $option)?;)*
            Ok($Layer { $($option),* })
        }
    }

    impl Default for $Layer {
        fn default() -> Self {
            $Layer { $($option: $default),* }
        }
    }
};
(@kind $self:ident $Layer:ident) => { stringify!($Layer).into() };
(@kind $self:ident $Layer:ident { $($option:ident)* }) => {
    format!("{}({})", stringify!($Layer), [$($self.$option.to_string()),*].join(", "))
} }

activations! {
    /// `max(x, 0)`. Reuses the memory of the input if nothing else uses it.
    #[doc(alias = "ReLU")]
    Relu |x| x.into_relu();
    /// `x` clamped to [0, 6]. The derivative is 0 at both ends.
    #[doc(alias = "ReLU6")]
    Relu6 |x| UnaryFunctions::clamp(&x, E::ZERO, E::from_f64(6.0));
    /// `x` above 0, `slope·x` below.
    #[doc(alias = "LeakyReLU")]
    LeakyRelu { slope = 0.01: FINITE } |x, slope| UnaryFunctions::leaky_relu(&x, slope);
    /// `x` above 0, `alpha·(eˣ − 1)` below. Source: Clevert et al., "Fast and accurate deep network learning by exponential linear units",
    /// 2015.
    #[doc(alias = "ELU")]
    Elu { alpha = 1.0: FINITE } |x, alpha| UnaryFunctions::elu(&x, alpha);
    /// `scale·x` above 0, `scale·alpha·(eˣ − 1)` below, where `scale` and `alpha` are fixed. Source: Klambauer et al., "Self-normalizing neural
    /// networks", 2017.
    #[doc(alias = "SELU")]
    Selu |x| UnaryFunctions::selu(&x);
    /// `x` above 0, `alpha·(e^(x/alpha) − 1)` below. Source: Barron, "Continuously differentiable exponential linear units", 2017.
    #[doc(alias = "CELU")]
    Celu { alpha = 1.0: ABOVE_ZERO } |x, alpha| UnaryFunctions::celu(&x, alpha);
    /// `x·Φ(x)`, exactly (PyTorch's default). Reuses the memory of the input if nothing else uses it. Source: Hendrycks and Gimpel, "Gaussian Error
    /// Linear Units", 2016.
    #[doc(alias = "GELU")]
    Gelu |x| x.into_gelu();
    /// [`Gelu`] approximated with tanh, PyTorch's `approximate="tanh"`; the error is at most 5e-4.
    #[doc(alias = "GELU approximate")]
    GeluTanh |x| UnaryFunctions::gelu_tanh(&x);
    /// `x·sigmoid(x)`, also called swish. Source: Elfwing et al., "Sigmoid-weighted linear units", 2017.
    #[doc(alias = "SiLU")]
    #[doc(alias = "Swish")]
    Silu |x| UnaryFunctions::silu(&x);
    /// `x·tanh(softplus(x))`. Source: Misra, "Mish", 2019.
    Mish |x| UnaryFunctions::mish(&x);
    /// `1 / (1 + e⁻ˣ)`: between 0 and 1.
    Sigmoid |x| UnaryFunctions::sigmoid(&x);
    /// `log(sigmoid(x))`, without underflow.
    LogSigmoid |x| UnaryFunctions::logsigmoid(&x);
    /// The hyperbolic tangent: between −1 and 1.
    Tanh |x| UnaryFunctions::tanh(&x);
    /// `log(1 + eˣ)`, without overflow. The result is positive, so a model can use it as a scale.
    Softplus |x| UnaryFunctions::softplus(&x);
    /// `x / (1 + |x|)`: between −1 and 1.
    Softsign |x| UnaryFunctions::softsign(&x);
    /// `x − tanh(x)`.
    Tanhshrink |x| UnaryFunctions::tanhshrink(&x);
    /// `x` moved towards 0 by `lambda`; 0 if `|x| ≤ lambda`.
    Softshrink { lambda = 0.5: FROM_ZERO } |x, lambda| UnaryFunctions::softshrink(&x, lambda);
    /// `x`, or 0 if `|x| ≤ lambda`.
    Hardshrink { lambda = 0.5: FROM_ZERO } |x, lambda| UnaryFunctions::hardshrink(&x, lambda);
    /// `x` clamped to [−1, 1]; [`clamp`](Tensor::clamp) takes other bounds. The derivative is 0 at both ends.
    Hardtanh |x| UnaryFunctions::clamp(&x, -E::ONE, E::ONE);
    /// `(x + 3)/6` clamped to [0, 1]. The derivative is 0 at both ends.
    Hardsigmoid |x| UnaryFunctions::hardsigmoid(&x);
    /// `x` times [`Hardsigmoid`]. Source: Howard et al., "Searching for MobileNetV3", 2019.
    Hardswish |x| UnaryFunctions::hardswish(&x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layer_is_its_method() {
        let x: DynTensor<f64> = Tensor::linspace_sized([13], -4.0, 4.0).unwrap();
        let layers: [(&dyn DynForward<f64>, DynTensor<f64>, &str); 22] = [
            (&Relu, x.relu(), "Relu"),
            (&Relu6, x.clamp(0.0, 6.0), "Relu6"),
            (&LeakyRelu::new(0.2), x.leaky_relu(0.2), "LeakyRelu(0.2)"),
            (&LeakyRelu::default(), x.leaky_relu(0.01), "LeakyRelu(0.01)"),
            (&Elu::default(), x.elu(1.0), "Elu(1)"),
            (&Selu, x.selu(), "Selu"),
            (&Celu::new(2.0), x.celu(2.0), "Celu(2)"),
            (&Gelu, x.gelu(), "Gelu"),
            (&GeluTanh, x.gelu_tanh(), "GeluTanh"),
            (&Silu, x.silu(), "Silu"),
            (&Mish, x.mish(), "Mish"),
            (&Sigmoid, x.sigmoid(), "Sigmoid"),
            (&LogSigmoid, x.logsigmoid(), "LogSigmoid"),
            (&Tanh, x.tanh(), "Tanh"),
            (&Softplus, x.softplus(), "Softplus"),
            (&Softsign, x.softsign(), "Softsign"),
            (&Tanhshrink, x.tanhshrink(), "Tanhshrink"),
            (&Softshrink::default(), x.softshrink(0.5), "Softshrink(0.5)"),
            (&Hardshrink::new(1.0), x.hardshrink(1.0), "Hardshrink(1)"),
            (&Hardtanh, x.clamp(-1.0, 1.0), "Hardtanh"),
            (&Hardsigmoid, x.hardsigmoid(), "Hardsigmoid"),
            (&Hardswish, x.hardswish(), "Hardswish"),
        ];
        for (layer, expected, kind) in layers {
            assert_eq!(layer.try_forward(x.clone()).unwrap().to_vec(), expected.to_vec(), "{kind}");
            assert_eq!(layer.kind(), kind);
        }
    }

    #[test]
    fn options_out_of_range_are_rejected() {
        let error = Softshrink::try_new(-0.5).unwrap_err().to_string();
        assert_eq!(error, "Softshrink: lambda is -0.5, but it must be a finite number of at least 0");
        assert!(LeakyRelu::try_new(f64::NAN).is_err() && Celu::try_new(0.0).is_err());
    }

    #[test]
    #[should_panic(expected = "Elu: alpha is inf, but it must be a finite number")]
    fn new_panics_where_try_new_is_an_error() {
        let _ = Elu::new(f64::INFINITY);
    }
}
