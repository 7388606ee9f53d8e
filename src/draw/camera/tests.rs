use super::*;
use proptest::prelude::*;

fn columns(points: &[[f32; 3]]) -> Vec<Vec<f32>> {
    (0..3).map(|axis| points.iter().map(|point| point[axis]).collect()).collect()
}

proptest! {
    #[test]
    fn every_point_is_inside_the_margins(
        points in prop::collection::vec([-5.0f32..9.0, -2.0f32..2.0, 3.0f32..4.0], 1..60),
        dimensions in 2usize..=3, yaw in -3.0..3.0, pitch in -1.5..1.5, smooth: bool,
    ) {
        let mut camera = Camera::new(dimensions, 500.0, 400.0);
        camera.set_pose(Pose { yaw, pitch, ..Pose::default() }).unwrap();
        let margins = Margins { top: 40.0, right: 10.0, bottom: 30.0, left: 50.0 };
        camera.fit(&columns(&points)[..dimensions], margins, smooth).unwrap();
        let view = camera.view();
        for mut point in points {
            if dimensions == 2 { point[2] = 0.0; }
            let spot = view.project(point).unwrap();
            prop_assert!(spot.x > 49.9 && spot.x < 490.1, "{spot:?}");
            prop_assert!(spot.y > 39.9 && spot.y < 370.1, "{spot:?}");
        }
    }

    #[test]
    fn zoom_keeps_the_place_under_the_cursor(x in 0.0f64..500.0, y in 0.0f64..400.0, factor in 0.3f64..3.0) {
        let mut camera = Camera::new(3, 500.0, 400.0);
        camera.pan(13.0, -7.0);
        // The data point that is drawn under the cursor, found by walking the center plane.
        let place = |camera: &Camera| {
            let view = camera.view();
            let spot = view.project([0.0; 3]).unwrap();
            let zoom = camera.pose().zoom;
            ((x - f64::from(spot.x)) / zoom, (y - f64::from(spot.y)) / zoom)
        };
        let before = place(&camera);
        camera.zoom(factor, x, y);
        let after = place(&camera);
        prop_assert!((before.0 - after.0).abs() < 0.01 && (before.1 - after.1).abs() < 0.01);
    }
}

#[test]
fn both_axes_have_the_same_scale_in_two_dimensions() {
    let mut camera = Camera::new(2, 600.0, 200.0);
    camera.fit(&[vec![-1.0, 1.0], vec![-1.0, 1.0]], Margins::default(), false).unwrap();
    let view = camera.view();
    let (low, high) = (view.project([-1.0, -1.0, 0.0]).unwrap(), view.project([1.0, 1.0, 0.0]).unwrap());
    assert!((high.x - low.x - (low.y - high.y)).abs() < 1e-3, "{low:?} {high:?}");
    assert!(low.y > high.y, "larger y is higher on the screen");
}

#[test]
fn the_default_turn_looks_from_above_at_the_front() {
    let mut camera = Camera::new(3, 400.0, 400.0);
    camera.set_pose(Pose { yaw: 0.0, pitch: 0.5, ..Pose::default() }).unwrap();
    let view = camera.view();
    let spot = |point| view.project(point).unwrap();
    let center = spot([0.0; 3]);
    assert!(spot([0.0, 0.5, 0.0]).depth < center.depth, "from above, what is up is nearer");
    assert!(spot([0.0, 0.5, 0.0]).y < center.y);
    assert!(spot([0.0, 0.0, 0.5]).depth < center.depth && spot([0.0, 0.0, 0.5]).scale > 1.0);
    assert!(spot([0.5, 0.0, 0.0]).x > center.x);
    assert_eq!(view.project([0.0, 0.0, 50.0]), None, "behind the camera");
}

#[test]
fn degenerate_data_are_framed() {
    for dimensions in [2, 3] {
        let mut camera = Camera::new(dimensions, 400.0, 300.0);
        for values in [vec![], vec![7.0], vec![7.0, 7.0], vec![f32::MAX, -f32::MAX], vec![1e-42, 0.0]] {
            camera.fit(&vec![values.clone(); dimensions], Margins::default(), false).unwrap();
            let view = camera.view();
            if values == [7.0] {
                let spot = view.project([7.0, 7.0, if dimensions == 3 { 7.0 } else { 0.0 }]).unwrap();
                assert_eq!((spot.x, spot.y), (200.0, 150.0));
            }
        }
    }
}

#[test]
fn bad_numbers_are_refused_or_ignored() {
    let mut camera = Camera::new(3, 400.0, 300.0);
    let pose = camera.pose();
    camera.turn(f64::NAN, 0.0);
    camera.pan(f64::INFINITY, 0.0);
    camera.zoom(-1.0, 0.0, 0.0);
    assert_eq!(camera.pose(), pose);
    assert_eq!(camera.set_pose(Pose { zoom: 0.0, ..pose }).unwrap_err().code(), "out-of-range");
    assert_eq!(camera.set_pose(Pose { yaw: f64::NAN, ..pose }).unwrap_err().code(), "out-of-range");
    let margins = Margins { left: -1.0, ..Margins::default() };
    assert_eq!(camera.fit(&[vec![], vec![], vec![]], margins, false).unwrap_err().code(), "out-of-range");
    assert_eq!(Direction::named("north").unwrap_err().code(), "unknown-name");
}
