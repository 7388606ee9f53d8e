//! Classical multidimensional scaling.
//!
//! Squared distances, with the means of rows and columns taken off (double centering), are −2 times the inner products
//! of the points about their center; the leading eigenvectors of those products, each times the root of its
//! eigenvalue, are coordinates (Torgerson 1952; scikit-learn's `ClassicalMDS`). The distances here are Euclidean ones, so
//! the products are X·Xᵀ of the centered rows, which need not be formed; the result is PCA's picture, found from the
//! distances alone.

use crate::data::Dataset;
use crate::error::Result;
use crate::learn::flatten::{COMPONENTS, Flattening, Gram, Work, check_shape, write_picture};
use crate::learn::{Detail, Details, Method, Started};
use crate::parameters::{Arguments, SEED};
use ndarray::ArrayView2;
use std::sync::Arc;

const ID: &str = "classical-mds";

/// Classical multidimensional scaling.
pub const METHOD: Method = Method {
    id: ID,
    title: "Classical MDS",
    summary: "Finds coordinates from the table of distances alone, by eigenvectors; for straight distances it is PCA.",
    parameters: &[COMPONENTS, SEED],
    start,
};

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Started {
    let components = arguments.integer("components");
    check_shape(ID, data.matrix(ID)?.nrows(), components, 2)?;
    let begin = move |data: &Dataset, seed: u64, _: &mut [f32]| -> Result<Box<dyn Work>> {
        Ok(Box::new(Classical(Gram::new(data.matrix(ID)?, components, seed))))
    };
    Flattening::start(ID, data, (components, arguments.seed()), Box::new(begin))
}

struct Classical(Gram);

impl Work for Classical {
    fn step(&mut self, data: ArrayView2<'_, f32>, picture: &mut [f32]) -> Result<bool> {
        let Some(done) = self.0.step(data)? else { return Ok(false) };
        let (coordinates, unit) = self.0.coordinates();
        write_picture(&coordinates, unit, picture);
        Ok(done)
    }

    fn remaining(&self) -> u64 {
        self.0.remaining()
    }

    fn is_setup(&self) -> bool {
        false
    }

    /// `eigenvalues` of the doubly centered table, as far as they are known.
    fn details(&self) -> Details {
        Details::from([("eigenvalues", Detail::Numbers(self.0.eigenvalues()))])
    }
}
