//! JavaScript values into checked Rust values and back.

use crate::error::{Error, Result};
use crate::learn::{Detail, Details};
use crate::parameters::{Given, Value};
use js_sys::{Array, Float32Array, Float64Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use std::ops::Range;
use wasm_bindgen::{JsCast, JsValue};

/// A name for the type of a JavaScript value, for error messages.
pub fn kind_of(value: &JsValue) -> String {
    if value.is_null() {
        return "null".into();
    }
    if Array::is_array(value) {
        return "an array".into();
    }
    match value.js_typeof().as_string().as_deref() {
        Some("undefined") | None => "missing".into(),
        // An object need not have a constructor, nor let anyone look at it.
        Some("object") => {
            let property = |of: JsValue, name: &str| Reflect::get(&of, &name.into());
            let name = property(value.clone(), "constructor").and_then(|constructor| property(constructor, "name"));
            match name.ok().and_then(|name| name.as_string()) {
                Some(name) if !name.is_empty() => format!("a value of type {name}"),
                _ => "an object".into(),
            }
        }
        Some(name) => format!("a {name}"),
    }
}

fn wrong_kind(operation: &'static str, parameter: &str, value: &JsValue, expected: &str) -> Error {
    Error::WrongKind {
        operation,
        parameter: parameter.to_string(),
        found: kind_of(value),
        expected: expected.to_string(),
    }
}

/// A whole number that fits 32 bits: an id, a count, an index.
pub fn whole(operation: &'static str, parameter: &str, value: &JsValue) -> Result<u32> {
    let number = value.as_f64().ok_or_else(|| wrong_kind(operation, parameter, value, "a whole number"))?;
    if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) {
        return Ok(number as u32);
    }
    Err(Error::out_of_range(operation, parameter, number, format!("a whole number from 0 to {}", u32::MAX)))
}

/// A whole number that may be larger than 32 bits, such as a seed or a step.
pub fn long(operation: &'static str, parameter: &str, value: &JsValue) -> Result<u64> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    let number = value.as_f64().ok_or_else(|| wrong_kind(operation, parameter, value, "a whole number"))?;
    if number.fract() == 0.0 && (0.0..=LARGEST).contains(&number) {
        return Ok(number as u64);
    }
    Err(Error::out_of_range(operation, parameter, number, format!("a whole number from 0 to {LARGEST}")))
}

/// A whole number of 32 bits, at least 1.
pub fn count(operation: &'static str, parameter: &str, value: &JsValue) -> Result<u32> {
    match whole(operation, parameter, value)? {
        0 => Err(Error::out_of_range(operation, parameter, 0, "at least 1")),
        count => Ok(count),
    }
}

/// True or false.
pub fn flag(operation: &'static str, parameter: &str, value: &JsValue) -> Result<bool> {
    value.as_bool().ok_or_else(|| wrong_kind(operation, parameter, value, "true or false"))
}

/// A finite number.
pub fn real(operation: &'static str, parameter: &str, value: &JsValue) -> Result<f64> {
    match value.as_f64() {
        Some(number) if number.is_finite() => Ok(number),
        Some(number) => Err(Error::out_of_range(operation, parameter, number, "a finite number")),
        None => Err(wrong_kind(operation, parameter, value, "a number")),
    }
}

/// A text.
pub fn text(operation: &'static str, parameter: &str, value: &JsValue) -> Result<String> {
    value.as_string().ok_or_else(|| wrong_kind(operation, parameter, value, "a text"))
}

/// Numbers from a Float32Array, Float64Array or plain array of numbers.
pub fn floats(operation: &'static str, parameter: &str, value: &JsValue) -> Result<Vec<f32>> {
    if let Some(values) = value.dyn_ref::<Float32Array>() {
        return Ok(values.to_vec());
    }
    if let Some(values) = value.dyn_ref::<Float64Array>() {
        return Ok(values.to_vec().into_iter().map(|value| value as f32).collect());
    }
    Ok(numbers(operation, parameter, value, "a Float32Array")?.into_iter().map(|value| value as f32).collect())
}

/// Whole numbers of 32 bits with a sign, from an Int32Array or any array of numbers.
pub fn integers(operation: &'static str, parameter: &str, value: &JsValue) -> Result<Vec<i32>> {
    if let Some(values) = value.dyn_ref::<js_sys::Int32Array>() {
        return Ok(values.to_vec());
    }
    let values = numbers(operation, parameter, value, "an Int32Array")?;
    let fits = |value: f64| value.fract() == 0.0 && f64::from(i32::MIN) <= value && value <= f64::from(i32::MAX);
    values
        .into_iter()
        .map(|value| {
            if fits(value) {
                Ok(value as i32)
            } else {
                Err(Error::out_of_range(operation, parameter, value, "whole numbers of 32 bits"))
            }
        })
        .collect()
}

/// Whole numbers of 32 bits without a sign, from a Uint32Array or any array of numbers.
pub fn indices(operation: &'static str, parameter: &str, value: &JsValue) -> Result<Vec<u32>> {
    if let Some(values) = value.dyn_ref::<js_sys::Uint32Array>() {
        return Ok(values.to_vec());
    }
    let values = numbers(operation, parameter, value, "a Uint32Array")?;
    values.into_iter().map(|value| whole(operation, parameter, &value.into())).collect()
}

/// A range of rows, given as [first, end].
pub fn range(operation: &'static str, parameter: &str, value: &JsValue) -> Result<Range<usize>> {
    let bounds = if Array::is_array(value) { elements_of(operation, value)? } else { Vec::new() };
    let [first, end] = &bounds[..] else { return Err(wrong_kind(operation, parameter, value, "[first, end]")) };
    Ok(whole(operation, parameter, first)? as usize..whole(operation, parameter, end)? as usize)
}

fn numbers(operation: &'static str, parameter: &str, value: &JsValue, expected: &str) -> Result<Vec<f64>> {
    let is_typed = value.is_instance_of::<Object>() && js_sys::ArrayBuffer::is_view(value);
    if !Array::is_array(value) && !is_typed {
        return Err(wrong_kind(operation, parameter, value, expected));
    }
    elements_of(operation, value)?
        .into_iter()
        .map(|entry| entry.as_f64().ok_or_else(|| wrong_kind(operation, parameter, &entry, "numbers only")))
        .collect()
}

/// Texts from an array of strings.
pub fn texts(operation: &'static str, parameter: &str, value: &JsValue) -> Result<Vec<String>> {
    if !Array::is_array(value) {
        return Err(wrong_kind(operation, parameter, value, "an array of texts"));
    }
    elements_of(operation, value)?.iter().map(|entry| text(operation, parameter, entry)).collect()
}

/// Bytes from a Uint8Array or an ArrayBuffer.
pub fn bytes(operation: &'static str, parameter: &str, value: &JsValue) -> Result<Vec<u8>> {
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return Ok(bytes.to_vec());
    }
    if let Some(bytes) = value.dyn_ref::<js_sys::Uint8ClampedArray>() {
        return Ok(bytes.to_vec());
    }
    if let Some(buffer) = value.dyn_ref::<js_sys::ArrayBuffer>() {
        return Ok(Uint8Array::new(buffer).to_vec());
    }
    Err(wrong_kind(operation, parameter, value, "a Uint8Array"))
}

/// A script's object may refuse to be read. What it throws must not pass through this module, which could then no longer
/// be used: all that scripts hand over is read by `Reflect`, which catches.
fn unreadable(operation: &'static str) -> Error {
    Error::WrongKind {
        operation,
        parameter: "an argument".into(),
        found: "an object that throws when it is read".into(),
        expected: "plain objects and arrays".into(),
    }
}

/// The elements of an array of any type.
pub fn elements_of(operation: &'static str, array: &JsValue) -> Result<Vec<JsValue>> {
    /// More numbers than that are better handed over as a typed array, which is read at once.
    const LONGEST: f64 = (1 << 26) as f64;
    let length = Reflect::get(array, &"length".into()).ok().and_then(|length| length.as_f64());
    let length = length.ok_or_else(|| unreadable(operation))?;
    if length > LONGEST {
        let (what, found, limit) = ("the length of an array", length as u64, LONGEST as u64);
        return Err(Error::TooLarge { operation, what, found, limit });
    }
    (0..length as u32).map(|place| Reflect::get_u32(array, place).map_err(|_| unreadable(operation))).collect()
}

/// The entries of an object that are not `undefined`.
pub fn entries_of(operation: &'static str, object: &JsValue) -> Result<Vec<(String, JsValue)>> {
    let mut entries = Vec::new();
    for name in Reflect::own_keys(object).map_err(|_| unreadable(operation))?.iter() {
        // Symbols name nothing of ours.
        let Some(text) = name.as_string() else { continue };
        let value = Reflect::get(object, &name).map_err(|_| unreadable(operation))?;
        if !value.is_undefined() {
            entries.push((text, value));
        }
    }
    Ok(entries)
}

/// The entries of an options object; a missing object has none, and entries that are `undefined` are left out.
pub struct Options {
    operation: &'static str,
    entries: Vec<(String, JsValue)>,
}

impl Options {
    /// Reads an options object.
    pub fn of(operation: &'static str, options: &JsValue) -> Result<Self> {
        let mut entries = Vec::new();
        if !options.is_undefined() && !options.is_null() {
            if !options.is_object() || Array::is_array(options) || js_sys::ArrayBuffer::is_view(options) {
                return Err(wrong_kind(operation, "options", options, "an object such as { seed: 1 }"));
            }
            entries = entries_of(operation, options)?;
        }
        Ok(Options { operation, entries })
    }

    /// Takes an entry out, if it is there.
    pub fn take(&mut self, name: &str) -> Option<JsValue> {
        let index = self.entries.iter().position(|(known, _)| known == name)?;
        Some(self.entries.remove(index).1)
    }

    /// Takes an entry out, if it is there, and reads it.
    pub fn read<T>(&mut self, name: &str, read: fn(&'static str, &str, &JsValue) -> Result<T>) -> Result<Option<T>> {
        self.take(name).map(|value| read(self.operation, name, &value)).transpose()
    }

    /// Takes an entry out and reads it; it must be there.
    pub fn need<T>(&mut self, name: &str, read: fn(&'static str, &str, &JsValue) -> Result<T>) -> Result<T> {
        read(self.operation, name, &self.take(name).unwrap_or(JsValue::UNDEFINED))
    }

    /// Refuses entries that nobody took.
    pub fn finish(self, known: &[&str]) -> Result<()> {
        match self.entries.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => Err(Error::UnknownName {
                operation: self.operation,
                kind: "option",
                name,
                known: known.iter().map(|known| known.to_string()).collect(),
            }),
        }
    }

    /// The remaining entries.
    pub fn into_entries(self) -> Vec<(String, JsValue)> {
        self.entries
    }

    /// The remaining entries as parameters for a method, a generator or a feature map.
    pub fn into_given(self) -> Result<Given> {
        let operation = self.operation;
        self.entries
            .into_iter()
            .map(|(name, value)| parameter(operation, &name, &value).map(|value| (name, value)))
            .collect()
    }
}

/// Parameters from an options object.
pub fn given(operation: &'static str, options: &JsValue) -> Result<Given> {
    Options::of(operation, options)?.into_given()
}

/// One parameter's value.
pub fn parameter(operation: &'static str, name: &str, value: &JsValue) -> Result<Value> {
    if let Some(flag) = value.as_bool() {
        return Ok(Value::Flag(flag));
    }
    if let Some(number) = value.as_f64() {
        return Ok(Value::Number(number));
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::Text(text));
    }
    numbers(operation, name, value, "a number, a text, true or false, or an array of numbers").map(Value::Numbers)
}

/// Anything serializable as a plain JavaScript object.
pub fn plain(value: &impl Serialize) -> Result<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value
        .serialize(&serializer)
        .map_err(|error| Error::Internal { operation: "to JavaScript", what: error.to_string() })
}

/// Sets a property of a fresh plain object, which cannot fail.
pub fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    let _ = Reflect::set(object, &name.into(), &value.into());
}

/// Details as an object: numbers, texts, Float64Arrays, and `{ rows, columns, values }` for matrices.
pub fn details(details: Details) -> Object {
    let object = Object::new();
    for (name, detail) in details {
        match detail {
            Detail::Number(value) => set(&object, name, value),
            Detail::Text(value) => set(&object, name, value),
            Detail::Numbers(values) => set(&object, name, Float64Array::from(values.as_slice())),
            Detail::Matrix { rows, columns, values } => {
                let matrix = Object::new();
                set(&matrix, "rows", rows as f64);
                set(&matrix, "columns", columns as f64);
                set(&matrix, "values", Float32Array::from(values.as_slice()));
                set(&object, name, matrix);
            }
        }
    }
    object
}
