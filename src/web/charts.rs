//! Charts, pictures and colors for JavaScript.

use super::canvas::on_canvas;
use super::convert::{self, Options};
use super::error::{JsResult, OrThrow};
use super::tree;
use crate::draw::chart::Chart;
use crate::draw::pictures::Strip;
use crate::draw::{Theme, palette};
use crate::error::{Error, Result};
use js_sys::Object;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{Clamped, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The colors of a theme as CSS writes them. */
export interface Palette {
    paper: string; sheet: string; ink: string; soft: string; line: string; faint: string;
    accent: string; warm: string; cool: string; wash: string;
    training: string; heldOut: string; positive: string; negative: string;
    classes: string[];
    /** Color maps as 33 colors from low to high. */
    viridis: string[]; cividis: string[]; diverging: string[];
}

type Values = number[] | Float32Array | Float64Array;
/** What a curve stands for; each has one color across the site. */
export type Role = "training" | "heldOut" | "positive" | "negative" | "accent" | "warm" | "cool" | "reference";
/** A chart and its data. Titles name the quantity and its unit. */
export type ChartSpec = { theme?: "light" | "dark"; pixelRatio?: number } & (
    | { kind: "curve"; series: { label?: string; role?: Role; values: Values; x?: Values }[]; xTitle?: string; xNames?: string[]; yTitle?: string;
        log?: boolean; xStart?: number; xEnd?: number; yStart?: number; yEnd?: number }
    | { kind: "scree"; values: Values; kept?: number; cumulative?: boolean; yEnd?: number; xTitle?: string; yTitle?: string }
    | { kind: "histogram"; values: Values; bins?: number; mark?: number; xTitle?: string; yTitle?: string }
    | { kind: "scatter"; points: { x: Values; y: Values; classes?: number[] | Int32Array }; diagonal?: boolean; radius?: number;
        xTitle?: string; yTitle?: string }
    | { kind: "heat"; rows: number; columns: number; values: Values; map?: "viridis" | "cividis" | "diverging";
        rowLabels?: string[]; columnLabels?: string[]; title?: string }
);

/** How pictures are laid out: `scale` and `gap` in pixels of the screen. */
export interface PictureLayout {
    count: number; height: number; width: number;
    /** Pictures in a row; all in one row where left out. */
    columns?: number;
    scale?: number; gap?: number;
    /** Whether 1 is ink on paper (as writing; the default) or light in the dark (as photographs). */
    ink?: boolean;
    /** Whether values have a sign: each picture is drawn on the diverging map, up to its own largest size. */
    signed?: boolean;
    theme?: "light" | "dark";
}
"#;

fn theme(operation: &'static str, options: &mut Options) -> Result<Theme> {
    match options.take("theme") {
        Some(value) => Theme::named(&convert::text(operation, "theme", &value)?),
        None => Ok(Theme::Light),
    }
}

struct Spec {
    chart: Chart,
    theme: Theme,
    ratio: f32,
}

fn read(spec: &JsValue) -> Result<Spec> {
    const OPERATION: &str = "chart";
    let mut options = Options::of(OPERATION, spec)?;
    let theme = theme(OPERATION, &mut options)?;
    let ratio = match options.take("pixelRatio") {
        Some(value) => convert::real(OPERATION, "pixelRatio", &value)? as f32,
        None => 1.0,
    };
    if !(0.25..=8.0).contains(&ratio) {
        return Err(Error::out_of_range(OPERATION, "pixelRatio", ratio, "between 0.25 and 8"));
    }
    let kind = convert::text(OPERATION, "kind", &options.take("kind").unwrap_or(JsValue::UNDEFINED))?;
    let mut chart = Chart::blank(&kind)?;
    tree::read_entries(OPERATION, &kind, chart.data(), options.into_entries())?;
    Ok(Spec { chart, theme, ratio })
}

/// Draws a chart over a whole canvas, which is cleared first; its ground is transparent. The canvas has `pixelRatio`
/// pixels to a CSS pixel.
#[wasm_bindgen]
pub fn chart(
    canvas: HtmlCanvasElement,
    #[wasm_bindgen(unchecked_param_type = "ChartSpec")] spec: &JsValue,
) -> JsResult<()> {
    let Spec { chart, theme, ratio } = read(spec).or_throw()?;
    on_canvas(canvas, ratio, |surface| chart.draw(surface, theme))
}

/// A chart as an SVG document of that size in CSS pixels.
#[wasm_bindgen(js_name = chartSvg)]
pub fn chart_svg(
    #[wasm_bindgen(unchecked_param_type = "ChartSpec")] spec: &JsValue,
    width: f32,
    height: f32,
) -> JsResult<String> {
    let Spec { chart, theme, .. } = read(spec).or_throw()?;
    chart.svg(theme, width, height).or_throw()
}

/// Draws grayscale pictures (values 0 to 1, picture after picture, row-major) at the upper left corner of a canvas, and
/// returns the size of the whole in pixels of the screen.
#[wasm_bindgen(js_name = paintPictures, unchecked_return_type = "{ width: number; height: number }")]
pub fn paint_pictures(
    context: &CanvasRenderingContext2d,
    #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] values: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "PictureLayout")] layout: &JsValue,
) -> JsResult<JsValue> {
    const OPERATION: &str = "paint pictures";
    let values = convert::floats(OPERATION, "values", values).or_throw()?;
    let (strip, theme) = read_strip(OPERATION, layout).or_throw()?;
    let (bytes, width, height) = strip.paint(&values, theme).or_throw()?;
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), width as u32, height as u32)?;
    context.put_image_data(&image, 0.0, 0.0)?;
    let size = Object::new();
    convert::set(&size, "width", width as f64);
    convert::set(&size, "height", height as f64);
    Ok(size.into())
}

fn read_strip(operation: &'static str, layout: &JsValue) -> Result<(Strip, Theme)> {
    let mut options = Options::of(operation, layout)?;
    let theme = theme(operation, &mut options)?;
    let mut whole = |name: &'static str, default: Option<u32>| match (options.take(name), default) {
        (Some(value), _) => convert::whole(operation, name, &value).map(|value| value as usize),
        (None, Some(default)) => Ok(default as usize),
        (None, None) => convert::whole(operation, name, &JsValue::UNDEFINED).map(|value| value as usize),
    };
    let count = whole("count", None)?;
    let strip = Strip {
        count,
        height: whole("height", None)?,
        width: whole("width", None)?,
        columns: whole("columns", Some(count.max(1) as u32))?,
        scale: whole("scale", Some(1))?,
        gap: whole("gap", Some(0))?,
        ink: true,
        signed: false,
    };
    let ink = options.take("ink").is_none_or(|value| value.is_truthy());
    let signed = options.take("signed").is_some_and(|value| value.is_truthy());
    options.finish(&["count", "height", "width", "columns", "scale", "gap", "ink", "signed", "theme"])?;
    Ok((Strip { ink, signed, ..strip }, theme))
}

/// The colors of a theme, "light" or "dark", so that whatever is set in HTML uses the very same.
#[wasm_bindgen(unchecked_return_type = "Palette")]
pub fn palette(#[wasm_bindgen(unchecked_param_type = "\"light\" | \"dark\"")] theme: &JsValue) -> JsResult<JsValue> {
    let name = convert::text("palette", "theme", theme).or_throw()?;
    let colors = palette::as_css(Theme::named(&name).or_throw()?);
    convert::plain(&colors).or_throw()
}
