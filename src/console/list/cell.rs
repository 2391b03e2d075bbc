//! What a column says of a row: the text in its roles, and its place in an order.

use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::estate::Freshness;
use crate::terms::{Instant, Known, OutsideText, Span, Unknown};
use std::borrow::Cow;
use std::cmp::Ordering;

/// Where a cell stands in the order of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// Nowhere: what is not known comes last, in either direction.
    Nowhere,
    /// By its text.
    Text,
    /// By a number.
    Number(f64),
    /// By an instant.
    Time(Instant),
}

#[derive(Debug, Clone)]
enum Part<'m> {
    Text(Cow<'m, str>, Role),
    Piece(Piece),
}

impl Part<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Text(text, _) => text,
            Self::Piece(piece) => piece.text(),
        }
    }
}

/// What a column says of a row. Texts are cleaned when they are drawn, so that
/// rows which are only sorted or filtered cost little.
#[derive(Debug, Clone)]
pub struct Cell<'m> {
    parts: Vec<Part<'m>>,
    order: Order,
    exact: Option<Instant>,
}

impl<'m> Cell<'m> {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Cow<'m, str>>) -> Self {
        Self::of(text, Role::Text, Order::Text)
    }

    /// A text that accompanies: a kind, a place.
    #[must_use]
    pub fn dim(text: impl Into<Cow<'m, str>>) -> Self {
        Self::of(text, Role::Dim, Order::Text)
    }

    /// A text from outside.
    #[must_use]
    pub fn outside(text: &'m OutsideText) -> Self {
        Self::text(text.shown())
    }

    /// A number, as it is shown with its unit.
    #[must_use]
    pub fn number(value: f64, shown: impl Into<Cow<'m, str>>) -> Self {
        Self::of(shown, Role::Text, Order::Number(value))
    }

    /// A span.
    #[must_use]
    pub fn span(span: Span) -> Self {
        Self::number(span.as_seconds(), span.to_string())
    }

    /// How long ago an instant was; exported as the instant.
    #[must_use]
    pub fn ago(glance: &Glance<'_>, then: Instant) -> Self {
        Self::instant(then, glance.ago(then))
    }

    /// An instant, as it is shown; exported as the instant.
    #[must_use]
    pub fn instant(at: Instant, shown: impl Into<Cow<'m, str>>) -> Self {
        Self {
            exact: Some(at),
            ..Self::of(shown, Role::Text, Order::Time(at))
        }
    }

    /// A state: its glyph and its word, ordered from the best to the worst.
    #[must_use]
    pub fn state(glance: &Glance<'_>, state: State) -> Self {
        Self {
            parts: vec![Part::Piece(glance.look.state(state))],
            order: Order::Number(f64::from(state as u8)),
            exact: None,
        }
    }

    /// A word of AWS's with the glyph and the role of what it comes to.
    #[must_use]
    pub fn marked(glance: &Glance<'_>, state: State, word: &str) -> Self {
        let (glyph, role) = glance.look.mark(state);
        Self {
            parts: vec![Part::Piece(glance.piece(format!("{glyph} {word}"), role))],
            order: Order::Number(f64::from(state as u8)),
            exact: None,
        }
    }

    /// How fresh something is, by its word.
    #[must_use]
    pub fn freshness(glance: &Glance<'_>, freshness: Freshness) -> Self {
        let state = match freshness {
            Freshness::Live => State::Ok,
            Freshness::Late => State::Warn,
            Freshness::Stale => State::Stale,
            Freshness::Unknown => State::Unknown,
        };
        Self::marked(glance, state, freshness.word())
    }

    /// That something is not known, and why.
    #[must_use]
    pub fn unknown(glance: &Glance<'_>, why: &Unknown) -> Self {
        Self {
            parts: vec![Part::Piece(glance.unknown(why, None))],
            order: Order::Nowhere,
            exact: None,
        }
    }

    /// What is known, or why it is not.
    #[must_use]
    pub fn known<T>(
        glance: &Glance<'_>,
        value: &'m Known<T>,
        known: impl FnOnce(&'m T) -> Self,
    ) -> Self {
        match value {
            Known::Known(value) => known(value),
            Known::Unknown(why) => Self::unknown(glance, why),
        }
    }

    /// Something AWS did not tell, or that does not apply.
    #[must_use]
    pub fn none() -> Self {
        Self::of("–", Role::Dim, Order::Nowhere)
    }

    /// Pieces that are made already, such as a chart.
    #[must_use]
    pub fn pieces(pieces: Vec<Piece>, order: Order) -> Self {
        Self {
            parts: pieces.into_iter().map(Part::Piece).collect(),
            order,
            exact: None,
        }
    }

    fn of(text: impl Into<Cow<'m, str>>, role: Role, order: Order) -> Self {
        Self {
            parts: vec![Part::Text(text.into(), role)],
            order,
            exact: None,
        }
    }

    /// The same, in another role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        for part in &mut self.parts {
            match part {
                Part::Text(_, other) => *other = role,
                Part::Piece(piece) => *piece = piece.clone().in_role(role),
            }
        }
        self
    }

    /// The same, with more behind it.
    #[must_use]
    pub fn and(mut self, text: impl Into<Cow<'m, str>>, role: Role) -> Self {
        self.parts.push(Part::Text(text.into(), role));
        self
    }

    /// The same, at another place in the order.
    #[must_use]
    pub fn ordered(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// Its text without roles.
    #[must_use]
    pub fn plain(&self) -> Cow<'_, str> {
        match self.parts.as_slice() {
            [part] => Cow::Borrowed(part.text()),
            parts => parts.iter().map(Part::text).collect::<String>().into(),
        }
    }

    /// What it is exported as: an instant in full, anything else as it is shown.
    #[must_use]
    pub fn exported(&self) -> String {
        match self.exact {
            Some(at) => at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            None => OutsideText::new(&self.plain()).shown().into_owned(),
        }
    }

    /// What is drawn.
    #[must_use]
    pub fn drawn(self, glance: &Glance<'_>) -> Vec<Piece> {
        let parts = self.parts.into_iter();
        let pieces = parts.map(|part| match part {
            Part::Text(text, role) => glance.piece(text, role),
            Part::Piece(piece) => piece,
        });
        pieces.collect()
    }

    /// What is compared in an order: cheap to keep beside ten thousand others.
    #[must_use]
    pub(super) fn rank(&self) -> Rank {
        match self.order {
            Order::Nowhere => Rank::Nowhere,
            Order::Number(number) => Rank::Number(number),
            Order::Time(at) => Rank::Time(at),
            Order::Text => Rank::Text(self.plain().to_lowercase()),
        }
    }
}

/// What is compared in an order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rank {
    Number(f64),
    Time(Instant),
    Text(String),
    Nowhere,
}

impl Rank {
    /// Compares, the way `descending` says; what has no place is last in both.
    pub(super) fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let ordering = match (self, other) {
            (Self::Nowhere, Self::Nowhere) => return Ordering::Equal,
            (Self::Nowhere, _) => return Ordering::Greater,
            (_, Self::Nowhere) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            // One column mixes kinds only where some of it has no number.
            (Self::Number(_), _) | (Self::Time(_), Self::Text(_)) => Ordering::Less,
            (_, Self::Number(_)) | (Self::Text(_), Self::Time(_)) => Ordering::Greater,
        };
        if descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}
