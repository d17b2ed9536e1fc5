//! The licences of everything that goes into the programs, on every system: only those of the list pass.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use spdx::{Expression, ParseMode};

use crate::cargo::root;

/// A closed program may be built from these; the terms that ask for more than the notice are named.
const ALLOWED: &[&str] = &[
    "Apache-2.0",
    "MIT",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "BSL-1.0",             // Boost: not even the notice in a binary
    "Unicode-3.0",         // tables of the Unicode standard
    "CDLA-Permissive-2.0", // data: the list of root certificates
    "MPL-2.0",             // by file: a changed file of theirs would have to be published; none is changed
];

/// Fails with the crate and its expression for each dependency that the list does not cover.
pub fn check() -> Result<()> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .features(CargoOpt::AllFeatures)
        .exec()
        .context("the dependencies cannot be listed")?;
    let wanted = built_in(&metadata)?;
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| wanted.contains(&package.id))
        .filter_map(|package| {
            refusal(package).map(|why| format!("  {} {}: {why}", package.name, package.version))
        })
        .collect();
    if !refused.is_empty() {
        bail!("licences that xtask/src/licences.rs does not allow:\n{}", refused.join("\n"));
    }
    println!("{} dependencies, all under allowed licences", wanted.len());
    Ok(())
}

/// All that is reached over normal and build dependencies; what only tests use is not shipped.
fn built_in(metadata: &Metadata) -> Result<BTreeSet<&PackageId>> {
    let resolve = metadata.resolve.as_ref().context("cargo resolved nothing")?;
    let mut reached: BTreeSet<&PackageId> = metadata.workspace_members.iter().collect();
    let mut open: Vec<&PackageId> = metadata.workspace_members.iter().collect();
    while let Some(package) = open.pop() {
        let node =
            resolve.nodes.iter().find(|node| node.id == *package).context("a package outside the graph")?;
        for dependency in &node.deps {
            let shipped = dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development);
            if shipped && reached.insert(&dependency.pkg) {
                open.push(&dependency.pkg);
            }
        }
    }
    Ok(reached)
}

fn refusal(package: &Package) -> Option<String> {
    let Some(text) = &package.license else { return Some("names no licence".to_owned()) };
    match Expression::parse_mode(text, ParseMode::LAX) {
        Err(_) => Some(format!("{text:?} is no licence expression")),
        Ok(expression) => (!allowed(&expression)).then(|| text.clone()),
    }
}

fn allowed(expression: &Expression) -> bool {
    expression.evaluate(|term| {
        let named = term.license.id().is_some_and(|id| ALLOWED.contains(&id.name));
        named && term.addition.is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_that_binds_must_be_allowed() {
        let cases = [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-2.0-only OR MIT", true),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("AGPL-3.0-or-later", false),
        ];
        for (text, expected) in cases {
            let expression = Expression::parse_mode(text, ParseMode::LAX).unwrap();
            assert_eq!(allowed(&expression), expected, "{text}");
        }
    }
}
