//! The only module that knows JavaScript exists.
