//! What networks have learned, as bytes: the scaling in f64, then all parameters in f32, little-endian.

use super::check_finite;
use super::network::Learner;
use super::scaling::Scaling;
use crate::error::{Error, Result};

/// What networks are without their shape.
pub(super) fn to_bytes(scaling: &Scaling, learners: &[&Learner]) -> Vec<u8> {
    let mut bytes: Vec<u8> = scaling.numbers().flat_map(f64::to_le_bytes).collect();
    for learner in learners {
        bytes.extend(learner.network().parameters().iter().flat_map(|value| value.to_le_bytes()));
    }
    bytes
}

/// Takes over what [`to_bytes`] gave of networks of these shapes.
///
/// # Errors
/// [`Error::Shape`], [`Error::NotFinite`], [`Error::Unsupported`] if it is not that; then nothing has changed.
pub(super) fn take_over(bytes: &[u8], into: &mut Scaling, learners: &mut [&mut Learner]) -> Result<()> {
    const OPERATION: &str = "open model";
    let numbers = 8 * into.numbers().count();
    let parameters = |learner: &Learner| learner.network().parameters().len();
    let expected = numbers + 4 * learners.iter().map(|learner| parameters(learner)).sum::<usize>();
    if bytes.len() != expected {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} bytes of weights", bytes.len()),
            expected: format!("{expected}, as the file's parameters and this data ask for"),
        });
    }
    let (scaling, weights) = bytes.split_at(numbers);
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
