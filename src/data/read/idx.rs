//! The IDX format of the MNIST pictures and labels (LeCun, Cortes and Burges): a small header, then bytes.
//!
//! A header is two zero bytes, the type of the values (0x08: unsigned bytes, the only one read here), the number of
//! dimensions, and each dimension as a big-endian u32.

use super::{SKIP, TAKE, chosen, malformed};
use crate::data::{Dataset, Picture, check_size};
use crate::error::{Error, Result, list};
use crate::linalg::update;
use crate::parameters::{Arguments, Parameter};
use std::ops::Range;

const FORMAT: &str = "IDX";
const UNSIGNED_BYTES: u8 = 0x08;

/// The parameters of the format.
pub const IDX_PARAMETERS: &[Parameter] = &[SKIP, TAKE];

/// Reads the pictures or rows that `skip` and `take` choose; see [`read_idx`].
///
/// # Errors
/// Those of [`read_idx`]; [`Error::OutOfRange`] if `skip` leaves nothing.
pub(super) fn read_chosen(bytes: &[u8], arguments: &Arguments) -> Result<Dataset> {
    let (shape, _) = parse(bytes)?;
    let count = shape.first().copied().unwrap_or_default();
    read_idx(bytes, None, if count == 0 { None } else { Some(chosen(FORMAT, count, arguments)?) })
}

/// Reads pictures (three dimensions: pictures × height × width) or rows (two: rows × columns) of bytes, scaled from 0–255
/// to 0–1, and the labels of a second file (one dimension) if there is one. `rows` picks some of them, for example
/// `0..6000`; without it all are read.
///
/// # Errors
/// [`Error::Parse`] for bytes that are not as the format says, [`Error::OutOfRange`] if `rows` reaches beyond the file,
/// [`Error::Empty`] if nothing is left, [`Error::Shape`] if there is not one label per row, [`Error::TooLarge`].
pub fn read_idx(values: &[u8], labels: Option<&[u8]>, rows: Option<Range<usize>>) -> Result<Dataset> {
    let (shape, bytes) = parse(values)?;
    let (count, picture) = match shape[..] {
        [count, height, width] => (count, Some(Picture { height, width })),
        [count, _] => (count, None),
        _ => return Err(malformed(FORMAT, format!("{} dimensions", shape.len()), "two (rows) or three (pictures)")),
    };
    let columns: usize = shape[1..].iter().product();
    let rows = rows.unwrap_or(0..count);
    if rows.start > rows.end || rows.end > count {
        let value = format!("{} to {}", rows.start, rows.end);
        return Err(Error::out_of_range(FORMAT, "rows", value, format!("within the {count} rows of the file")));
    }
    check_size(FORMAT, rows.len(), columns)?;
    let chosen = &bytes[rows.start * columns..rows.end * columns];
    let mut scaled = vec![0.0; chosen.len()];
    update(&mut scaled, chosen, |_, byte| f32::from(byte) / 255.0);
    let mut dataset = Dataset::from_values(scaled, rows.len(), columns)?;
    if let Some(picture) = picture {
        dataset = dataset.with_picture(picture)?;
    }
    if let Some(labels) = labels {
        let (shape, labels) = parse(labels)?;
        if shape != [count] {
            return Err(Error::Shape {
                operation: FORMAT,
                found: format!("labels of shape {}", list(&shape)),
                expected: format!("[{count}], one label for each row"),
            });
        }
        dataset = dataset.with_labels(labels[rows].iter().map(|&label| i32::from(label)).collect())?;
    }
    Ok(dataset)
}

/// The dimensions in the header, and the values behind it: exactly as many bytes as the dimensions say.
fn parse(bytes: &[u8]) -> Result<(Vec<usize>, &[u8])> {
    let (&[zero, also_zero, kind, dimensions], mut rest) = bytes
        .split_first_chunk::<4>()
        .ok_or_else(|| malformed(FORMAT, format!("{} bytes", bytes.len()), "a header"))?;
    if (zero, also_zero) != (0, 0) {
        return Err(malformed(FORMAT, format!("{zero:#04x} {also_zero:#04x} at the start"), "two zero bytes"));
    }
    if kind != UNSIGNED_BYTES {
        return Err(malformed(FORMAT, format!("values of type {kind:#04x}"), "0x08, unsigned bytes"));
    }
    let mut shape = Vec::new();
    for dimension in 1..=dimensions {
        let (size, behind) = rest
            .split_first_chunk::<4>()
            .ok_or_else(|| malformed(FORMAT, "the end of the file", format!("the size of dimension {dimension}")))?;
        shape.push(u32::from_be_bytes(*size) as usize);
        rest = behind;
    }
    let expected = shape.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
    if shape.is_empty() || expected != Some(rest.len()) {
        return Err(malformed(
            FORMAT,
            format!("{} bytes of values", rest.len()),
            format!("as many as the dimensions {} say", list(&shape)),
        ));
    }
    Ok((shape, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn idx(shape: &[u32], values: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, shape.len() as u8];
        shape.iter().for_each(|size| bytes.extend(size.to_be_bytes()));
        bytes.extend(values);
        bytes
    }

    #[test]
    fn pictures_are_scaled_and_labeled() {
        let pictures = idx(&[3, 1, 2], &[0, 255, 51, 102, 1, 2]);
        let labels = idx(&[3], &[7, 8, 9]);
        let dataset = read_idx(&pictures, Some(&labels), Some(0..2)).unwrap();
        assert_eq!(dataset.picture(), Some(Picture { height: 1, width: 2 }));
        assert_eq!(dataset.labels(), Some(&[7, 8][..]));
        assert_eq!(dataset.matrix("test").unwrap().as_slice(), Some(&[0.0, 1.0, 0.2, 0.4][..]));
    }

    #[test]
    fn what_is_malformed_is_named() {
        let code = |values: &[u8], labels: Option<&[u8]>, rows| read_idx(values, labels, rows).unwrap_err().code();
        assert_eq!(code(b"", None, None), "parse");
        assert_eq!(code(&[1, 0, 8, 2], None, None), "parse");
        assert_eq!(code(&[0, 0, 13, 2], None, None), "parse");
        assert_eq!(code(&idx(&[2, 2], &[1, 2, 3]), None, None), "parse");
        assert_eq!(code(&idx(&[u32::MAX, u32::MAX, u32::MAX], &[]), None, None), "parse");
        assert_eq!(code(&idx(&[4], &[1, 2, 3, 4]), None, None), "parse");
        assert_eq!(code(&idx(&[0, 2], &[]), None, None), "empty");
        assert_eq!(code(&idx(&[1, 2], &[1, 2]), Some(&idx(&[2], &[1, 2])), None), "shape");
        assert_eq!(code(&idx(&[1, 2], &[1, 2]), None, Some(0..2)), "out-of-range");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = read_idx(&bytes, Some(&bytes), Some(0..1));
        }

        #[test]
        fn a_header_followed_by_anything_is_read_or_refused(shape in prop::collection::vec(0_u32..5, 1..4), values in prop::collection::vec(any::<u8>(), 0..64)) {
            let fits = shape.iter().product::<u32>() as usize == values.len() && !values.is_empty() && shape.len() > 1;
            prop_assert_eq!(read_idx(&idx(&shape, &values), None, None).is_ok(), fits);
        }
    }
}
