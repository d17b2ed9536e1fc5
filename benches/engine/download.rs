//! A whole clinic parsed, written into an empty store, and taken again unchanged. The server answers at once.

use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput};
use vetsystem_bench::clinic::{Clinic, put_database};
use vetsystem_bench::floor::{self, Client, Item, Nothing, Patient};
use vetsystem_companion::server::DEMO_KEY;
use vetsystem_companion::sync::protocol::{SnapshotClient, SnapshotItem, SnapshotPatient};

pub fn bench(criterion: &mut Criterion, clinic: &Clinic) {
    let body = body(clinic);
    let empty = clinic.file("empty.db");
    put_database(&clinic.session.store_path, &empty).expect("a copy of the empty store");
    parse(criterion, &body);
    bulk_write(criterion, clinic, &empty);
    clinic.put_store(&empty).expect("an empty store");
    clinic.cycle(true).expect("the first download");
    unchanged(criterion, clinic, &empty);
}

fn body(clinic: &Clinic) -> Vec<u8> {
    let mut body = Vec::new();
    let mut answer = answer(clinic);
    std::io::Read::read_to_end(&mut answer, &mut body).expect("the whole clinic");
    body
}

fn answer(clinic: &Clinic) -> floor::Answer {
    floor::get(clinic.relay.url(), DEMO_KEY, &clinic.download_path()).expect("the whole clinic")
}

/// The program's own rows, which take what published servers send, beside rows of exactly what is there.
fn parse(criterion: &mut Criterion, body: &[u8]) {
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("ours", |bench| {
        bench.iter(|| {
            let mut rows = Nothing::<SnapshotClient, SnapshotPatient, SnapshotItem>::default();
            floor::read(body, &mut rows).expect("a snapshot");
            rows.rows
        });
    });
    group.bench_function("floor", |bench| {
        bench.iter(|| {
            let mut rows = Nothing::<Client, Patient, Item>::default();
            floor::read(body, &mut rows).expect("a snapshot");
            rows.rows
        });
    });
    group.finish();
}

fn bulk_write(criterion: &mut Criterion, clinic: &Clinic, empty: &Path) {
    let mut group = criterion.benchmark_group("bulk write");
    group.bench_function("ours", |bench| {
        let put = || clinic.put_store(empty).expect("an empty store");
        bench.iter_batched(put, |()| clinic.cycle(true).expect("a cycle"), BatchSize::PerIteration);
    });
    group.bench_function("floor", |bench| bench.iter(|| write(clinic, empty)));
    group.finish();
}

/// The floor is the same: all of it written once.
fn unchanged(criterion: &mut Criterion, clinic: &Clinic, empty: &Path) {
    let mut group = criterion.benchmark_group("unchanged snapshot");
    group.bench_function("ours", |bench| bench.iter(|| clinic.cycle(true).expect("a cycle")));
    group.bench_function("floor", |bench| bench.iter(|| write(clinic, empty)));
    group.finish();
}

fn write(clinic: &Clinic, empty: &Path) -> u64 {
    let store = clinic.file("floor.db");
    put_database(empty, &store).expect("an empty store");
    floor::write(&store, answer(clinic)).expect("the floor").rows
}
