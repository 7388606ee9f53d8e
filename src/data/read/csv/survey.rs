//! The first look at a table: what its columns hold.

use super::number::number;
use super::{Column, FORMAT, Role};
use crate::error::{Error, Result};
use csv_core::{ReadRecordResult, ReaderBuilder};
use std::collections::BTreeSet;

/// Names of columns that hold classes.
const CLASS_NAMES: [&str; 4] = ["label", "labels", "class", "target"];

/// Text, and what parts its cells.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub bytes: &'a [u8],
    pub delimiter: u8,
}

impl Source<'_> {
    /// Hands the cells of every record on, with its place (from 0) and its line (from 1). Blank lines are passed over.
    ///
    /// # Errors
    /// [`Error::Parse`] for a record that is not as wide as the first, and what `each` refuses.
    pub fn records(&self, mut each: impl FnMut(usize, usize, &[&[u8]]) -> Result<()>) -> Result<()> {
        let mut reader = ReaderBuilder::new().delimiter(self.delimiter).build();
        let (mut rest, mut text, mut ends) = (self.bytes, vec![0; 1024], vec![0; 64]);
        let (mut place, mut width) = (0, None);
        loop {
            // The reader is behind the record before, so blank lines in between are counted here.
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
            let line = reader.line() as usize + blank.filter(|byte| **byte == b'\n').count();
            let (mut written, mut count) = (0, 0);
            loop {
                let (found, read, more, ended) = reader.read_record(rest, &mut text[written..], &mut ends[count..]);
                (rest, written, count) = (&rest[read..], written + more, count + ended);
                match found {
                    ReadRecordResult::InputEmpty => {}
                    ReadRecordResult::OutputFull => text.resize(2 * text.len(), 0),
                    ReadRecordResult::OutputEndsFull => ends.resize(2 * ends.len(), 0),
                    ReadRecordResult::Record => break,
                    ReadRecordResult::End => return Ok(()),
                }
            }
            let mut start = 0;
            let cell = |&end: &usize| text[std::mem::replace(&mut start, end)..end].trim_ascii();
            let cells: Vec<&[u8]> = ends[..count].iter().map(cell).collect();
            if matches!(cells[..], [[]]) {
                continue;
            }
            let width = *width.get_or_insert(cells.len());
            if cells.len() != width {
                return Err(Error::Parse {
                    format: FORMAT,
                    line,
                    column: cells.len().min(width) + 1,
                    found: format!("{} cells", cells.len()),
                    expected: format!("{width}, as in the first line"),
                });
            }
            each(place, line, &cells)?;
            place += 1;
        }
    }
}

/// What parts the cells: the first of tab, semicolon and comma that the first line has outside of quotes.
pub fn sniff(bytes: &[u8]) -> u8 {
    let mut quoted = false;
    let mut seen = [false; 256];
    for &byte in bytes.iter().skip_while(|byte| byte.is_ascii_whitespace() && **byte != b'\t') {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b'\t' | b';' | b',' if !quoted => seen[usize::from(byte)] = true,
            _ => {}
        }
    }
    [b'\t', b';'].into_iter().find(|delimiter| seen[usize::from(*delimiter)]).unwrap_or(b',')
}

/// What the lines below the header hold.
pub struct Survey {
    /// Whether the first record names the columns.
    pub header: bool,
    /// How many records there are, without the header.
    pub rows: usize,
    names: Vec<String>,
    tallies: Vec<Tally>,
}

/// What one column holds.
#[derive(Default, Clone)]
struct Tally {
    numbers: usize,
    texts: usize,
    /// How many of the numbers have no fraction.
    whole: usize,
    distinct: BTreeSet<Vec<u8>>,
}

impl Tally {
    fn add(&mut self, cell: &[u8], delimiter: u8) {
        match number(cell, delimiter) {
            Some(number) => {
                self.numbers += 1;
                self.whole += usize::from(number.fract() == 0.0);
            }
            None if !is_missing(cell) => {
                self.texts += 1;
                if !self.distinct.contains(cell) {
                    self.distinct.insert(cell.to_vec());
                }
            }
            None => {}
        }
    }

    fn is_text(&self) -> bool {
        self.texts > 0 && self.texts >= self.numbers
    }
}

impl Survey {
    /// Looks at every cell once.
    ///
    /// # Errors
    /// [`Error::Parse`] for what cannot be cut into lines of equal width, or a header that is not UTF-8; [`Error::Empty`]
    /// for a file without lines.
    pub fn of(source: Source<'_>, header: &str) -> Result<Self> {
        let (mut first, mut names) = (Vec::new(), Vec::new());
        let mut tallies: Vec<Tally> = Vec::new();
        let mut rows = 0;
        source.records(|place, line, record| {
            rows += 1;
            if place == 0 {
                first = vec![Tally::default(); record.len()];
                tallies = first.clone();
                let cells = record.iter().enumerate();
                names = cells.map(|(index, cell)| Ok(text(cell, line, index)?.to_string())).collect::<Result<_>>()?;
            }
            let tallies = if place == 0 { &mut first } else { &mut tallies };
            tallies.iter_mut().zip(record).for_each(|(tally, cell)| tally.add(cell, source.delimiter));
            Ok(())
        })?;
        if rows == 0 {
            let expected = "a table needs at least one line".to_string();
            return Err(Error::Empty { operation: FORMAT, what: "the file", expected });
        }
        let header = match header {
            "yes" => true,
            "no" => false,
            _ => {
                first.iter().all(|tally| tally.numbers == 0) && tallies.iter().any(|tally| tally.numbers > tally.texts)
            }
        };
        if header {
            rows -= 1;
        } else {
            names = (1..=names.len()).map(|index| format!("column {index}")).collect();
            for (tally, first) in tallies.iter_mut().zip(first) {
                tally.numbers += first.numbers;
                tally.texts += first.texts;
                tally.whole += first.whole;
                first.distinct.into_iter().for_each(|cell| _ = tally.distinct.insert(cell));
            }
        }
        Ok(Survey { header, rows, names, tallies })
    }

    /// What becomes of the columns; `label` says which one holds the classes.
    pub fn columns(&self, label: &str) -> Vec<Column> {
        let is_class = |(name, tally): (&String, &Tally)| {
            self.header
                && CLASS_NAMES.iter().any(|class| name.eq_ignore_ascii_case(class))
                && (tally.is_text() || tally.whole == tally.numbers)
        };
        let repeats = |tally: &Tally| tally.is_text() && 2 * tally.distinct.len() <= self.rows;
        let label = match label {
            "first" => Some(0),
            "last" => Some(self.tallies.len() - 1),
            "none" => None,
            _ => (self.names.iter().zip(&self.tallies).position(is_class)).or(self.tallies.iter().position(repeats)),
        };
        let mut named = false;
        let role = |(index, tally): (usize, &Tally)| match tally.is_text() {
            _ if label == Some(index) => Role::Label,
            false => Role::Feature,
            true if named => Role::LeftOut,
            true => {
                named = true;
                Role::Name
            }
        };
        let roles = self.tallies.iter().enumerate().map(role);
        self.names.iter().cloned().zip(roles).map(|(name, role)| Column { name, role }).collect()
    }
}

/// Whether a cell says that there is no value.
pub fn is_missing(cell: &[u8]) -> bool {
    cell.is_empty()
        || [b"na".as_slice(), b"n/a", b"nan", b"null", b"none", b"?"].iter().any(|none| cell.eq_ignore_ascii_case(none))
}

/// The text in a cell.
///
/// # Errors
/// [`Error::Parse`] if it is not UTF-8.
pub fn text(cell: &[u8], line: usize, index: usize) -> Result<&str> {
    std::str::from_utf8(cell).map_err(|_| Error::Parse {
        format: FORMAT,
        line,
        column: index + 1,
        found: format!("\"{}\"", String::from_utf8_lossy(cell)),
        expected: "text in UTF-8; save the table as \"CSV UTF-8\"".into(),
    })
}
