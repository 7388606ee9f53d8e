//! Room for texts beside points, so that no two overlap.

use crate::draw::chart::Place;

/// Corners of a rectangle: upper left, lower right.
pub type Box = (Place, Place);

/// What is still free of a picture.
#[derive(Debug)]
pub struct Room {
    width: f32,
    height: f32,
    taken: Vec<Box>,
}

impl Room {
    /// An empty picture.
    pub fn new(width: f32, height: f32) -> Self {
        Room { width, height, taken: Vec::new() }
    }

    /// Takes the square around a place.
    pub fn block(&mut self, (x, y): Place, half: f32) {
        self.taken.push(((x - half, y - half), (x + half, y + half)));
    }

    /// Finds room for a text of that width and height beside a place, at least `away` from it: right, left, above, below,
    /// or in a corner, whichever is free first. Takes it and returns it, or nothing if there is none.
    pub fn take(&mut self, (x, y): Place, (width, height): (f32, f32), away: f32) -> Option<Box> {
        let corner = away * 0.7;
        let starts = [
            (x + away, y - height / 2.0),
            (x - away - width, y - height / 2.0),
            (x - width / 2.0, y - away - height),
            (x - width / 2.0, y + away),
            (x + corner, y - corner - height),
            (x - corner - width, y - corner - height),
            (x + corner, y + corner),
            (x - corner - width, y + corner),
        ];
        let found = starts
            .into_iter()
            .map(|from| (from, (from.0 + width, from.1 + height)))
            .find(|&room| self.is_free(room))?;
        self.taken.push(found);
        Some(found)
    }

    fn is_free(&self, (from, to): Box) -> bool {
        let inside = from.0 >= 2.0 && from.1 >= 2.0 && to.0 <= self.width - 2.0 && to.1 <= self.height - 2.0;
        let apart = |&(low, high): &Box| to.0 + 3.0 < low.0 || high.0 + 3.0 < from.0 || to.1 < low.1 || high.1 < from.1;
        inside && self.taken.iter().all(apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_never_overlap_nor_leave_the_picture(
            places in prop::collection::vec((0.0f32..300.0, 0.0f32..200.0, 5.0f32..90.0), 1..80)
        ) {
            let mut room = Room::new(300.0, 200.0);
            let found: Vec<Box> =
                places.iter().filter_map(|&(x, y, width)| room.take((x, y), (width, 14.0), 6.0)).collect();
            prop_assert!(!found.is_empty() || places.iter().all(|place| place.2 > 60.0));
            for (index, a) in found.iter().enumerate() {
                prop_assert!(a.0.0 >= 0.0 && a.0.1 >= 0.0 && a.1.0 <= 300.0 && a.1.1 <= 200.0);
                for b in &found[..index] {
                    let apart = a.1.0 <= b.0.0 || b.1.0 <= a.0.0 || a.1.1 <= b.0.1 || b.1.1 <= a.0.1;
                    prop_assert!(apart, "{a:?} and {b:?}");
                }
            }
        }
    }
}
