//! `cargo xtask soak`: the random walk of the integration tests over as many seeds as one likes.

use anyhow::{Context as _, Result, bail};

use crate::cargo;

/// `--seeds N`, from `--from S` on, otherwise from 0.
pub fn run(arguments: &[&str]) -> Result<()> {
    let (from, seeds) = seeds_of(arguments)?;
    let test = ["test", "--workspace", "--test", "it", "--", "--ignored", "--exact", "faults::walk::soak"];
    let mut walk = cargo::command(&test);
    walk.arg("--nocapture").env("VETSYSTEM_SOAK", format!("{from} {seeds}"));
    cargo::succeed("soak", &mut walk)
}

fn seeds_of(arguments: &[&str]) -> Result<(u64, u64)> {
    let (mut from, mut seeds) = (0, None);
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { bail!("{} needs a number", pair[0]) };
        let number = value.parse().with_context(|| format!("{name} {value} is no number"))?;
        match *name {
            "--from" => from = number,
            "--seeds" => seeds = Some(number),
            other => bail!("unknown option {other}"),
        }
    }
    Ok((from, seeds.context("--seeds N is missing")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_begin_at_zero_or_where_one_says() {
        assert_eq!(seeds_of(&["--seeds", "5"]).unwrap(), (0, 5));
        assert_eq!(seeds_of(&["--from", "7", "--seeds", "1"]).unwrap(), (7, 1));
        for wrong in [&["--from", "7"][..], &["--seeds"], &["--seeds", "x"], &["--walks", "1"]] {
            assert!(seeds_of(wrong).is_err(), "{wrong:?}");
        }
    }
}
