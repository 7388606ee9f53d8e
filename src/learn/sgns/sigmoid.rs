//! The logistic function and its loss, from one table.

/// The table covers −`REACH` to `REACH`; beyond, the functions are computed.
const REACH: f32 = 8.0;
/// Entries per unit. Linear interpolation is then within 8e-6 for the loss and 3e-6 for σ.
const PER_UNIT: f32 = 64.0;
const ENTRIES: usize = (2.0 * REACH * PER_UNIT) as usize + 2;

/// σ(x) = 1 / (1 + e⁻ˣ) and the loss −log σ(−x) = log(1 + eˣ) side by side, which are wanted together millions of times.
///
/// word2vec and gensim round x to the nearest of 1,000 entries and leave out the update where |x| > 6; interpolation
/// and the computed tails cost hardly more, and the update is the gradient of the loss that is reported.
#[derive(Debug, Clone)]
pub(crate) struct Sigmoid {
    entries: Box<[[f32; 2]; ENTRIES]>,
}

impl Sigmoid {
    pub fn new() -> Self {
        let mut entries = Box::new([[0.0; 2]; ENTRIES]);
        for (index, entry) in entries.iter_mut().enumerate() {
            let x = index as f64 / f64::from(PER_UNIT) - f64::from(REACH);
            *entry = [(1.0 / (1.0 + (-x).exp())) as f32, x.exp().ln_1p() as f32];
        }
        Sigmoid { entries }
    }

    /// `(σ(x), log(1 + eˣ))` for any finite x.
    #[inline]
    pub fn at(&self, x: f32) -> (f32, f32) {
        let place = (x + REACH) * PER_UNIT;
        if !(0.0..2.0 * REACH * PER_UNIT).contains(&place) {
            return tail(x);
        }
        let index = place as usize;
        let part = place - index as f32;
        let [low, high] = [self.entries[index], self.entries[index + 1]];
        (low[0] + part * (high[0] - low[0]), low[1] + part * (high[1] - low[1]))
    }
}

#[cold]
fn tail(x: f32) -> (f32, f32) {
    (1.0 / (1.0 + (-x).exp()), x.max(0.0) + (-x.abs()).exp().ln_1p())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_close_to_the_functions() {
        let sigmoid = Sigmoid::new();
        for index in -20_000..=20_000 {
            let x = index as f32 / 1_000.0;
            let (value, loss) = sigmoid.at(x);
            let exact = f64::from(x);
            assert!((f64::from(value) - 1.0 / (1.0 + (-exact).exp())).abs() < 4e-6, "σ({x})");
            assert!((f64::from(loss) - exact.exp().ln_1p()).abs() < 1e-5, "loss({x})");
        }
        assert_eq!(sigmoid.at(1e30), (1.0, 1e30));
        assert_eq!(sigmoid.at(-1e30), (0.0, 0.0));
    }
}
