//! What comes of a request.

use bytes::Bytes;
use http::Response;

/// What comes of a request.
#[derive(Debug, Clone)]
pub enum Exchange {
    /// An answer in full.
    Answer(Response<Bytes>),
    /// The connection was refused.
    Refused,
    /// The connection was reset before the answer's head.
    Reset,
    /// The endpoint's name does not resolve.
    UnknownHost,
    /// The head and only the first `sent` bytes of the body; its length is still announced in full.
    CutOff {
        /// The answer as it would have been.
        response: Response<Bytes>,
        /// How many bytes of its body arrive.
        sent: usize,
    },
}
