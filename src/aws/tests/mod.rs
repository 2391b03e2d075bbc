//! The room against an AWS that is played by a script.
