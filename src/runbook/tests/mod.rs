//! Runbooks, as the people who write and follow them meet them.

mod hostile;
mod included;
mod judging;
mod linting;
mod parsing;
mod probing;
mod walking;

use super::{Runbook, Step, parse};

/// A runbook of these steps.
fn steps(steps: &str) -> String {
    format!("---\ntitle: A test\n---\n\n{steps}")
}

/// A step with this block.
fn block(toml: &str) -> String {
    steps(&format!("## Do it\n\n```lifeboat\n{toml}\n```\n"))
}

/// The runbook of a text, which is sound.
fn sound(text: &str) -> Runbook {
    parse(text, "test.md").unwrap_or_else(|faults| panic!("{faults}\nin\n{text}"))
}

/// The only step of a block, which is sound.
fn step(toml: &str) -> Step {
    sound(&block(toml)).steps.remove(0)
}

/// What is wrong with a text, a line each.
fn wrong(text: &str) -> String {
    match parse(text, "test.md") {
        Ok(_) => panic!("nothing is wrong with\n{text}"),
        Err(faults) => faults.to_string(),
    }
}
