//! lifeboat, a terminal operations console for backup and disaster recovery on AWS.

pub mod terms;
