//! Tensors, graphs and gradients cross threads: created on one, used on another, dropped on a third.

use std::sync::mpsc::{Receiver, Sender, channel};
use timeseriesml::{Dim, DynTensor, Gradients, Tensor, with_threads};

const THREADS: usize = 4;
const ROUNDS: usize = 200;

/// Sizes for each class of the memory pool: kept by the thread, shared, a single element.
const SIZES: [usize; 5] = [1, 33, 1_000, 20_000, 70_000];

fn filled(size: usize, value: f32) -> DynTensor {
    Tensor::full_sized([size], value).unwrap()
}

/// A ring of threads: each adds one and passes the tensor on; clones and views are dropped on other threads.
#[test]
fn tensors_go_around_a_ring_of_threads() {
    let (mut senders, receivers): (Vec<_>, Vec<_>) = (0..THREADS).map(|_| channel::<DynTensor>()).unzip();
    let (to_bin, bin) = channel::<DynTensor>();
    let (to_end, end) = channel::<DynTensor>();
    std::thread::scope(|scope| {
        let first = senders[0].clone();
        senders.rotate_left(1);
        senders[THREADS - 1] = to_end;
        for (receiver, next) in receivers.into_iter().zip(senders) {
            let to_bin = to_bin.clone();
            scope.spawn(move || {
                for x in receiver {
                    let y = &x + 1.0;
                    to_bin.send(y.narrow(0, 0, y.numel().div_ceil(2)).unwrap()).unwrap();
                    to_bin.send(x).unwrap();
                    next.send(y).unwrap();
                }
            });
        }
        drop(to_bin);
        scope.spawn(move || bin.into_iter().for_each(drop));
        for round in 0..ROUNDS {
            first.send(filled(SIZES[round % SIZES.len()], round as f32)).unwrap();
        }
        drop(first);
        for (round, x) in end.into_iter().enumerate() {
            assert_eq!(x.numel(), SIZES[round % SIZES.len()]);
            assert!(x.to_vec().iter().all(|&x| x == (round + THREADS) as f32), "round {round}");
        }
    });
}

/// A loss and its leaf, sent to another thread for the backward pass; the gradients come back.
type Errand = (usize, DynTensor, DynTensor);
type Answer = (usize, DynTensor, Gradients<f32>);

fn differentiate(errands: Receiver<Errand>, answers: Sender<Answer>) {
    for (round, leaf, loss) in errands {
        // `backward` is called twice: it keeps the graph, so both calls give the same gradients.
        drop(loss.backward().unwrap());
        let gradients = loss.backward().unwrap();
        drop(loss);
        answers.send((round, leaf, gradients)).unwrap();
    }
}

#[test]
fn graphs_of_one_thread_are_walked_on_another() {
    let (to_home, home) = channel::<Answer>();
    std::thread::scope(|scope| {
        let walkers: Vec<Sender<Errand>> = (1..THREADS)
            .map(|_| {
                let (sender, errands) = channel();
                let answers = to_home.clone();
                scope.spawn(move || differentiate(errands, answers));
                sender
            })
            .collect();
        drop(to_home);
        scope.spawn(move || {
            for round in 0..ROUNDS {
                let leaf = filled(SIZES[round % SIZES.len()], round as f32).requires_grad();
                let loss = leaf.square().add(&leaf).unwrap().sum_all().into_dyn();
                walkers[round % walkers.len()].send((round, leaf, loss)).unwrap();
            }
        });
        let mut answered = [false; ROUNDS];
        for (round, leaf, gradients) in home {
            let gradient = gradients.get(&leaf).unwrap();
            assert_eq!(gradient.numel(), SIZES[round % SIZES.len()]);
            assert!(gradient.to_vec().iter().all(|&g| g == 2.0 * round as f32 + 1.0), "round {round}");
            assert!(!std::mem::replace(&mut answered[round], true));
        }
        assert!(answered.iter().all(|&answered| answered));
    });
}

/// Every thread builds its own graph on one leaf, at the same time.
#[test]
fn threads_share_a_leaf_and_its_memory() {
    let leaf = filled(5_000, 3.0).requires_grad();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let leaf = leaf.clone();
            scope.spawn(move || {
                for _ in 0..ROUNDS / 4 {
                    let loss = (&leaf * thread as f32).sum_all();
                    let gradients = loss.backward().unwrap();
                    let gradient = gradients.get(&leaf).unwrap();
                    assert!(gradient.to_vec().iter().all(|&g| g == thread as f32));
                }
            });
        }
    });
    assert!(leaf.to_vec().iter().all(|&x| x == 3.0));
}

/// If more threads are requested than any machine has, the library uses as many as there are cores.
#[test]
fn more_threads_than_cores_are_as_many_as_cores() {
    let x = Tensor::<(Dim<300>, Dim<300>)>::ones();
    let product = || x.matmul(&x).sum_all().item().to_bits();
    let one = with_threads(1, product);
    let begun = std::time::Instant::now();
    for threads in [0, 64, 100_000, usize::MAX] {
        assert_eq!(with_threads(threads, product), one, "{threads}");
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    #[cfg(target_os = "linux")]
    {
        let names = std::fs::read_dir("/proc/self/task").unwrap().flatten();
        let names = names.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
        let helpers = names.filter(|name| name.starts_with("timeseriesml-")).count();
        assert!(helpers < std::thread::available_parallelism().unwrap().get(), "{helpers} helpers were started");
    }
}
