//! XML, as the query protocol and REST-XML write it.

use std::fmt::Write as _;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::SecondsFormat;

use crate::sim::services::Failure;
use crate::sim::services::shape::Shape;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// An answer of the query protocol: wrapped twice, the request's id behind.
pub(super) fn query_answer(
    operation: &str,
    namespace: &str,
    shape: &Shape,
    request_id: &str,
) -> String {
    let mut xml = format!("<{operation}Response xmlns=\"{namespace}\"><{operation}Result>");
    content(shape, &mut xml);
    xml.push_str(&format!(
        "</{operation}Result><ResponseMetadata><RequestId>"
    ));
    escape(request_id, &mut xml);
    xml.push_str(&format!(
        "</RequestId></ResponseMetadata></{operation}Response>"
    ));
    xml
}

/// An answer of REST-XML.
pub(super) fn rest_answer(operation: &str, namespace: &str, shape: &Shape) -> String {
    let mut xml = format!("{DECLARATION}<{operation}Response xmlns=\"{namespace}\">");
    content(shape, &mut xml);
    xml.push_str(&format!("</{operation}Response>"));
    xml
}

/// A failure, the same in both.
pub(super) fn failure(namespace: &str, failure: &Failure, request_id: &str) -> String {
    let kind = if failure.status < 500 {
        "Sender"
    } else {
        "Receiver"
    };
    let mut xml = format!("<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{kind}</Type><Code>");
    escape(failure.code, &mut xml);
    xml.push_str("</Code><Message>");
    escape(&failure.message, &mut xml);
    xml.push_str("</Message></Error><RequestId>");
    escape(request_id, &mut xml);
    xml.push_str("</RequestId></ErrorResponse>");
    xml
}

/// A failure as S3 writes it: without a namespace, and with what is said of the place beside the message.
pub(super) fn s3_failure(failure: &Failure, request_id: &str) -> String {
    let mut xml = format!("{DECLARATION}<Error><Code>{}</Code><Message>", failure.code);
    escape(&failure.message, &mut xml);
    xml.push_str("</Message>");
    for (name, detail) in &failure.details {
        if !name.starts_with("x-amz-") {
            tagged(name, detail, &mut xml);
        }
    }
    xml.push_str("<RequestId>");
    escape(request_id, &mut xml);
    xml.push_str("</RequestId><HostId>");
    escape(request_id, &mut xml);
    xml.push_str("</HostId></Error>");
    xml
}

fn content(shape: &Shape, xml: &mut String) {
    match shape {
        Shape::Flag(flag) => xml.push_str(if *flag { "true" } else { "false" }),
        Shape::Whole(number) => {
            // Writing to a String cannot fail.
            let _ = write!(xml, "{number}");
        }
        Shape::Real(number) => {
            let _ = write!(xml, "{number}");
        }
        Shape::Text(text) => escape(text, xml),
        Shape::Time(time) => xml.push_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true)),
        Shape::Bytes(bytes) => xml.push_str(&BASE64_STANDARD.encode(bytes)),
        Shape::Map(members) => {
            for (name, member) in members {
                xml.push_str("<entry><key>");
                escape(name, xml);
                xml.push_str("</key>");
                tagged("value", member, xml);
                xml.push_str("</entry>");
            }
        }
        Shape::List(element, items) => {
            for item in items {
                tagged(element, item, xml);
            }
        }
        Shape::Record(members) => {
            for (name, member) in members {
                tagged(name, member, xml);
            }
        }
    }
}

fn tagged(name: &str, shape: &Shape, xml: &mut String) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    content(shape, xml);
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

/// Escapes markup, and control characters as numeric references: XML 1.0 has no way to write most of
/// them, but a hostile name must reach the reader as it is, and the AWS SDK's parser takes the references.
fn escape(text: &str, xml: &mut String) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\n' | '\t' => xml.push(character),
            _ if character.is_control() => {
                let _ = write!(xml, "&#x{:X};", u32::from(character));
            }
            _ => xml.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_characters_cannot_break_out() {
        let shape = Shape::Record(vec![("Name", "</Name>&\u{1b}[2J\u{202e}\u{1f6a2}".into())]);
        let xml = rest_answer("Get", "ns", &shape);
        assert!(xml.contains("<Name>&lt;/Name&gt;&amp;&#x1B;[2J\u{202e}\u{1f6a2}</Name>"));
    }
}
