//! The numbers in a table's cells, read as the standard library reads them, to the last bit. Its own reader has a table
//! of powers of five: ten kilobytes of the download that no compression makes smaller.

use std::cmp::Ordering;

/// Digits that are looked at. A middle between two neighboring `f32` has at most 113; of what comes behind, it only
/// counts whether there is anything.
const DIGITS: usize = 120;

/// Digits that a `u64` has room for.
const LEADING: i64 = 19;

/// The finite number in a cell. Where the comma does not part cells, it may be the decimal sign.
pub fn number(cell: &[u8], delimiter: u8) -> Option<f32> {
    let point = if delimiter != b',' && !cell.contains(&b'.') { b',' } else { b'.' };
    let (negative, cell) = sign(cell);
    // The number is about `leading` × 10^`exponent`, with the first `taken` digits.
    let (mut leading, mut taken, mut exponent) = (0_u64, 0, 0_i64);
    let (mut behind_point, mut has_digits, mut mantissa) = (false, false, cell);
    for (place, &byte) in cell.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                has_digits = true;
                let fits = taken < LEADING;
                if fits {
                    leading = leading * 10 + u64::from(byte - b'0');
                    taken += i64::from(leading > 0);
                }
                exponent += i64::from(!fits) - i64::from(behind_point);
            }
            b'e' | b'E' => {
                exponent += whole_number(&cell[place + 1..])?;
                mantissa = &cell[..place];
                break;
            }
            _ if byte == point && !behind_point => behind_point = true,
            _ => return None,
        }
    }
    if !has_digits {
        return None;
    }
    let digits =
        mantissa.iter().filter(|byte| **byte != point).map(|digit| digit - b'0').skip_while(|&digit| digit == 0);
    let size = if leading == 0 { 0.0 } else { nearest(leading, digits, taken + exponent, exponent) };
    size.is_finite().then_some(if negative { -size } else { size })
}

/// Whether a minus is in front, and what is behind the sign.
fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// An exponent. One that is far beyond the length of any file stays there.
fn whole_number(text: &[u8]) -> Option<i64> {
    let (negative, digits) = sign(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0, |size, digit| (size * 10 + i64::from(digit - b'0')).min(1 << 56));
    Some(if negative { -size } else { size })
}

/// The number nearest to 0.d… × 10^`magnitude`, where d… are the digits and the first of them is not 0; with the leading
/// ones as a number, that is about `leading` × 10^`exponent`.
fn nearest(leading: u64, digits: impl Iterator<Item = u8> + Clone, magnitude: i64, exponent: i64) -> f32 {
    // Less than half of the smallest number, or more than the largest.
    if magnitude < -45 {
        return 0.0;
    }
    if magnitude > 39 {
        return f32::INFINITY;
    }
    let (magnitude, exponent) = (magnitude as i32, exponent as i32);
    let power = 10_f64.powi(exponent.abs());
    let about = if exponent < 0 { leading as f64 / power } else { leading as f64 * power };
    // What is left out and rounded so far is worth less than 16 steps of an `f64`. Unless a middle between two `f32` is
    // that close, the nearest is known.
    let is_known = if about >= f64::from(f32::MIN_POSITIVE) {
        (about.to_bits() as u32 & 0x1fff_ffff).abs_diff(0x1000_0000) > 16
    } else {
        ((about / f64::from(f32::from_bits(1))).fract() - 0.5).abs() > 1e-6
    };
    if is_known {
        return about as f32;
    }
    let mut bits = (about as f32).to_bits().saturating_sub(1);
    while bits < f32::INFINITY.to_bits() {
        match against_middle(digits.clone(), magnitude, bits) {
            Ordering::Less => break,
            Ordering::Equal => {
                bits += bits & 1;
                break;
            }
            Ordering::Greater => bits += 1,
        }
    }
    f32::from_bits(bits)
}

/// Compares the number with the middle between the `f32` of these bits and the next larger one, exactly.
fn against_middle(digits: impl Iterator<Item = u8> + Clone, magnitude: i32, bits: u32) -> Ordering {
    let (mut number, mut exponent) = (Vec::new(), magnitude);
    for digit in digits.clone().take(DIGITS).chain(digits.skip(DIGITS).find(|&digit| digit != 0)) {
        multiply(&mut number, 10, digit.into());
        exponent -= 1;
    }
    let (fraction, step) = (bits & 0x7f_ffff, (bits >> 23) as i32);
    let implied = if step > 0 { 1 << 23 } else { 0 };
    let mut middle = vec![2 * (fraction | implied) + 1];
    // Both become whole numbers.
    for (factor, exponent) in [(10, exponent), (2, -(step.max(1) - 151))] {
        let larger = if exponent < 0 { &mut middle } else { &mut number };
        (0..exponent.abs()).for_each(|_| multiply(larger, factor, 0));
    }
    number.len().cmp(&middle.len()).then_with(|| number.iter().rev().cmp(middle.iter().rev()))
}

/// A whole number, its lowest 32 bits first and none for 0, times `factor`, plus `more`.
fn multiply(number: &mut Vec<u32>, factor: u32, more: u32) {
    let mut carried = more;
    for part in number.iter_mut() {
        let product = u64::from(*part) * u64::from(factor) + u64::from(carried);
        (*part, carried) = (product as u32, (product >> 32) as u32);
    }
    if carried > 0 {
        number.push(carried);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the standard library reads in a cell whose decimal sign is the point.
    fn expected(cell: &str) -> Option<u32> {
        cell.parse().ok().filter(|number: &f32| number.is_finite()).map(f32::to_bits)
    }

    fn found(cell: &str) -> Option<u32> {
        number(cell.as_bytes(), b',').map(f32::to_bits)
    }

    #[test]
    fn spellings_are_those_of_the_standard_library() {
        let numbers =
            ["0", "-0", "+1", "00012", ".5", "5.", "-.5e-3", "5.e2", "1e5", "1E+05", "1e-400", "1e-46", "16777217"];
        let others =
            ["", " 1", "1 ", ".", "e5", "1e", "1e+", "+", "--1", "+-1", "1.2.3", "1_000", "1,5", "0x10", "1f32"];
        let limits = ["inf", "-Infinity", "NaN", "1e39", "3.4028236e38", "1e99999999999999999999", "é", "١"];
        assert!(numbers.iter().all(|cell| found(cell).is_some() && found(cell) == expected(cell)));
        assert!(others.iter().chain(&limits).all(|cell| found(cell).is_none() && expected(cell).is_none()));
    }

    #[test]
    fn the_comma_may_be_the_decimal_sign() {
        assert_eq!(number(b"-1,5e2", b';'), Some(-150.0));
        assert_eq!(number(b"1,5", b','), None);
        assert_eq!([number(b"1.000,5", b';'), number(b"1,000,5", b'\t')], [None, None]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn numbers_are_rounded_as_the_standard_library_rounds(
            cell in prop_oneof![
                any::<f32>().prop_map(|value| value.to_string()),
                any::<f32>().prop_map(|value| format!("{value:e}")),
                any::<f64>().prop_map(|value| value.to_string()),
                any::<f64>().prop_map(|value| format!("{value:e}")),
                // Halfway between two neighbors, where a digit far behind decides; subnormal numbers among them.
                (0_u32..0x7f7f_ffff, "[01]{0,40}").prop_map(|(bits, more)| {
                    let [low, high] = [bits, bits + 1].map(|bits| f64::from(f32::from_bits(bits)));
                    format!("{:.160}{more}", (low + high) / 2.0)
                }),
                "[-+]?[0-9]{0,40}\\.?[0-9]{0,40}([eE][-+]?[0-9]{1,3})?",
                "[-+.0-9eE]{0,8}",
            ]
        ) {
            prop_assert_eq!(found(&cell), expected(&cell), "{}", cell);
        }
    }
}
