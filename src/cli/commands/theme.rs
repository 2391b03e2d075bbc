//! `lifeboat theme`: the themes there are, and the file of one.

use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::preferences::{folder, own_names, own_text};
use crate::console::theme::Scheme;
use crate::terms::OutsideText;
use std::fmt::Write;

/// Prints the name of every theme, those of the program first.
pub(super) fn list() -> Result<Exit, Refusal> {
    let folder = folder();
    let mut text = String::new();
    for scheme in Scheme::ALL {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", scheme.word());
    }
    for name in own_names(folder.as_deref()) {
        let _ = writeln!(text, "{}", OutsideText::new(&name));
    }
    super::print(&text)
}

/// Prints the file of a theme, to begin one's own with.
pub(super) fn show(name: &str) -> Result<Exit, Refusal> {
    if let Some(scheme) = Scheme::named(name) {
        return super::print(scheme.text());
    }
    let (file, text) = own_text(name, folder().as_deref()).map_err(|_| {
        let name = OutsideText::new(name);
        Refusal::Usage(format!(
            "there is no theme `{name}`; `lifeboat theme list` says which there are"
        ))
    })?;
    if let Err(faults) = Scheme::read(&text, &file) {
        return Err(Refusal::Usage(faults.to_string()));
    }
    super::print(&text)
}
