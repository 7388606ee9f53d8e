//! What a script hands over, read once into a tree of our own, and from there into our types. The script's objects are not
//! touched a second time, and serde sees every name, so that an unknown one is refused with those there are.

use super::convert::{elements_of, entries_of, kind_of};
use crate::error::{Error, Result};
use js_sys::{Array, ArrayBuffer, Float32Array, Float64Array};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt::Display;
use wasm_bindgen::{JsCast, JsValue};

/// Nothing that we read is nested so deeply; what contains itself is.
const DEEPEST: usize = 64;

/// Whole numbers beyond are not all told apart.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// A value without any script in it.
#[derive(Debug, Clone)]
enum Tree {
    Nothing,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
    /// What is no data, such as a function; the name of its type.
    Other(String),
}

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

    fn refused<V>(&self, expected: &dyn de::Expected) -> std::result::Result<V, Refused> {
        let found = match self {
            Tree::Nothing => Unexpected::Unit,
            Tree::Flag(flag) => Unexpected::Bool(*flag),
            Tree::Number(number) => Unexpected::Float(*number),
            Tree::Text(text) => Unexpected::Str(text),
            Tree::List(_) => Unexpected::Seq,
            Tree::Object(_) => Unexpected::Map,
            Tree::Other(kind) => Unexpected::Other(kind),
        };
        Err(de::Error::invalid_type(found, expected))
    }
}

/// Why a tree is not what was asked for.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("no option {name}")]
    Unknown { name: String, known: &'static [&'static str] },
    #[error("{0}")]
    Other(String),
}

impl de::Error for Refused {
    fn custom<T: Display>(message: T) -> Self {
        Refused::Other(message.to_string())
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Refused::Unknown { name: name.to_string(), known }
    }
}

/// Methods of a deserializer that take one kind of tree.
macro_rules! only {
    ($($name:ident: $tree:pat $(if $condition:expr)? => $visit:ident($value:expr),)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Refused> {
            match self {
                $tree $(if $condition)? => visitor.$visit($value),
                other => other.refused(&visitor),
            }
        }
    )*};
}

/// Methods that do what others do.
macro_rules! as_well {
    ($($name:ident = $other:ident,)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Refused> {
            self.$other(visitor)
        }
    )*};
}

impl IntoDeserializer<'_, Refused> for Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Refused> {
        match self {
            Tree::Nothing => visitor.visit_unit(),
            Tree::Flag(flag) => visitor.visit_bool(flag),
            Tree::Number(number) => visitor.visit_f64(number),
            Tree::Text(text) => visitor.visit_string(text),
            Tree::List(list) => visitor.visit_seq(SeqDeserializer::new(list.into_iter())),
            Tree::Object(entries) => visitor.visit_map(MapDeserializer::new(entries.into_iter())),
            Tree::Other(_) => self.refused(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Refused> {
        match self {
            Tree::Nothing => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    // What follows could all be left to `deserialize_any`; but that makes code for every kind of tree and type of ours.

    only! {
        deserialize_bool: Tree::Flag(flag) => visit_bool(flag),
        deserialize_f64: Tree::Number(number) => visit_f64(number),
        deserialize_i64: Tree::Number(number) if number.fract() == 0.0 && number.abs() <= WHOLE => visit_i64(number as i64),
        deserialize_string: Tree::Text(text) => visit_string(text),
        deserialize_seq: Tree::List(list) => visit_seq(SeqDeserializer::new(list.into_iter())),
        deserialize_map: Tree::Object(entries) => visit_map(MapDeserializer::new(entries.into_iter())),
    }

    as_well! {
        deserialize_f32 = deserialize_f64,
        deserialize_i32 = deserialize_i64,
        deserialize_u32 = deserialize_i64,
        deserialize_u64 = deserialize_i64,
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Refused> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Refused> {
        match self {
            Tree::Text(text) => visitor.visit_enum(text.into_deserializer()),
            other => other.refused(&visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i8 i16 u8 u16 char str bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

/// A plain JavaScript object as a value of ours.
///
/// # Errors
/// [`Error::UnknownName`] for a name that the type refuses, [`Error::WrongKind`] for what else does not fit.
pub fn read<T: DeserializeOwned>(operation: &'static str, parameter: &str, value: &JsValue) -> Result<T> {
    from_tree(operation, parameter, Tree::of(operation, value, 0)?)
}

/// Likewise of entries of an object.
pub fn read_entries<T: DeserializeOwned>(
    operation: &'static str,
    parameter: &str,
    entries: Vec<(String, JsValue)>,
) -> Result<T> {
    from_tree(operation, parameter, Tree::of_entries(operation, entries, 0)?)
}

fn from_tree<T: DeserializeOwned>(operation: &'static str, parameter: &str, tree: Tree) -> Result<T> {
    T::deserialize(tree).map_err(|refused| match refused {
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
    })
}
