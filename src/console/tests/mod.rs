//! The console as its operators meet it.

mod harbor;
mod harbor_dns;
mod keys;
mod overview;
mod replication;
mod stories;
mod the_loop;
