//! What `cargo xtask bench` is asked for.

use anyhow::{Context as _, Result, bail, ensure};

/// At this size and beyond the bars of the tenfold clinic hold.
const TENFOLD: f64 = 10.0;

#[derive(Debug, PartialEq)]
pub struct Options {
    /// Times the usual demo clinic, as it was typed.
    pub scale: String,
    /// How often each figure is taken; the median counts.
    pub runs: usize,
    pub plots: bool,
}

impl Options {
    pub fn read(arguments: &[&str]) -> Result<Self> {
        let mut options = Self { scale: "1".to_owned(), runs: 5, plots: false };
        let mut arguments = arguments.iter();
        while let Some(&name) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{name} needs a number"));
            match name {
                "--scale" => (*value()?).clone_into(&mut options.scale),
                "--runs" => options.runs = value()?.parse().context("--runs needs a number")?,
                "--plots" => options.plots = true,
                other => bail!("unknown option {other}"),
            }
        }
        let scale: f64 = options.scale.parse().context("--scale needs a number")?;
        ensure!((0.01..=TENFOLD).contains(&scale), "--scale goes from 0.01 to 10");
        ensure!(options.runs > 0, "--runs begins at 1");
        Ok(options)
    }

    pub fn is_tenfold(&self) -> bool {
        self.scale.parse().is_ok_and(|scale: f64| scale >= TENFOLD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_numbers_in_their_bounds() {
        let read = |arguments: &[&str]| Options::read(arguments).ok();
        let options = |scale: &str, runs, plots| Some(Options { scale: scale.to_owned(), runs, plots });
        assert_eq!(read(&[]), options("1", 5, false));
        assert_eq!(read(&["--scale", "10", "--runs", "3", "--plots"]), options("10", 3, true));
        assert!(read(&["--scale", "10"]).is_some_and(|options| options.is_tenfold()));
        for wrong in [&["--scale"][..], &["--scale", "11"], &["--runs", "0"], &["--runs", "x"], &["--fast"]] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
