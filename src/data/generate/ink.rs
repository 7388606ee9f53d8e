//! Antialiased shapes on a small gray picture.

/// A gray picture that is painted from back to front. Coordinates are in pixels: x to the right, y down; pixel (0, 0)
/// covers 0 … 1 × 0 … 1. Shades are 0 (black) to 1 (white).
pub struct Ink {
    width: usize,
    height: usize,
    pixels: Vec<f64>,
}

type Point = [f64; 2];

impl Ink {
    /// A black picture.
    pub fn new(height: usize, width: usize) -> Self {
        Ink { width, height, pixels: vec![0.0; width * height] }
    }

    /// Row by row, from the top.
    pub fn pixels(&self) -> &[f64] {
        &self.pixels
    }

    /// A line of the given thickness with round ends.
    pub fn stroke(&mut self, from: Point, to: Point, thickness: f64, shade: f64) {
        let radius = thickness / 2.0;
        self.paint(&[from, to], radius, shade, |point| distance_to_segment(point, from, to) - radius);
    }

    /// A filled polygon; its corners go around it once, in either direction.
    pub fn polygon(&mut self, corners: &[Point], shade: f64) {
        self.paint(corners, 0.0, shade, |point| signed_distance(point, corners));
    }

    /// Paints where `distance` (negative inside) is below 0, within `margin` of the box around `corners`. A pixel's
    /// coverage is taken to fall linearly over one pixel's width across the edge.
    fn paint(&mut self, corners: &[Point], margin: f64, shade: f64, distance: impl Fn(Point) -> f64) {
        let range = |axis: usize, size: usize| {
            let coordinates = corners.iter().map(|corner| corner[axis]);
            let low = coordinates.clone().fold(f64::INFINITY, f64::min) - margin - 1.0;
            let high = coordinates.fold(f64::NEG_INFINITY, f64::max) + margin + 1.0;
            (low.clamp(0.0, size as f64) as usize, high.ceil().clamp(0.0, size as f64) as usize)
        };
        let (left, right) = range(0, self.width);
        let (top, bottom) = range(1, self.height);
        for (y, row) in self.pixels.chunks_exact_mut(self.width).enumerate().take(bottom).skip(top) {
            for (x, pixel) in row.iter_mut().enumerate().take(right).skip(left) {
                let coverage = (0.5 - distance([x as f64 + 0.5, y as f64 + 0.5])).clamp(0.0, 1.0);
                *pixel += coverage * (shade - *pixel);
            }
        }
    }
}

fn distance_to_segment(point: Point, from: Point, to: Point) -> f64 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let offset = [point[0] - from[0], point[1] - from[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let share =
        if length > 0.0 { ((offset[0] * along[0] + offset[1] * along[1]) / length).clamp(0.0, 1.0) } else { 0.0 };
    (offset[0] - share * along[0]).hypot(offset[1] - share * along[1])
}

/// Distance to the outline, negative inside (where a ray to the right crosses the outline an odd number of times).
fn signed_distance(point: Point, corners: &[Point]) -> f64 {
    let mut nearest = f64::INFINITY;
    let mut inside = false;
    for (&from, &to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
        nearest = nearest.min(distance_to_segment(point, from, to));
        if (from[1] > point[1]) != (to[1] > point[1]) {
            let crossing = from[0] + (point[1] - from[1]) / (to[1] - from[1]) * (to[0] - from[0]);
            inside ^= point[0] < crossing;
        }
    }
    if inside { -nearest } else { nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paint_is_as_much_as_the_area() {
        // Edges anywhere between the pixels: what is painted adds up to the area.
        let mut ink = Ink::new(20, 20);
        ink.polygon(&[[3.3, 4.6], [12.1, 4.6], [12.1, 15.2], [3.3, 15.2]], 1.0);
        let painted: f64 = ink.pixels().iter().sum();
        assert!((painted - 8.8 * 10.6).abs() < 0.5, "{painted}");
        // A slanted one, where the linear ramp is an approximation.
        let mut ink = Ink::new(20, 20);
        ink.polygon(&[[2.0, 2.0], [17.0, 7.0], [9.0, 18.0]], 0.5);
        let painted: f64 = ink.pixels().iter().sum();
        assert!((painted - 0.5 * 102.5).abs() < 1.0, "{painted}");
    }

    #[test]
    fn what_lies_outside_is_not_painted() {
        let mut ink = Ink::new(8, 8);
        ink.stroke([-9.0, -9.0], [-4.0, 40.0], 2.0, 1.0);
        ink.polygon(&[[30.0, 30.0], [40.0, 30.0], [35.0, 50.0]], 1.0);
        assert!(ink.pixels().iter().all(|&pixel| pixel == 0.0));
        ink.stroke([4.0, 4.0], [4.0, 4.0], 2.0, 1.0);
        let painted: f64 = ink.pixels().iter().sum();
        assert!((painted - std::f64::consts::PI).abs() < 0.3, "a dot is a disc: {painted}");
    }
}
