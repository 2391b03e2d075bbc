//! The plan file as its writers meet it.

mod agreement;
mod hostile;
mod messages;
mod published;
mod round_trip;
mod values;

use super::read;

/// The smallest plan there is.
const SMALLEST: &str = "name = \"shop\"

[regions]
primary = \"us-east-1\"
standby = \"us-west-2\"
";

/// What is told of a file with something wrong in it.
fn told(text: &str) -> String {
    read(text, "lifeboat.toml").unwrap_err().to_string()
}
