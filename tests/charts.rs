//! Every chart as SVG, compared with a stored picture. `UPDATE=1 cargo test --test charts` writes them anew; look at them
//! before you commit.

use latent_lab::draw::chart::{Chart, Cloud, Curve, Heat, Histogram, Points, Role, Scree, Series};
use latent_lab::draw::export::scene_svg;
use latent_lab::draw::overlay::{Axes, Axis, Entry, Label, Link, LinkKind, Overlay};
use latent_lab::draw::{ColorMap, Margins, Scene, Theme};
use latent_lab::random::generator;
use rand::RngExt;
use std::path::Path;

/// Compares with the stored picture of that name, or stores it.
fn golden(name: &str, svg: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.svg"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, svg).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = stored.lines().zip(svg.lines()).position(|(stored, drawn)| stored != drawn);
    assert!(stored == svg, "{name} differs from the stored picture, first at line {:?}", differs.map(|line| line + 1));
}

fn both(name: &str, chart: &Chart, width: f32, height: f32) {
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        golden(&format!("{name}-{suffix}"), &chart.svg(theme, width, height).unwrap());
    }
}

fn losses(log: bool) -> Curve {
    let falling = |floor: f64, rate: f64| (0..30).map(|step| floor + 0.06 * (-rate * f64::from(step)).exp()).collect();
    Curve {
        series: vec![
            Series { label: "training".into(), role: Role::Training, values: falling(0.0405, 0.22), x: None },
            Series { label: "held out".into(), role: Role::HeldOut, values: falling(0.0454, 0.20), x: None },
        ],
        x_title: "epoch".into(),
        y_title: "mean squared error".into(),
        log,
        x_end: Some(30.0),
        ..Curve::default()
    }
}

#[test]
fn curve() {
    both("curve", &Chart::Curve(losses(false)), 460.0, 260.0);
}

#[test]
fn logarithmic_curve_with_a_gap() {
    let mut curve = losses(true);
    let values = &mut curve.series[0].values;
    for (step, value) in values.iter_mut().enumerate() {
        *value = 10.0_f64.powf(2.0 - step as f64 / 8.0);
    }
    values[12] = f64::NAN;
    values[20] = 0.0;
    golden("curve-log", &Chart::Curve(curve).svg(Theme::Light, 460.0, 260.0).unwrap());
}

#[test]
fn scree() {
    let values = vec![0.389, 0.295, 0.166, 0.071, 0.042, 0.02, 0.01, 0.007];
    let chart = Scree {
        values,
        kept: 2,
        x_title: "component".into(),
        y_title: "share of variance, %".into(),
        ..Scree::default()
    };
    both("scree", &Chart::Scree(chart.clone()), 420.0, 240.0);
    golden("scree-sums", &Chart::Scree(Scree { cumulative: true, ..chart }).svg(Theme::Light, 420.0, 240.0).unwrap());
}

#[test]
fn histogram() {
    let mut random = generator(3, "histogram");
    let values = (0..800).map(|_| (0..4).map(|_| random.random::<f64>()).sum()).collect();
    let chart = Histogram {
        values,
        x_title: "distance".into(),
        y_title: "pairs".into(),
        mark: Some(2.5),
        ..Histogram::default()
    };
    both("histogram", &Chart::Histogram(chart), 420.0, 240.0);
}

#[test]
fn scatter() {
    let mut random = generator(4, "scatter");
    let x: Vec<f64> = (0..150).map(|_| random.random::<f64>() * 8.0).collect();
    let y = x.iter().map(|x| x * 0.8 + random.random::<f64>() * 2.0).collect();
    let chart = Points {
        points: Cloud { x, y, classes: None },
        x_title: "distance in the data".into(),
        y_title: "distance in the picture".into(),
        diagonal: true,
        radius: None,
    };
    both("scatter", &Chart::Scatter(chart), 360.0, 300.0);
}

#[test]
fn heat() {
    let chart = Heat {
        rows: 4,
        columns: 6,
        values: (0..24).map(|cell| f64::from(cell % 7) - 3.0).collect(),
        map: Some("diverging".into()),
        row_labels: ["king", "queen", "man", "woman"].map(String::from).to_vec(),
        column_labels: (1..=6).map(|column| format!("{column}")).collect(),
        title: "weight".into(),
    };
    both("heat", &Chart::Heat(chart), 420.0, 260.0);
}

#[test]
fn data_that_do_not_fit_are_refused() {
    let draw = |chart: Chart| chart.svg(Theme::Light, 300.0, 200.0).unwrap_err().code();
    let mut curve = losses(false);
    curve.series[0].x = Some(vec![1.0]);
    assert_eq!(draw(Chart::Curve(curve)), "shape");
    assert_eq!(draw(Chart::Histogram(Histogram { bins: 0, ..Histogram::default() })), "out-of-range");
    assert_eq!(draw(Chart::Heat(Heat { rows: 2, columns: 2, values: vec![1.0], ..Heat::default() })), "shape");
    assert_eq!(draw(Chart::Heat(Heat::default())), "out-of-range");
    let many = Cloud { x: vec![0.0; 30_000], y: vec![0.0; 30_000], classes: None };
    assert_eq!(draw(Chart::Scatter(Points { points: many, ..Points::default() })), "too-large");
    assert_eq!(Chart::Curve(losses(false)).svg(Theme::Light, 0.0, 200.0).unwrap_err().code(), "out-of-range");
}

#[test]
fn empty_charts_are_drawn_empty() {
    for chart in [
        Chart::Curve(Curve::default()),
        Chart::Curve(Curve { series: vec![Series::default()], log: true, ..Curve::default() }),
        Chart::Scree(Scree::default()),
        Chart::Histogram(Histogram::default()),
        Chart::Scatter(Points::default()),
    ] {
        let svg = chart.svg(Theme::Light, 300.0, 200.0).unwrap();
        assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN"), "{svg}");
    }
}

/// A rolled-up sheet: 160 points, colored along the roll.
fn roll(theme: Theme) -> Scene {
    let mut random = generator(5, "roll");
    let (mut points, mut along) = (Vec::new(), Vec::new());
    for _ in 0..160 {
        let turn = 1.5 * std::f32::consts::PI * (1.0 + 2.0 * random.random::<f32>());
        points.extend([turn * turn.cos(), 21.0 * random.random::<f32>(), turn * turn.sin()]);
        along.push(turn);
    }
    let mut scene = Scene::new().unwrap();
    scene.set_theme(theme);
    scene.set_size(360.0, 320.0, 1.0).unwrap();
    scene.set_positions(&points, 160, 3).unwrap();
    scene.set_scalars(&along, ColorMap::Viridis).unwrap();
    scene.fit(Margins::default(), false).unwrap();
    scene
}

fn links() -> Vec<Link> {
    let kinds = [LinkKind::True, LinkKind::True, LinkKind::False, LinkKind::Missing];
    kinds.into_iter().zip([12, 31, 77, 120]).map(|(kind, to)| Link { from: 5, to, kind }).collect()
}

#[test]
fn three_dimensions_with_cube_and_links() {
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let overlay = Overlay { cube: true, links: links(), selected: Some(5), ..Overlay::default() };
        let svg = scene_svg(&roll(theme), &overlay, true, Some("swiss roll, seed 5 & noise 0")).unwrap();
        assert!(svg.contains("<desc>swiss roll, seed 5 &amp; noise 0</desc>"));
        golden(&format!("cube-{suffix}"), &svg);
    }
}

#[test]
fn two_dimensions_with_axes_labels_and_legend() {
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut random = generator(6, "map");
        let classes: Vec<i32> = (0..120).map(|index| index % 10).collect();
        let points: Vec<f32> = classes
            .iter()
            .flat_map(|&class| {
                let turn = class as f32 * 0.628;
                [turn.cos() * 4.0, turn.sin() * 2.5].map(|center| center + random.random::<f32>() * 1.4)
            })
            .collect();
        let mut scene = Scene::new().unwrap();
        scene.set_theme(theme);
        scene.set_size(460.0, 340.0, 1.0).unwrap();
        scene.set_positions(&points, 120, 2).unwrap();
        scene.set_classes(&classes).unwrap();
        scene.fit(Margins { top: 30.0, right: 90.0, bottom: 60.0, left: 64.0 }, false).unwrap();
        let axis = |title: &str| Axis { title: title.into(), ticks: true };
        let words = ["gold", "silver", "copper", "nickel", "tree", "shrub", "timber", "four", "six", "two"];
        let overlay = Overlay {
            axes: Some(Axes { x: axis("first component, 38.9 %"), y: axis("second, 29.5 %"), z: Axis::default() }),
            query: Some(20),
            links: vec![
                Link { from: 20, to: 30, kind: LinkKind::True },
                Link { from: 20, to: 41, kind: LinkKind::False },
            ],
            labels: words.iter().zip(40..).map(|(word, index)| Label { index, text: word.to_string() }).collect(),
            legend: (0..10).map(|class| Entry { label: format!("digit {class}"), class }).collect(),
            ..Overlay::default()
        };
        golden(&format!("map-{suffix}"), &scene_svg(&scene, &overlay, true, None).unwrap());
    }
}

#[test]
fn an_overlay_refuses_points_that_do_not_exist() {
    let overlay = Overlay { selected: Some(160), ..Overlay::default() };
    assert_eq!(scene_svg(&roll(Theme::Light), &overlay, false, None).unwrap_err().code(), "out-of-range");
}
