use super::*;
use crate::draw::{Direction, Margins};

/// A cross of five points: middle, left, right, above, below; in three dimensions also one before the middle.
fn cross(dimensions: usize) -> Scene {
    let flat = [[0.0, 0.0], [-1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
    let mut values: Vec<f32> = flat.iter().flat_map(|point| [point[0], point[1], 0.0]).collect();
    values.extend([0.0, 0.0, 0.5]);
    if dimensions == 2 {
        values = flat.concat();
    }
    let mut scene = Scene::new().unwrap();
    scene.set_size(200.0, 200.0, 2.0).unwrap();
    scene.set_positions(&values, values.len() / dimensions, dimensions).unwrap();
    scene.camera.set_pose(crate::draw::Pose { yaw: 0.0, pitch: 0.0, ..Default::default() }).unwrap();
    scene.fit(Margins::default(), false).unwrap();
    scene
}

#[test]
fn arrows_lead_from_point_to_point_and_stop_at_the_last() {
    let scene = cross(2);
    assert_eq!(scene.step(0, Direction::Left).unwrap(), 1);
    assert_eq!(scene.step(0, Direction::Right).unwrap(), 2);
    assert_eq!(scene.step(0, Direction::Up).unwrap(), 3);
    assert_eq!(scene.step(0, Direction::Down).unwrap(), 4);
    assert_eq!(scene.step(2, Direction::Right).unwrap(), 2);
    assert_eq!(scene.step(9, Direction::Right).unwrap_err().code(), "out-of-range");
}

#[test]
fn what_is_picked_is_what_is_seen() {
    let flat = cross(2);
    assert_eq!(flat.pick(100.0, 100.0, 5.0), Some(0));
    assert_eq!(flat.pick(112.0, 100.0, 20.0), Some(0), "beside all marks the nearest");
    assert_eq!(flat.pick(140.0, 140.0, 10.0), None);
    let mut solid = cross(3);
    assert_eq!(solid.pick(100.0, 100.0, 5.0), Some(5), "the one in front");
    solid.camera.turn(std::f64::consts::PI, 0.0);
    assert_eq!(solid.pick(100.0, 100.0, 5.0), Some(0), "seen from behind");
    solid.set_focus(Some(&[5])).unwrap();
    assert_eq!(solid.pick(100.0, 100.0, 5.0), Some(5), "only what is in focus");
}

#[test]
fn a_painted_point_has_its_color_where_it_is() {
    let mut scene = cross(2);
    scene.set_radius(Some(6.0)).unwrap();
    scene.set_classes(&[0, 1, 2, 3, 14]).unwrap();
    for index in 0..5 {
        let (spot, color) = (scene.spot(index).unwrap().unwrap(), scene.color(index).unwrap());
        let (bytes, width, _) = scene.paint();
        let at = ((spot.y * 2.0) as usize * width + (spot.x * 2.0) as usize) * 4;
        assert_eq!(bytes[at..at + 4], [color.0, color.1, color.2, 255]);
    }
    assert_eq!(scene.color(4).unwrap(), Theme::Light.class(4));
    scene.set_theme(Theme::Dark);
    assert_eq!(scene.color(4).unwrap(), Theme::Dark.class(4));
}

#[test]
fn own_colors_are_kept_exactly_while_they_are_few() {
    let few: Vec<Rgb> = (0..900_u32).map(|code| Rgb::hex(code * 7919)).collect();
    let (numbers, palette) = numbered(&few);
    for (color, number) in few.iter().zip(numbers) {
        assert_eq!(palette[usize::from(number)], color.packed());
    }
    let many: Vec<Rgb> = (0..60_000_u32).map(|code| Rgb::hex(code * 263)).collect();
    let (numbers, palette) = numbered(&many);
    for (color, number) in many.iter().zip(numbers) {
        let shared = palette[usize::from(number)].to_le_bytes();
        for (one, other) in [color.0, color.1, color.2].into_iter().zip(shared) {
            assert!(one.abs_diff(other) <= 16, "{color:?} became {shared:?}");
        }
    }
}

#[test]
fn new_positions_keep_looks_only_for_as_many_points() {
    let mut scene = cross(2);
    scene.set_classes(&[3; 5]).unwrap();
    scene.set_positions(&[0.5; 10], 5, 2).unwrap();
    assert_eq!(scene.color(0).unwrap(), Theme::Light.class(3));
    scene.set_positions(&[0.5; 8], 4, 2).unwrap();
    assert_eq!(scene.color(0).unwrap(), Theme::Light.class(0));
}

#[test]
fn bad_input_is_refused_and_changes_nothing() {
    let mut scene = cross(2);
    let code = |result: Result<()>| result.unwrap_err().code();
    assert_eq!(code(scene.set_positions(&[1.0; 5], 2, 2)), "shape");
    assert_eq!(code(scene.set_positions(&[1.0; 8], 2, 4)), "out-of-range");
    assert_eq!(code(scene.set_positions(&[1.0, f32::NAN], 1, 2)), "not-finite");
    assert_eq!(code(scene.set_positions(&[1.0; 2], usize::MAX, 3)), "shape");
    assert_eq!(code(scene.set_classes(&[1])), "shape");
    assert_eq!(code(scene.set_scalars(&[f32::INFINITY; 5], ColorMap::Viridis)), "not-finite");
    assert_eq!(code(scene.set_rgb(&[1; 14])), "shape");
    assert_eq!(code(scene.set_radius(Some(0.0))), "out-of-range");
    assert_eq!(code(scene.set_radius(Some(f32::NAN))), "out-of-range");
    assert_eq!(code(scene.set_focus(Some(&[5]))), "out-of-range");
    assert_eq!(code(scene.set_size(10.0, f32::NAN, 1.0)), "out-of-range");
    assert_eq!(code(scene.set_size(10.0, 10.0, 0.0)), "out-of-range");
    assert_eq!(scene.len(), 5);
    assert_eq!(scene.pick(100.0, 100.0, 5.0), Some(0));
}
