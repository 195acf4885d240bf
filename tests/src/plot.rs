//! A plot as SVG: lines on two logarithmic axes. Written here, because the page is compared byte for byte, which the next version of a
//! library would break.

use std::fmt::Write as _;

/// A line of the plot.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub name: &'static str,
    /// Its colour.
    pub colour: &'static str,
    /// Its points; those at zero are left out.
    pub points: Vec<(f64, f64)>,
}

/// The powers of ten between which the axes run.
#[derive(Clone, Copy, Debug)]
pub struct Axes {
    /// Across.
    pub x: (i32, i32),
    /// Up.
    pub y: (i32, i32),
    /// What is across.
    pub across: &'static str,
    /// What is up.
    pub up: &'static str,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 80.0;
const RIGHT: f64 = 180.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 60.0;

/// Where `value` is between `from` and `to`, for an axis of these powers.
fn place(value: f64, (low, high): (i32, i32), from: f64, to: f64) -> f64 {
    let (low, high) = (f64::from(low), f64::from(high));
    from + (value.log10() - low) / (high - low) * (to - from)
}

fn power(n: i32) -> String {
    match n {
        ..0 => format!("{:.*}", n.unsigned_abs() as usize, 10_f64.powi(n)),
        0..3 => format!("{:.0}", 10_f64.powi(n)),
        3..6 => format!("{:.0} k", 10_f64.powi(n - 3)),
        _ => format!("{:.0} M", 10_f64.powi(n - 6)),
    }
}

/// The plot.
#[must_use]
pub fn svg(title: &str, axes: Axes, lines: &[Line]) -> String {
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let x = |value: f64| place(value, axes.x, LEFT, right);
    let y = |value: f64| place(value, axes.y, bottom, TOP);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"16\">{title}</text>\n"
    );
    for n in axes.x.0..=axes.x.1 {
        let at = x(10_f64.powi(n));
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {TOP}V{bottom}\" stroke=\"#ddd\"/><text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 18.0,
            power(n)
        );
    }
    for n in axes.y.0..=axes.y.1 {
        let at = y(10_f64.powi(n));
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            at + 4.0,
            power(n)
        );
    }
    let middle = f64::midpoint(TOP, bottom);
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n\
         <text transform=\"translate(20 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
        f64::midpoint(LEFT, right),
        HEIGHT - 16.0,
        axes.across,
        axes.up
    );
    for (n, line) in (0_u32..).zip(lines) {
        let shown = line.points.iter().filter(|(_, up)| *up > 0.0);
        let points: Vec<String> = shown
            .map(|(across, up)| format!("{:.1},{:.1}", x(*across), y(*up)))
            .collect();
        let legend = TOP + 20.0 * f64::from(n);
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n\
             <path d=\"M{:.1} {:.1}h24\" stroke=\"{}\" stroke-width=\"2\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            points.join(" "),
            line.colour,
            right + 12.0,
            legend,
            line.colour,
            right + 42.0,
            legend + 4.0,
            line.name
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::{Axes, Line, svg};

    #[test]
    fn a_point_stands_at_the_power_of_its_values_and_zero_nowhere() {
        let axes = Axes {
            x: (3, 5),
            y: (0, 2),
            across: "a",
            up: "b",
        };
        let line = Line {
            name: "n",
            colour: "black",
            points: vec![(1e3, 1.0), (1e4, 0.0), (1e5, 100.0)],
        };
        // The corners of the frame.
        assert!(svg("t", axes, &[line]).contains("points=\"80.0,420.0 580.0,40.0\""));
    }
}
