//! Words every room shares: [`Region`], [`Arn`], text from outside, instants,
//! lengths of time, values that may be unknown, and what is wrong with a file. Pure: no I/O, no clock.

mod arn;
pub mod fault;
mod known;
mod region;
mod span;
mod text;

pub use arn::{AccountId, Arn, ArnError};
pub use known::{Known, Unknown};
pub use region::{Region, RegionError};
pub use span::{Span, SpanError, age, calendar, clock_time};
pub use text::{LONGEST_TEXT, OutsideText, as_markup, doubt};

/// An instant in UTC. Every instant in lifeboat is one; local time zones are
/// never read, because an incident spans more than one of them.
pub type Instant = chrono::DateTime<chrono::Utc>;
