//! How far a job is: a bar, where AWS tells.

use super::outcome::Outcome;
use super::{Row, is_running, source};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Order};
use crate::console::theme::Role;
use crate::terms::Unknown;

/// Cells of the bar.
const WIDE: usize = 10;

/// The percentage and a bar of a job that goes on and tells. One that does not
/// tell has none: an empty bar would say that nothing was done.
pub(super) fn cell<'m>(glance: &Glance<'m>, (scope, job): Row<'m>) -> Cell<'m> {
    if !Outcome::of(job).is_open() {
        return Cell::text("").ordered(Order::Nowhere);
    }
    if !is_running(glance, scope, job) {
        let seen = glance.seen(source(job), scope);
        let why = glance.unknown(&Unknown::Stale, seen);
        return Cell::pieces(vec![why], Order::Nowhere);
    }
    let told = job.percent_done.filter(|told| (0.0..=100.0).contains(told));
    let Some(percent) = told else {
        return Cell::none();
    };
    // In range by the filter above; not full before it is done.
    let done = (percent / 100.0 * WIDE as f64) as usize;
    let glyphs = glance.look.glyphs();
    // The figure first: where there is little room, the bar is cut.
    let bar = [
        glance.piece(format!("{:>2} % ", percent.floor()), Role::Text),
        glance.piece(glyphs.levels[7].repeat(done), Role::Ok),
        glance.piece(glyphs.levels[0].repeat(WIDE - done), Role::Dim),
    ];
    Cell::pieces(bar.into(), Order::Number(percent))
}
