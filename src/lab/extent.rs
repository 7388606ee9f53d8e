//! Sizes: of labeled groups, and of the shadow on a line.

use super::{Id, Lab, Space};
use crate::error::{Error, Result};
use crate::judge::{Clusters, Shadow, clusters, shadow};

impl Lab {
    /// How large the labeled groups of a data set are and how far apart, in its own space or in a run's embedding.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data has no labels, and what [`clusters`] refuses.
    pub fn clusters(&self, space: Space) -> Result<Clusters> {
        const OPERATION: &str = "clusters";
        let dataset = match space {
            Space::Data(id) => self.dataset(OPERATION, id)?,
            Space::Run(id) => self.run(OPERATION, id)?.dataset(),
        };
        let labels = dataset.labels().ok_or_else(|| Error::Unsupported {
            operation: OPERATION,
            what: "the data has no labels".into(),
            expected: "add it with labels that say which row belongs to which group".into(),
        })?;
        match space {
            Space::Data(_) => clusters(dataset.matrix(OPERATION)?, labels),
            Space::Run(id) => clusters(self.run(OPERATION, id)?.embedding_matrix()?.view(), labels),
        }
    }

    /// The data of that id, seen along one direction.
    ///
    /// # Errors
    /// [`Error::UnknownId`], and what [`shadow`] refuses.
    pub fn shadow(&self, id: Id, direction: &[f32]) -> Result<Shadow> {
        const OPERATION: &str = "shadow";
        let dataset = self.dataset(OPERATION, id)?;
        dataset.check_extent(OPERATION)?;
        shadow(dataset.matrix(OPERATION)?, direction)
    }
}
