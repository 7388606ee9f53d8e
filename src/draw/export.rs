//! A scene as an SVG document.

use crate::draw::chart::{Stroke, svg};
use crate::draw::overlay::Overlay;
use crate::draw::scene::Scene;
use crate::error::{Error, Result};

/// Points that a document can hold.
const MOST: usize = 50_000;

/// The scene with what stands above it, and with a description if there is one: seed, parameters, metrics.
///
/// # Errors
/// [`Error::TooLarge`] for more than 50,000 points, [`Error::OutOfRange`] for an index that is not that of a point.
pub fn scene_svg(scene: &Scene, overlay: &Overlay, points: bool, about: Option<&str>) -> Result<String> {
    if points && scene.len() > MOST {
        return Err(Error::TooLarge {
            operation: "write svg",
            what: "the number of points",
            found: scene.len() as u64,
            limit: MOST as u64,
        });
    }
    let (width, height) = scene.camera.size();
    svg(width, height, about, |surface| {
        surface.block((0.0, 0.0), (width, height), scene.theme().tokens().sheet)?;
        if points {
            for (spot, color) in scene.back_to_front() {
                let inside = (-20.0..width + 20.0).contains(&spot.x) && (-20.0..height + 20.0).contains(&spot.y);
                if inside {
                    surface.disc((spot.x, spot.y), scene.radius() * spot.scale, Some(color), None::<Stroke>)?;
                }
            }
        }
        overlay.draw(scene, surface).map(|_| ())
    })
}
