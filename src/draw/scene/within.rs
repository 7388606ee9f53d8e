//! Which points lie in a rectangle of the screen.

use super::Scene;

impl Scene {
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
}
