//! A frame of the window with the whole clinic behind it, and a letter typed until its rows are drawn, beside a frame of
//! an empty window.

use criterion::Criterion;
use vetsystem_bench::clinic::Clinic;
use vetsystem_bench::window::{Driven, Empty};
use vetsystem_companion::app::session;

pub fn bench(criterion: &mut Criterion, clinic: &Clinic) {
    session::save(&clinic.data_dir(), &clinic.session).expect("a session");
    let mut window = Driven::open(&clinic.data_dir());
    let mut empty = Empty::default();
    let mut group = criterion.benchmark_group("frame");
    group.bench_function("ours", |bench| bench.iter(|| window.frame()));
    group.bench_function("floor", |bench| bench.iter(|| empty.frame()));
    group.bench_function("keystroke to rows", |bench| {
        bench.iter_custom(|times| {
            let mut took = std::time::Duration::ZERO;
            for _ in 0..times {
                took += window.type_letter('м', "м").whole;
                window.clear();
            }
            took
        });
    });
    group.finish();
}
