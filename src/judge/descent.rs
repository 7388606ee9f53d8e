//! The lowest place of a smooth function.

use std::collections::VecDeque;

/// Steps whose bend is remembered.
const MEMORY: usize = 10;
/// A step must lower the function by at least this share of what its slope promises (Armijo 1966).
const SHARE: f64 = 1e-4;
/// Where the largest slope is below this, the search is over.
const FLAT: f64 = 1e-5;

/// Moves `place` downhill by L-BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithms 7.4 and 3.1), in at most `iterations`
/// steps. `function` returns its value at a place and writes its gradient.
pub(super) fn minimize(place: &mut [f64], iterations: usize, mut function: impl FnMut(&[f64], &mut [f64]) -> f64) {
    let (mut gradient, mut next_gradient) = (vec![0.0; place.len()], vec![0.0; place.len()]);
    let mut value = function(place, &mut gradient);
    // Steps, changes of the gradient over them, and the inverse of the two's product.
    let mut known: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    for _ in 0..iterations {
        if gradient.iter().all(|slope| slope.abs() < FLAT) {
            return;
        }
        let direction = direction(&gradient, &known);
        let slope = dot(&direction, &gradient);
        let mut length = if known.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let (next, next_value) = loop {
            let next: Vec<f64> = place.iter().zip(&direction).map(|(at, way)| at + length * way).collect();
            let next_value = function(&next, &mut next_gradient);
            if next_value <= value + SHARE * length * slope {
                break (next, next_value);
            }
            length *= 0.5;
            // No step that rounding would let through goes down any more.
            if length < 1e-10 {
                return;
            }
        };
        let step: Vec<f64> = next.iter().zip(place.iter()).map(|(next, at)| next - at).collect();
        let change: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(next, at)| next - at).collect();
        let product = dot(&step, &change);
        if product > 0.0 {
            if known.len() == MEMORY {
                known.pop_front();
            }
            known.push_back((step, change, 1.0 / product));
        }
        place.copy_from_slice(&next);
        std::mem::swap(&mut gradient, &mut next_gradient);
        value = next_value;
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The way down, by what is known of the bend.
fn direction(gradient: &[f64], known: &VecDeque<(Vec<f64>, Vec<f64>, f64)>) -> Vec<f64> {
    let mut way: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    let mut shares = Vec::with_capacity(known.len());
    for (step, change, inverse) in known.iter().rev() {
        let share = inverse * dot(step, &way);
        way.iter_mut().zip(change).for_each(|(way, change)| *way -= share * change);
        shares.push(share);
    }
    if let Some((step, change, _)) = known.back() {
        let scale = dot(step, change) / dot(change, change);
        way.iter_mut().for_each(|way| *way *= scale);
    }
    for ((step, change, inverse), share) in known.iter().zip(shares.into_iter().rev()) {
        let back = share - inverse * dot(change, &way);
        way.iter_mut().zip(step).for_each(|(way, step)| *way += back * step);
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_the_bottom_of_the_bent_valley() {
        // Rosenbrock's function, whose lowest place is (1, 1).
        let mut place = [-1.2, 1.0];
        minimize(&mut place, 200, |place, gradient| {
            let (x, y) = (place[0], place[1]);
            gradient[0] = -400.0 * x * (y - x * x) - 2.0 * (1.0 - x);
            gradient[1] = 200.0 * (y - x * x);
            100.0 * (y - x * x).powi(2) + (1.0 - x).powi(2)
        });
        assert!(place.iter().all(|value| (value - 1.0).abs() < 1e-4), "{place:?}");
    }
}
