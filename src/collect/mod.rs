//! When to look, and where.
