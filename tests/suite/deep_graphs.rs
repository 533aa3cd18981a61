//! Long chains of operations need only a small stack: building, the backward pass and dropping are loops, not recursion.

use timeseriesml::Tensor;

const OPERATIONS: usize = 100_000;
const STACK: usize = 2 * 1024 * 1024;

fn on_a_small_stack(f: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(STACK).spawn(f).unwrap().join().unwrap();
}

fn chain(x: &Tensor<()>) -> Tensor<()> {
    (0..OPERATIONS).fold(x.clone(), |y, _| y + 1.0)
}

#[test]
fn a_chain_runs_backward_and_drops() {
    on_a_small_stack(|| {
        let x = Tensor::from(2.0).requires_grad();
        let y = chain(&x);
        assert_eq!(y.item(), OPERATIONS as f32 + 2.0);
        assert_eq!(y.backward().get(&x).unwrap().item(), 1.0);
    });
}

#[test]
fn a_chain_drops_without_a_backward_walk() {
    on_a_small_stack(|| {
        let x = Tensor::from(0.5).requires_grad();
        drop((0..OPERATIONS).fold(x, |y, _| y.tanh()));
    });
}

#[test]
fn each_link_may_be_used_twice() {
    on_a_small_stack(|| {
        let x = Tensor::from(1.0).requires_grad();
        // Here a backward pass that follows each path separately would take 2^50 000 steps.
        let y = (0..OPERATIONS / 2).fold(x.clone(), |y, _| (&y + &y) * 0.5);
        assert_eq!(y.backward().get(&x).unwrap().item(), 1.0);
    });
}

#[test]
fn a_chain_drops_on_two_threads_at_once() {
    let x = Tensor::from(2.0).requires_grad();
    let y = chain(&x);
    let barrier = std::sync::Arc::new(std::sync::Barrier::new(2));
    let threads = [y.clone(), y].map(|y| {
        let barrier = barrier.clone();
        let drop_together = move || {
            barrier.wait();
            drop(y);
        };
        std::thread::Builder::new().stack_size(STACK).spawn(drop_together).unwrap()
    });
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}
