//! A client saved with its action, beside a bare commit of one row; and 500 actions uploaded, beside their rows committed
//! here and there.

use criterion::Criterion;
use vetsystem_bench::clinic::{Clinic, put_database, save_clients};
use vetsystem_bench::floor::Commits;

const QUEUED: usize = 500;

pub fn bench(criterion: &mut Criterion, clinic: &mut Clinic) {
    save(criterion, clinic);
    upload(criterion, clinic);
}

fn save(criterion: &mut Criterion, clinic: &Clinic) {
    let mut store = clinic.store().expect("the store");
    let mut bare = Commits::open(&clinic.file("bare.db")).expect("a database");
    let mut group = criterion.benchmark_group("save");
    let mut number = QUEUED;
    group.bench_function("ours", |bench| {
        bench.iter(|| {
            number += 1;
            save_clients(&mut store, &clinic.session, number, 1).expect("a save");
        });
    });
    group.bench_function("floor", |bench| bench.iter(|| bare.commit(1).expect("a commit")));
    group.finish();
    drop(store);
    // What was saved here is not to be uploaded below.
    clinic.cycle(false).expect("a cycle");
}

fn upload(criterion: &mut Criterion, clinic: &mut Clinic) {
    let mut store = clinic.store().expect("the store");
    save_clients(&mut store, &clinic.session, 0, QUEUED).expect("saves");
    drop(store);
    let (queued, server) = (clinic.file("queued.db"), clinic.file("server-before.db"));
    put_database(&clinic.session.store_path, &queued).expect("a copy of the store");
    clinic.copy_server(&server).expect("a copy of the server's database");
    let mut bare = [clinic.file("here.db"), clinic.file("there.db")]
        .map(|path| Commits::open(&path).expect("a database"));
    let mut group = criterion.benchmark_group("upload of 500");
    group.bench_function("ours", |bench| {
        bench.iter_custom(|times| {
            let mut took = std::time::Duration::ZERO;
            for _ in 0..times {
                clinic.put_store(&queued).expect("the queue");
                clinic.put_server(&server).expect("the server");
                let begun = std::time::Instant::now();
                let report = clinic.cycle(false).expect("a cycle");
                took += begun.elapsed();
                assert_eq!(report.uploaded, QUEUED as u64);
            }
            took
        });
    });
    group.bench_function("floor", |bench| {
        bench.iter(|| bare.each_mut().map(|side| side.commit(QUEUED).expect("a commit")));
    });
    group.finish();
}
