//! What screens are made of.

mod sparkline;
mod table;

pub use sparkline::Sparkline;
pub use table::{Column, Row, Table};
