//! The built program, as a user and a shell meet it.

mod command_line;
mod simulator;
mod terminal;
