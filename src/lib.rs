//! lifeboat, a terminal operations console for backup and disaster recovery on AWS.

pub mod act;
pub mod assess;
pub mod aws;
pub mod cli;
pub mod clock;
pub mod collect;
pub mod console;
pub mod estate;
pub mod journal;
pub mod line;
pub mod net;
pub mod plan;
pub mod report;
pub mod runbook;
pub mod sim;
pub mod terms;
