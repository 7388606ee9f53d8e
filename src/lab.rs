//! What exists: data sets and runs, by id.
