//! What came of asking for a page, as a customer would.

use crate::terms::{Instant, OutsideText, Span};

/// What came of asking for one page. It is no part of the estate: whoever asks
/// wants it at once, and nobody later.
#[derive(Debug, Clone, PartialEq)]
pub struct WebAnswer {
    /// The URL asked for.
    pub url: OutsideText,
    /// When the answer was whole, or it was given up.
    pub at: Instant,
    /// How long that took.
    pub took: Span,
    /// What came.
    pub outcome: WebOutcome,
}

/// What came of asking for a page.
#[derive(Debug, Clone, PartialEq)]
pub enum WebOutcome {
    /// An answer, whatever it says; redirections are not followed.
    Page {
        /// The status of HTTP.
        status: u16,
        /// The beginning of the body, as text.
        body: String,
        /// Whether that is all of it.
        is_whole: bool,
    },
    /// Nothing usable came: a time-out, a refused connection, a certificate that is
    /// not trusted.
    Failed(OutsideText),
}
