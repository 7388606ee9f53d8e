//! The raster against a slow and obvious painter: sort all points by depth, then blend disc after disc in floats.

use super::ink::Inks;
use super::mask::{CLASSES, Masks, STEPS, class_of, radius_of};
use super::*;
use crate::draw::Margins;
use crate::draw::camera::{Camera, Pose};
use crate::random::{Generator, generator};
use rand::RngExt;

const SHEET: Rgb = Rgb::hex(0xf6f4ee);

struct Scene {
    axes: Vec<Vec<f32>>,
    colors: Vec<u16>,
    palette: Vec<u32>,
    focus: Vec<bool>,
    shaped: bool,
    radius: f32,
    camera: Camera,
}

impl Scene {
    fn random(random: &mut Generator, points: usize, dimensions: usize, size: (f32, f32), radius: f32) -> Self {
        let axes: Vec<Vec<f32>> =
            (0..dimensions).map(|_| (0..points).map(|_| random.random::<f32>() * 2.0 - 1.0).collect()).collect();
        let mut camera = Camera::new(dimensions, size.0, size.1);
        camera.fit(&axes, Margins { top: 4.0, right: 4.0, bottom: 4.0, left: 4.0 }, false).unwrap();
        let turn = Pose { yaw: random.random::<f64>() * 6.0, pitch: random.random::<f64>() - 0.5, ..Pose::default() };
        camera.set_pose(turn).unwrap();
        Scene {
            axes,
            colors: (0..points).map(|_| random.random_range(0..40_u32) as u16).collect(),
            palette: (0..40).map(|_| random.random::<u32>() & 0x00ff_ffff).collect(),
            focus: Vec::new(),
            shaped: false,
            radius,
            camera,
        }
    }

    fn look(&self) -> Look<'_> {
        Look {
            view: self.camera.view(),
            axes: &self.axes,
            colors: &self.colors,
            palette: &self.palette,
            shaped: self.shaped,
            focus: &self.focus,
            radius: self.radius,
            sheet: SHEET,
            fog: 0.6,
            dim: 0.8,
        }
    }
}

/// The part of a pixel that a disc covers, by counting a fine grid of places.
fn covered(x: f32, y: f32, radius: f32) -> f32 {
    const GRID: usize = 24;
    let at = |step: usize| (step as f32 + 0.5) / GRID as f32;
    let inside = (0..GRID * GRID).filter(|place| (x + at(place % GRID)).hypot(y + at(place / GRID)) < radius).count();
    inside as f32 / (GRID * GRID) as f32
}

/// Paints discs from the farthest to the nearest. Size, fog and the grid of places are those of the raster; order, coverage
/// and blending are not.
fn paint(look: &Look<'_>, width: usize, height: usize) -> Vec<[f32; 4]> {
    let inks = Inks::new(look, (0, (1 << 23) - 1), &mut Masks::new());
    let mut points: Vec<(bool, f32, usize)> = Vec::new();
    let mut marks = Vec::new();
    for index in 0..look.colors.len() {
        let point = std::array::from_fn(|axis| look.axes.get(axis).map_or(0.0, |axis| axis[index]));
        let spot = look.view.project(point);
        if let Some(spot) = spot {
            points.push((look.focus.is_empty() || look.focus[index], spot.scale, index));
        }
        marks.push(spot);
    }
    points.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).unwrap());
    let mut picture = vec![[f32::from(SHEET.0), f32::from(SHEET.1), f32::from(SHEET.2), 0.0]; width * height];
    for (focused, _, index) in points {
        let Some(spot) = marks[index] else { continue };
        let (class, color) = inks.look_at(spot.scale, focused, look.colors[index]);
        let radius = radius_of(class);
        // Large marks move in steps of two.
        let steps = if radius < 4.0 { STEPS as f32 } else { STEPS as f32 / 2.0 };
        let [x, y] = [spot.x, spot.y].map(|value| ((value * steps).floor() + 0.5) / steps);
        for row in (y - radius).floor().max(0.0) as usize..((y + radius).ceil().max(0.0) as usize).min(height) {
            for column in (x - radius).floor().max(0.0) as usize..((x + radius).ceil().max(0.0) as usize).min(width) {
                let part = covered(column as f32 - x, row as f32 - y, radius);
                let pixel = &mut picture[row * width + column];
                for (channel, goal) in color.iter().map(|&byte| f32::from(byte)).chain([255.0]).enumerate() {
                    pixel[channel] += part * (goal - pixel[channel]);
                }
            }
        }
    }
    picture
}

/// Largest and mean difference of color between the raster's picture and the painter's.
fn compare(scene: &Scene, width: usize, height: usize) -> (f32, f32) {
    let look = scene.look();
    let mut raster = Raster::new(width as u32, height as u32).unwrap();
    raster.draw(&look);
    let expected = paint(&look, width, height);
    let (mut largest, mut sum, mut count) = (0.0_f32, 0.0, 0);
    for (found, expected) in raster.frame().chunks_exact(4).zip(&expected) {
        assert!(found[3] == 0 || found[3] == 255, "touched pixels are opaque");
        if expected[3] > 8.0 {
            assert_eq!(found[3], 255, "covered by {} of 255, but not drawn", expected[3]);
        }
        if found[3] == 255 {
            for channel in 0..3 {
                let away = (f32::from(found[channel]) - expected[channel]).abs();
                largest = largest.max(away);
                sum += away;
                count += 1;
            }
        }
    }
    assert!(count > 0, "something is drawn");
    (largest, sum / count as f32)
}

#[test]
fn discs_lie_in_the_order_of_their_depth() {
    let mut random = generator(1, "raster");
    for radius in [0.7, 1.3, 2.5, 5.0, 11.0] {
        for focus in [false, true] {
            let mut scene = Scene::random(&mut random, 350, 3, (150.0, 110.0), radius);
            if focus {
                scene.focus = (0..350).map(|index| index % 3 == 0).collect();
            }
            let (largest, mean) = compare(&scene, 150, 110);
            assert!(largest <= 7.0 && mean < 0.9, "radius {radius}, focus {focus}: {largest}, {mean} on average");
        }
    }
}

#[test]
fn later_points_lie_on_earlier_ones_in_two_dimensions() {
    let mut random = generator(2, "raster");
    let scene = Scene::random(&mut random, 500, 2, (150.0, 110.0), 3.0);
    let (largest, mean) = compare(&scene, 150, 110);
    assert!(largest <= 7.0 && mean < 0.9, "{largest}, {mean} on average");
}

#[test]
fn a_crowd_drawn_from_the_front_looks_the_same() {
    let mut random = generator(3, "raster");
    let scene = Scene::random(&mut random, 45_000, 3, (64.0, 64.0), 1.4);
    let (largest, mean) = compare(&scene, 64, 64);
    assert!(largest <= 10.0 && mean < 1.5, "{largest}, {mean} on average");
}

#[test]
fn a_crowd_behind_a_crowd_in_focus_is_hidden_only_where_it_is() {
    let mut random = generator(8, "raster");
    let mut scene = Scene::random(&mut random, 14_000, 3, (70.0, 40.0), 1.4);
    // In focus is what is far away: all of its marks are smaller than those that they cover.
    scene.camera.set_pose(Pose { yaw: 0.0, pitch: 0.0, ..Pose::default() }).unwrap();
    scene.focus = scene.axes[2].iter().map(|&z| z < -0.3).collect();
    let (largest, mean) = compare(&scene, 70, 40);
    assert!(largest <= 10.0 && mean < 1.5, "{largest}, {mean} on average");
}

#[test]
fn a_flat_crowd_shows_its_last_points_across_tiles() {
    let mut random = generator(9, "raster");
    let scene = Scene::random(&mut random, 14_000, 2, (90.0, 70.0), 1.7);
    let (largest, mean) = compare(&scene, 90, 70);
    assert!(largest <= 10.0 && mean < 1.5, "{largest}, {mean} on average");
}

#[test]
fn the_nearer_of_two_covers_the_other_from_every_side() {
    let mut random = generator(4, "raster");
    let mut scene = Scene::random(&mut random, 4, 3, (60.0, 60.0), 8.0);
    // Two in the middle, hardly apart in depth, and two that hold the frame open.
    scene.axes = vec![vec![0.0, 0.0, -1.0, 1.0], vec![0.0; 4], vec![-0.001, 0.001, 0.0, 0.0]];
    scene.colors = vec![0, 1, 2, 2];
    scene.palette = vec![0x0000_00ff, 0x0000_ff00, 0x00ff_0000];
    scene.camera.fit(&scene.axes, Margins::default(), false).unwrap();
    for (yaw, red_in_front) in [(0.0, false), (std::f64::consts::PI, true)] {
        scene.camera.set_pose(Pose { yaw, pitch: 0.0, ..Pose::default() }).unwrap();
        let mut raster = Raster::new(60, 60).unwrap();
        raster.draw(&scene.look());
        let middle = &raster.frame()[(30 * 60 + 30) * 4..][..4];
        assert_eq!(middle[0] > middle[1], red_in_front, "{middle:?}");
    }
}

#[test]
fn shapes_stay_within_what_is_drawn() {
    let mut random = generator(5, "raster");
    let mut scene = Scene::random(&mut random, 300, 3, (200.0, 150.0), 6.0);
    scene.shaped = true;
    for (index, color) in scene.palette.iter_mut().enumerate() {
        *color |= ((index % Shape::ALL.len()) as u32) << 24;
    }
    let mut raster = Raster::new(200, 150).unwrap();
    raster.draw(&scene.look());
    let drawn = raster.frame().chunks_exact(4).filter(|pixel| pixel[3] == 255).count();
    assert!(drawn > 5000, "{drawn}");
}

#[test]
fn a_frame_holds_nothing_of_the_one_before() {
    let mut random = generator(6, "raster");
    let mut scene = Scene::random(&mut random, 3000, 3, (200.0, 150.0), 2.0);
    let mut raster = Raster::new(200, 150).unwrap();
    raster.draw(&scene.look());
    let first = raster.frame().to_vec();
    scene.camera.pan(90.0, -60.0);
    raster.draw(&scene.look());
    assert!(raster.frame() != first);
    scene.camera.pan(-90.0, 60.0);
    raster.draw(&scene.look());
    assert!(raster.frame() == first);
    scene.camera.pan(9000.0, 0.0);
    raster.draw(&scene.look());
    assert!(raster.frame().iter().all(|&byte| byte == 0));
}

#[test]
fn extreme_scenes_are_drawn_without_complaint() {
    let mut random = generator(7, "raster");
    for radius in [0.1, 40.0, 500.0] {
        let mut scene = Scene::random(&mut random, 200, 3, (70.0, 40.0), radius);
        for zoom in [0.05, 200.0] {
            scene.camera.set_pose(Pose { zoom, pan_x: 35.0, ..scene.camera.pose() }).unwrap();
            Raster::new(70, 40).unwrap().draw(&scene.look());
        }
        // Far outside of what was fitted, behind the camera included.
        scene.axes[2].iter_mut().for_each(|value| *value *= 1e6);
        Raster::new(70, 40).unwrap().draw(&scene.look());
        scene.axes[0].iter_mut().for_each(|value| *value = f32::MAX * value.signum());
        Raster::new(70, 40).unwrap().draw(&scene.look());
    }
    let empty = Scene::random(&mut random, 0, 2, (70.0, 40.0), 2.0);
    let mut raster = Raster::new(70, 40).unwrap();
    raster.draw(&empty.look());
    assert!(raster.frame().iter().all(|&byte| byte == 0));
    assert_eq!(Raster::new(0, 40).unwrap_err().code(), "out-of-range");
    assert_eq!(Raster::new(40, 9000).unwrap_err().code(), "out-of-range");
    assert!(CLASSES > class_of(40.0) as usize);
}
