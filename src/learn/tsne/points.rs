//! Points of the embedding, one coordinate after the other.

/// How many points are worked on side by side.
pub(super) const LANES: usize = 8;

/// n points in 2 or 3 dimensions: all first coordinates, then all second ones, … Each list is padded to a multiple of
/// [`LANES`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Points {
    pub count: usize,
    pub dimensions: usize,
    stride: usize,
    values: Vec<f32>,
}

impl Points {
    pub fn zeros(count: usize, dimensions: usize) -> Self {
        let stride = count.next_multiple_of(LANES);
        Points { count, dimensions, stride, values: vec![0.0; stride * dimensions] }
    }

    /// From row-major values.
    pub fn from_rows(rows: &[f32], dimensions: usize) -> Self {
        let mut points = Self::zeros(rows.len() / dimensions, dimensions);
        for axis in 0..dimensions {
            for (value, row) in points.axis_mut(axis).iter_mut().zip(rows.chunks_exact(dimensions)) {
                *value = row[axis];
            }
        }
        points
    }

    pub fn write_rows(&self, out: &mut [f32]) {
        for axis in 0..self.dimensions {
            for (row, value) in out.chunks_exact_mut(self.dimensions).zip(self.axis(axis)) {
                row[axis] = *value;
            }
        }
    }

    /// One coordinate of every point.
    pub fn axis(&self, axis: usize) -> &[f32] {
        &self.values[axis * self.stride..][..self.count]
    }

    pub fn axis_mut(&mut self, axis: usize) -> &mut [f32] {
        &mut self.values[axis * self.stride..][..self.count]
    }

    /// One coordinate of every point, and of the padding.
    pub fn padded(&self, axis: usize) -> &[[f32; LANES]] {
        self.values[axis * self.stride..][..self.stride].as_chunks().0
    }

    /// One coordinate of every point, in `D` lists to be changed at once.
    pub fn axes_mut<const D: usize>(&mut self) -> [&mut [f32]; D] {
        let (count, mut rest) = (self.count, self.values.chunks_exact_mut(self.stride.max(1)));
        std::array::from_fn(|_| rest.next().map_or(&mut [][..], |axis| &mut axis[..count]))
    }

    /// Moves the padding so far away that it repels nothing.
    pub fn banish_padding(&mut self) {
        for axis in self.values.chunks_exact_mut(self.stride.max(1)) {
            axis[self.count..].fill(1e15);
        }
    }

    pub fn fill(&mut self, value: f32) {
        self.values.fill(value);
    }

    /// The point, its missing third coordinate 0.
    pub fn get<const D: usize>(&self, index: usize) -> [f32; D] {
        std::array::from_fn(|axis| self.values.get(axis * self.stride + index).copied().unwrap_or(0.0))
    }
}
