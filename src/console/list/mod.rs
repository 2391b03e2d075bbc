//! Lists: rows that are found in the model, shown through a window. A list says
//! which rows there are, by identity, and has a function for each column; order,
//! filter, selection, marks of what changed, and export are the same for all.
//!
//! Only the rows that are visible are built. Which rows there are, and in which
//! order, is worked out when what they stand on changes ([`ListState::settle`]),
//! never while drawing.

mod cell;
mod column;
mod draw;
mod export;
mod filter;
mod listing;
mod marks;
mod notes;
mod order;
mod state;

pub use cell::{Cell, Order};
pub use column::Column;
#[cfg(test)]
pub use column::Shape;
pub use draw::{Layout, last_pane_top, lines};
pub use export::{Export, export};
pub use filter::Filter;
pub use listing::{Key, List, Listing, Rows};
pub use state::{ListState, Pane, Step};
