//! What networks have learned, as bytes: the scaling in f64, of networks that look at pictures their height and width in u64,
//! then all parameters in f32, little-endian.

use super::check_finite;
use super::network::{Layer, Learner};
use super::scaling::Scaling;
use crate::error::{Error, Result};

/// What networks are without their shape.
pub(super) fn to_bytes(scaling: &Scaling, learners: &[&Learner]) -> Vec<u8> {
    let mut bytes: Vec<u8> = scaling.numbers().flat_map(f64::to_le_bytes).collect();
    bytes.extend(picture(learners.first().copied()).into_iter().flatten().flat_map(u64::to_le_bytes));
    for learner in learners {
        bytes.extend(learner.network().parameters().iter().flat_map(|value| value.to_le_bytes()));
    }
    bytes
}

/// Height and width of the pictures that a network looks at through windows: the same weights fit pictures of other shapes.
fn picture(learner: Option<&Learner>) -> Option<[u64; 2]> {
    match learner?.network().layers().first()? {
        Layer::Convolution(first) => Some([first.input().height as u64, first.input().width as u64]),
        _ => None,
    }
}

/// Takes over what [`to_bytes`] gave of networks of these shapes.
///
/// # Errors
/// [`Error::Shape`], [`Error::NotFinite`], [`Error::Unsupported`] if it is not that; then nothing has changed.
pub(super) fn take_over(bytes: &[u8], into: &mut Scaling, learners: &mut [&mut Learner]) -> Result<()> {
    const OPERATION: &str = "open model";
    let numbers = 8 * into.numbers().count();
    let own = picture(learners.first().map(|learner| &**learner));
    let shape = if own.is_some() { 16 } else { 0 };
    let parameters = |learner: &Learner| learner.network().parameters().len();
    let expected = numbers + shape + 4 * learners.iter().map(|learner| parameters(learner)).sum::<usize>();
    if bytes.len() != expected {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} bytes of weights", bytes.len()),
            expected: format!("{expected}, as the file's parameters and this data ask for"),
        });
    }
    let (scaling, weights) = bytes.split_at(numbers);
    let (found, weights) = weights.split_at(shape);
    let found: Vec<u64> = found.as_chunks().0.iter().map(|&eight| u64::from_le_bytes(eight)).collect();
    if let Some([height, width]) = own.filter(|own| own[..] != found[..]) {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("pictures of {height} × {width}"),
            expected: format!("{} × {}, as the model was trained on", found[0], found[1]),
        });
    }
    let scaling: Vec<f64> = scaling.as_chunks().0.iter().map(|&eight| f64::from_le_bytes(eight)).collect();
    let weights: Vec<f32> = weights.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect();
    check_finite(OPERATION, &weights, 1)?;
    if !(scaling.iter().all(|value| value.is_finite()) && scaling.first().is_some_and(|&scale| scale > 0.0)) {
        return Err(Error::Unsupported {
            operation: OPERATION,
            what: "the file's scale is no positive number, or one of its means no finite one".into(),
            expected: "open a file that \"save model\" has written".into(),
        });
    }
    into.take_over(scaling.into_iter());
    let mut rest = weights.as_slice();
    for learner in learners {
        let (own, others) = rest.split_at(parameters(learner));
        learner.take_over(own);
        rest = others;
    }
    Ok(())
}
