use super::*;
use crate::random::generator;
use ndarray::array;
use rand::RngExt;

fn at(step: u64, planned: u64) -> StepReport {
    let phase = if step == planned { Phase::Done } else { Phase::Running };
    StepReport { phase, step, planned, loss: Some(1.0 / (1.0 + step as f32)) }
}

/// A history of `planned` steps of one point that moves by one each step; counts the pictures that were asked for.
fn walk(recording: Recording, planned: u64) -> (History, usize) {
    let mut history = History::new(recording, 1).unwrap();
    let mut asked = 0;
    for step in 0..=planned {
        if history.wants(&at(step, planned)) {
            asked += 1;
            history.push(&at(step, planned), vec![step as f32; recording.components]);
        }
        assert!(history.frames.len() <= history.limit());
    }
    (history, asked)
}

#[test]
fn early_steps_are_dense_late_ones_even_and_the_ends_are_there() {
    for planned in [1, 2, 30, 500, 10_000, 300_000] {
        let (history, asked) = walk(Recording { align: false, ..Recording::default() }, planned);
        let steps: Vec<u64> = history.moments().map(|(step, _)| step).collect();
        assert_eq!((steps[0], *steps.last().unwrap()), (0, planned));
        let gaps: Vec<u64> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // The last gap is cut short by the end.
        assert!(gaps[..gaps.len() - 1].windows(2).all(|pair| pair[0] <= pair[1]), "{gaps:?}");
        if planned <= 10_000 {
            assert!(gaps[..gaps.len().min(8)].iter().all(|&gap| gap == 1), "{gaps:?}");
        }
        assert!(steps.len() as u64 > planned.min(60), "{planned}: {}", steps.len());
        assert!(asked <= 2 * FRAMES, "{asked} pictures for {planned} steps");
        for (index, &step) in steps.iter().enumerate() {
            assert_eq!(history.snapshot(index).unwrap(), array![[step as f32, step as f32]]);
        }
    }
}

#[test]
fn memory_is_bounded_for_any_number_of_rows_and_steps() {
    let history = History::new(Recording { components: 3, ..Recording::default() }, 1_000_000).unwrap();
    assert_eq!(history.limit(), 2);
    let (history, asked) = walk(Recording { limit: 10, ..Recording::default() }, 100_000);
    assert!(history.frames.len() <= 10 && asked < 100, "{asked}");
    assert_eq!(history.bytes(), history.frames.len() * 8);
    // A run whose end is not known beforehand thins out what it has.
    let mut history = History::new(Recording::default(), 1).unwrap();
    for step in 0..5000 {
        if history.wants(&at(step, step + 1)) {
            history.push(&at(step, step + 1), vec![step as f32; 2]);
        }
    }
    assert!((FRAMES / 2..=FRAMES).contains(&history.frames.len()));
}

#[test]
fn pictures_that_turn_and_flip_do_not_jump_and_the_latest_is_as_it_came() {
    let mut generator = generator(1, "test");
    for components in [2, 3] {
        let first = Array2::from_shape_simple_fn((50, components), || generator.random::<f32>() * 4.0 + 3.0);
        let mut history = History::new(Recording { components, ..Recording::default() }, 50).unwrap();
        let mut latest = Array2::zeros((0, components));
        for step in 0..6 {
            // Each step the cloud is turned by a right angle and mirrored, moved, and a little larger.
            latest = Array2::from_shape_fn(first.dim(), |(row, column)| {
                let turned = first[[row, (column + step) % components]] * (1.0 + 0.02 * step as f32);
                if (step + column) % 2 == 0 { turned + step as f32 } else { -turned }
            });
            history.push(&at(step as u64, 5), latest.iter().copied().collect());
        }
        assert!((&history.snapshot(5).unwrap() - &latest).iter().all(|difference| difference.abs() < 1e-4));
        let size = 50.0 * 4.0;
        for index in 0..5 {
            let (before, after) = (history.snapshot(index).unwrap(), history.snapshot(index + 1).unwrap());
            let change = (&before - &after).mapv(f32::abs).sum();
            assert!(change < 0.05 * size, "{components} components, frame {index}: {change}");
        }
        // Distances are those of the picture as it came.
        let shown = history.snapshot(0).unwrap();
        let distance = |places: &Array2<f32>| (&places.row(3) - &places.row(8)).mapv(|v| v * v).sum().sqrt();
        assert!((distance(&shown) - distance(&first)).abs() < 1e-4);
    }
}

#[test]
fn without_alignment_snapshots_are_as_they_came() {
    let mut history = History::new(Recording { align: false, ..Recording::default() }, 2).unwrap();
    history.push(&at(0, 2), vec![1.0, 2.0, 3.0, 4.0]);
    history.push(&at(1, 2), vec![-1.0, 2.0, -3.0, 4.0]);
    assert_eq!(history.snapshot(0).unwrap(), array![[1.0, 2.0], [3.0, 4.0]]);
    let trails = history.trails(&[1], 1, 8).unwrap();
    assert_eq!(trails, Trails { length: 2, components: 2, values: vec![3.0, 4.0, -3.0, 4.0] });
    assert_eq!(history.trails(&[0, 1], 1, 1).unwrap().values, [-1.0, 2.0, -3.0, 4.0]);
    assert_eq!(history.trails(&[2], 1, 1).unwrap_err().code(), "out-of-range");
    assert_eq!(history.snapshot(2).unwrap_err().code(), "out-of-range");
}

#[test]
fn what_did_not_move_has_no_snapshot_and_what_went_back_is_forgotten() {
    let mut history = History::new(Recording::default(), 1).unwrap();
    for (step, x) in [(0, 0.0), (1, 0.0), (2, f32::NAN), (3, 1.0), (4, 2.0)] {
        history.push(&at(step, 100), vec![x, 0.0]);
    }
    let steps = |history: &History| history.moments().map(|(step, _)| step).collect::<Vec<_>>();
    assert_eq!(steps(&history), [0, 3, 4]);
    assert!(history.wants(&at(2, 100)), "a run that diverged stands at an earlier step");
    history.push(&at(2, 100), vec![7.0, 0.0]);
    assert_eq!(steps(&history), [0, 2]);
    history.clear();
    assert!(history.wants(&at(0, 100)) && history.frames.is_empty());
}

#[test]
fn recordings_that_cannot_be_made_are_refused() {
    let code = |recording| History::new(recording, 5).unwrap_err().code();
    assert_eq!(code(Recording { components: 4, ..Recording::default() }), "out-of-range");
    assert_eq!(code(Recording { limit: 1, ..Recording::default() }), "out-of-range");
    assert_eq!(code(Recording { limit: 1001, ..Recording::default() }), "out-of-range");
}
