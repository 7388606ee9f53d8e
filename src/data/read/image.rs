//! The first bytes of an image file: what the browser will decode, and what it would quietly change.

use super::malformed;
use crate::error::{Error, Result, list};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";
/// Where a PNG says how many bits a channel has: behind the signature, the chunk's length and name, width and height.
const DEPTH: usize = 24;

/// Accepts PNG files of up to 8 bits a channel and JPEG files; the pixels are the browser's to decode.
///
/// # Errors
/// [`Error::Parse`] for other bytes and for a PNG without a header, [`Error::Unsupported`] for 16 bits a channel, of which
/// a page only gets to see 8.
pub fn check_image(bytes: &[u8]) -> Result<()> {
    const FORMAT: &str = "image";
    if bytes.starts_with(JPEG) {
        return Ok(());
    }
    if !bytes.starts_with(PNG) {
        let start: Vec<String> = bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        return Err(malformed(FORMAT, format!("the bytes {} at the start", list(&start)), "a PNG or JPEG file"));
    }
    match bytes.get(DEPTH) {
        None => Err(malformed(FORMAT, format!("a PNG of {} bytes", bytes.len()), "its header")),
        Some(16) => Err(Error::Unsupported {
            operation: "read image",
            what: "this PNG has 16 bits a channel".into(),
            expected: "save it with 8 bits a channel".into(),
        }),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        let png = |depth: u8| [PNG, b"\0\0\0\rIHDR\0\0\0\x1c\0\0\0\x1c", &[depth, 0, 0, 0, 0]].concat();
        let code = |bytes: &[u8]| check_image(bytes).unwrap_err().code();
        assert!(check_image(&png(8)).is_ok() && check_image(b"\xff\xd8\xff\xe0").is_ok());
        assert_eq!(code(&png(16)), "unsupported");
        assert_eq!(code(&png(8)[..20]), "parse");
        assert_eq!(code(b"GIF89a"), "parse");
        assert_eq!(code(b""), "parse");
    }
}
