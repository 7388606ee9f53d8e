//! Fewer bits a value: what a compressed table of vectors looks like after it is unpacked.

use super::rows::{check_data, check_width};
use super::{FeatureMap, Fitted};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter};
use crate::sorted_map::SortedMap;
use ndarray::{Array2, ArrayView2};

const OPERATION: &str = "quantize";

/// The feature map "quantize".
pub static QUANTIZE: FeatureMap = FeatureMap {
    id: OPERATION,
    title: "Quantize",
    summary: "Rounds every value to a few bits, as a small download of vectors does.",
    parameters: &[Parameter {
        id: "bits",
        title: "bits",
        kind: Kind::Integer { min: 2, max: 16, default: 8, usual: (2, 8) },
        help: "Bits per value, the sign included; 32 before.",
        live: false,
    }],
    keeps_pictures: true,
    apply_sparse: None,
    fit,
};

/// Every column is divided by its scale, max|x| / (2^(bits − 1) − 1), and rounded (halves to even); the transform gives the
/// values back at their old size. Values beyond the fitted range are brought to its ends.
#[derive(Debug)]
struct Quantize {
    bits: usize,
    rows: usize,
    /// The largest whole number that the bits hold.
    largest: f64,
    scales: Vec<f64>,
}

fn fit(data: ArrayView2<'_, f32>, arguments: &Arguments) -> Result<Box<dyn Fitted>> {
    check_data(OPERATION, data)?;
    let bits = arguments.integer("bits");
    let largest = f64::from((1_u32 << (bits - 1)) - 1);
    let farthest =
        |column: ndarray::ArrayView1<'_, f32>| column.iter().fold(0.0_f32, |far, value| far.max(value.abs()));
    let scales = data.columns().into_iter().map(|column| f64::from(farthest(column)) / largest).collect();
    Ok(Box::new(Quantize { bits, rows: data.nrows(), largest, scales }))
}

impl Fitted for Quantize {
    fn inputs(&self) -> usize {
        self.scales.len()
    }

    fn outputs(&self) -> usize {
        self.scales.len()
    }

    fn transform(&self, rows: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        check_width(OPERATION, rows, self.inputs())?;
        let mut result = rows.to_owned();
        for mut row in result.outer_iter_mut() {
            for (value, &scale) in row.iter_mut().zip(&self.scales) {
                // A column of zeros has no scale, and needs none.
                let step = if scale > 0.0 { (f64::from(*value) / scale).round_ties_even() } else { 0.0 };
                *value = (step.clamp(-self.largest, self.largest) * scale) as f32;
            }
        }
        Ok(result)
    }

    /// `bytes` and `bytesBefore` are of the table of the fit: packed values and a four-byte scale per column, against four
    /// bytes per value.
    fn details(&self) -> SortedMap<&'static str, Vec<f64>> {
        let (rows, columns) = (self.rows as f64, self.scales.len() as f64);
        let packed = (rows * columns * self.bits as f64 / 8.0).ceil() + 4.0 * columns;
        SortedMap::from([
            ("bytes", vec![packed]),
            ("bytesBefore", vec![4.0 * rows * columns]),
            ("scales", self.scales.clone()),
        ])
    }
}
