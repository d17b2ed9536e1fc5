//! Each class of query over clients, patients and prices, beside one scan of all clients' names in memory.

use criterion::Criterion;
use vetsystem_bench::clinic::Clinic;
use vetsystem_bench::floor::Scan;
use vetsystem_bench::queries::CLASSES;
use vetsystem_companion::domain::fold;
use vetsystem_companion::store::Store;

pub fn bench(criterion: &mut Criterion, clinic: &Clinic) {
    let mut store = Store::open_reader(&clinic.session.store_path).expect("the store");
    let scan = Scan::of(&clinic.session.store_path, "clients").expect("the names");
    let mut group = criterion.benchmark_group("search");
    for class in CLASSES {
        group.bench_function(format!("{}/clients", class.name), |bench| {
            let mut texts = class.texts.iter().cycle();
            bench.iter(|| texts.next().map(|text| store.find_clients(text, 50).expect("a search").total));
        });
        group.bench_function(format!("{}/patients", class.name), |bench| {
            let mut texts = class.texts.iter().cycle();
            bench.iter(|| texts.next().map(|text| store.find_patients(text, 50).expect("a search").total));
        });
        group.bench_function(format!("{}/prices", class.name), |bench| {
            let mut texts = class.texts.iter().cycle();
            bench.iter(|| texts.next().map(|text| store.find_items(text, 50).expect("a search").total));
        });
        group.bench_function(format!("{}/floor", class.name), |bench| {
            let folded: Vec<String> = class.texts.iter().map(|text| fold(text)).collect();
            let mut texts = folded.iter().cycle();
            bench.iter(|| texts.next().map(|text| scan.count(text)));
        });
    }
    group.finish();
}
