//! The room by example.
