//! Many points in three dimensions, kept in an order in which neighbors in space are neighbors in memory, too. Drawing
//! them then writes to few lists at a time, which fit the fastest caches. Of points at the very same depth, the one that
//! comes later in this order is in front.

/// From so many points on it takes less time to sort them once than to draw some frames without.
const FEWEST: usize = 50_000;

/// Cells along each axis, as a power of two.
const CELL_BITS: u32 = 5;

/// The points of a scene in an order of their own. What is empty is not up to date.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    order: Vec<u32>,
    pub(super) axes: Vec<Vec<f32>>,
    pub(super) colors: Vec<u16>,
    pub(super) focus: Vec<bool>,
}

impl Crowd {
    /// Brings everything up to date, and says whether the points are worth it: if not, everything is empty.
    pub(super) fn update(&mut self, axes: &[Vec<f32>], colors: &[u16], focus: &[bool]) -> bool {
        if axes.len() < 3 || colors.len() < FEWEST {
            *self = Crowd::default();
            return false;
        }
        if self.order.is_empty() {
            self.order = order(axes);
            self.axes = axes.iter().map(|axis| in_order(axis, &self.order)).collect();
        }
        if self.colors.is_empty() {
            self.colors = in_order(colors, &self.order);
        }
        if self.focus.len() != focus.len() {
            self.focus = in_order(focus, &self.order);
        }
        true
    }
}

fn in_order<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&index| values[index as usize]).collect()
}

/// The points by cell; cells along Morton's curve, which leaves no large part of space before it has been everywhere
/// there. Points in one cell stay in their order.
fn order(axes: &[Vec<f32>]) -> Vec<u32> {
    let mut cells = vec![0_u32; axes[0].len()];
    for (axis, values) in axes.iter().enumerate() {
        let low = values.iter().copied().fold(f32::INFINITY, f32::min);
        let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        // Half of each: their difference might be infinite.
        let scale = (1 << CELL_BITS) as f32 / (high / 2.0 - low / 2.0).max(f32::MIN_POSITIVE);
        for (cell, value) in cells.iter_mut().zip(values) {
            let place = ((value / 2.0 - low / 2.0) * scale).min(((1 << CELL_BITS) - 1) as f32) as u32;
            for bit in 0..CELL_BITS {
                *cell |= (place >> bit & 1) << (3 * bit + axis as u32);
            }
        }
    }
    let mut starts = vec![0_u32; 1 << (3 * CELL_BITS)];
    for &cell in &cells {
        starts[cell as usize] += 1;
    }
    let mut total = 0;
    for start in &mut starts {
        total += std::mem::replace(start, total);
    }
    let mut order = vec![0; cells.len()];
    for (index, &cell) in cells.iter().enumerate() {
        let next = &mut starts[cell as usize];
        order[*next as usize] = index as u32;
        *next += 1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_there_once_and_few_neighbors_are_far_away() {
        let points = FEWEST;
        let axes: Vec<Vec<f32>> = [7919, 104_729, 1_299_709]
            .map(|step| (0..points).map(|index| (index * step % points) as f32).collect())
            .to_vec();
        let colors: Vec<u16> = (0..points).map(|index| (index % 1000) as u16).collect();
        let mut crowd = Crowd::default();
        assert!(crowd.update(&axes, &colors, &[]));
        let mut seen = crowd.order.clone();
        seen.sort_unstable();
        assert!(seen.iter().enumerate().all(|(index, &point)| index == point as usize));
        let mut far = 0;
        for (place, &index) in crowd.order.iter().enumerate() {
            assert_eq!(crowd.axes[1][place], axes[1][index as usize]);
            assert_eq!(crowd.colors[place], colors[index as usize]);
            let previous = place.saturating_sub(1);
            let away = crowd.axes.iter().map(|axis| (axis[place] - axis[previous]).abs()).fold(0.0, f32::max);
            far += usize::from(away > points as f32 / 8.0);
        }
        assert!(far < points / 20, "{far}");
        assert!(crowd.focus.is_empty());
        let focus: Vec<bool> = (0..points).map(|index| index % 3 == 0).collect();
        assert!(crowd.update(&axes, &colors, &focus));
        assert!(crowd.order.iter().zip(&crowd.focus).all(|(&index, &focused)| focused == (index % 3 == 0)));
    }

    #[test]
    fn few_points_and_flat_ones_stay_as_they_are() {
        let mut crowd = Crowd::default();
        assert!(!crowd.update(&vec![vec![0.5; FEWEST]; 2], &vec![0; FEWEST], &[]));
        assert!(!crowd.update(&vec![vec![0.5; 10]; 3], &[0; 10], &[]));
        assert!(crowd.axes.is_empty());
    }

    #[test]
    fn degenerate_clouds_keep_their_order() {
        let mut axes = vec![vec![0.5; FEWEST]; 3];
        let mut crowd = Crowd::default();
        assert!(crowd.update(&axes, &vec![0; FEWEST], &[]));
        assert!(crowd.order.is_sorted());
        axes[0][7] = f32::MAX;
        axes[0][9] = f32::MIN;
        let mut crowd = Crowd::default();
        assert!(crowd.update(&axes, &vec![0; FEWEST], &[]));
        assert_eq!((crowd.order[0], crowd.order[FEWEST - 1]), (9, 7));
    }
}
