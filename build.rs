//! A changed migration is a changed program: the files are compiled in.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
