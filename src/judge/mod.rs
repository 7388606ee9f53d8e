//! What a representation keeps and loses: nearest neighbors, projection quality.
