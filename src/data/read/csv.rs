//! Tables as text: comma-separated values and their relatives.

mod number;
mod survey;

use super::malformed;
use crate::data::{Dataset, check_size};
use crate::error::{Error, Result};
use crate::parameters::{Arguments, Kind, Parameter};
use number::number;
use std::collections::BTreeSet;
use survey::{Source, Survey, is_missing, text};

const FORMAT: &str = "csv";

/// The parameters of [`read_table`].
pub const CSV_PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "delimiter",
        title: "delimiter",
        kind: Kind::Choice { options: &["auto", "comma", "semicolon", "tab"], default: "auto" },
        help: "What parts the cells of a line; auto takes the first of tab, semicolon and comma that the first line has.",
        live: false,
    },
    Parameter {
        id: "header",
        title: "header",
        kind: Kind::Choice { options: &["auto", "yes", "no"], default: "auto" },
        help: "Whether the first line names the columns; auto says yes if it has no number, and the lines below have.",
        live: false,
    },
    Parameter {
        id: "label",
        title: "class column",
        kind: Kind::Choice { options: &["auto", "first", "last", "none"], default: "auto" },
        help: "Which column holds the classes; auto takes one that is named label, class or target, or whose texts repeat.",
        live: false,
    },
    Parameter {
        id: "missing",
        title: "missing values",
        kind: Kind::Choice { options: &["refuse", "skip"], default: "refuse" },
        help: "What to do with a line that lacks a number (an empty cell, NA, NaN, null or ?): refuse the file, or skip it.",
        live: false,
    },
];

/// What was read, and what became of each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The numbers, with classes and names where there are any.
    pub data: Dataset,
    /// The columns of the file, in its order.
    pub columns: Vec<Column>,
    /// How many lines were skipped because a number was missing.
    pub skipped: usize,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the header; without a header "column 1", "column 2", …
    pub name: String,
    /// What became of it.
    pub role: Role,
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its numbers are a column of the data.
    Feature,
    /// Its values are the classes.
    Label,
    /// Its texts are the names of the rows.
    Name,
    /// It is text, and not needed: there is a column of classes or names already.
    LeftOut,
}

/// Reads a table: a sample a line.
///
/// A column is text if at least half of its cells are not numbers, otherwise a word in it is an error. Of the columns of
/// text, one that repeats its values (each twice or more on average) gives the classes, and the first other one the names
/// of the rows; classes are numbered in the order of their names. Cells may be quoted; where the comma does not part
/// cells, it may be the decimal sign.
///
/// # Errors
/// [`Error::Parse`] with line and column for text that is not UTF-8, lines of different lengths, words among numbers,
/// missing and infinite numbers; [`Error::Empty`] if there is no column of numbers or no line of them;
/// [`Error::TooLarge`].
pub fn read_table(bytes: &[u8], arguments: &Arguments) -> Result<Table> {
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes {
        return Err(malformed(FORMAT, "text in UTF-16", "text in UTF-8; save the table as \"CSV UTF-8\""));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let delimiter = match arguments.choice("delimiter") {
        "comma" => b',',
        "semicolon" => b';',
        "tab" => b'\t',
        _ => survey::sniff(bytes),
    };
    let source = Source { bytes, delimiter };
    let survey = Survey::of(source, arguments.choice("header"))?;
    let columns = survey.columns(arguments.choice("label"));
    let features = columns.iter().filter(|column| column.role == Role::Feature).count();
    if features == 0 {
        let expected = "at least one column must hold numbers".to_string();
        return Err(Error::Empty { operation: FORMAT, what: "the table", expected });
    }
    check_size(FORMAT, survey.rows, features)?;

    let (mut values, mut names, mut classes) = (Vec::with_capacity(survey.rows * features), Vec::new(), Vec::new());
    let mut skipped = 0;
    let skip = arguments.choice("missing") == "skip";
    source.records(|place, line, record| {
        if survey.header && place == 0 {
            return Ok(());
        }
        let cells = || record.iter().copied().zip(&columns).enumerate();
        let lacks = |(_, (cell, column)): (usize, (&[u8], &Column))| column.role == Role::Feature && is_missing(cell);
        if skip && cells().any(lacks) {
            skipped += 1;
            return Ok(());
        }
        for (index, (cell, column)) in cells() {
            match column.role {
                Role::Feature => values.push(number(cell, delimiter).ok_or_else(|| refuse(cell, line, index, column))?),
                Role::Label => classes.push(text(cell, line, index)?.to_string()),
                Role::Name => names.push(text(cell, line, index)?.to_string()),
                Role::LeftOut => {}
            }
        }
        Ok(())
    })?;

    let mut data = {
        let rows = values.len() / features;
        Dataset::from_values(values, rows, features)?
    };
    if !classes.is_empty() {
        data = with_classes(data, &classes)?;
    }
    if !names.is_empty() {
        data = data.with_names(names)?;
    }
    Ok(Table { data, columns, skipped })
}

/// Whole numbers are classes by themselves; anything else is numbered in the order of the names.
fn with_classes(data: Dataset, classes: &[String]) -> Result<Dataset> {
    if let Ok(labels) = classes.iter().map(|class| class.parse()).collect::<std::result::Result<Vec<i32>, _>>() {
        return data.with_labels(labels);
    }
    let mut names = BTreeSet::new();
    classes.iter().for_each(|class| _ = names.insert(class.clone().into_bytes()));
    let names: Vec<String> = names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let labels = classes.iter().filter_map(|class| names.binary_search(class).ok()).map(|label| label as i32).collect();
    data.with_labels(labels)?.with_label_names(names)
}

/// The error for a cell that should hold a number.
fn refuse(cell: &[u8], line: usize, index: usize, column: &Column) -> Error {
    let expected = if is_missing(cell) {
        format!("a number for \"{}\"; fill it in, leave the line out, or choose to skip such lines", column.name)
    } else {
        format!("a finite number for \"{}\", with a point as its decimal sign", column.name)
    };
    let found = format!("\"{}\"", String::from_utf8_lossy(cell));
    Error::Parse { format: FORMAT, line, column: index + 1, found, expected }
}
