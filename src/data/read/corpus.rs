//! The compact corpus file: a tokenized text, its vocabulary and a class for each word.
//!
//! All numbers are little-endian; the parts follow each other without gaps:
//!
//! | part | content |
//! | --- | --- |
//! | magic | the 8 bytes `LLCORPUS` |
//! | version | u16, 1, or 2 with documents |
//! | classes | u16, number of word classes C, at most 256; 0 if words have no class |
//! | words | u16, size of the vocabulary V, at least 1 |
//! | reserved | u16, 0 |
//! | units | u32, length of the text N, sentence ends included |
//! | names | C class names, then V words, UTF-8, each ended by a line feed |
//! | labels | if C > 0: V times u8, the class of each word |
//! | text | N times u16: the id of a word (its place in the vocabulary), or 0xFFFF at the end of each sentence |
//! | documents | from here on only in version 2: u32, number of documents D |
//! | document classes | u16, number of document classes E, at most 256; 0 if documents have no class |
//! | reserved | u16, 0 |
//! | document names | E class names, then D names, as above |
//! | document labels | if E > 0: D times u8 |
//! | document ends | D times u32: where each ends, in words from the start of the text, sentence ends not counted |
//!
//! No sentence is empty, and the last unit ends a sentence.

use crate::data::{Corpus, Dataset, Documents};
use crate::error::{Error, Result};

const MAGIC: &[u8; 8] = b"LLCORPUS";
const SENTENCE_END: u16 = u16::MAX;

/// Reads a compact corpus file; words with classes become a data set with labels and label names.
///
/// # Errors
/// [`Error::Parse`] for anything that is not as the format says.
pub fn read_corpus(bytes: &[u8]) -> Result<Dataset> {
    let mut rest = Rest { bytes, at: 0 };
    let magic = rest.take(MAGIC.len(), "the magic bytes")?;
    if magic != MAGIC {
        return Err(malformed(format!("{} at the start", magic.escape_ascii()), "LLCORPUS, the mark of a corpus file"));
    }
    let version = rest.u16("the version")?;
    if version != 1 && version != 2 {
        return Err(malformed(format!("version {version}"), "version 1 or 2"));
    }
    let classes = usize::from(rest.u16("the number of classes")?);
    if classes > 256 {
        return Err(malformed(format!("{classes} classes"), "at most 256, so that a label fits into a byte"));
    }
    let words = usize::from(rest.u16("the number of words")?);
    let reserved = rest.u16("the reserved field")?;
    if reserved != 0 {
        return Err(malformed(format!("{reserved} in the reserved field"), "0"));
    }
    let units = rest.u32("the length of the text")? as usize;
    let class_names = rest.lines(classes, "class")?;
    let vocabulary = rest.lines(words, "word")?;
    let labels = rest.take(if classes > 0 { words } else { 0 }, "the labels")?;
    check_labels(labels, classes, "word")?;
    let text = rest.take(units.saturating_mul(2), "the text")?;
    let documents = if version == 2 { Some(rest.documents()?) } else { None };
    if rest.at < bytes.len() {
        return Err(malformed(format!("{} bytes after the text", bytes.len() - rest.at), "none"));
    }
    let (tokens, sentence_ends) = sentences(text, words)?;
    let mut corpus = Corpus::new(vocabulary, tokens, sentence_ends)
        .map_err(|error| malformed(error.to_string(), "a vocabulary of different words, and a text"))?;
    if let Some(documents) = documents {
        corpus = corpus
            .with_documents(documents)
            .map_err(|error| malformed(error.to_string(), "documents that end in order, the last at the end"))?;
    }
    let data = Dataset::from_corpus(corpus);
    if classes == 0 {
        return Ok(data);
    }
    data.with_labels(labels.iter().map(|&label| i32::from(label)).collect())?.with_label_names(class_names)
}

fn check_labels(labels: &[u8], classes: usize, what: &str) -> Result<()> {
    match labels.iter().enumerate().find(|&(_, &label)| usize::from(label) >= classes) {
        Some((index, label)) => {
            let found = format!("label {label} for {what} {index}");
            Err(malformed(found, format!("one of the {classes} classes, from 0")))
        }
        None => Ok(()),
    }
}

/// Word ids and the ends of the sentences.
fn sentences(text: &[u8], words: usize) -> Result<(Vec<u32>, Vec<u32>)> {
    let mut tokens: Vec<u32> = Vec::with_capacity(text.len() / 2);
    let mut ends: Vec<u32> = Vec::new();
    for (place, unit) in text.as_chunks::<2>().0.iter().enumerate() {
        let unit = u16::from_le_bytes(*unit);
        if unit == SENTENCE_END {
            let end = tokens.len() as u32;
            if ends.last().copied().unwrap_or(0) == end {
                return Err(malformed(format!("an empty sentence at unit {place}"), "at least one word a sentence"));
            }
            ends.push(end);
        } else if usize::from(unit) < words {
            tokens.push(u32::from(unit));
        } else {
            let expected = format!("less than {words}, the number of words, or {SENTENCE_END} at a sentence's end");
            return Err(malformed(format!("id {unit} at unit {place}"), expected));
        }
    }
    if ends.last().copied().unwrap_or(0) as usize != tokens.len() {
        return Err(malformed("a last sentence without an end", format!("{SENTENCE_END} as the last unit")));
    }
    Ok((tokens, ends))
}

/// What is still to be read.
struct Rest<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize, what: &str) -> Result<&'a [u8]> {
        let left = self.bytes.get(self.at..).unwrap_or_default();
        let Some((taken, _)) = left.split_at_checked(length) else {
            let found = format!("only {} bytes from byte {} on", left.len(), self.at);
            return Err(malformed(found, format!("{length} for {what}")));
        };
        self.at += length;
        Ok(taken)
    }

    fn number<const BYTES: usize>(&mut self, what: &str) -> Result<[u8; BYTES]> {
        let mut number = [0; BYTES];
        number.copy_from_slice(self.take(BYTES, what)?);
        Ok(number)
    }

    fn u16(&mut self, what: &str) -> Result<u16> {
        self.number(what).map(u16::from_le_bytes)
    }

    fn u32(&mut self, what: &str) -> Result<u32> {
        self.number(what).map(u32::from_le_bytes)
    }

    fn documents(&mut self) -> Result<Documents> {
        let count = self.u32("the number of documents")? as usize;
        let classes = usize::from(self.u16("the number of document classes")?);
        if classes > 256 {
            return Err(malformed(
                format!("{classes} document classes"),
                "at most 256, so that a label fits into a byte",
            ));
        }
        let reserved = self.u16("the documents' reserved field")?;
        if reserved != 0 {
            return Err(malformed(format!("{reserved} in the documents' reserved field"), "0"));
        }
        let class_names = self.lines(classes, "document class")?;
        let names = self.lines(count, "document")?;
        let labels = self.take(if classes > 0 { count } else { 0 }, "the document labels")?;
        check_labels(labels, classes, "document")?;
        let ends = self.take(count.saturating_mul(4), "the document ends")?;
        let has_classes = classes > 0;
        Ok(Documents {
            ends: ends.as_chunks::<4>().0.iter().map(|end| u32::from_le_bytes(*end)).collect(),
            names: Some(names),
            labels: has_classes.then(|| labels.iter().map(|&label| i32::from(label)).collect()),
            label_names: has_classes.then_some(class_names),
        })
    }

    fn lines(&mut self, count: usize, what: &str) -> Result<Vec<String>> {
        (0..count).map(|index| self.line(&format!("{what} {index}"))).collect()
    }

    fn line(&mut self, what: &str) -> Result<String> {
        let left = self.bytes.get(self.at..).unwrap_or_default();
        let Some(length) = left.iter().position(|&byte| byte == b'\n') else {
            return Err(malformed(
                format!("no line feed from byte {} on", self.at),
                format!("one at the end of {what}"),
            ));
        };
        let line = self.take(length + 1, what)?;
        match std::str::from_utf8(&line[..length]) {
            Ok("") => Err(malformed(format!("nothing for {what}"), "at least one character")),
            Ok(line) => Ok(line.to_string()),
            Err(error) => Err(malformed(format!("bytes that are not UTF-8 in {what} ({error})"), "UTF-8")),
        }
    }
}

fn malformed(found: impl Into<String>, expected: impl Into<String>) -> Error {
    Error::Parse { format: "corpus file", line: 0, column: 0, found: found.into(), expected: expected.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A file from its parts, right or wrong.
    fn file(header: [u16; 4], units: u32, names: &[u8], labels: &[u8], text: &[u16]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        header.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
        bytes.extend(units.to_le_bytes());
        bytes.extend(names);
        bytes.extend(labels);
        text.iter().for_each(|unit| bytes.extend(unit.to_le_bytes()));
        bytes
    }

    fn good() -> Vec<u8> {
        file([1, 2, 3, 0], 5, "things\nothers\nthé\ncat\nsat\n".as_bytes(), &[1, 0, 1], &[0, 1, 65535, 2, 65535])
    }

    #[test]
    fn a_file_is_read_as_documented() {
        let data = read_corpus(&good()).unwrap();
        let corpus = data.corpus("test").unwrap();
        assert_eq!(corpus.vocabulary(), ["thé", "cat", "sat"]);
        assert_eq!(corpus.tokens(), [0, 1, 2]);
        assert_eq!(corpus.sentence_ends(), [2, 3]);
        assert_eq!(data.labels(), Some(&[1, 0, 1][..]));
        assert_eq!(data.label_names(), Some(&["things".to_string(), "others".to_string()][..]));
        let plain = read_corpus(&file([1, 0, 1, 0], 2, b"a\n", &[], &[0, 65535])).unwrap();
        assert_eq!(plain.labels(), None);
    }

    /// A file with two documents, the first of them empty.
    fn with_documents(ends: [u32; 2], label: u8) -> Vec<u8> {
        let mut bytes = good();
        bytes[8] = 2;
        bytes.extend(2u32.to_le_bytes());
        bytes.extend([2, 0, 0, 0]);
        bytes.extend(b"short\nlong\n1790\n1791\n");
        bytes.extend([0, label]);
        ends.iter().for_each(|end| bytes.extend(end.to_le_bytes()));
        bytes
    }

    #[test]
    fn documents_are_read_as_documented() {
        let data = read_corpus(&with_documents([0, 3], 1)).unwrap();
        let documents = data.corpus("test").unwrap().documents().unwrap();
        assert_eq!(documents.ends, [0, 3]);
        assert_eq!(documents.names.as_deref().unwrap(), ["1790", "1791"]);
        assert_eq!(documents.labels.as_deref().unwrap(), [0, 1]);
        assert_eq!(documents.label_names.as_deref().unwrap(), ["short", "long"]);
        for (expected, bytes) in [
            ("label 2 for document 1", with_documents([0, 3], 2)),
            ("the last document end", with_documents([0, 2], 1)),
            ("document end 1", with_documents([2, 1], 1)),
            ("the document ends", with_documents([0, 3], 1).split_last().unwrap().1.to_vec()),
        ] {
            let error = read_corpus(&bytes).unwrap_err();
            assert_eq!(error.code(), "parse", "{error}");
            assert!(error.to_string().contains(expected), "{expected}: {error}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        let cases: [(&str, Vec<u8>); 13] = [
            ("magic bytes", b"LLC".to_vec()),
            ("mark of a corpus file", b"PK\x03\x04 something else".to_vec()),
            ("version 1 or 2", file([3, 0, 1, 0], 2, b"a\n", &[], &[0, 65535])),
            ("at most 256", file([1, 257, 1, 0], 2, b"a\n", &[], &[0, 65535])),
            ("reserved", file([1, 0, 1, 7], 2, b"a\n", &[], &[0, 65535])),
            ("line feed", file([1, 0, 2, 0], 2, b"a\nb", &[], &[])),
            ("word 1", file([1, 0, 2, 0], 2, b"a\n\n", &[], &[0, 65535])),
            ("UTF-8", file([1, 0, 1, 0], 2, b"\xff\n", &[], &[0, 65535])),
            ("label 1 for word 0", file([1, 1, 1, 0], 2, b"c\na\n", &[1], &[0, 65535])),
            ("id 1 at unit 0", file([1, 0, 1, 0], 2, b"a\n", &[], &[1, 65535])),
            ("empty sentence at unit 2", file([1, 0, 1, 0], 3, b"a\n", &[], &[0, 65535, 65535])),
            ("without an end", file([1, 0, 1, 0], 1, b"a\n", &[], &[0])),
            ("\"a\" again", file([1, 0, 2, 0], 2, b"a\na\n", &[], &[0, 65535])),
        ];
        for (expected, bytes) in cases {
            let error = read_corpus(&bytes).unwrap_err();
            assert_eq!(error.code(), "parse", "{error}");
            assert!(error.to_string().contains(expected), "{expected}: {error}");
        }
        for (units, bytes) in [(0, &[][..]), (u32::MAX, &[0, 65535]), (1, &[0, 65535])] {
            assert_eq!(read_corpus(&file([1, 0, 1, 0], units, b"a\n", &[], bytes)).unwrap_err().code(), "parse");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_data_set_or_a_parse_error(noise in prop::collection::vec(any::<u8>(), 0..60), at in 0usize..60, good_start in 0usize..60) {
            let mut bytes = good();
            let range = at.min(bytes.len())..(at + noise.len() / 8).min(bytes.len()).max(at.min(bytes.len()));
            bytes.splice(range, noise.iter().copied().take(1 + noise.len() / 8));
            for bytes in [&bytes[..], &noise, &[&with_documents([0, 3], 1)[..90], &noise].concat(), &[&good()[..good_start.min(good().len())], &noise].concat()] {
                if let Err(error) = read_corpus(bytes) {
                    prop_assert_eq!(error.code(), "parse");
                }
            }
        }
    }
}
