//! Snapshots of a run's picture, taken while it advances, so that a reader can go back and forth over it.

use crate::error::{Error, Result};
use crate::learn::{Phase, StepReport};
use crate::linalg::procrustes;
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// How many snapshots are kept if nobody says otherwise, and at most.
pub const FRAMES: usize = 120;
const FRAMES_RANGE: std::ops::RangeInclusive<usize> = 2..=1000;

/// All snapshots of a run together take no more than this, but two are always kept.
pub const MOST_BYTES: usize = 32 << 20;

/// What is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recording {
    /// Dimensions of the picture, 2 or 3.
    pub components: usize,
    /// Most snapshots that are kept, 2 to 1000; fewer where the memory for all would be above [`MOST_BYTES`].
    pub limit: usize,
    /// Whether each picture is turned (and mirrored, where that brings it closer) onto the one before, so that going
    /// back and forth does not jump. To be left out where the axes of a picture have a meaning of their own.
    pub align: bool,
}

impl Default for Recording {
    fn default() -> Self {
        Recording { components: 2, limit: FRAMES, align: true }
    }
}

/// Snapshots of a run's picture.
///
/// The first is that of the step at which recording began. Then the gaps grow with the steps done, an eighth of them,
/// because most happens early, until they are even; when there is no more room, every second snapshot is dropped and the
/// gaps double. So memory is bounded, whatever the length of a run. A step that moved nothing (a set-up phase) has no
/// snapshot, nor has one whose picture is not finite; the last step of a run has one in any case.
///
/// Turning pictures onto each other leaves distances as they are. They are not scaled: how far the points have spread is
/// part of what a run does.
#[derive(Debug)]
pub struct History {
    recording: Recording,
    limit: usize,
    frames: Vec<Frame>,
    /// The latest picture as it came.
    raw: Vec<f32>,
    /// By how much the gaps between snapshots have grown.
    coarseness: u64,
    /// The next step to be taken down.
    due: u64,
    /// From aligned pictures to the latest as it came: a turn, then a shift.
    home: Array2<f64>,
    center: Array1<f64>,
}

#[derive(Debug)]
struct Frame {
    step: u64,
    loss: Option<f32>,
    /// Rows × components; centered and turned, if aligned.
    places: Array2<f32>,
}

/// How the rows have moved up to a snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Trails {
    /// Places of each trail, from the earliest to the snapshot's own.
    pub length: usize,
    /// Dimensions of a place.
    pub components: usize,
    /// Trails × length × components.
    pub values: Vec<f32>,
}

impl History {
    /// Nothing yet, of pictures of so many rows.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for other dimensions than 2 and 3 or a limit outside 2 to 1000.
    pub fn new(recording: Recording, rows: usize) -> Result<Self> {
        let Recording { components, limit, .. } = recording;
        if !(2..=3).contains(&components) {
            return Err(Error::out_of_range("record", "components", components, "2 or 3"));
        }
        if !FRAMES_RANGE.contains(&limit) {
            return Err(Error::out_of_range("record", "limit", limit, "between 2 and 1000 snapshots"));
        }
        let room = MOST_BYTES / (rows * components * size_of::<f32>()).max(1);
        Ok(History {
            recording,
            limit: limit.min(room).max(2),
            frames: Vec::new(),
            raw: Vec::new(),
            coarseness: 1,
            due: 0,
            home: Array2::eye(components),
            center: Array1::zeros(components),
        })
    }

    /// What is recorded.
    pub fn recording(&self) -> Recording {
        self.recording
    }

    /// How many snapshots there is room for.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// The memory of all snapshots.
    pub fn bytes(&self) -> usize {
        self.frames.iter().map(|frame| frame.places.len() * size_of::<f32>()).sum()
    }

    /// The steps of the snapshots, ascending, each with the loss where there is one.
    pub fn moments(&self) -> impl ExactSizeIterator<Item = (u64, Option<f32>)> + '_ {
        self.frames.iter().map(|frame| (frame.step, frame.loss))
    }

    /// Whether the step that a run has made is to be taken down.
    pub(super) fn wants(&self, report: &StepReport) -> bool {
        let is_known = self.frames.last().is_some_and(|frame| frame.step == report.step);
        !is_known && (report.step >= self.due || report.phase == Phase::Done || self.is_behind(report))
    }

    /// A run that went back to an earlier step, because it diverged.
    fn is_behind(&self, report: &StepReport) -> bool {
        self.frames.last().is_some_and(|frame| frame.step > report.step)
    }

    /// Takes down the picture of a step.
    pub(super) fn push(&mut self, report: &StepReport, picture: Vec<f32>) {
        self.frames.retain(|frame| frame.step < report.step);
        self.plan(report);
        let moved = self.frames.is_empty() || report.phase == Phase::Done || picture != self.raw;
        let rows = picture.len() / self.recording.components;
        let shape = (rows, self.recording.components);
        let Ok(places) = ArrayView2::from_shape(shape, &picture) else { return };
        if !moved || places.iter().any(|value| !value.is_finite()) {
            return;
        }
        let places = self.aligned(places);
        if self.frames.len() == self.limit {
            let mut index = 0;
            self.frames.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.coarseness *= 2;
            self.plan(report);
        }
        self.frames.push(Frame { step: report.step, loss: report.loss, places });
        self.raw = picture;
    }

    /// Sets the next step to be taken down.
    fn plan(&mut self, report: &StepReport) {
        let even = (report.planned / (self.limit as u64 / 2)).max(1);
        self.due = report.step + self.coarseness * (report.step / 8).clamp(1, even);
    }

    /// Forgets everything; the run begins anew.
    pub(super) fn clear(&mut self) {
        self.frames.clear();
        self.raw.clear();
        self.coarseness = 1;
        self.due = 0;
    }

    /// A picture turned onto the last one.
    fn aligned(&mut self, picture: ArrayView2<'_, f32>) -> Array2<f32> {
        if !self.recording.align {
            return picture.to_owned();
        }
        let components = self.recording.components;
        let mut center = Array1::<f64>::zeros(components);
        for row in picture.rows() {
            center.iter_mut().zip(row).for_each(|(sum, &value)| *sum += f64::from(value));
        }
        center /= picture.nrows().max(1) as f64;
        let mut turn = Array2::eye(components);
        if let Some(last) = self.frames.last().filter(|last| last.places.dim() == picture.dim()) {
            let mut cross = Array2::<f64>::zeros((components, components));
            for (row, before) in picture.rows().into_iter().zip(last.places.rows()) {
                for (mut cross, (&value, center)) in cross.rows_mut().into_iter().zip(row.iter().zip(&center)) {
                    let value = f64::from(value) - center;
                    cross.iter_mut().zip(before).for_each(|(cross, &before)| *cross += value * f64::from(before));
                }
            }
            turn = procrustes(cross.view());
        }
        let mut out = Array2::zeros(picture.dim());
        for (mut out, row) in out.rows_mut().into_iter().zip(picture.rows()) {
            let centered = &row.mapv(f64::from) - &center;
            out.iter_mut().zip(centered.dot(&turn)).for_each(|(out, value)| *out = value as f32);
        }
        (self.home, self.center) = (turn.reversed_axes(), center);
        out
    }

    fn frame(&self, operation: &'static str, index: usize) -> Result<&Frame> {
        self.frames.get(index).ok_or_else(|| {
            let expected = format!("below {}, the number of snapshots", self.frames.len());
            Error::out_of_range(operation, "index", index, expected)
        })
    }

    /// Places of rows of a snapshot as they lie beside the latest picture.
    fn write(&self, frame: &Frame, row: usize, out: &mut Vec<f32>) {
        let places = frame.places.row(row);
        if !self.recording.align {
            out.extend(places);
            return;
        }
        let back = places.mapv(f64::from).dot(&self.home) + &self.center;
        out.extend(back.iter().map(|&value| value as f32));
    }

    /// A snapshot, rows × components. All lie so that the latest is the run's own picture at that step.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if there is none of that index.
    pub fn snapshot(&self, index: usize) -> Result<Array2<f32>> {
        let frame = self.frame("snapshot", index)?;
        let mut out = Vec::with_capacity(frame.places.len());
        (0..frame.places.nrows()).for_each(|row| self.write(frame, row, &mut out));
        Array2::from_shape_vec(frame.places.dim(), out)
            .map_err(|error| Error::Internal { operation: "snapshot", what: error.to_string() })
    }

    /// Where rows were, in up to `length` snapshots that end with the one of that index.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if there is no such snapshot or row.
    pub fn trails(&self, rows: &[u32], index: usize, length: usize) -> Result<Trails> {
        const OPERATION: &str = "trails";
        let last = self.frame(OPERATION, index)?;
        let frames = &self.frames[(index + 1).saturating_sub(length)..=index];
        let mut values = Vec::with_capacity(rows.len() * frames.len() * self.recording.components);
        for &row in rows {
            if row as usize >= last.places.len_of(Axis(0)) {
                let expected = format!("below {}, the number of rows", last.places.nrows());
                return Err(Error::out_of_range(OPERATION, "row", row, expected));
            }
            frames.iter().for_each(|frame| self.write(frame, row as usize, &mut values));
        }
        Ok(Trails { length: frames.len(), components: self.recording.components, values })
    }
}

#[cfg(test)]
#[path = "history/tests.rs"]
mod tests;
