//! A document of a few kinds of blocks, as Markdown and as HTML: what is in it is
//! text in both, whatever it says.

use crate::report::journal::escaped;
use crate::terms::{OutsideText, as_markup};
use std::fmt::Write as _;

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A heading, of the first level or below.
    Heading(u8, String),
    /// A paragraph.
    Text(String),
    /// A paragraph that is not to be overlooked.
    Strong(String),
    /// A list.
    List(Vec<String>),
    /// A table: its headings, then its rows.
    Table(Vec<&'static str>, Vec<Vec<String>>),
}

/// A table, or a word where it has no row.
pub(super) fn table_or(
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    none: &str,
) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::Text(none.to_owned())];
    }
    vec![Block::Table(headings, rows)]
}

/// A list, or a word where it has no item.
pub(super) fn list_or(items: &[String], none: &str) -> Vec<Block> {
    if items.is_empty() {
        return vec![Block::Text(none.to_owned())];
    }
    vec![Block::List(items.to_vec())]
}

/// A title with the mark of what was practised: a section may be read, printed or
/// copied by itself.
pub(super) fn marked(title: &str, mark: Option<&str>) -> String {
    match mark {
        Some(mark) => format!("{title} ({})", mark.split(':').next().unwrap_or(mark)),
        None => title.to_owned(),
    }
}

/// A document, as Markdown.
pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        // Writing into a text does not fail.
        let _ = match block {
            Block::Heading(level, words) => {
                writeln!(
                    text,
                    "{} {}",
                    "#".repeat(usize::from(*level)),
                    escaped(words)
                )
            }
            Block::Text(words) => writeln!(text, "{}", escaped(words)),
            Block::Strong(words) => writeln!(text, "**{}**", escaped(words)),
            Block::List(items) => items
                .iter()
                .try_for_each(|item| writeln!(text, "- {}", escaped(item))),
            Block::Table(headings, rows) => {
                let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
                text.push_str(&line(headings.iter().map(|it| (*it).to_owned()).collect()));
                text.push_str(&line(headings.iter().map(|_| "---".to_owned()).collect()));
                for row in rows {
                    text.push_str(&line(row.iter().map(|it| escaped(it)).collect()));
                }
                Ok(())
            }
        };
        text.push('\n');
    }
    text
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%}td,th{border:1px solid;padding:.25rem .5rem;text-align:left;vertical-align:top}\
.mark{border:2px solid;padding:.5rem;font-weight:bold;text-align:center}\
@media print{.mark{position:fixed;top:0;left:0;right:0}body{margin-top:4rem}}";

/// A document as a page that stands by itself. `mark` is on every page of it when
/// it is printed.
pub(super) fn html(title: &str, mark: Option<&str>, blocks: &[Block]) -> String {
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        plain(title)
    );
    if let Some(mark) = mark {
        let _ = writeln!(text, "<div class=\"mark\">{}</div>", plain(mark));
    }
    for block in blocks {
        let _ = match block {
            Block::Heading(level, words) => writeln!(text, "<h{level}>{}</h{level}>", plain(words)),
            Block::Text(words) => writeln!(text, "<p>{}</p>", plain(words)),
            Block::Strong(words) => writeln!(text, "<p><strong>{}</strong></p>", plain(words)),
            Block::List(items) => {
                let items = items.iter().map(|it| format!("<li>{}</li>\n", plain(it)));
                writeln!(text, "<ul>\n{}</ul>", items.collect::<String>())
            }
            Block::Table(headings, rows) => {
                let row = |cells: String| format!("<tr>{cells}</tr>\n");
                let head = headings.iter().map(|it| format!("<th>{}</th>", plain(it)));
                text.push_str("<table>\n");
                text.push_str(&row(head.collect()));
                for cells in rows {
                    let cells = cells.iter().map(|it| format!("<td>{}</td>", plain(it)));
                    text.push_str(&row(cells.collect()));
                }
                writeln!(text, "</table>")
            }
        };
    }
    text.push_str("</body>\n</html>\n");
    text
}

/// A text that is only text in HTML.
fn plain(text: &str) -> String {
    as_markup(&OutsideText::new(text).shown())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_is_text() {
        let hostile = "a\u{1b}[2J\nb | <script>alert(1)</script> & **c** \"d\"";
        let blocks = [
            Block::Heading(1, hostile.to_owned()),
            Block::List(vec![hostile.to_owned()]),
            Block::Table(vec!["x"], vec![vec![hostile.to_owned()]]),
        ];
        let page = html(hostile, Some(hostile), &blocks);
        assert!(
            !page.contains("<script>") && page.contains("&lt;script&gt;"),
            "{page}"
        );
        let text = markdown(&blocks);
        for line in text.lines() {
            assert!(
                !line.contains(" <script>") && !line.contains('\u{1b}'),
                "{line}"
            );
        }
        let row = text.lines().last().unwrap_or_default();
        assert!(row.is_empty() || row.contains("\\|"), "{row}");
    }
}
