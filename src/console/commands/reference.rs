//! The tables of `docs/keys.md`.

use super::groups;
use std::fmt::Write;

/// Every command with its keys, as Markdown: between the markers of
/// `docs/keys.md`.
#[must_use]
pub fn reference() -> String {
    let mut written = String::new();
    for group in groups() {
        // Writing to a string does not fail.
        let _ = writeln!(written, "## {}\n", group.title);
        written.push_str("| keys | typed | what it does |\n|---|---|---|\n");
        for command in group.commands {
            let code = |text: String| format!("`{}`", text.replace('|', "\\|"));
            let keys: Vec<String> = command.keys.iter().map(|it| code(it.to_string())).collect();
            let mut typed = code(
                format!(":{} {}", command.word, command.arguments)
                    .trim()
                    .to_owned(),
            );
            if let Some(short) = command.short {
                let _ = write!(typed, ", `:{short}`");
            }
            let _ = writeln!(
                written,
                "| {} | {typed} | {} |",
                keys.join(" "),
                command.does
            );
        }
        written.push('\n');
    }
    written
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_of_keys_is_what_the_program_knows() {
        let page = include_str!("../../../docs/keys.md");
        let (_, after) = page.split_once("<!-- begin: commands -->\n").unwrap();
        let (written, _) = after.split_once("<!-- end: commands -->").unwrap();
        let made = format!("\n{}", super::reference());
        assert!(
            written == made,
            "docs/keys.md is out of date; between its two markers belongs:\n{made}"
        );
    }
}
