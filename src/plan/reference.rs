//! The key reference of `docs/plan.md`.

use super::keys::{AnyKey, ROOT, Section};

/// Every section and key of a plan file as Markdown, for the documentation.
#[must_use]
pub fn reference() -> String {
    let mut page = String::new();
    write_section(&ROOT, &mut page);
    page
}

fn write_section(section: &'static Section, page: &mut String) {
    let heading = if section.header.is_empty() {
        "Top level".to_owned()
    } else {
        format!("`{}`", section.header)
    };
    let needed = if section.needed { " Needed." } else { "" };
    page.push_str(&format!("### {heading}\n\n{}{needed}\n\n", section.about));
    if let Some(key) = section.per_region {
        page.push_str("| key | value | meaning |\n|---|---|---|\n");
        page.push_str(&format!(
            "| a Region, such as `{}` | {}: `{}` | {} |\n\n",
            key.name(),
            key.what(),
            key.example(),
            key.about()
        ));
    }
    if !section.keys.is_empty() {
        page.push_str("| key | value | meaning |\n|---|---|---|\n");
        for key in section.keys {
            page.push_str(&row(*key));
        }
        page.push('\n');
    }
    for inner in section.sections {
        write_section(inner, page);
    }
}

fn row(key: &dyn AnyKey) -> String {
    let needed = if key.needed() { " Needed." } else { "" };
    format!(
        "| `{}` | {}: `{}` | {}{needed} |\n",
        key.name(),
        key.what(),
        key.example(),
        key.about(),
    )
}
