//! The built program, as a user and a shell meet it.

mod command_line;
mod journal;
mod keys;
mod pty;
mod simulator;
mod slow_link;
mod terminal;
