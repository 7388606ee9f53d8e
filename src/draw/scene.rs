//! The points of one picture with everything that decides how they look: what the page's painter holds.

mod crowd;

use crate::draw::camera::{Camera, Spot};
use crate::draw::color::{ColorMap, Rgb};
use crate::draw::palette::Theme;
use crate::draw::raster::{Look, MOST_COLORS, Raster, Shape};
use crate::draw::trails::Trails;
use crate::error::{Error, Result};
use crate::order::{by_key, key, sort};
use crowd::Crowd;

/// Radius of a mark that a reader may ask for, in pixels of the page.
const RADII: std::ops::RangeInclusive<f32> = 0.5..=16.0;
/// How much of its color the farthest point loses.
const FOG: f32 = 0.62;
/// How much of its color a point outside the focus loses.
const DIM: f32 = 0.80;
/// Up to this many points classes differ in shape as well, where that is asked for.
const SHAPES_UP_TO: usize = 5000;

/// Where the points' colors come from.
#[derive(Debug, Clone)]
enum Paint {
    /// One quiet color for all.
    Plain,
    /// A class for each point.
    Classes(Vec<i32>),
    /// A position on a color map for each point.
    Scalars(Vec<f32>, ColorMap),
    /// A color for each point.
    Own(Vec<Rgb>),
}

/// A number for each color, and the colors by number. If there are more than [`MOST_COLORS`], those that differ least
/// share one: 32 shades of red and green, 16 of blue.
fn numbered(colors: &[Rgb]) -> (Vec<u16>, Vec<u32>) {
    let mut palette: Vec<u32> = colors.iter().map(|color| color.packed() & 0x00ff_ffff).collect();
    sort(&mut palette);
    palette.dedup();
    if palette.len() <= MOST_COLORS {
        // Every color is in the palette.
        let number = |color: &Rgb| palette.partition_point(|&known| known < color.packed() & 0x00ff_ffff) as u16;
        return (colors.iter().map(number).collect(), palette);
    }
    let coarse = |color: &Rgb| u16::from(color.0 >> 3) << 9 | u16::from(color.1 >> 3) << 4 | u16::from(color.2 >> 4);
    let shade = |number: usize, shift: usize, bits: u32| {
        let steps = (1_u32 << bits) - 1;
        ((number >> shift) as u32 & steps) * 255 / steps
    };
    let color = |number: usize| shade(number, 9, 5) | shade(number, 4, 5) << 8 | shade(number, 0, 4) << 16;
    (colors.iter().map(coarse).collect(), (0..MOST_COLORS).map(color).collect())
}

/// Points, their looks, and the camera they are seen through.
#[derive(Debug)]
pub struct Scene {
    /// The camera; the reader's turns, zooms and pans go straight to it.
    pub camera: Camera,
    /// Where points have been lately.
    pub trails: Trails,
    theme: Theme,
    ratio: f32,
    axes: Vec<Vec<f32>>,
    paint: Paint,
    /// The number of its color for each point.
    colors: Vec<u16>,
    /// The colors: bytes r, g, b, and the place of the shape among all shapes.
    palette: Vec<u32>,
    shaped: bool,
    focus: Vec<bool>,
    /// What is drawn instead if there are many points.
    crowd: Crowd,
    radius: Option<f32>,
    raster: Raster,
}

impl Scene {
    /// An empty scene of 300 × 300 pixels.
    ///
    /// # Errors
    /// None in practice: the size is within limits.
    pub fn new() -> Result<Self> {
        Ok(Scene {
            camera: Camera::new(2, 300.0, 300.0),
            trails: Trails::default(),
            theme: Theme::Light,
            ratio: 1.0,
            axes: vec![Vec::new(); 2],
            paint: Paint::Plain,
            colors: Vec::new(),
            palette: Vec::new(),
            shaped: false,
            focus: Vec::new(),
            crowd: Crowd::default(),
            radius: None,
            raster: Raster::new(300, 300)?,
        })
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.axes[0].len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The theme.
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// Pixels of the screen to a pixel of the page.
    pub fn ratio(&self) -> f32 {
        self.ratio
    }

    /// Draws for light or dark from now on.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        self.recolor();
    }

    /// Sets the size of the picture in pixels of the page, and how many pixels of the screen each of them has.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if a side is below one pixel or above 8000 pixels of the screen, or the ratio is not
    /// between 0.25 and 8.
    pub fn set_size(&mut self, width: f32, height: f32, ratio: f32) -> Result<()> {
        if !(0.25..=8.0).contains(&ratio) {
            return Err(Error::out_of_range("set size", "pixelRatio", ratio, "between 0.25 and 8"));
        }
        let screen = |side: f32| (side * ratio).round().clamp(0.0, 1e9) as u32;
        let (wide, high) = (screen(width), screen(height));
        if self.raster.size() != (wide as usize, high as usize) {
            self.raster = Raster::new(wide, high)?;
        }
        self.ratio = ratio;
        self.camera.resize(width, height);
        Ok(())
    }

    /// Takes `n` points, row-major, of 2 or 3 dimensions. Classes, colors and focus stay if the number of points does,
    /// and are forgotten otherwise. The frame of the camera stays until it is fitted again.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for other dimensions, [`Error::Shape`] if there are not n × dimensions values,
    /// [`Error::NotFinite`] for NaN and infinity.
    pub fn set_positions(&mut self, values: &[f32], n: usize, dimensions: usize) -> Result<()> {
        const OPERATION: &str = "set positions";
        if !(2..=3).contains(&dimensions) {
            return Err(Error::out_of_range(OPERATION, "dimensions", dimensions, "2 or 3"));
        }
        if n.checked_mul(dimensions) != Some(values.len()) {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("{} values", values.len()),
                expected: format!("{n} × {dimensions} values"),
            });
        }
        if let Some(place) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite {
                operation: OPERATION,
                row: place / dimensions,
                column: place % dimensions,
                value: values[place],
            });
        }
        self.axes.resize(dimensions, Vec::new());
        for (axis, column) in self.axes.iter_mut().enumerate() {
            column.clear();
            column.extend(values.iter().skip(axis).step_by(dimensions));
        }
        self.crowd = Crowd::default();
        self.camera.set_dimensions(dimensions);
        if self.colors.len() != n {
            self.trails = Trails::default();
            self.paint = Paint::Plain;
            self.focus.clear();
            self.recolor();
        }
        Ok(())
    }

    fn check_length(&self, operation: &'static str, found: usize, each: usize) -> Result<()> {
        if found == self.len() * each {
            return Ok(());
        }
        let per_point = if each == 1 { String::new() } else { format!("{each} × ") };
        Err(Error::Shape {
            operation,
            found: format!("{found} values"),
            expected: format!("{per_point}{} values, for as many points as have positions", self.len()),
        })
    }

    /// Colors the points by class; a negative class means "no class".
    ///
    /// # Errors
    /// [`Error::Shape`] if there is not one class for each point.
    pub fn set_classes(&mut self, classes: &[i32]) -> Result<()> {
        self.check_length("set classes", classes.len(), 1)?;
        self.paint = Paint::Classes(classes.to_vec());
        self.recolor();
        Ok(())
    }

    /// Colors the points by value.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is not one value for each point, [`Error::NotFinite`] for NaN and infinity.
    pub fn set_scalars(&mut self, values: &[f32], map: ColorMap) -> Result<()> {
        self.check_length("set scalars", values.len(), 1)?;
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite { operation: "set scalars", row, column: 0, value: values[row] });
        }
        self.paint = Paint::Scalars(map.positions(values), map);
        self.recolor();
        Ok(())
    }

    /// Gives each point its own color: red, green and blue as bytes.
    ///
    /// # Errors
    /// [`Error::Shape`] if there are not three bytes for each point.
    pub fn set_rgb(&mut self, bytes: &[u8]) -> Result<()> {
        self.check_length("set rgb", bytes.len(), 3)?;
        self.paint = Paint::Own(bytes.chunks_exact(3).map(|rgb| Rgb(rgb[0], rgb[1], rgb[2])).collect());
        self.recolor();
        Ok(())
    }

    /// Lets classes differ in shape as well as in color, while there are at most 5,000 points.
    pub fn set_shapes(&mut self, shaped: bool) {
        self.shaped = shaped;
        self.recolor();
    }

    /// Sets the radius of the marks in pixels of the page, or leaves it to the number of points.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if it is not between 0.5 and 16.
    pub fn set_radius(&mut self, radius: Option<f32>) -> Result<()> {
        if let Some(radius) = radius.filter(|radius| !RADII.contains(radius)) {
            return Err(Error::out_of_range("set radius", "radius", radius, "between 0.5 and 16 pixels"));
        }
        self.radius = radius;
        Ok(())
    }

    /// The radius of a mark at the center of the data, in pixels of the page.
    pub fn radius(&self) -> f32 {
        let crowd = (1000.0 / self.len().max(1) as f32).powf(0.2);
        self.radius.unwrap_or((3.2 * crowd).clamp(0.9, 4.5))
    }

    /// Dims every point that is not listed; nothing is dimmed without a list.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an index that is not that of a point.
    pub fn set_focus(&mut self, indices: Option<&[u32]>) -> Result<()> {
        self.crowd.focus.clear();
        let Some(indices) = indices else {
            self.focus.clear();
            return Ok(());
        };
        let mut focus = vec![false; self.len()];
        for &index in indices {
            let index = self.check_index("set focus", index as usize)?;
            focus[index] = true;
        }
        self.focus = focus;
        Ok(())
    }

    fn check_index(&self, operation: &'static str, index: usize) -> Result<usize> {
        if index < self.len() {
            return Ok(index);
        }
        Err(Error::out_of_range(operation, "index", index, format!("below {}, the number of points", self.len())))
    }

    fn recolor(&mut self) {
        let theme = self.theme;
        self.colors.clear();
        self.crowd.colors.clear();
        self.palette.clear();
        match &self.paint {
            Paint::Plain => {
                self.palette.push(theme.class(0).packed());
                self.colors.resize(self.axes[0].len(), 0);
            }
            Paint::Classes(classes) => {
                // The first color is that of no class.
                let count = theme.tokens().classes.len() as i32;
                let shapes = if self.has_shapes() { Shape::ALL.len() as i32 } else { 1 };
                self.palette.push(theme.class(-1).packed());
                self.palette
                    .extend((0..count).map(|class| theme.class(class).packed() | ((class % shapes) as u32) << 24));
                self.colors.extend(classes.iter().map(|&class| if class < 0 { 0 } else { (class % count + 1) as u16 }));
            }
            Paint::Scalars(positions, map) => {
                const STEPS: u16 = 1023;
                let at = |step: u16| f32::from(step) / f32::from(STEPS);
                self.palette.extend((0..=STEPS).map(|step| map.color(at(step), theme).packed()));
                self.colors.extend(positions.iter().map(|position| (position * f32::from(STEPS) + 0.5) as u16));
            }
            Paint::Own(colors) => (self.colors, self.palette) = numbered(colors),
        }
    }

    fn has_shapes(&self) -> bool {
        self.shaped && self.len() <= SHAPES_UP_TO && matches!(self.paint, Paint::Classes(_))
    }

    /// The color of a point, without fog.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an index that is not that of a point.
    pub fn color(&self, index: usize) -> Result<Rgb> {
        Ok(self.color_of(self.check_index("color", index)?))
    }

    fn color_of(&self, index: usize) -> Rgb {
        let [r, g, b, _] = self.palette[usize::from(self.colors[index])].to_le_bytes();
        Rgb(r, g, b)
    }

    /// Draws the points on a transparent ground: bytes r, g, b, alpha (not premultiplied), and the picture's size in
    /// pixels of the screen.
    pub fn paint(&mut self) -> (&[u8], usize, usize) {
        let (axes, colors, focus) = if self.crowd.update(&self.axes, &self.colors, &self.focus) {
            (&self.crowd.axes, &self.crowd.colors, &self.crowd.focus)
        } else {
            (&self.axes, &self.colors, &self.focus)
        };
        let look = Look {
            view: self.camera.view().scaled(self.ratio),
            axes,
            colors,
            palette: &self.palette,
            shaped: self.has_shapes(),
            focus,
            radius: self.radius() * self.ratio,
            sheet: self.theme.tokens().sheet,
            fog: FOG,
            dim: DIM,
        };
        self.raster.draw(&look);
        let (width, height) = self.raster.size();
        (self.raster.frame(), width, height)
    }

    fn point(&self, index: usize) -> [f32; 3] {
        [self.axes[0][index], self.axes[1][index], self.axes.get(2).map_or(0.0, |axis| axis[index])]
    }

    /// Where a point is now; nothing if it is behind the camera.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an index that is not that of a point.
    pub fn spot(&self, index: usize) -> Result<Option<Spot>> {
        Ok(self.camera.view().project(self.point(self.check_index("screen", index)?)))
    }

    /// Every point in front of the camera with its color as drawn, in the order in which a painter would paint them.
    pub fn back_to_front(&self) -> Vec<(Spot, Rgb)> {
        let view = self.camera.view();
        let sheet = self.theme.tokens().sheet;
        let mut points: Vec<(bool, Spot, Rgb)> = Vec::new();
        for index in 0..self.len() {
            let Some(spot) = view.project(self.point(index)) else { continue };
            let focused = self.focus.is_empty() || self.focus[index];
            let fog = FOG * spot.depth;
            points.push((focused, spot, self.color_of(index).mix(sheet, if focused { fog } else { fog.max(DIM) })));
        }
        // Those out of focus first, the farthest of either first; points at the same depth stay in order. The last bit of
        // a key is 0, because the scale has fewer digits than its key.
        let depth = |place: usize| u64::from(points[place].0) << 63 | key(points[place].1.scale.into()) >> 1;
        by_key(points.len(), depth)
            .into_iter()
            .map(|place| (points[place as usize].1, points[place as usize].2))
            .collect()
    }

    /// Frames every point; see [`Camera::fit`].
    ///
    /// # Errors
    /// Those of [`Camera::fit`].
    pub fn fit(&mut self, margins: crate::draw::Margins, smooth: bool) -> Result<()> {
        self.camera.fit(&self.axes, margins, smooth)
    }
}

mod within;

#[cfg(test)]
mod tests;
