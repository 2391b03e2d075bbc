//! The plan file as its writers meet it.

mod round_trip;

/// The smallest plan there is.
const SMALLEST: &str = "name = \"shop\"

[regions]
primary = \"us-east-1\"
standby = \"us-west-2\"
";
