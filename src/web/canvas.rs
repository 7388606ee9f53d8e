//! Drawing on a canvas of the page.

use super::error::{JsResult, to_js};
use crate::draw::chart::{FINE, Medium, Surface};
use crate::error::{Error, Result};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The two-dimensional context of a canvas.
fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Clears a canvas and draws on it. `ratio` is the number of its pixels to a pixel of the page.
///
/// # Errors
/// An `Error` if the canvas has no two-dimensional context, and what the drawing reports.
pub fn on_canvas<T>(
    canvas: HtmlCanvasElement,
    ratio: f32,
    draw: impl FnOnce(&mut Surface<'_>) -> Result<T>,
) -> JsResult<T> {
    let missing = || {
        to_js(Error::Unsupported {
            operation: "draw",
            what: "the canvas has no two-dimensional context".into(),
            expected: "a canvas that was not used with WebGL or transferred to a worker".into(),
        })
    };
    let context = context(&canvas).ok_or_else(missing)?;
    let (width, height) = (canvas.width() as f32, canvas.height() as f32);
    let backend = CanvasBackend::with_canvas_object(canvas).ok_or_else(missing)?;
    context.save();
    let drawn = (|| {
        context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
        context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        // Everything is drawn on a grid finer than the page's pixels.
        let scale = f64::from(ratio / FINE);
        context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
        context.set_line_join("round");
        let mut surface = Surface::new(backend, Medium::Canvas, width / ratio, height / ratio);
        draw(&mut surface).map_err(to_js)
    })();
    context.restore();
    drawn.map_err(|error: JsValue| error)
}
