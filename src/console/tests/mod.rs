//! The console as its operators meet it.

mod harbor;
mod harbor_dns;
mod keys;
mod lost;
mod overview;
mod stories;
mod the_loop;
mod told;
