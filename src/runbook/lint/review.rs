//! Whether somebody has read it through lately.

use super::{Desk, Rule};
use crate::runbook::model::REVIEW_HOLDS;
use crate::terms::Span;

pub(super) static RULE: Rule = Rule {
    name: "review",
    finds: "a review that never was, is over, or lies ahead",
    examine,
};

fn examine(desk: &mut Desk<'_>) {
    let line = desk.runbook.line_of("reviewed");
    let Some(date) = desk.runbook.reviewed else {
        desk.wrong(
            line,
            "nobody has read it through: when you have, add `reviewed: ` and the day to its front matter",
        );
        return;
    };
    let today = desk.against.now.date_naive();
    if date > today {
        desk.wrong(
            line,
            format!("it was reviewed on {date}, which lies ahead of today, {today}"),
        );
        return;
    }
    // To the end of the day: a date has no time zone.
    let over =
        Span::days(1).after(REVIEW_HOLDS.after(date.and_time(chrono::NaiveTime::MIN).and_utc()));
    if desk.against.now >= over {
        desk.wrong(
            line,
            format!("it was last reviewed on {date}, over {REVIEW_HOLDS} ago: read it through, and set the day anew"),
        );
    }
}
