//! The console as its operators meet it.

mod acting;
mod acting_guards;
mod acting_loop;
mod acting_outcomes;
mod activity;
mod backups;
mod deeds;
mod dns;
mod findings;
mod harbor;
mod harbor_backups;
mod harbor_dns;
mod keys;
mod lists;
mod lost;
mod matrix;
mod orders;
mod overview;
mod replication;
mod slow_link;
mod stories;
mod the_loop;
mod told;
mod walking;
mod walking_probes;
mod walking_said;
