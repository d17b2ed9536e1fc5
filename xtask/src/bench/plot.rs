//! Two plots against the size of the clinic, both axes logarithmic: what is linear is a straight line as steep as the grid.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::download::Point;
use crate::cargo::root;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 56.0;

/// One line of a plot.
struct Series {
    name: &'static str,
    colour: &'static str,
    values: fn(&Point) -> f64,
}

const TIME: [Series; 3] = [
    Series { name: "first download", colour: "#1f6feb", values: |point| point.first },
    Series { name: "again, unchanged", colour: "#2da44e", values: |point| point.unchanged },
    Series { name: "floor", colour: "#8c959f", values: |point| point.floor },
];

const MEMORY: [Series; 2] = [
    Series { name: "first download", colour: "#1f6feb", values: |point| point.peak_mib },
    Series { name: "again, unchanged", colour: "#2da44e", values: |point| point.unchanged_peak_mib },
];

pub fn draw(points: &[Point]) -> Result<()> {
    for (file, title, series) in [
        ("time", "Download, seconds", &TIME[..]),
        ("memory", "Peak memory of the process that downloads, MB", &MEMORY[..]),
    ] {
        let path = format!("docs/pictures/performance-{file}.svg");
        std::fs::write(root().join(&path), svg(title, series, points)).with_context(|| path.clone())?;
        println!("{path}");
    }
    for point in points {
        println!(
            "{} ×: floor {:.2} s, first {:.2} s and {:.0} MB, unchanged {:.2} s and {:.0} MB",
            point.scale, point.floor, point.first, point.peak_mib, point.unchanged, point.unchanged_peak_mib
        );
    }
    Ok(())
}

/// A logarithmic axis between two powers of ten.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let least = values.clone().fold(f64::INFINITY, f64::min).max(1e-3);
        let most = values.fold(1e-3, f64::max);
        // At least one decade, and whole ones.
        let low = least.log10().floor();
        Self { low, high: most.log10().ceil().max(low + 1.0), from, to }
    }

    fn place(&self, value: f64) -> f64 {
        let share = (value.max(1e-3).log10() - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// 1, 2, 5 of each decade.
    fn marks(&self) -> Vec<f64> {
        let mut marks = Vec::new();
        let mut decade = self.low;
        while decade <= self.high {
            marks.extend([1.0, 2.0, 5.0].map(|step| step * 10f64.powf(decade)));
            decade += 1.0;
        }
        let (low, high) = (10f64.powf(self.low), 10f64.powf(self.high));
        marks.retain(|mark| (low * 0.999..=high * 1.001).contains(mark));
        marks
    }
}

fn svg(title: &str, series: &[Series], points: &[Point]) -> String {
    let across = Axis::over(points.iter().map(|point| point.scale), LEFT, WIDTH - RIGHT);
    let values = series.iter().flat_map(|line| points.iter().map(line.values));
    let up = Axis::over(values, HEIGHT - BOTTOM, TOP);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">{title}</text>\n"
    );
    grid(&mut text, &across, &up);
    for (index, line) in series.iter().enumerate() {
        curve(&mut text, line, index, points, (&across, &up));
    }
    text.push_str("</svg>\n");
    text
}

fn grid(text: &mut String, across: &Axis, up: &Axis) {
    let mut line = |x1: f64, y1: f64, x2: f64, y2: f64| {
        writeln!(
            text,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#d0d7de\"/>"
        )
        .unwrap_or_default();
    };
    for mark in across.marks() {
        line(across.place(mark), up.from, across.place(mark), up.to);
    }
    for mark in up.marks() {
        line(across.from, up.place(mark), across.to, up.place(mark));
    }
    for mark in across.marks() {
        let (x, y) = (across.place(mark), up.from + 18.0);
        writeln!(text, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}×</text>", shown(mark))
            .unwrap_or_default();
    }
    for mark in up.marks() {
        let (x, y) = (across.from - 8.0, up.place(mark) + 4.0);
        writeln!(text, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>", shown(mark))
            .unwrap_or_default();
    }
}

/// Without the tail that powers of ten leave.
fn shown(mark: f64) -> String {
    let text = format!("{mark:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
fn curve(text: &mut String, line: &Series, index: usize, points: &[Point], (across, up): (&Axis, &Axis)) {
    let places: Vec<(f64, f64)> =
        points.iter().map(|point| (across.place(point.scale), up.place((line.values)(point)))).collect();
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let (name, colour) = (line.name, line.colour);
    let legend = LEFT + 12.0 + 170.0 * index as f64;
    let below = HEIGHT - 12.0;
    let mut add = |element: String| {
        text.push_str(&element);
        text.push('\n');
    };
    add(format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
        path.join(" ")
    ));
    for (x, y) in &places {
        add(format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\"/>"));
    }
    add(format!(
        "<rect x=\"{legend:.1}\" y=\"{:.1}\" width=\"12\" height=\"12\" fill=\"{colour}\"/>",
        below - 11.0
    ));
    add(format!("<text x=\"{:.1}\" y=\"{below:.1}\">{name}</text>", legend + 18.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_has_each_line_with_a_mark_a_point_inside_the_frame() {
        let point = |scale: f64| Point {
            scale,
            floor: scale,
            first: 1.1 * scale,
            unchanged: 0.5 * scale,
            peak_mib: 40.0,
            unchanged_peak_mib: 30.0,
        };
        let drawn = svg("t", &TIME, &[0.1, 1.0, 10.0].map(point));
        assert_eq!(drawn.matches("<circle").count(), 9);
        assert_eq!(drawn.matches("<polyline").count(), 3);
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
        let axis = Axis::over([0.1, 10.0].into_iter(), 0.0, 100.0);
        assert!((axis.place(1.0) - 50.0).abs() < 1e-9);
        assert_eq!(shown(0.1), "0.1");
    }
}
