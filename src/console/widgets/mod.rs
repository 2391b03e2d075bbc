//! What screens are made of.

mod chart;
mod paragraph;
mod sparkline;
mod table;

pub use chart::Chart;
pub use paragraph::{paragraph, wrapped};
pub use sparkline::Sparkline;
pub use table::{Align, Column, Row, Table};
