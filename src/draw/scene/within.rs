//! From places on the screen back to the data.

use super::Scene;
use crate::draw::camera::Direction;
use crate::error::{Error, Result};

impl Scene {
    /// The point at a place of the page, or nothing if none is within `reach` pixels. Under the place, the front-most
    /// mark wins; beside all marks, the nearest. With a focus, only points in focus count.
    pub fn pick(&self, x: f32, y: f32, reach: f32) -> Option<usize> {
        let view = self.camera.view();
        let radius = self.radius();
        // Marks under the place come before marks beside it; then depth, or distance.
        let mut best: Option<((u8, f32), usize)> = None;
        for index in self.candidates() {
            let Some(spot) = view.project(self.point(index)) else { continue };
            let away = (spot.x - x).hypot(spot.y - y);
            let under = away <= radius * spot.scale;
            if !(under || away <= reach) {
                continue;
            }
            let rank = if under { (0, -spot.scale) } else { (1, away) };
            // The last of equals is drawn in front.
            if best.is_none_or(|(found, _)| rank <= found) {
                best = Some((rank, index));
            }
        }
        best.map(|(_, index)| index)
    }

    fn candidates(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|&index| self.focus.is_empty() || self.focus[index])
    }

    /// The nearest point in a direction on the screen, for the arrow keys; the point itself if there is none. Points
    /// straight ahead count as nearer than points to the side; what lies outside the picture is left out.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an index that is not that of a point.
    pub fn step(&self, index: usize, direction: Direction) -> Result<usize> {
        let view = self.camera.view();
        let (width, height) = self.camera.size();
        let Some(from) = view.project(self.point(self.check_index("step", index)?)) else { return Ok(index) };
        let mut best = (f32::INFINITY, index);
        for other in self.candidates() {
            let Some(spot) = view.project(self.point(other)) else { continue };
            let (dx, dy) = (spot.x - from.x, spot.y - from.y);
            let (ahead, aside) = match direction {
                Direction::Left => (-dx, dy),
                Direction::Right => (dx, dy),
                Direction::Up => (-dy, dx),
                Direction::Down => (dy, dx),
            };
            let shown = (0.0..=width).contains(&spot.x) && (0.0..=height).contains(&spot.y);
            if ahead <= 0.0 || aside.abs() > 2.0 * ahead || !shown || other == index {
                continue;
            }
            let cost = ahead + 2.0 * aside.abs();
            if cost < best.0 {
                best = (cost, other);
            }
        }
        Ok(best.1)
    }

    /// The points that are shown between two corners of the page, in CSS pixels, ascending.
    pub fn within(&self, (x, y): (f32, f32), (other_x, other_y): (f32, f32)) -> Vec<u32> {
        let view = self.camera.view();
        let (across, down) = ((x.min(other_x), x.max(other_x)), (y.min(other_y), y.max(other_y)));
        let inside = |index: &usize| {
            view.project(self.point(*index))
                .is_some_and(|spot| (across.0..=across.1).contains(&spot.x) && (down.0..=down.1).contains(&spot.y))
        };
        (0..self.len()).filter(inside).map(|index| index as u32).collect()
    }

    /// The data's coordinates at places of a flat picture: x, y pairs of pixels in, x, y pairs out.
    ///
    /// # Errors
    /// [`Error::Shape`] if the pixels are no pairs, [`Error::Unsupported`] in three dimensions, where a pixel is a line.
    pub fn places(&self, pixels: &[f32]) -> Result<Vec<f32>> {
        const OPERATION: &str = "places";
        let (pairs, rest) = pixels.as_chunks::<2>();
        if !rest.is_empty() {
            let (found, expected) = (format!("{} numbers", pixels.len()), "x and y of each place".to_string());
            return Err(Error::Shape { operation: OPERATION, found, expected });
        }
        if self.camera.dimensions() != 2 {
            return Err(Error::Unsupported {
                operation: OPERATION,
                what: "a place on the screen is a whole line of three-dimensional data".into(),
                expected: "points of two dimensions".into(),
            });
        }
        let view = self.camera.view();
        Ok(pairs.iter().flat_map(|&[x, y]| [view.at_x(x) as f32, view.at_y(y) as f32]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Margins;

    #[test]
    fn a_rectangle_holds_the_points_between_its_corners_whichever_come_first() {
        let mut scene = Scene::new().unwrap();
        scene.set_size(200.0, 200.0, 1.0).unwrap();
        scene.set_positions(&[0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0], 4, 2).unwrap();
        scene.fit(Margins::default(), false).unwrap();
        assert_eq!(scene.within((0.0, 0.0), (200.0, 200.0)), [0, 1, 2, 3]);
        assert_eq!(
            scene.within((200.0, 100.0), (0.0, 0.0)),
            [2, 3],
            "y grows upward in the data, downward on the page"
        );
        assert_eq!(scene.within((100.0, 0.0), (0.0, 200.0)), [0, 2]);
        assert!(scene.within((90.0, 90.0), (110.0, 110.0)).is_empty());
    }
    #[test]
    fn places_are_where_the_points_are_drawn() {
        let mut scene = Scene::new().unwrap();
        scene.set_size(300.0, 200.0, 2.0).unwrap();
        let values = [-3.0, 5.0, 4.0, 1.0, 0.5, 2.0];
        scene.set_positions(&values, 3, 2).unwrap();
        scene.fit(Margins { left: 44.0, ..Margins::default() }, false).unwrap();
        scene.camera.zoom(1.7, 20.0, 30.0);
        let spots: Vec<_> = (0..3).map(|index| scene.spot(index).unwrap().unwrap()).collect();
        let pixels: Vec<f32> = spots.iter().flat_map(|spot| [spot.x, spot.y]).collect();
        let places = scene.places(&pixels).unwrap();
        assert!(places.iter().zip(values).all(|(a, b)| (a - b).abs() < 1e-4), "{places:?}");
        assert_eq!(scene.places(&[1.0]).unwrap_err().code(), "shape");
        scene.set_positions(&values, 2, 3).unwrap();
        assert_eq!(scene.places(&[1.0, 1.0]).unwrap_err().code(), "unsupported");
    }
}
