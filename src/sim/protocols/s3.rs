//! REST, as S3 has it: a bucket in the path or in the host's name, an object in the body, what is said of it
//! in headers, and errors in XML of S3's own form.

use std::collections::BTreeMap;

use bytes::{Buf, Bytes, BytesMut};
use http::{Request, Response};

use super::{Stamp, form, http_date, set, xml};
use crate::sim::services::input::Input;
use crate::sim::services::shape::Shape;
use crate::sim::services::{Failure, Service};

/// Query parameters that make a request one for something else than an object.
const OTHERWISE: [&str; 8] = [
    "acl",
    "tagging",
    "uploads",
    "uploadId",
    "retention",
    "legal-hold",
    "attributes",
    "torrent",
];

/// Headers that are parameters, as the API model calls them.
const HEADERS: [(&str, &str); 3] = [
    ("if-match", "IfMatch"),
    ("if-none-match", "IfNoneMatch"),
    ("content-type", "ContentType"),
];

/// The operation a request is for, and what it says.
pub(super) fn read(service: &Service, request: &Request<Bytes>) -> (Option<String>, Input) {
    let path = request.uri().path().trim_start_matches('/');
    let (bucket, key) = match bucket_of_host(request) {
        Some(bucket) => (bucket, path),
        None => path.split_once('/').unwrap_or((path, "")),
    };
    let mut members = BTreeMap::from([
        ("Bucket".to_owned(), text(&form::decode(bucket, false))),
        ("Key".to_owned(), text(&form::decode(key, false))),
        ("Body".to_owned(), Input::Bytes(body(request))),
    ]);
    for (header, member) in HEADERS {
        let value = request.headers().get(header);
        if let Some(Ok(value)) = value.map(|value| value.to_str()) {
            members.insert(member.to_owned(), text(value));
        }
    }
    let query = form::pairs(request.uri().query().unwrap_or(""));
    let of_object = !key.is_empty()
        && !query
            .iter()
            .any(|(name, _)| OTHERWISE.contains(&name.as_str()));
    let operation = service.operations.iter().find(|operation| {
        let method = operation.route.map(|route| route.method);
        of_object && method == Some(request.method().as_str())
    });
    let name = operation.map(|operation| operation.name.to_owned());
    (name, Input::Record(members))
}

fn text(text: &str) -> Input {
    Input::Text(text.to_owned())
}

/// `BUCKET.s3.REGION.amazonaws.com`, or `BUCKET.localhost` where it is served; none where the bucket is in the
/// path.
fn bucket_of_host(request: &Request<Bytes>) -> Option<&str> {
    let header = || request.headers().get("host")?.to_str().ok();
    let host = request.uri().host().or_else(header)?;
    let host = host.split(':').next().unwrap_or(host);
    let aws = [".s3.", ".s3-"]
        .iter()
        .find_map(|mark| host.find(mark))
        .filter(|_| host.contains(".amazonaws."));
    match aws {
        Some(end) => host.get(..end),
        None => host.strip_suffix(".localhost"),
    }
}

/// The body, taken out of the chunks that a client signs one by one, or puts a checksum behind.
fn body(request: &Request<Bytes>) -> Bytes {
    let header = |name| request.headers().get(name)?.to_str().ok();
    let chunked = header("content-encoding").is_some_and(|value| value.contains("aws-chunked"))
        || header("x-amz-content-sha256").is_some_and(|value| value.starts_with("STREAMING-"));
    if !chunked {
        return request.body().clone();
    }
    let mut rest = request.body().clone();
    let mut whole = BytesMut::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest.advance(end + 2);
        let digits = line.split(';').next().unwrap_or_default();
        match usize::from_str_radix(digits, 16) {
            Ok(length) if length > 0 && length <= rest.len() => {
                whole.extend_from_slice(&rest.split_to(length));
                rest.advance(rest.len().min(2));
            }
            _ => break,
        }
    }
    whole.freeze()
}

/// Writes an answer.
pub(super) fn write(status: u16, shape: &Shape, stamp: &Stamp<'_>) -> Response<Bytes> {
    let mut response = plain(status, stamp);
    let Shape::Record(members) = shape else {
        return response;
    };
    for (name, value) in members {
        match (*name, value) {
            ("Body", Shape::Bytes(body)) => *response.body_mut() = body.clone(),
            ("ETag", Shape::Text(text)) => set(&mut response, "etag", text),
            ("AcceptRanges", Shape::Text(text)) => set(&mut response, "accept-ranges", text),
            ("ContentType", Shape::Text(text)) => set(&mut response, "content-type", text),
            ("LastModified", Shape::Time(time)) => {
                set(&mut response, "last-modified", &http_date(*time));
            }
            // Said of what is not sent, too: the answer to a HEAD has no body.
            ("ContentLength", Shape::Whole(length)) => {
                set(&mut response, "content-length", &length.to_string());
            }
            _ => {}
        }
    }
    response
}

/// Writes a failure; the answer to a HEAD has no body to say more in than its status.
pub(super) fn write_failure(head: bool, failure: &Failure, stamp: &Stamp<'_>) -> Response<Bytes> {
    let mut response = plain(failure.status, stamp);
    for (name, value) in &failure.details {
        if let (true, Shape::Text(text)) = (name.starts_with("x-amz-"), value) {
            set(&mut response, *name, text);
        }
    }
    set(&mut response, "content-type", "application/xml");
    if !head {
        let body = xml::s3_failure(failure, stamp.request_id);
        set(&mut response, "content-length", &body.len().to_string());
        *response.body_mut() = body.into();
    }
    response
}

fn plain(status: u16, stamp: &Stamp<'_>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    if let Ok(status) = status.try_into() {
        *response.status_mut() = status;
    }
    set(&mut response, "x-amz-request-id", stamp.request_id);
    set(&mut response, "x-amz-id-2", stamp.request_id);
    set(&mut response, "date", &http_date(stamp.now));
    set(&mut response, "server", "AmazonS3");
    if status != 204 {
        set(&mut response, "content-length", "0");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(uri: &str, headers: &[(&str, &str)], body: &'static [u8]) -> Request<Bytes> {
        let mut request = Request::put(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Bytes::from_static(body)).unwrap()
    }

    #[test]
    fn a_bucket_is_read_off_the_host_or_off_the_path() {
        let places = [
            ("https://b.s3.us-west-2.amazonaws.com/k/1", "b", "k/1"),
            ("https://s3.us-west-2.amazonaws.com/b/k/1", "b", "k/1"),
            ("http://127.0.0.1:4566/b/k%20+", "b", "k +"),
            ("http://a.b.localhost:4566/k", "a.b", "k"),
            ("https://a.b.s3.us-west-2.amazonaws.com/", "a.b", ""),
        ];
        let service = crate::sim::services::by_signing_name("s3").unwrap();
        for (uri, bucket, key) in places {
            let (operation, input) = read(service, &put(uri, &[], b""));
            assert_eq!(input.text("Bucket"), Some(bucket), "{uri}");
            assert_eq!(input.text("Key").unwrap_or_default(), key, "{uri}");
            assert_eq!(operation.is_some(), !key.is_empty(), "{uri}");
        }
    }

    #[test]
    fn chunks_are_taken_off_and_what_follows_the_last_is_no_content() {
        let headers = [("content-encoding", "aws-chunked")];
        let chunked =
            b"4;chunk-signature=0\r\nwiki\r\n3\r\n\r\nx\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n";
        let request = put("http://127.0.0.1/b/k", &headers, chunked);
        assert_eq!(body(&request), b"wiki\r\nx".as_slice());
        let plain = put("http://127.0.0.1/b/k", &[], b"4\r\nwiki");
        assert_eq!(body(&plain), b"4\r\nwiki".as_slice());
        let broken = put(
            "http://127.0.0.1/b/k",
            &headers,
            b"ffffffffffffffff\r\nwiki",
        );
        assert_eq!(body(&broken), b"".as_slice());
    }
}
