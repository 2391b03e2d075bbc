//! lifeboat, a terminal operations console for backup and disaster recovery on AWS.

pub mod aws;
pub mod clock;
pub mod collect;
pub mod estate;
pub mod net;
pub mod plan;
pub mod terms;
