//! NPY, numpy's format for one array (NEP 1): a magic string, a version, a header, the values.
//!
//! The header is a Python dictionary, but always the same one, so its three entries are looked up and no Python is parsed.

use super::{SKIP, TAKE, chosen, malformed};
use crate::data::{Dataset, Picture, check_size};
use crate::error::{Error, Result, list, quoted};
use crate::parameters::{Arguments, Kind, Parameter};

const FORMAT: &str = "npy";

/// The parameters of [`read_npy`].
pub const NPY_PARAMETERS: &[Parameter] = &[
    SKIP,
    TAKE,
    Parameter {
        id: "pictures",
        title: "pictures",
        kind: Kind::Flag { default: true },
        help: "Whether three axes of bytes, or of values from 0 to 1, are pictures: samples, height, width.",
        live: false,
    },
];

/// Reads an array of one to four axes, of numbers: `f4`, `f8`, `i1` … `i8`, `u1` … `u8` or booleans, in either order of
/// bytes and of axes. The first axis counts the samples; the others are laid out in a row.
///
/// Three axes of bytes are pictures, and become 0 to 1 by division by 255; so are three axes of values from 0 to 1, as they
/// are. The parameter `pictures` switches both off. Wider numbers are rounded to `f32`.
///
/// # Errors
/// [`Error::Parse`] if this is no such file, it is cut short, or holds other values; [`Error::Empty`];
/// [`Error::NotFinite`] for the first NaN or infinity, or number beyond the range of `f32`; [`Error::TooLarge`];
/// [`Error::OutOfRange`] if `skip` leaves nothing.
pub fn read_npy(bytes: &[u8], arguments: &Arguments) -> Result<Dataset> {
    let (header, values) = split(bytes)?;
    let Header { kind, width, big_endian, fortran, axes } = Header::parse(header)?;
    let decode = decoder(kind, width).ok_or_else(|| {
        malformed(FORMAT, format!("values of type {kind}{width}"), "f4, f8, i1 to i8, u1 to u8, or booleans (b1)")
    })?;
    let Some((&rows, others)) = axes.split_first().filter(|(_, others)| others.len() < 4) else {
        return Err(malformed(FORMAT, format!("{} axes", axes.len()), "one to four axes, samples first"));
    };
    let length = axes.iter().fold(1_u128, |product, &axis| product.saturating_mul(axis as u128));
    if length.saturating_mul(width as u128) != values.len() as u128 {
        let expected = format!("{length} of {width} bytes each, as the axes {} say", list(&axes));
        return Err(malformed(FORMAT, format!("{} bytes of values", values.len()), expected));
    }
    if length == 0 {
        let expected = format!("every axis must have a length, not {}", list(&axes));
        return Err(Error::Empty { operation: FORMAT, what: "the array", expected });
    }
    // The product of the axes is the number of values, which are there: nothing here overflows.
    let columns: usize = others.iter().product();
    let range = chosen(FORMAT, rows, arguments)?;
    check_size(FORMAT, range.len(), columns)?;

    let count = range.len();
    let numbers = range.flat_map(|row| (0..columns).map(move |column| (row, column))).map(|(row, column)| {
        let place = if fortran { row + rows * fortran_offset(others, column) } else { row * columns + column };
        let mut little = [0; 8];
        let value = values.get(place * width..(place + 1) * width).unwrap_or_default();
        little.iter_mut().zip(value).for_each(|(little, &byte)| *little = byte);
        if big_endian {
            little[..width].reverse();
        }
        decode(little)
    });
    let picture = match *others {
        [height, width] if arguments.flag("pictures") => Some(Picture { height, width }),
        _ => None,
    };
    match picture {
        Some(picture) if (kind, width) == ('u', 1) => {
            Dataset::from_values(numbers.map(|value| value / 255.0).collect(), count, columns)?.with_picture(picture)
        }
        _ => {
            let numbers: Vec<f32> = numbers.collect();
            let picture = picture.filter(|_| numbers.iter().all(|value| (0.0..=1.0).contains(value)));
            let data = Dataset::from_values(numbers, count, columns)?;
            match picture {
                Some(picture) => data.with_picture(picture),
                None => Ok(data),
            }
        }
    }
}

/// Where a value lies in Fortran order (first axis fastest), by its place in C order (last axis fastest).
fn fortran_offset(axes: &[usize], mut place: usize) -> usize {
    let mut stride: usize = axes.iter().product();
    let mut offset = 0;
    for &axis in axes.iter().rev() {
        stride /= axis;
        offset += place % axis * stride;
        place /= axis;
    }
    offset
}

/// From the bytes of a value, least significant first and filled up with zeros.
fn decoder(kind: char, width: usize) -> Option<fn([u8; 8]) -> f32> {
    fn signed<const BITS: u32>(bytes: [u8; 8]) -> f32 {
        // Up to the top and back again, which copies the sign.
        (i64::from_le_bytes(bytes) << (64 - BITS) >> (64 - BITS)) as f32
    }
    Some(match (kind, width) {
        ('f', 4) => |[a, b, c, d, ..]| f32::from_le_bytes([a, b, c, d]),
        ('f', 8) => |bytes| f64::from_le_bytes(bytes) as f32,
        ('u', 1 | 2 | 4 | 8) | ('b', 1) => |bytes| u64::from_le_bytes(bytes) as f32,
        ('i', 1) => signed::<8>,
        ('i', 2) => signed::<16>,
        ('i', 4) => signed::<32>,
        ('i', 8) => signed::<64>,
        _ => return None,
    })
}

/// The header's text, and the values.
fn split(bytes: &[u8]) -> Result<(&str, &[u8])> {
    let cut = || malformed(FORMAT, "the end of the file in its header", "a whole file, as numpy.save writes it");
    let Some(rest) = bytes.strip_prefix(b"\x93NUMPY") else {
        let found = match bytes {
            [b'P', b'K', ..] => "an archive (.npz)".to_string(),
            _ => format!("the bytes {}", list(bytes.get(..6).unwrap_or(bytes))),
        };
        return Err(malformed(FORMAT, found, "\\x93NUMPY, with which a .npy file begins"));
    };
    let ([version, _], rest) = rest.split_first_chunk().ok_or_else(cut)?;
    let (length, rest) = match version {
        1 => rest.split_first_chunk().map(|(length, rest)| (u32::from(u16::from_le_bytes(*length)), rest)),
        2 | 3 => rest.split_first_chunk().map(|(length, rest)| (u32::from_le_bytes(*length), rest)),
        _ => return Err(malformed(FORMAT, format!("version {version}"), "version 1, 2 or 3")),
    }
    .ok_or_else(cut)?;
    let (header, values) = rest.split_at_checked(length as usize).ok_or_else(cut)?;
    let header = std::str::from_utf8(header).map_err(|_| malformed(FORMAT, "bytes that are no text", "a header"))?;
    Ok((header, values))
}

/// What the header says.
struct Header {
    kind: char,
    width: usize,
    big_endian: bool,
    fortran: bool,
    axes: Vec<usize>,
}

impl Header {
    /// From `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
    fn parse(text: &str) -> Result<Self> {
        let error = |expected: &str| {
            let start: String = text.chars().take(120).collect();
            malformed(FORMAT, format!("the header {}", quoted(start.trim_end())), expected)
        };
        let entry = |key: &str| {
            let (_, rest) = text.split_once(&format!("'{key}'"))?;
            rest.trim_start().strip_prefix(':').map(str::trim_start)
        };
        let descr = entry("descr").and_then(|rest| rest.strip_prefix('\'')?.split_once('\''));
        let (descr, _) = descr.ok_or_else(|| error("'descr' with one type for all values, such as '<f4'"))?;
        let mut symbols = descr.chars();
        let big_endian = symbols.next() == Some('>');
        let kind = symbols.next().unwrap_or_default();
        let width = symbols.as_str().parse().map_err(|_| error("a type with its size in bytes, such as '<f4'"))?;
        let fortran = match entry("fortran_order") {
            Some(rest) if rest.starts_with("True") => true,
            Some(rest) if rest.starts_with("False") => false,
            _ => return Err(error("'fortran_order' with True or False")),
        };
        let shape = entry("shape").and_then(|rest| rest.strip_prefix('(')?.split_once(')'));
        let axes = shape.and_then(|(shape, _)| {
            let lengths = shape.split(',').map(str::trim).filter(|length| !length.is_empty());
            lengths.map(|length| length.parse().ok()).collect::<Option<Vec<usize>>>()
        });
        let axes = axes.ok_or_else(|| error("'shape' with the lengths of the axes, such as (1000, 2)"))?;
        Ok(Header { kind, width, big_endian, fortran, axes })
    }
}
