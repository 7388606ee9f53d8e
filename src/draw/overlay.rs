//! What is drawn above the points: axes, links between neighbors, selection, labels, legend.

use crate::draw::chart::{Anchor, LABEL, Lettering, Place, Stroke, Surface, crisp, number, text_width};
use crate::draw::color::Rgb;
use crate::draw::labels;
use crate::draw::palette::Tokens;
use crate::draw::scene::Scene;
use crate::error::Result;
use crate::tree::{choice, record};
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

/// Half the side of the square that the ring around a point keeps free, in pixels.
const RING: f32 = 10.0;

/// One axis.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    /// What it measures, with its unit.
    pub title: String,
    /// Whether it has ticks with numbers, where numbers mean something.
    pub ticks: bool,
}

record!(Axis { title, ticks });

/// The axes of a picture; in three dimensions their titles stand at the axes cube.
#[derive(Debug, Clone, Default)]
pub struct Axes {
    /// Horizontal.
    pub x: Axis,
    /// Vertical.
    pub y: Axis,
    /// The third.
    pub z: Axis,
}

record!(Axes { x, y, z });

/// What a link says about two points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Near in the picture and in the data.
    True,
    /// Near in the picture only.
    False,
    /// Near in the data only.
    Missing,
    /// An edge of a graph: quiet.
    Edge,
    /// A difference of vectors, from its tail to its head.
    Arrow,
}

choice!(LinkKind {
    True = "true",
    False = "false",
    Missing = "missing",
    Edge = "edge",
    Arrow = "arrow",
});

/// A line between two points.
#[derive(Debug, Clone)]
pub struct Link {
    /// Index of the point it starts from.
    pub from: u32,
    /// Index of the point it leads to.
    pub to: u32,
    /// What it says.
    pub kind: LinkKind,
}

record!(Link { from, to, kind } needs ["from", "to", "kind"] from Link { from: 0, to: 0, kind: LinkKind::Edge });

/// A text beside a point.
#[derive(Debug, Clone)]
pub struct Label {
    /// Index of the point.
    pub index: u32,
    /// The text.
    pub text: String,
}

record!(Label { index, text } needs ["index", "text"] from Label { index: 0, text: String::new() });

/// One line of a legend.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Name of the class.
    pub label: String,
    /// The class.
    pub class: i32,
}

record!(Entry { label, class } needs ["label", "class"] from Entry { label: String::new(), class: 0 });

/// What stands above the points.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// Axes, or none where they mean nothing.
    pub axes: Option<Axes>,
    /// Whether a small cube shows how three dimensions are turned.
    pub cube: bool,
    /// Lines between points.
    pub links: Vec<Link>,
    /// The selected point: an ink ring.
    pub selected: Option<u32>,
    /// Points with a thin ring of ink around their own color, such as those that move between runs.
    pub marked: Vec<u32>,
    /// The query: a ring of the accent color.
    pub query: Option<u32>,
    /// Points joined by a line in this order, such as a path through a latent space.
    pub path: Vec<u32>,
    /// Texts beside points, most important first: one that finds no room is left out.
    pub labels: Vec<Label>,
    /// Names of classes.
    pub legend: Vec<Entry>,
    /// A line of text below, such as what the axes do not mean.
    pub note: String,
}

record!(Overlay { axes, cube, links, selected, marked, query, path, labels, legend, note });

/// A line that ends in a head, short of what it points to by `gap`.
fn draw_arrow(surface: &mut Surface<'_>, (from, to): (Place, Place), gap: f32, stroke: Stroke) -> Result<()> {
    const HEAD: f32 = 9.0;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    // What is shorter than its head has no direction that could be seen.
    if length <= gap + HEAD {
        return surface.line(&[from, to], stroke);
    }
    let (dx, dy) = (dx / length, dy / length);
    let tip = (to.0 - gap * dx, to.1 - gap * dy);
    let wing = |side: f32| (tip.0 - HEAD * (dx + 0.5 * side * dy), tip.1 - HEAD * (dy - 0.5 * side * dx));
    surface.line(&[from, tip], stroke)?;
    surface.line(&[wing(1.0), tip, wing(-1.0)], stroke)
}

/// Text in pictures.
fn lettering(color: Rgb, tokens: &Tokens) -> Lettering {
    Lettering { halo: Some(tokens.sheet), ..Lettering::new(color, LABEL) }
}

impl Overlay {
    /// Draws everything over a scene, and returns how many labels found no room.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) for an index that is not that of a point; what the backend
    /// reports.
    pub fn draw(&self, scene: &Scene, surface: &mut Surface<'_>) -> Result<usize> {
        let tokens = scene.theme().tokens();
        let flat = scene.camera.dimensions() == 2;
        if let Some(axes) = &self.axes
            && flat
        {
            draw_axes(axes, scene, surface, tokens)?;
        }
        if self.cube && !flat {
            draw_cube(self.axes.as_ref(), scene, surface, tokens)?;
        }
        scene.trails.draw(scene, surface)?;
        self.draw_links(scene, surface, tokens)?;
        self.draw_rings(scene, surface, tokens)?;
        let left_out = self.draw_labels(scene, surface, tokens)?;
        self.draw_legend(scene, surface, tokens)?;
        if !self.note.is_empty() {
            let style = Lettering { size: 11.5, ..lettering(tokens.soft, tokens) }.at(Anchor::End);
            surface.text(&self.note, (surface.width - 14.0, surface.height - 13.0), style)?;
        }
        Ok(left_out)
    }

    fn draw_links(&self, scene: &Scene, surface: &mut Surface<'_>, tokens: &Tokens) -> Result<()> {
        for link in &self.links {
            let (Some(from), Some(to)) = (place(scene, link.from)?, place(scene, link.to)?) else { continue };
            // A seam of the ground's color keeps lines legible in a crowd.
            if link.kind != LinkKind::Edge {
                surface.line(&[from, to], Stroke::new(tokens.sheet, 3.6))?;
            }
            match link.kind {
                LinkKind::True => surface.line(&[from, to], Stroke::new(tokens.accent, 1.6))?,
                LinkKind::False => surface.dashes(from, to, (5.0, 4.0), Stroke::new(tokens.warm, 1.6))?,
                LinkKind::Missing => surface.dashes(from, to, (1.75, 3.25), Stroke::new(tokens.cool, 1.75))?,
                LinkKind::Edge => surface.line(&[from, to], Stroke::new(tokens.faint, 0.75))?,
                LinkKind::Arrow => {
                    draw_arrow(surface, (from, to), scene.radius() + 3.0, Stroke::new(tokens.accent, 2.0))?
                }
            }
        }
        let mut path = Vec::new();
        for &index in &self.path {
            path.extend(place(scene, index)?);
        }
        surface.line(&path, Stroke::new(tokens.ink, 1.5))?;
        // The ends of links, above all lines.
        let size = (scene.radius() + 1.5).clamp(3.5, 6.0);
        let outline = Stroke::new(tokens.ink, 1.2);
        for link in self.links.iter().filter(|link| !matches!(link.kind, LinkKind::Edge | LinkKind::Arrow)) {
            if let Some(at) = place(scene, link.to)? {
                surface.disc(at, size, Some(scene.color(link.to as usize)?), Some(outline))?;
            }
        }
        for &index in &self.path {
            if let Some(at) = place(scene, index)? {
                surface.disc(at, size, Some(scene.color(index as usize)?), Some(outline))?;
            }
        }
        Ok(())
    }

    fn draw_rings(&self, scene: &Scene, surface: &mut Surface<'_>, tokens: &Tokens) -> Result<()> {
        for &index in &self.marked {
            if let Some(at) = place(scene, index)? {
                surface.disc(at, (scene.radius() + 2.0).clamp(3.0, 9.0), None, Some(Stroke::new(tokens.ink, 1.0)))?;
            }
        }
        let size = (scene.radius() + 3.5).clamp(6.0, 12.0);
        for (index, color) in [(self.query, tokens.accent), (self.selected, tokens.ink)] {
            let Some(index) = index else { continue };
            if let Some(at) = place(scene, index)? {
                surface.disc(at, size, Some(tokens.sheet), Some(Stroke::new(color, 2.2)))?;
                surface.disc(at, size - 3.0, Some(scene.color(index as usize)?), None)?;
            }
        }
        Ok(())
    }

    fn draw_labels(&self, scene: &Scene, surface: &mut Surface<'_>, tokens: &Tokens) -> Result<usize> {
        let mut wanted = Vec::new();
        for label in &self.labels {
            if let Some(at) = place(scene, label.index)? {
                let ringed = [self.query, self.selected].contains(&Some(label.index));
                wanted.push((at, label.text.as_str(), if ringed { RING + 4.0 } else { scene.radius() + 5.0 }));
            }
        }
        let mut free = labels::Room::new(surface.width, surface.height);
        // Rings must stay legible too.
        for index in [self.query, self.selected].into_iter().flatten() {
            if let Some(at) = place(scene, index)? {
                free.block(at, RING);
            }
        }
        let mut left_out = 0;
        for (at, text, away) in wanted {
            let size = (text_width(text, LABEL), LABEL + 2.0);
            match free.take(at, size, away) {
                Some((from, _)) => {
                    surface.text(text, (from.0, from.1 + size.1 / 2.0), lettering(tokens.ink, tokens))?;
                }
                None => left_out += 1,
            }
        }
        Ok(left_out)
    }

    fn draw_legend(&self, scene: &Scene, surface: &mut Surface<'_>, tokens: &Tokens) -> Result<()> {
        const ROW: f32 = 18.0;
        let widest = self.legend.iter().map(|entry| text_width(&entry.label, LABEL)).fold(0.0, f32::max);
        let left = surface.width - widest - 34.0;
        for (row, entry) in self.legend.iter().enumerate() {
            let middle = 20.0 + ROW * row as f32;
            surface.disc((left, middle), 4.5, Some(scene.theme().class(entry.class)), None)?;
            surface.text(&entry.label, (left + 11.0, middle), lettering(tokens.soft, tokens))?;
        }
        Ok(())
    }
}

/// Where a point is; nothing if it is behind the camera or far outside the picture.
fn place(scene: &Scene, index: u32) -> Result<Option<Place>> {
    let (width, height) = scene.camera.size();
    let near = |value: f32, side: f32| value > -20.0 * side && value < 21.0 * side;
    let spot = scene.spot(index as usize)?;
    Ok(spot.filter(|spot| near(spot.x, width) && near(spot.y, height)).map(|spot| (spot.x, spot.y)))
}

/// Two thin lines with titles; ticks where they are asked for.
fn draw_axes(axes: &Axes, scene: &Scene, surface: &mut Surface<'_>, tokens: &Tokens) -> Result<()> {
    let (width, height) = (surface.width, surface.height);
    let left = crisp(if axes.y.ticks { 46.0 } else { 30.0 });
    let bottom = crisp(height - if axes.x.ticks { 40.0 } else { 26.0 });
    let (top, right) = (scene.camera.margins().top.clamp(12.0, 60.0), width - 16.0);
    let line = Stroke::new(tokens.line, 1.0);
    surface.line(&[(left, top), (left, bottom), (right, bottom)], line)?;
    let view = scene.camera.view();
    let text = lettering(tokens.soft, tokens);
    if axes.x.ticks {
        for tick in ticks(view.at_x(left), view.at_x(right), ((right - left) / 80.0) as usize + 1) {
            let at = crisp(view.x_of(tick));
            if (left..=right).contains(&at) {
                surface.line(&[(at, bottom), (at, bottom + 4.0)], line)?;
                surface.text(&number(tick), (at, bottom + 13.0), text.at(Anchor::Middle))?;
            }
        }
    }
    if axes.y.ticks {
        for tick in ticks(view.at_y(bottom), view.at_y(top), ((bottom - top) / 60.0) as usize + 1) {
            let at = crisp(view.y_of(tick));
            if (top..=bottom).contains(&at) {
                surface.line(&[(left - 4.0, at), (left, at)], line)?;
                surface.text(&number(tick), (left - 8.0, at), text.at(Anchor::End))?;
            }
        }
    }
    surface.text(&axes.x.title, (left + 8.0, height - 12.0), text)?;
    let upward = Lettering { upward: true, ..text };
    surface.text(&axes.y.title, (if axes.y.ticks { 11.0 } else { 16.0 }, bottom - 8.0), upward)
}

fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    if !(low.is_finite() && high.is_finite() && low < high) {
        return Vec::new();
    }
    RangedCoordf64::from(low..high).key_points(most.max(2))
}

/// A small cube in the lower left corner that turns with the data, its three axes named.
fn draw_cube(axes: Option<&Axes>, scene: &Scene, surface: &mut Surface<'_>, tokens: &Tokens) -> Result<()> {
    const HALF: f32 = 15.0;
    let center = (48.0, surface.height - 50.0);
    let directions = scene.camera.directions();
    let corner = |signs: [f32; 3]| -> Place {
        let along = |screen: usize| (0..3).map(|axis| signs[axis] * directions[axis][screen]).sum::<f32>() * HALF;
        (center.0 + along(0), center.1 + along(1))
    };
    let faint = Stroke::new(tokens.line, 1.0);
    for axis in 0..3 {
        for others in 1..4_u32 {
            let mut from = [-1.0; 3];
            from[(axis + 1) % 3] = if others & 1 == 1 { 1.0 } else { -1.0 };
            from[(axis + 2) % 3] = if others & 2 == 2 { 1.0 } else { -1.0 };
            let mut to = from;
            to[axis] = 1.0;
            surface.line(&[corner(from), corner(to)], faint)?;
        }
    }
    let names: [&str; 3] =
        axes.map_or(["x", "y", "z"], |axes| [title_or(&axes.x, "x"), title_or(&axes.y, "y"), title_or(&axes.z, "z")]);
    for axis in 0..3 {
        let mut to = [-1.0; 3];
        to[axis] = 1.0;
        surface.line(&[corner([-1.0; 3]), corner(to)], Stroke::new(tokens.soft, 1.4))?;
        to[axis] = 1.75;
        let style = Lettering { size: 11.0, ..lettering(tokens.soft, tokens) }.at(Anchor::Middle);
        surface.text(names[axis], corner(to), style)?;
    }
    Ok(())
}

fn title_or<'a>(axis: &'a Axis, fallback: &'a str) -> &'a str {
    if axis.title.is_empty() { fallback } else { &axis.title }
}
