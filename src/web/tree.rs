//! What a script hands over, read once into a tree of our own, and from there into our types. The script's objects are not
//! touched a second time.

use super::convert::{elements_of, entries_of, kind_of};
use crate::error::{Error, Result};
use crate::tree::{FromTree, Refused, Tree};
use js_sys::{Array, ArrayBuffer, Float32Array, Float64Array};
use wasm_bindgen::{JsCast, JsValue};

/// Nothing that we read is nested so deeply; what contains itself is.
const DEEPEST: usize = 64;

impl Tree {
    fn of(operation: &'static str, value: &JsValue, depth: usize) -> Result<Self> {
        if depth > DEEPEST {
            return Err(Error::WrongKind {
                operation,
                parameter: "an argument".into(),
                found: "an object nested too deeply".into(),
                expected: format!("at most {DEEPEST} objects in each other"),
            });
        }
        Ok(if value.is_undefined() || value.is_null() {
            Tree::Nothing
        } else if let Some(flag) = value.as_bool() {
            Tree::Flag(flag)
        } else if let Some(number) = value.as_f64() {
            Tree::Number(number)
        } else if let Some(text) = value.as_string() {
            Tree::Text(text)
        } else if !value.is_object() {
            Tree::Other(kind_of(value))
        } else if let Some(values) = value.dyn_ref::<Float64Array>() {
            Tree::List(values.to_vec().into_iter().map(Tree::Number).collect())
        } else if let Some(values) = value.dyn_ref::<Float32Array>() {
            Tree::List(values.to_vec().into_iter().map(|value| Tree::Number(value.into())).collect())
        } else if Array::is_array(value) || ArrayBuffer::is_view(value) {
            let elements = elements_of(operation, value)?;
            let trees = elements.iter().map(|element| Tree::of(operation, element, depth + 1));
            Tree::List(trees.collect::<Result<_>>()?)
        } else {
            Tree::of_entries(operation, entries_of(operation, value)?, depth)?
        })
    }

    fn of_entries(operation: &'static str, entries: Vec<(String, JsValue)>, depth: usize) -> Result<Self> {
        let trees = entries.into_iter().map(|(name, entry)| Ok((name, Tree::of(operation, &entry, depth + 1)?)));
        trees.collect::<Result<_>>().map(Tree::Object)
    }
}

/// A plain JavaScript object as a value of ours.
///
/// # Errors
/// [`Error::UnknownName`] for a name that the type refuses, [`Error::WrongKind`] for what else does not fit.
pub fn read<T: FromTree>(operation: &'static str, parameter: &str, value: &JsValue) -> Result<T> {
    let mut read = T::blank();
    fill(operation, parameter, &mut read, Tree::of(operation, value, 0))?;
    Ok(read)
}

/// Reads entries of an object into a value of ours.
///
/// # Errors
/// Those of [`read`].
pub fn read_entries(
    operation: &'static str,
    parameter: &str,
    into: &mut dyn FromTree,
    entries: Vec<(String, JsValue)>,
) -> Result<()> {
    fill(operation, parameter, into, Tree::of_entries(operation, entries, 0))
}

fn fill(operation: &'static str, parameter: &str, into: &mut dyn FromTree, tree: Result<Tree>) -> Result<()> {
    into.fill(&tree?).map_err(|refused| to_error(operation, parameter, refused))
}

fn to_error(operation: &'static str, parameter: &str, refused: Refused) -> Error {
    match refused {
        Refused::Unknown { name, known } => {
            let known = known.iter().map(|known| known.to_string()).collect();
            Error::UnknownName { operation, kind: "option", name, known }
        }
        Refused::Other(found) => Error::WrongKind {
            operation,
            parameter: parameter.to_string(),
            found,
            expected: format!("a {parameter} as this library writes it"),
        },
    }
}
