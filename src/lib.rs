//! lifeboat, a terminal operations console for backup and disaster recovery on AWS.

pub mod assess;
pub mod clock;
pub mod console;
pub mod estate;
pub mod plan;
pub mod sim;
pub mod terms;
