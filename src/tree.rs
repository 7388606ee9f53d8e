//! Values as they come from outside, and how ours are read from them.
//!
//! A type of ours says once which fields it has (`record!`) or which names (`choice!`). All records are read by one
//! function that sees every name, so that an unknown one is refused with those there are. Reading by serde's derived
//! code makes code of its own for every field of every type, several times as much in all.

use crate::error::quoted;

/// A value from outside.
#[derive(Debug)]
pub enum Tree {
    /// No value.
    Nothing,
    /// True or false.
    Flag(bool),
    /// Any number.
    Number(f64),
    /// A text.
    Text(String),
    /// Values in their order.
    List(Vec<Tree>),
    /// Values by name; no name comes twice.
    Object(Vec<(String, Tree)>),
    /// What is no data, such as a function; the name of its type.
    Other(String),
}

/// Why a tree is not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A name that a record does not have.
    Unknown {
        /// The name.
        name: String,
        /// The names there are.
        known: &'static [&'static str],
    },
    /// Anything else, in words.
    Other(String),
}

/// What can be read from a tree. It is filled in its place, so that one function reads the fields of all records, whatever
/// their types.
pub trait FromTree {
    /// What it is before it is read.
    fn blank() -> Self
    where
        Self: Sized;

    /// Reads it.
    ///
    /// # Errors
    /// [`Refused`] if the tree is something else; what has been read until then stays.
    fn fill(&mut self, tree: &Tree) -> Result<(), Refused>;

    /// A new one, read from a tree.
    ///
    /// # Errors
    /// Those of [`FromTree::fill`].
    fn from_tree(tree: &Tree) -> Result<Self, Refused>
    where
        Self: Sized,
    {
        let mut value = Self::blank();
        value.fill(tree)?;
        Ok(value)
    }
}

/// What an object must be like to be read as a record.
#[derive(Debug)]
pub struct Record {
    /// What errors call it.
    pub title: &'static str,
    /// The names of its fields.
    pub known: &'static [&'static str],
    /// The names of those that must be there.
    pub needed: &'static [&'static str],
    /// Whether names that are not known are passed over.
    pub open: bool,
}

impl Record {
    /// Reads the fields into their places, one for each known name; a place whose field is not there stays as it is.
    ///
    /// # Errors
    /// [`Refused`] for the first name or value that does not fit, and for a needed field that is not there.
    pub fn read(&self, tree: &Tree, places: &mut [&mut dyn FromTree]) -> Result<(), Refused> {
        let Tree::Object(entries) = tree else { return Err(tree.refused(self.title)) };
        for (name, value) in entries {
            match self.known.iter().position(|known| known == name) {
                Some(field) => places[field].fill(value)?,
                None if self.open => {}
                None => return Err(Refused::Unknown { name: name.clone(), known: self.known }),
            }
        }
        match self.needed.iter().find(|needed| entries.iter().all(|(name, _)| name != *needed)) {
            Some(missing) => Err(Refused::Other(format!("missing field `{missing}`"))),
            None => Ok(()),
        }
    }
}

/// Makes a type readable from an object: its fields, `as` the name they have outside. What is left out is as in the type's
/// default. A type without one `needs` some fields, and says what it is before they are read (`from`). An `open` one passes
/// over names that it does not know.
macro_rules! record {
    (open $($rest:tt)+) => { $crate::tree::record!(@read true; $($rest)+); };
    (@read $open:literal; $type:ident { $($field:ident $(as $name:literal)?),+ $(,)? } $(needs $needed:tt from $blank:expr)?) => {
        impl $crate::tree::FromTree for $type {
            fn blank() -> Self {
                $crate::tree::record!(@blank $type $($blank)?)
            }

            fn fill(&mut self, tree: &$crate::tree::Tree) -> std::result::Result<(), $crate::tree::Refused> {
                const RECORD: $crate::tree::Record = $crate::tree::Record {
                    title: concat!("struct ", stringify!($type)),
                    known: &[$($crate::tree::record!(@name $field $($name)?)),+],
                    needed: &$crate::tree::record!(@needed $($needed)?),
                    open: $open,
                };
                RECORD.read(tree, &mut [$(&mut self.$field),+])
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
    (@needed) => { [] };
    (@needed $needed:tt) => { $needed };
    (@blank $type:ident) => { $type::default() };
    (@blank $type:ident $blank:expr) => { $blank };
    ($($rest:tt)+) => { $crate::tree::record!(@read false; $($rest)+); };
}

/// Makes an enum readable from a text: its variants and their names.
macro_rules! choice {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            const VARIANTS: &[$type] = &[$($type::$variant),+];
        }

        impl $crate::tree::FromTree for $type {
            fn blank() -> Self {
                Self::VARIANTS[0]
            }

            fn fill(&mut self, tree: &$crate::tree::Tree) -> std::result::Result<(), $crate::tree::Refused> {
                *self = Self::VARIANTS[tree.choice(concat!("enum ", stringify!($type)), &[$($name),+])?];
                Ok(())
            }
        }
    };
}

pub(crate) use {choice, record};

impl Tree {
    /// That it is not what was expected.
    #[cold]
    pub fn refused(&self, expected: &str) -> Refused {
        let found = match self {
            Tree::Nothing => "unit value".into(),
            Tree::Flag(flag) => format!("boolean `{flag}`"),
            Tree::Number(number) if number.fract() == 0.0 => format!("floating point `{number:.1}`"),
            Tree::Number(number) => format!("floating point `{number}`"),
            Tree::Text(text) => format!("string {}", quoted(text)),
            Tree::List(_) => "sequence".into(),
            Tree::Object(_) => "map".into(),
            Tree::Other(kind) => kind.clone(),
        };
        Refused::Other(format!("invalid type: {found}, expected {expected}"))
    }

    /// Which of some names it is.
    ///
    /// # Errors
    /// [`Refused`] if it is none of them.
    pub fn choice(&self, expected: &str, names: &[&str]) -> Result<usize, Refused> {
        let Tree::Text(text) = self else { return Err(self.refused(expected)) };
        names.iter().position(|name| name == text).ok_or_else(|| {
            let names = names.join("`, `");
            Refused::Other(format!("unknown variant `{text}`, expected one of `{names}`"))
        })
    }

    fn number(&self, expected: &str) -> Result<f64, Refused> {
        match self {
            Tree::Number(number) => Ok(*number),
            other => Err(other.refused(expected)),
        }
    }

    fn whole(&self, expected: &str, min: f64, max: f64) -> Result<f64, Refused> {
        let number = self.number(expected)?;
        if number.fract() != 0.0 || number.abs() > WHOLE {
            return Err(self.refused(expected));
        }
        if !(min..=max).contains(&number) {
            return Err(Refused::Other(format!("invalid value: integer `{number}`, expected {expected}")));
        }
        Ok(number)
    }
}

/// Whole numbers beyond are not all told apart.
const WHOLE: f64 = 9_007_199_254_740_992.0;

macro_rules! simple {
    ($($type:ty: $tree:ident => $read:expr,)+) => {$(
        impl FromTree for $type {
            fn blank() -> Self {
                Self::default()
            }

            fn fill(&mut self, $tree: &Tree) -> Result<(), Refused> {
                *self = $read;
                Ok(())
            }
        }
    )+};
}

simple! {
    bool: tree => match tree {
        Tree::Flag(flag) => *flag,
        other => return Err(other.refused("a boolean")),
    },
    String: tree => match tree {
        Tree::Text(text) => text.clone(),
        other => return Err(other.refused("a string")),
    },
    f64: tree => tree.number("f64")?,
    f32: tree => tree.number("f32")? as f32,
    i32: tree => tree.whole("i32", f64::from(i32::MIN), f64::from(i32::MAX))? as i32,
    u32: tree => tree.whole("u32", 0.0, f64::from(u32::MAX))? as u32,
    u64: tree => tree.whole("u64", 0.0, WHOLE)? as u64,
    usize: tree => tree.whole("usize", 0.0, usize::MAX as f64)? as usize,
}

impl<T: FromTree> FromTree for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }

    fn fill(&mut self, tree: &Tree) -> Result<(), Refused> {
        let Tree::List(list) = tree else { return Err(tree.refused("a sequence")) };
        self.clear();
        self.reserve(list.len());
        for tree in list {
            let mut value = T::blank();
            value.fill(tree)?;
            self.push(value);
        }
        Ok(())
    }
}

impl<T: FromTree> FromTree for Option<T> {
    fn blank() -> Self {
        None
    }

    fn fill(&mut self, tree: &Tree) -> Result<(), Refused> {
        match tree {
            Tree::Nothing => *self = None,
            some => self.insert(T::blank()).fill(some)?,
        }
        Ok(())
    }
}

impl<T: FromTree> FromTree for Box<T> {
    fn blank() -> Self {
        Box::new(T::blank())
    }

    fn fill(&mut self, tree: &Tree) -> Result<(), Refused> {
        (**self).fill(tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Look {
        title: String,
        wide: Option<u32>,
        steps: Vec<f64>,
    }

    record!(Look { title, wide as "isWide", steps });

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Side {
        Left,
        Right,
    }

    choice!(Side { Left = "left", Right = "right" });

    #[derive(Debug, PartialEq)]
    struct Turn {
        side: Side,
        by: i32,
    }

    record!(open Turn { side, by } needs ["side"] from Turn { side: Side::Left, by: 90 });

    fn object<const N: usize>(entries: [(&str, Tree); N]) -> Tree {
        Tree::Object(entries.map(|(name, tree)| (name.to_string(), tree)).into())
    }

    fn text(text: &str) -> Tree {
        Tree::Text(text.into())
    }

    fn why<T: FromTree + std::fmt::Debug>(tree: Tree) -> String {
        match T::from_tree(&tree).unwrap_err() {
            Refused::Other(why) => why,
            Refused::Unknown { name, known } => format!("{name} is none of {known:?}"),
        }
    }

    #[test]
    fn what_is_left_out_is_as_in_the_default() {
        assert_eq!(Look::from_tree(&object([])), Ok(Look::default()));
        let given = object([("isWide", Tree::Number(3.0)), ("steps", Tree::List(vec![Tree::Number(0.5)]))]);
        assert_eq!(Look::from_tree(&given), Ok(Look { wide: Some(3), steps: vec![0.5], ..Look::default() }));
        assert_eq!(Look::from_tree(&object([("isWide", Tree::Nothing)])), Ok(Look::default()));
        assert_eq!(why::<Look>(object([("title", Tree::Nothing)])), "invalid type: unit value, expected a string");
        assert_eq!(why::<Look>(Tree::Flag(true)), "invalid type: boolean `true`, expected struct Look");
    }

    #[test]
    fn unknown_names_are_refused_unless_the_record_is_open() {
        let why = why::<Look>(object([("titel", text("a"))]));
        assert_eq!(why, r#"titel is none of ["title", "isWide", "steps"]"#);
        let given = object([("speed", Tree::Nothing), ("side", text("right"))]);
        assert_eq!(Turn::from_tree(&given), Ok(Turn { side: Side::Right, by: 90 }));
    }

    #[test]
    fn what_is_needed_must_be_there() {
        assert_eq!(why::<Turn>(object([("by", Tree::Number(1.0))])), "missing field `side`");
        let up = object([("side", text("up"))]);
        assert_eq!(why::<Turn>(up), "unknown variant `up`, expected one of `left`, `right`");
        let none = object([("side", Tree::Number(1.0))]);
        assert_eq!(why::<Turn>(none), "invalid type: floating point `1.0`, expected enum Side");
    }

    #[test]
    fn whole_numbers_are_whole_and_in_range() {
        assert_eq!(i32::from_tree(&Tree::Number(-2_147_483_648.0)), Ok(i32::MIN));
        assert_eq!(u64::from_tree(&Tree::Number(WHOLE)), Ok(1 << 53));
        assert_eq!(why::<u32>(Tree::Number(1.5)), "invalid type: floating point `1.5`, expected u32");
        assert_eq!(why::<u64>(Tree::Number(f64::NAN)), "invalid type: floating point `NaN`, expected u64");
        assert_eq!(why::<usize>(Tree::Number(-1.0)), "invalid value: integer `-1`, expected usize");
        assert_eq!(why::<i32>(Tree::Number(2_147_483_648.0)), "invalid value: integer `2147483648`, expected i32");
        let lists = Tree::List(vec![Tree::Number(1.0), Tree::Other("a function".into())]);
        assert_eq!(why::<Vec<f64>>(lists), "invalid type: a function, expected f64");
    }
}
