//! [`Scene`] for JavaScript: what draws the points of one view.
//!
//! It lives on the page, not in a worker: text is measured through the document. Sizes and places are in pixels of the
//! page (CSS pixels) unless said otherwise.

use super::canvas::on_canvas;
use super::convert;
use super::error::{JsResult, OrThrow};
use super::tree;
use crate::draw::export::scene_svg;
use crate::draw::{Camera, ColorMap, Direction, Margins, Overlay, Pose, Scene, Theme, Trails};
use crate::tree::record;
use js_sys::Float32Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{Clamped, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Space kept free around the data, in CSS pixels; 16 where it is left out. */
export interface Margins { top?: number; right?: number; bottom?: number; left?: number }

/** How the reader has turned, zoomed and moved the camera: angles in radians, pans in CSS pixels. */
export interface Pose { yaw: number; pitch: number; zoom: number; panX: number; panY: number }

/** A point on the screen: CSS pixels, depth 0 (front) to 1 (back), and how much larger things look there. */
export interface Spot { x: number; y: number; depth: number; scale: number }

/** An axis: what it measures, and whether it has ticks with numbers. */
export interface Axis { title?: string; ticks?: boolean }

/** What stands above the points. A label that finds no room is left out; the most important come first. */
export interface Overlay {
    axes?: { x?: Axis; y?: Axis; z?: Axis };
    /** A small cube that shows how three dimensions are turned. */
    cube?: boolean;
    links?: { from: number; to: number; kind: "true" | "false" | "missing" | "edge" | "arrow" }[];
    selected?: number;
    /** Points with a thin ring of ink. */
    marked?: number[];
    query?: number;
    /** Points joined by a line in this order. */
    path?: number[];
    labels?: { index: number; text: string }[];
    legend?: { label: string; class: number }[];
    /** A line of text below. */
    note?: string;
}
"#;

/// What `fit` takes.
#[derive(Default)]
struct Fit {
    margins: Margins,
    smooth: bool,
}

record!(Fit { margins, smooth });

/// The points of one view, their looks, and the camera.
#[wasm_bindgen]
pub struct Painter {
    scene: Scene,
}

#[wasm_bindgen]
impl Painter {
    /// A painter with no points, for the light theme.
    #[wasm_bindgen(constructor)]
    pub fn new() -> JsResult<Painter> {
        Ok(Painter { scene: Scene::new().or_throw()? })
    }

    /// Draws for "light" or "dark" from now on.
    #[wasm_bindgen(js_name = setTheme)]
    pub fn set_theme(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "\"light\" | \"dark\"")] theme: &JsValue,
    ) -> JsResult<()> {
        let name = convert::text("set theme", "theme", theme).or_throw()?;
        self.scene.set_theme(Theme::named(&name).or_throw()?);
        Ok(())
    }

    /// The size of the picture in CSS pixels. The canvas it is painted on has `Math.round(side * pixelRatio)` pixels.
    #[wasm_bindgen(js_name = setSize)]
    pub fn set_size(&mut self, width: f32, height: f32, pixel_ratio: f32) -> JsResult<()> {
        self.scene.set_size(width, height, pixel_ratio).or_throw()
    }

    /// Takes n points of 2 or 3 dimensions, row-major; they are copied. Colors and focus stay if n does, and are
    /// forgotten otherwise. The camera does not move: see `fit`.
    #[wasm_bindgen(js_name = setPositions)]
    pub fn set_positions(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] values: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "2 | 3 | number")] dimensions: &JsValue,
    ) -> JsResult<()> {
        const OPERATION: &str = "set positions";
        let values = convert::floats(OPERATION, "values", values).or_throw()?;
        let n = convert::whole(OPERATION, "n", n).or_throw()? as usize;
        let dimensions = convert::whole(OPERATION, "dimensions", dimensions).or_throw()? as usize;
        self.scene.set_positions(&values, n, dimensions).or_throw()
    }

    /// Colors the points by class, 0 to 9 and around again; a negative class means "no class".
    #[wasm_bindgen(js_name = setClasses)]
    pub fn set_classes(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Int32Array | number[]")] classes: &JsValue,
    ) -> JsResult<()> {
        let classes = convert::integers("set classes", "classes", classes).or_throw()?;
        self.scene.set_classes(&classes).or_throw()
    }

    /// Lets classes differ in shape as well, while there are at most 5,000 points.
    #[wasm_bindgen(js_name = setShapes)]
    pub fn set_shapes(&mut self, shaped: bool) {
        self.scene.set_shapes(shaped);
    }

    /// Colors the points by value, on "viridis", "cividis" or (for signed values) "diverging".
    #[wasm_bindgen(js_name = setScalars)]
    pub fn set_scalars(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] values: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "\"viridis\" | \"cividis\" | \"diverging\"")] map: &JsValue,
    ) -> JsResult<()> {
        let values = convert::floats("set scalars", "values", values).or_throw()?;
        let name = convert::text("set scalars", "map", map).or_throw()?;
        self.scene.set_scalars(&values, ColorMap::named(&name).or_throw()?).or_throw()
    }

    /// Gives each point its own color: n × 3 bytes.
    #[wasm_bindgen(js_name = setRgb)]
    pub fn set_rgb(&mut self, #[wasm_bindgen(unchecked_param_type = "Uint8Array")] colors: &JsValue) -> JsResult<()> {
        let colors = convert::bytes("set rgb", "colors", colors).or_throw()?;
        self.scene.set_rgb(&colors).or_throw()
    }

    /// The radius of the marks, 0.5 to 16 CSS pixels; left out, it follows from the number of points.
    #[wasm_bindgen(js_name = setRadius)]
    pub fn set_radius(&mut self, radius: Option<f32>) -> JsResult<()> {
        self.scene.set_radius(radius).or_throw()
    }

    /// Dims every point that is not listed; nothing is dimmed without a list.
    #[wasm_bindgen(js_name = setFocus)]
    pub fn set_focus(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "Uint32Array | number[]")] indices: &JsValue,
    ) -> JsResult<()> {
        if indices.is_undefined() || indices.is_null() {
            return self.scene.set_focus(None).or_throw();
        }
        let indices = convert::indices("set focus", "indices", indices).or_throw()?;
        self.scene.set_focus(Some(&indices)).or_throw()
    }

    /// Shows where points have been lately: for each of `points` as many places, row-major, from the earliest to the latest.
    /// Without points, no trails.
    #[wasm_bindgen(js_name = setTrails)]
    pub fn set_trails(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint32Array | number[]")] points: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] values: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "2 | 3 | number")] dimensions: &JsValue,
    ) -> JsResult<()> {
        const OPERATION: &str = "set trails";
        let points = convert::indices(OPERATION, "points", points).or_throw()?;
        let values = convert::floats(OPERATION, "values", values).or_throw()?;
        let dimensions = convert::whole(OPERATION, "dimensions", dimensions).or_throw()? as usize;
        self.scene.trails = Trails::new(points, values, dimensions).or_throw()?;
        Ok(())
    }

    /// Frames all points inside the margins. With `smooth`, the frame shrinks only part of the way at each call, so that
    /// a picture that is learning does not jump. The reader's own turn, zoom and pan stay.
    pub fn fit(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "{ margins?: Margins; smooth?: boolean }")] options: JsValue,
    ) -> JsResult<()> {
        let fit: Fit =
            if options.is_undefined() { Fit::default() } else { tree::read("fit", "options", &options).or_throw()? };
        self.scene.fit(fit.margins, fit.smooth).or_throw()
    }

    /// Turns as if the front of the data were dragged; pans in two dimensions.
    pub fn orbit(&mut self, dx: f64, dy: f64) {
        self.camera_mut().orbit(dx, dy);
    }

    /// Shifts the picture.
    pub fn pan(&mut self, dx: f64, dy: f64) {
        self.camera_mut().pan(dx, dy);
    }

    /// Magnifies by a factor; what is at (x, y) stays there.
    pub fn zoom(&mut self, factor: f64, x: f64, y: f64) {
        self.camera_mut().zoom(factor, x, y);
    }

    /// Turns by angles in radians.
    pub fn turn(&mut self, yaw: f64, pitch: f64) {
        self.camera_mut().turn(yaw, pitch);
    }

    /// Back to the home turn, without zoom or pan.
    #[wasm_bindgen(js_name = resetCamera)]
    pub fn reset_camera(&mut self) {
        self.camera_mut().reset();
    }

    /// Makes the present turn the one that `resetCamera` returns to.
    #[wasm_bindgen(js_name = setHome)]
    pub fn set_home(&mut self) {
        self.camera_mut().set_home();
    }

    /// How the camera is turned, zoomed and moved.
    #[wasm_bindgen(unchecked_return_type = "Pose")]
    pub fn camera(&self) -> JsResult<JsValue> {
        convert::plain(&self.scene.camera.pose()).or_throw()
    }

    /// Turns, zooms and moves the camera; what is left out takes its first value.
    #[wasm_bindgen(js_name = setCamera)]
    pub fn set_camera(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Partial<Pose>")] pose: JsValue,
    ) -> JsResult<()> {
        let pose: Pose = tree::read("set camera", "pose", &pose).or_throw()?;
        self.camera_mut().set_pose(pose).or_throw()
    }

    /// Draws the points on a canvas, whose pixels are replaced. The ground is transparent; the edges of marks are smoothed
    /// against the theme's sheet.
    pub fn paint(&mut self, context: &CanvasRenderingContext2d) -> JsResult<()> {
        let (bytes, width, height) = self.scene.paint();
        // The image's data are a view on this module's memory; both are gone before the next call.
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(bytes), width as u32, height as u32)?;
        context.put_image_data(&image, 0.0, 0.0)
    }

    /// The point at a place, or undefined if none is within reach. Under the place the front-most mark wins, beside all
    /// marks the nearest.
    #[wasm_bindgen(unchecked_return_type = "number | undefined")]
    pub fn pick(&self, x: f32, y: f32, reach: f32) -> JsValue {
        self.scene.pick(x, y, reach).map_or(JsValue::UNDEFINED, |index| (index as f64).into())
    }

    /// The points shown between two corners of the picture, ascending.
    #[wasm_bindgen(unchecked_return_type = "Uint32Array")]
    pub fn within(&self, x: f32, y: f32, other_x: f32, other_y: f32) -> js_sys::Uint32Array {
        js_sys::Uint32Array::from(self.scene.within((x, y), (other_x, other_y)).as_slice())
    }

    /// The nearest point to the "left", "right", "up" or "down" of a point on the screen; itself if there is none.
    pub fn step(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] index: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "\"left\" | \"right\" | \"up\" | \"down\"")] direction: &JsValue,
    ) -> JsResult<u32> {
        let index = convert::whole("step", "index", index).or_throw()?;
        let name = convert::text("step", "direction", direction).or_throw()?;
        let next = self.scene.step(index as usize, Direction::named(&name).or_throw()?).or_throw()?;
        Ok(next as u32)
    }

    /// Where a point is on the screen, or undefined if it is behind the camera.
    #[wasm_bindgen(unchecked_return_type = "Spot | undefined")]
    pub fn screen(&self, #[wasm_bindgen(unchecked_param_type = "number")] index: &JsValue) -> JsResult<JsValue> {
        let index = convert::whole("screen", "index", index).or_throw()?;
        match self.scene.spot(index as usize).or_throw()? {
            Some(spot) => convert::plain(&spot).or_throw(),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// The data's coordinates at places of a flat picture: x, y pairs in, x, y pairs out.
    pub fn places(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] pixels: &JsValue,
    ) -> JsResult<Float32Array> {
        let pixels = convert::floats("places", "pixels", pixels).or_throw()?;
        Ok(Float32Array::from(self.scene.places(&pixels).or_throw()?.as_slice()))
    }

    /// The radius of a mark at the center of the data, in CSS pixels.
    #[wasm_bindgen(getter)]
    pub fn radius(&self) -> f32 {
        self.scene.radius()
    }

    /// The color of a point as CSS writes it.
    pub fn color(&self, #[wasm_bindgen(unchecked_param_type = "number")] index: &JsValue) -> JsResult<String> {
        let index = convert::whole("color", "index", index).or_throw()?;
        Ok(self.scene.color(index as usize).or_throw()?.css())
    }

    /// Draws what stands above the points on a canvas of its own, of the painter's size; it is cleared first. Returns how
    /// many labels found no room.
    pub fn overlay(
        &self,
        canvas: HtmlCanvasElement,
        #[wasm_bindgen(unchecked_optional_param_type = "Overlay")] spec: JsValue,
    ) -> JsResult<u32> {
        let overlay: Overlay =
            if spec.is_undefined() { Overlay::default() } else { tree::read("overlay", "spec", &spec).or_throw()? };
        let left_out = on_canvas(canvas, self.scene.ratio(), |surface| overlay.draw(&self.scene, surface))?;
        Ok(left_out as u32)
    }

    /// The whole picture as an SVG document: points (up to 50,000) and overlay, with `about` as its description.
    pub fn svg(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Overlay & { points?: boolean; about?: string }")] spec: JsValue,
    ) -> JsResult<String> {
        let (mut points, mut about, mut overlay) = (true, None, Overlay::default());
        if !spec.is_undefined() {
            let mut options = convert::Options::of("svg", &spec).or_throw()?;
            if let Some(value) = options.take("points") {
                points = value.is_truthy();
            }
            if let Some(value) = options.take("about") {
                about = Some(convert::text("svg", "about", &value).or_throw()?);
            }
            tree::read_entries("svg", "spec", &mut overlay, options.into_entries()).or_throw()?;
        }
        scene_svg(&self.scene, &overlay, points, about.as_deref()).or_throw()
    }

    fn camera_mut(&mut self) -> &mut Camera {
        &mut self.scene.camera
    }
}
