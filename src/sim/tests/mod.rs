//! What the simulated AWS shows to its callers.
