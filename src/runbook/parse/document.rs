//! The Markdown of a runbook, cut into its steps: as a renderer sees it, so that
//! what lifeboat does is what a reader of the page is shown.

use crate::terms::fault::{Page, nearest};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The word after the fence that makes a block lifeboat's.
const MARK: &str = "lifeboat";

/// A document in its parts.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// What stands before the first step.
    pub(super) introduction: String,
    /// A section for each second-level heading.
    pub(super) steps: Vec<Section>,
}

/// A second-level heading and what stands below it.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// The heading's text.
    pub(super) title: String,
    /// The heading's line.
    pub(super) line: usize,
    /// Everything below it but the block.
    pub(super) prose: String,
    /// The block marked `lifeboat`: the line of its fence, and its text.
    pub(super) block: Option<(usize, String)>,
}

/// Cuts the document that begins at `from` into its parts.
pub(super) fn read(text: &str, from: usize, page: &mut Page<'_>) -> Document {
    let body = &text[from..];
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut cutter = Cutter {
        text,
        from,
        document: Document::default(),
        depth: 0,
        heading: None,
        block: None,
        html: None,
        kept_from: from,
    };
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        cutter.follow(event, from + range.start..from + range.end, page);
    }
    cutter.keep_until(text.len());
    cutter.document
}

/// The document so far, and where in it the parser is.
struct Cutter<'t> {
    text: &'t str,
    from: usize,
    document: Document,
    /// How many blocks the parser is inside of.
    depth: usize,
    heading: Option<String>,
    block: Option<String>,
    html: Option<(usize, String)>,
    /// The byte up to which prose was kept.
    kept_from: usize,
}

impl Cutter<'_> {
    fn follow(&mut self, event: Event<'_>, range: Range<usize>, page: &mut Page<'_>) {
        match event {
            Event::Start(tag) => {
                self.start(&tag, &range, page);
                self.depth += 1;
            }
            Event::End(tag) => {
                self.depth -= 1;
                self.end(tag, &range, page);
            }
            Event::Text(words) => {
                if let Some(block) = &mut self.block {
                    block.push_str(&words);
                } else if let Some(heading) = &mut self.heading {
                    heading.push_str(&words);
                }
            }
            Event::Code(words) => {
                if let Some(heading) = &mut self.heading {
                    heading.push_str(&words);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut self.heading {
                    heading.push(' ');
                }
            }
            Event::Html(words) => match &mut self.html {
                Some((_, html)) => html.push_str(&words),
                None => html(page.line(range.start), &words, page),
            },
            Event::InlineHtml(words) => html(page.line(range.start), &words, page),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, page: &mut Page<'_>) {
        let line = page.line(range.start);
        match tag {
            Tag::Heading {
                level: HeadingLevel::H2,
                ..
            } if self.depth == 0 => {
                self.keep_until(range.start);
                self.heading = Some(String::new());
                self.document.steps.push(Section {
                    line,
                    ..Section::default()
                });
            }
            Tag::Heading {
                level: HeadingLevel::H2,
                ..
            } => page.wrong(
                line,
                "a second-level heading inside a list or a quotation is no step: move it to the left margin",
            ),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                if self.depth == 0 && !is_closed(&self.text[range.clone()]) {
                    page.wrong(
                        line,
                        "this code block is never closed: everything below it is taken for code",
                    );
                }
                self.fenced(info, line, page);
            }
            Tag::HtmlBlock => self.html = Some((line, String::new())),
            _ => {}
        }
    }

    fn fenced(&mut self, info: &str, line: usize, page: &mut Page<'_>) {
        let mark = info.split([' ', ',', '{']).next().unwrap_or_default();
        if mark != MARK {
            // One that was meant and is not seen would turn an action into prose.
            if nearest(&mark.to_lowercase(), &[MARK]).is_some() {
                page.wrong(
                    line,
                    format!("`{mark}` is no block of lifeboat's (did you mean `{MARK}`?)"),
                );
            }
        } else if info != MARK {
            page.wrong(
                line,
                "after `lifeboat` nothing else stands on the line of the fence",
            );
        } else if self.depth > 0 {
            page.wrong(
                line,
                "a lifeboat block inside a list or a quotation is not read: move it to the left margin",
            );
        } else {
            self.block = Some(String::new());
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>, page: &mut Page<'_>) {
        match tag {
            TagEnd::Heading(HeadingLevel::H2) => {
                if let (Some(heading), Some(section)) =
                    (self.heading.take(), self.document.steps.last_mut())
                {
                    section.title = heading.trim().to_owned();
                    self.kept_from = range.end;
                }
            }
            TagEnd::CodeBlock => {
                if let Some(block) = self.block.take() {
                    self.keep_until(range.start);
                    self.kept_from = range.end;
                    self.take(block, page.line(range.start), page);
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((line, words)) = self.html.take() {
                    html(line, &words, page);
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, block: String, line: usize, page: &mut Page<'_>) {
        match self.document.steps.last_mut() {
            None => page.wrong(
                line,
                "a lifeboat block belongs below the heading of a step, `## …`",
            ),
            Some(section) if section.block.is_some() => page.wrong(
                line,
                format!(
                    "the step `{}` has two lifeboat blocks: give the second a heading of its own",
                    section.title
                ),
            ),
            Some(section) => section.block = Some((line, block)),
        }
    }

    /// Keeps what stands between here and what was kept last as prose.
    fn keep_until(&mut self, end: usize) {
        let start = self.kept_from.max(self.from);
        let prose = self.text.get(start..end).unwrap_or_default();
        let into = match self.document.steps.last_mut() {
            Some(section) => &mut section.prose,
            None => &mut self.document.introduction,
        };
        into.push_str(prose);
        self.kept_from = end;
    }
}

/// Whether a fenced block has its closing fence.
fn is_closed(block: &str) -> bool {
    let mut lines = block.trim_end().lines();
    let fence = lines.next().unwrap_or_default().trim_start();
    let Some(mark) = fence.chars().next() else {
        return false;
    };
    let length = fence.chars().take_while(|c| *c == mark).count();
    lines.next_back().is_some_and(|last| {
        let last = last.trim();
        last.chars().count() >= length && last.chars().all(|c| c == mark)
    })
}

/// Tells of raw HTML, unless it is a comment: what it does to a page, and whether
/// it hides what stands in it, only a browser knows.
fn html(line: usize, words: &str, page: &mut Page<'_>) {
    let words = words.trim();
    let is_comment = words
        .strip_prefix("<!--")
        .and_then(|rest| rest.split_once("-->"))
        .is_some_and(|(_, rest)| rest.trim().is_empty());
    if !is_comment {
        let shown: String = words.chars().take(40).collect();
        let shown = shown.lines().next().unwrap_or_default();
        page.wrong(
            line,
            format!("`{shown}` is raw HTML, which a page may hide: write Markdown, or put it in backticks"),
        );
    }
}
