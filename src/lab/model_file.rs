//! Learned models as files: what a run has learned, without its data.
//!
//! All numbers are little-endian. The eight letters `LatentLM`, the version (u32), the method's id, the number of columns
//! (u64), the number of parameters (u32) and each of them (id, kind, value), the length of what was learned (u64) and its
//! bytes, which only the method reads; at the end the 64-bit FNV-1a hash of all before it. A text is its length (u32) and
//! its UTF-8 bytes.

use super::{Id, Lab, Run, find_method};
use crate::error::{Error, Result};
use crate::hash;
use crate::parameters::{Given, Value};
use serde::Serialize;

const FORMAT: &str = "model file";
const MAGIC: &[u8] = b"LatentLM";
/// Read and written. A change of what a method writes needs a new one.
const VERSION: u32 = 1;
/// Bytes of the hash at the end.
const HASH: usize = 8;

/// What a model file says of itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelSummary {
    /// The id of the method that has learned it.
    pub method: String,
    /// Columns of the data that it takes.
    pub columns: u64,
    /// The parameters it was trained with, but for the number of held-out rows.
    pub parameters: Given,
}

impl Lab {
    /// What a model file says of itself: enough to know whether it is wanted.
    ///
    /// # Errors
    /// [`Error::Parse`] if the file is no model, of another version, cut off or damaged; [`Error::UnknownName`] if this
    /// library lacks the method.
    pub fn describe_model(&self, bytes: &[u8]) -> Result<ModelSummary> {
        let File { method, columns, parameters, .. } = read(bytes)?;
        Ok(ModelSummary { method, columns, parameters })
    }

    /// What a run has learned, as a file. Its parameters go with it, all but the number of held-out rows.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the method has nothing that could be used without its data.
    pub fn save_model(&self, id: Id) -> Result<Vec<u8>> {
        const OPERATION: &str = "save model";
        let run = self.run(OPERATION, id)?;
        let (Some(learned), Some(encoder)) = (run.trainer().learned(), run.trainer().encoder()) else {
            return Err(Error::Unsupported {
                operation: OPERATION,
                what: format!("{} learns nothing that could be used on other rows", run.method().id),
                expected: "use a run of a network, such as \"autoencoder\"".into(),
            });
        };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        write_text(&mut bytes, run.method().id);
        bytes.extend((encoder.inputs() as u64).to_le_bytes());
        let mut parameters = run.recipe().parameters;
        // Which rows were held out is a matter of the data it was trained on, and other data may not have as many.
        parameters.remove("heldOut");
        bytes.extend((parameters.len() as u32).to_le_bytes());
        for (name, value) in parameters.iter() {
            write_text(&mut bytes, name);
            write_value(&mut bytes, value);
        }
        bytes.extend((learned.len() as u64).to_le_bytes());
        bytes.extend(learned);
        let hash = hash::of(&bytes);
        bytes.extend(hash.to_le_bytes());
        Ok(bytes)
    }

    /// A run on a data set that has learned already: its embedding is what the model in the file makes of the rows. It is
    /// done; a reset makes it start to learn, as the method would from these parameters.
    ///
    /// # Errors
    /// [`Error::UnknownId`]; [`Error::Parse`] if the file is no model, of another version, cut off or damaged, or if its
    /// weights give codes that are not finite; [`Error::Shape`] if the data has another number of columns; what the method
    /// refuses.
    pub fn open_model(&mut self, data: Id, bytes: &[u8]) -> Result<Id> {
        const OPERATION: &str = "open model";
        let found = self.dataset(OPERATION, data)?.matrix(OPERATION)?.ncols() as u64;
        let file = read(bytes)?;
        if file.columns != found {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("{found} columns"),
                expected: format!("{}, as the model was trained on", file.columns),
            });
        }
        let id = self.start(&file.method, data, &file.parameters)?;
        let run = self.run_mut(OPERATION, id)?;
        let restored = run.restore(file.learned).and_then(|()| check_codes(run));
        if restored.is_err() {
            self.runs.remove(&id);
        }
        restored.map(|()| id)
    }
}

/// Weights can be finite and yet so large that what they make of a row is not.
fn check_codes(run: &Run) -> Result<()> {
    let (codes, _, width) = run.embedding()?;
    match codes.iter().position(|code| !code.is_finite()) {
        None => Ok(()),
        Some(at) => Err(refused(
            format!("weights that make {} of row {}", codes[at], at / width.max(1)),
            "weights whose codes of this data are finite numbers",
        )),
    }
}

struct File<'f> {
    method: String,
    columns: u64,
    parameters: Given,
    learned: &'f [u8],
}

fn read(bytes: &[u8]) -> Result<File<'_>> {
    let mut rest = Reader { bytes };
    if rest.take(MAGIC.len())? != MAGIC {
        return Err(refused("another beginning".into(), "a file that \"save model\" has written"));
    }
    let version = rest.u32()?;
    if version != VERSION {
        return Err(refused(format!("version {version}"), "version 1; open it with the Latent Lab that wrote it"));
    }
    let (inside, hash) = bytes.split_at_checked(bytes.len().saturating_sub(HASH)).unwrap_or((bytes, &[]));
    if hash != hash::of(inside).to_le_bytes() {
        return Err(refused("bytes that do not add up".into(), "the whole file, unchanged; save or fetch it again"));
    }
    let method = rest.text()?;
    find_method(&method)?;
    let columns = rest.u64()?;
    let mut parameters = Given::new();
    for _ in 0..rest.u32()? {
        parameters.insert(rest.text()?, rest.value()?);
    }
    let length = rest.u64()?;
    let learned = rest.take(usize::try_from(length).unwrap_or(usize::MAX))?;
    Ok(File { method, columns, parameters, learned })
}

fn refused(found: String, expected: &str) -> Error {
    Error::Parse { format: FORMAT, line: 0, column: 0, found, expected: expected.to_string() }
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
}

fn write_value(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Flag(value) => bytes.extend([0, u8::from(*value)]),
        Value::Number(value) => {
            bytes.push(1);
            bytes.extend(value.to_le_bytes());
        }
        Value::Text(value) => {
            bytes.push(2);
            write_text(bytes, value);
        }
        Value::Numbers(values) => {
            bytes.push(3);
            bytes.extend((values.len() as u32).to_le_bytes());
            values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        }
    }
}

/// What is left of a file.
struct Reader<'f> {
    bytes: &'f [u8],
}

impl<'f> Reader<'f> {
    fn take(&mut self, count: usize) -> Result<&'f [u8]> {
        let Some((taken, rest)) = self.bytes.split_at_checked(count) else {
            return Err(refused("the end of the file".into(), "more: it is cut off, or no model"));
        };
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let taken = self.take(N)?;
        let mut array = [0; N];
        array.copy_from_slice(taken);
        Ok(array)
    }

    fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn f64(&mut self) -> Result<f64> {
        self.array().map(f64::from_le_bytes)
    }

    fn text(&mut self) -> Result<String> {
        let length = self.u32()? as usize;
        String::from_utf8(self.take(length)?.to_vec())
            .map_err(|_| refused("a name that is no UTF-8".into(), "a file that \"save model\" has written"))
    }

    fn value(&mut self) -> Result<Value> {
        match self.array::<1>()?[0] {
            0 => Ok(Value::Flag(self.array::<1>()?[0] != 0)),
            1 => self.f64().map(Value::Number),
            2 => self.text().map(Value::Text),
            3 => {
                let count = self.u32()?;
                (0..count).map(|_| self.f64()).collect::<Result<_>>().map(Value::Numbers)
            }
            kind => Err(refused(format!("a parameter of kind {kind}"), "one of 0 to 3")),
        }
    }
}
