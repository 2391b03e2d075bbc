//! What screens are made of.

mod paragraph;
mod sparkline;
mod table;

pub use paragraph::paragraph;
pub use sparkline::Sparkline;
pub use table::{Align, Column, Row, Table};
