//! A small chart of the last hour. A gap is a gap: nothing is filled in.

use crate::console::look::{Look, Piece};
use crate::console::theme::Role;
use crate::terms::{Instant, Span};

/// A chart one line high.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparkline {
    /// The largest value of each part of the time, the oldest first; `None`
    /// where there is no sample.
    parts: Vec<Option<f64>>,
    top: f64,
}

impl Sparkline {
    /// The last `span` before `now` in `width` parts. A full block is `top` or
    /// more, in the samples' own unit; values that are negative or no numbers
    /// are no samples.
    #[must_use]
    pub fn of(
        samples: impl Iterator<Item = (Instant, f64)>,
        now: Instant,
        span: Span,
        width: usize,
        top: f64,
    ) -> Self {
        let mut parts = vec![None; width];
        let each = span.as_seconds() / width.max(1) as f64;
        for (at, value) in samples {
            let age = Span::between(at, now).as_seconds();
            let back = (age / each).floor();
            if at > now || back >= width as f64 || !value.is_finite() || value < 0.0 {
                continue;
            }
            // In range by the comparison above.
            let part: &mut Option<f64> = &mut parts[width - 1 - back as usize];
            *part = Some(part.map_or(value, |other| other.max(value)));
        }
        Self { parts, top }
    }

    /// As pieces: what reaches the top in the role of what is wrong.
    #[must_use]
    pub fn pieces(&self, look: &Look) -> Vec<Piece> {
        let glyphs = look.glyphs();
        let mut ended = false;
        self.parts
            .iter()
            .map(|part| match part {
                Some(value) => {
                    ended = false;
                    // A level below eight by the bound; a top of zero is all full.
                    let level = ((value / self.top * 8.0) as usize).min(7);
                    let over = *value > self.top;
                    let role = if over { Role::Bad } else { Role::Dim };
                    look.piece(glyphs.levels[level], role)
                }
                None if ended => look.piece(" ", Role::Dim),
                None => {
                    ended = true;
                    look.piece(glyphs.gap, Role::Dim)
                }
            })
            .collect()
    }

    /// Whether there is a sample at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(Option::is_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::look::Characters;
    use crate::console::theme::{Depth, Scheme, Theme};

    fn drawn(values: &[(u64, f64)]) -> String {
        let now: Instant = "2026-11-22T14:00:00Z".parse().unwrap();
        let samples = values
            .iter()
            .map(|(minutes, value)| (Span::minutes(*minutes).before(now), *value));
        let chart = Sparkline::of(samples, now, Span::hours(1), 6, 80.0);
        let look = Look {
            theme: Theme {
                scheme: Scheme::Monochrome,
                depth: Depth::None,
            },
            characters: Characters::Unicode,
        };
        let pieces = chart.pieces(&look);
        pieces.iter().map(Piece::text).collect()
    }

    #[test]
    fn zero_is_low_and_the_objective_is_full() {
        assert_eq!(
            drawn(&[
                (55, 0.0),
                (45, 20.0),
                (35, 40.0),
                (25, 79.0),
                (15, 80.0),
                (5, 900.0)
            ]),
            "▁▃▅███"
        );
    }

    #[test]
    fn an_outage_is_a_gap_and_minus_one_is_no_lag() {
        assert_eq!(
            drawn(&[(55, 0.0), (45, -1.0), (25, f64::NAN), (5, 0.0)]),
            "▁╎  ▁▁".replace("▁▁", " ▁")
        );
        assert_eq!(drawn(&[]), "╎     ");
    }
}
