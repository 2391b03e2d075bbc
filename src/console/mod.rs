//! The terminal console: a model with one owner, messages that change it, and
//! a view that draws it. Only this room names ratatui and crossterm.
//!
//! * [`Model`] is everything that is shown, [`update`] the one place where it
//!   changes; it does no I/O and awaits nothing, and returns [`Effect`]s.
//! * [`COMMANDS`] is every command; keys, hints and help derive from it.
//! * [`screens::SCREENS`] is every screen; each is one file there and one line.
//! * [`theme::Role`] is everything a style can be for.
//! * [`run`] carries keys and observations to the model and draws;
//!   [`shot`] draws without a terminal.

mod acting;
mod alert;
mod commands;
mod crash;
mod declare;
mod foot;
mod glance;
mod glyphs;
mod header;
mod help;
mod line;
mod list;
pub mod look;
mod model;
mod orders;
mod outward;
mod paint;
mod run;
pub mod screens;
mod shot;
mod signals;
mod surface;
mod terminal;
pub mod theme;
mod typing;
mod update;
mod view;
mod walking;
mod widgets;

#[cfg(test)]
mod tests;

pub use acting::Order;
pub use alert::Alert;
pub use commands::{COMMANDS, Chord, Command, Keymap, reference as key_reference};
pub use crash::Trail;
pub use declare::{Declare, DeclareError, Word, parse_since};
pub use model::{Mode, Model, Session, Tone};
pub use orders::Orders;
pub use outward::{Between, NotCopied};
pub use run::{Feed, Lost, run};
pub use shot::{Format, arrived, shot};
pub use surface::{Input, Surface};
pub use terminal::Terminal;
pub use update::{Answer, Effect, Message, update};
pub use view::draw;
pub use walking::{WalkDoes, WalkHands, WalkOrder, WalkProbe, WalkStep, WalksTold};
