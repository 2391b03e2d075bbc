//! A record as a line: compact JSON in printable ASCII. What is not is written by
//! its number, so that nothing from outside breaks a line, turns it round or acts
//! on the terminal of whoever looks at the file.

use super::record::Record;

/// How long a line may be, in bytes, its newline included.
pub(super) const LONGEST: usize = 1024 * 1024;

/// The record's line, without its newline.
///
/// # Errors
/// When it cannot be JSON; no record that lifeboat makes is like that.
pub(super) fn encode(record: &Record) -> Result<String, serde_json::Error> {
    Ok(inert(&serde_json::to_string(record)?))
}

/// JSON in printable ASCII. What is escaped is inside of strings only: JSON is
/// ASCII everywhere else, and compact JSON has no controls.
#[must_use]
pub fn inert(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for character in json.chars() {
        if character == ' ' || character.is_ascii_graphic() {
            written.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                written.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    written
}
