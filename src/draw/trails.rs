//! Where points have been lately: thin lines that fade toward the past.

use crate::draw::chart::{Place, Stroke, Surface};
use crate::draw::color::Rgb;
use crate::draw::scene::Scene;
use crate::error::{Error, Result};

/// The recent ways of some points, each as many places long.
#[derive(Debug, Clone, Default)]
pub struct Trails {
    points: Vec<u32>,
    length: usize,
    dimensions: usize,
    /// Points × length × dimensions, from the earliest place to the latest.
    values: Vec<f32>,
}

impl Trails {
    /// The ways of `points`, all of equal length.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for other dimensions than 2 and 3, [`Error::Shape`] if there are not as many places for each
    /// point, [`Error::NotFinite`] for NaN and infinity.
    pub fn new(points: Vec<u32>, values: Vec<f32>, dimensions: usize) -> Result<Self> {
        const OPERATION: &str = "set trails";
        if !(2..=3).contains(&dimensions) {
            return Err(Error::out_of_range(OPERATION, "dimensions", dimensions, "2 or 3"));
        }
        let each = points.len() * dimensions;
        if !values.len().is_multiple_of(each.max(1)) || (each == 0 && !values.is_empty()) {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("{} values", values.len()),
                expected: format!("{} × length × {dimensions} values", points.len()),
            });
        }
        if let Some(place) = values.iter().position(|value| !value.is_finite()) {
            let (row, column) = (place / dimensions, place % dimensions);
            return Err(Error::NotFinite { operation: OPERATION, row, column, value: values[place] });
        }
        let length = values.len() / each.max(1);
        Ok(Trails { points, length, dimensions, values })
    }

    /// Draws every trail in its point's color, paler the longer ago.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a trail of a point that does not exist; what the backend reports.
    pub fn draw(&self, scene: &Scene, surface: &mut Surface<'_>) -> Result<()> {
        if self.length < 2 || self.dimensions != scene.camera.dimensions() {
            return Ok(());
        }
        let sheet = scene.theme().tokens().sheet;
        let view = scene.camera.view();
        for (way, &point) in self.values.chunks_exact(self.length * self.dimensions).zip(&self.points) {
            let color = scene.color(point as usize)?;
            let mut last: Option<Place> = None;
            for (age, at) in way.chunks_exact(self.dimensions).enumerate() {
                let place = [at[0], at[1], at.get(2).copied().unwrap_or(0.0)];
                let here = view.project(place).map(|spot| (spot.x, spot.y));
                if let (Some(from), Some(to)) = (last, here) {
                    let strength = 0.15 + 0.6 * age as f32 / self.length as f32;
                    surface.line(&[from, to], Stroke::new(mixed(sheet, color, strength), 1.2))?;
                }
                last = here.filter(|here| here.0.abs() < 1e5 && here.1.abs() < 1e5);
            }
        }
        Ok(())
    }
}

fn mixed(ground: Rgb, color: Rgb, strength: f32) -> Rgb {
    let mix = |ground: u8, color: u8| (f32::from(ground) * (1.0 - strength) + f32::from(color) * strength) as u8;
    Rgb(mix(ground.0, color.0), mix(ground.1, color.1), mix(ground.2, color.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Overlay;
    use crate::draw::export::scene_svg;

    fn scene() -> Scene {
        let mut scene = Scene::new().unwrap();
        scene.set_positions(&[0.0, 0.0, 4.0, 3.0], 2, 2).unwrap();
        scene.fit(Default::default(), false).unwrap();
        scene
    }

    #[test]
    fn a_trail_is_a_line_for_each_pair_of_places() {
        let lines = |trails: Trails| {
            let mut scene = scene();
            scene.trails = trails;
            scene_svg(&scene, &Overlay::default(), false, None).unwrap().matches("<polyline").count()
        };
        let none = lines(Trails::default());
        let way = vec![0.0, 0.0, 1.0, 2.0, 3.0, 1.0, 4.0, 3.0];
        assert_eq!(lines(Trails::new(vec![1], way.clone(), 2).unwrap()) - none, 3);
        assert_eq!(lines(Trails::new(vec![0, 1], way, 2).unwrap()) - none, 2);
        // Those of another number of dimensions wait for positions that fit them.
        assert_eq!(lines(Trails::new(vec![0], vec![0.0; 9], 3).unwrap()), none);
    }

    #[test]
    fn trails_that_do_not_fit_are_refused() {
        let code = |points: &[u32], values: &[f32], dimensions| {
            Trails::new(points.to_vec(), values.to_vec(), dimensions).unwrap_err().code()
        };
        assert_eq!(code(&[0, 1], &[0.0; 6], 2), "shape");
        assert_eq!(code(&[], &[0.0; 6], 2), "shape");
        assert_eq!(code(&[0], &[0.0, f32::NAN], 2), "not-finite");
        assert_eq!(code(&[0], &[0.0; 8], 4), "out-of-range");
        let mut scene = scene();
        scene.trails = Trails::new(vec![2], vec![0.0; 4], 2).unwrap();
        assert_eq!(scene_svg(&scene, &Overlay::default(), false, None).unwrap_err().code(), "out-of-range");
    }
}
