//! Feature maps with a fit and a transform: data in, data out.
