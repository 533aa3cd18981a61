//! Chains: tuples of up to twelve layers that run one after the other, `(Linear<5, 64>, Relu, Linear<64, 24>)`.
//!
//! Each intermediate type is a parameter of the impl: with nested projections instead, rustc would need seconds to check a chain.

use super::forward::Forward;
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};

/// The input of a chain of layers, each of which takes the output of the previous layer. In bounds use [`Forward`].
///
/// The input, not the chain, implements this trait, so that an error in `chain.forward(x)` names the layer that does not accept its input. If a bound
/// on the tuple failed, rustc would report that there is no method `forward`, because it resolves methods before it looks at arguments.
pub trait ChainInput<Chain> {
    /// The output of the last layer.
    type Output;
    /// Runs the layers in order.
    fn run(self, chain: &Chain) -> Self::Output;
}

macro_rules! tuples { ($($X0:ident $($M:ident $i:tt $X:ident $Y:ident),+; $Last:ident)*) => { $(
    /// Parts are numbered from 0, as in `torch.nn.Sequential`.
    #[diagnostic::do_not_recommend]
    impl<$($M: Module),+> Module for ($($M,)+) {
        fn kind(&self) -> String {
            format!("({})", [$(self.$i.kind()),+].join(", "))
        }
        fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
            $(self.$i.visit(path.index($i), visitor);)+
        }
        fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
            $(self.$i.visit_mut(path.index($i), visitor);)+
        }
    }
    // This impl is not marked `do_not_recommend`, so that rustc's error names the layer that does not accept its input.
    impl<$X0, $($M, $Y),+> ChainInput<($($M,)+)> for $X0
    where
        $($M: Forward<$X, Output = $Y>),+
    {
        type Output = $Last;
        fn run(self, chain: &($($M,)+)) -> $Last {
            let x = self;
            $(let x = chain.$i.forward(x);)+
            x
        }
    }
    impl<$X0, $($M),+> Forward<$X0> for ($($M,)+)
    where
        $X0: ChainInput<Self>,
    {
        type Output = <$X0 as ChainInput<Self>>::Output;
        fn forward(&self, x: $X0) -> Self::Output {
            x.run(self)
        }
    }
)* } }
tuples! {
    X A 0 X Y0; Y0
    X A 0 X Y0, B 1 Y0 Y1; Y1
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2; Y2
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3; Y3
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4; Y4
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4, F 5 Y4 Y5; Y5
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4, F 5 Y4 Y5, G 6 Y5 Y6; Y6
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4, F 5 Y4 Y5, G 6 Y5 Y6, H 7 Y6 Y7; Y7
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4, F 5 Y4 Y5, G 6 Y5 Y6, H 7 Y6 Y7, I 8 Y7 Y8; Y8
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4, F 5 Y4 Y5, G 6 Y5 Y6, H 7 Y6 Y7, I 8 Y7 Y8, J 9 Y8 Y9; Y9
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4, F 5 Y4 Y5, G 6 Y5 Y6, H 7 Y6 Y7, I 8 Y7 Y8, J 9 Y8 Y9, K 10 Y9 Y10; Y10
    X A 0 X Y0, B 1 Y0 Y1, C 2 Y1 Y2, D 3 Y2 Y3, E 4 Y3 Y4, F 5 Y4 Y5, G 6 Y5 Y6, H 7 Y6 Y7, I 8 Y7 Y8, J 9 Y8 Y9, K 10 Y9 Y10, L 11 Y10 Y11; Y11
}

#[cfg(test)]
mod tests {
    use crate::nn::{Forward, Linear, Module, Relu};
    use crate::shape::Dim;
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    #[test]
    fn layers_run_in_order_and_are_numbered() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let net = (Linear::<3, 4>::new(&mut rng), Relu, Linear::<4, 2>::new(&mut rng));
        let x: Tensor<(Dim<5>, Dim<3>)> = Tensor::randn(&mut rng);
        let y: Tensor<(Dim<5>, Dim<2>)> = net.forward(x.clone());
        assert_eq!(y.to_vec(), net.2.forward(net.0.forward(x).relu()).to_vec());
        assert_eq!(net.parameter_names(), ["0.weight", "0.bias", "2.weight", "2.bias"]);
    }
}
