//! Parameters that describe themselves.
//!
//! A method, a generator of data or a feature map lists its parameters once, as [`Parameter`]s. Everything else follows
//! from that list: the checks, the defaults, the page's controls and the documentation.

use crate::error::{Error, Result, list};
use crate::sorted_map::SortedMap;
use crate::tree::{FromTree, Refused, Tree};
use serde::Serialize;

/// One parameter: its id in camelCase, what it may be, and one sentence that says what it does.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Parameter {
    /// The name in calls and links, in camelCase.
    pub id: &'static str,
    /// The name beside a control.
    pub title: &'static str,
    /// Type, range and default.
    #[serde(flatten)]
    pub kind: Kind,
    /// One sentence of help.
    pub help: &'static str,
    /// Whether it may change while the method runs.
    pub live: bool,
}

/// Type, range and default of a [`Parameter`].
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Kind {
    /// A whole number in `min..=max`.
    Integer {
        /// Smallest allowed value.
        min: i64,
        /// Largest allowed value.
        max: i64,
        /// Value when none is given.
        default: i64,
        /// The part of the range that a slider should offer.
        usual: (i64, i64),
    },
    /// A real number in `min..=max`.
    Real {
        /// Smallest allowed value.
        min: f64,
        /// Largest allowed value.
        max: f64,
        /// Value when none is given.
        default: f64,
        /// The part of the range that a slider should offer.
        usual: (f64, f64),
        /// Whether a slider should be logarithmic.
        logarithmic: bool,
    },
    /// One of several names.
    Choice {
        /// The allowed names.
        options: &'static [&'static str],
        /// Name when none is given.
        default: &'static str,
    },
    /// Yes or no.
    Flag {
        /// Value when none is given.
        default: bool,
    },
    /// A list of whole numbers, each in `min..=max`.
    Integers {
        /// Smallest allowed entry.
        min: i64,
        /// Largest allowed entry.
        max: i64,
        /// Largest number of entries.
        longest: usize,
        /// List when none is given.
        default: &'static [i64],
    },
}

/// The seed every random method takes; the same description everywhere.
pub const SEED: Parameter = Parameter {
    id: "seed",
    title: "seed",
    kind: Kind::Integer { min: 0, max: (1 << 53) - 1, default: 0, usual: (0, 99) },
    help: "Where the random numbers start: the same seed gives the same result to the last bit.",
    live: false,
};

/// A parameter's value as it comes from outside.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// Any number; whole numbers are checked to be whole.
    Number(f64),
    /// A name.
    Text(String),
    /// A list of numbers.
    Numbers(Vec<f64>),
}

impl Value {
    fn describe(&self) -> String {
        match self {
            Value::Flag(value) => value.to_string(),
            Value::Number(value) => value.to_string(),
            Value::Text(value) => format!("\"{value}\""),
            Value::Numbers(values) => list(values),
        }
    }
}

impl FromTree for Value {
    fn blank() -> Self {
        Value::Flag(false)
    }

    fn fill(&mut self, tree: &Tree) -> std::result::Result<(), Refused> {
        *self = match tree {
            Tree::Flag(flag) => Value::Flag(*flag),
            Tree::Number(number) => Value::Number(*number),
            Tree::Text(text) => Value::Text(text.clone()),
            Tree::List(_) => Value::Numbers(Vec::from_tree(tree)?),
            other => return Err(other.refused("a number, a text, true or false, or a list of numbers")),
        };
        Ok(())
    }
}

/// Values as given by a caller, by parameter id; what is left out takes its default.
pub type Given = SortedMap<String, Value>;

/// Checked values: one for each described parameter, each of the right kind and in range.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Arguments {
    values: SortedMap<&'static str, Value>,
}

impl Arguments {
    /// Checks what was given against the descriptions, and fills in the defaults.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a parameter that is not described, [`Error::WrongKind`] for a value of another kind,
    /// [`Error::OutOfRange`] for one outside its range.
    pub fn check(operation: &'static str, described: &'static [Parameter], given: &Given) -> Result<Self> {
        for name in given.keys() {
            if !described.iter().any(|parameter| parameter.id == name) {
                return Err(Error::UnknownName {
                    operation,
                    kind: "parameter",
                    name: name.clone(),
                    known: described.iter().map(|parameter| parameter.id.to_string()).collect(),
                });
            }
        }
        let mut values = SortedMap::new();
        for parameter in described {
            let value = match given.get(parameter.id) {
                Some(value) => parameter.checked(operation, value)?,
                None => parameter.default_value(),
            };
            values.insert(parameter.id, value);
        }
        Ok(Arguments { values })
    }

    /// The values in the form in which a caller gives them.
    pub fn given(&self) -> Given {
        self.values.iter().map(|(&id, value)| (id.to_string(), value.clone())).collect()
    }

    /// A whole number that is described as [`Kind::Integer`] and not negative.
    pub fn integer(&self, id: &str) -> usize {
        self.number(id) as usize
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.number("seed") as u64
    }

    /// A number that is described as [`Kind::Real`].
    pub fn real(&self, id: &str) -> f64 {
        self.number(id)
    }

    /// A name that is described as [`Kind::Choice`].
    pub fn choice(&self, id: &str) -> &str {
        match self.values.get(id) {
            Some(Value::Text(value)) => value,
            _ => unreachable!("{id} is not described as a choice"),
        }
    }

    /// Yes or no, described as [`Kind::Flag`].
    pub fn flag(&self, id: &str) -> bool {
        match self.values.get(id) {
            Some(Value::Flag(value)) => *value,
            _ => unreachable!("{id} is not described as a flag"),
        }
    }

    /// A list that is described as [`Kind::Integers`].
    pub fn integers(&self, id: &str) -> Vec<usize> {
        match self.values.get(id) {
            Some(Value::Numbers(values)) => values.iter().map(|value| *value as usize).collect(),
            _ => unreachable!("{id} is not described as a list of integers"),
        }
    }

    fn number(&self, id: &str) -> f64 {
        match self.values.get(id) {
            Some(Value::Number(value)) => *value,
            _ => unreachable!("{id} is not described as a number"),
        }
    }
}

impl Parameter {
    /// The value this parameter has when none is given.
    pub fn default_value(&self) -> Value {
        match self.kind {
            Kind::Integer { default, .. } => Value::Number(default as f64),
            Kind::Real { default, .. } => Value::Number(default),
            Kind::Choice { default, .. } => Value::Text(default.to_string()),
            Kind::Flag { default } => Value::Flag(default),
            Kind::Integers { default, .. } => Value::Numbers(default.iter().map(|&value| value as f64).collect()),
        }
    }

    /// The value itself, if it is of the described kind and in range.
    ///
    /// # Errors
    /// [`Error::WrongKind`] or [`Error::OutOfRange`].
    pub fn checked(&self, operation: &'static str, value: &Value) -> Result<Value> {
        let wrong_kind = |expected: &str| Error::WrongKind {
            operation,
            parameter: self.id.to_string(),
            found: value.describe(),
            expected: expected.to_string(),
        };
        let out_of_range = |expected: String| Error::out_of_range(operation, self.id, value.describe(), expected);
        match (&self.kind, value) {
            (Kind::Integer { min, max, .. }, Value::Number(number)) => {
                if number.fract() != 0.0 || *number < *min as f64 || *number > *max as f64 {
                    return Err(out_of_range(format!("a whole number from {min} to {max}")));
                }
            }
            (Kind::Integer { .. }, _) => return Err(wrong_kind("a whole number")),
            (Kind::Real { min, max, .. }, Value::Number(number)) => {
                if !(*min..=*max).contains(number) {
                    return Err(out_of_range(format!("a number from {min} to {max}")));
                }
            }
            (Kind::Real { .. }, _) => return Err(wrong_kind("a number")),
            (Kind::Choice { options, .. }, Value::Text(text)) => {
                if !options.contains(&text.as_str()) {
                    return Err(Error::UnknownName {
                        operation,
                        kind: self.id,
                        name: text.clone(),
                        known: options.iter().map(|option| option.to_string()).collect(),
                    });
                }
            }
            (Kind::Choice { .. }, _) => return Err(wrong_kind("a name")),
            (Kind::Flag { .. }, Value::Flag(_)) => {}
            (Kind::Flag { .. }, _) => return Err(wrong_kind("true or false")),
            (Kind::Integers { min, max, longest, .. }, Value::Numbers(numbers)) => {
                let in_range = |number: &f64| number.fract() == 0.0 && *number >= *min as f64 && *number <= *max as f64;
                if numbers.len() > *longest || !numbers.iter().all(in_range) {
                    return Err(out_of_range(format!("at most {longest} whole numbers from {min} to {max}")));
                }
            }
            (Kind::Integers { .. }, _) => return Err(wrong_kind("a list of whole numbers")),
        }
        Ok(value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESCRIBED: &[Parameter] = &[
        Parameter {
            id: "learningRate",
            title: "learning rate",
            kind: Kind::Real { min: 1e-8, max: 10.0, default: 0.001, usual: (1e-4, 1e-2), logarithmic: true },
            help: "How far each step goes.",
            live: true,
        },
        Parameter {
            id: "layers",
            title: "layers",
            kind: Kind::Integers { min: 1, max: 4096, longest: 8, default: &[400, 200] },
            help: "Width of each hidden layer.",
            live: false,
        },
        SEED,
    ];

    fn check(given: &[(&str, Value)]) -> Result<Arguments> {
        let given = given.iter().map(|(id, value)| (id.to_string(), value.clone())).collect();
        Arguments::check("test", DESCRIBED, &given)
    }

    #[test]
    fn what_is_left_out_takes_its_default() {
        let arguments = check(&[("seed", Value::Number(3.0))]).unwrap();
        assert_eq!(arguments.real("learningRate"), 0.001);
        assert_eq!(arguments.integers("layers"), [400, 200]);
        assert_eq!(arguments.seed(), 3);
    }

    #[test]
    fn bad_values_are_named() {
        let code = |given: &[(&str, Value)]| check(given).unwrap_err().code();
        assert_eq!(code(&[("learningRate", Value::Number(-1.0))]), "out-of-range");
        assert_eq!(code(&[("learningRate", Value::Number(f64::NAN))]), "out-of-range");
        assert_eq!(code(&[("learningRate", Value::Text("fast".into()))]), "wrong-kind");
        assert_eq!(code(&[("learning_rate", Value::Number(0.1))]), "unknown-name");
        assert_eq!(code(&[("seed", Value::Number(0.5))]), "out-of-range");
        assert_eq!(code(&[("layers", Value::Numbers(vec![400.0, 0.0]))]), "out-of-range");
    }
}
