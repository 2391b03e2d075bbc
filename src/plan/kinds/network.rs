//! Names and addresses on a network: DNS names, URLs, name servers.

use super::{Kind, items, parsed, plain, texts_schema};
use crate::plan::problem::quoted;
use serde_json::json;
use std::net::{IpAddr, SocketAddr};

/// A record's name, in lower case and without a trailing dot, as DNS compares it.
pub(in crate::plan) static RECORD_NAME: Kind<String> = Kind {
    what: "a DNS name in quotes",
    read: |cell, problems| parsed(cell, RECORD_NAME.what, problems, record_name),
    schema: || json!({"type": "string", "minLength": 1, "maxLength": 254}),
};

/// RFC 1035 §2.3.4: labels of 63 octets, names of 253 as written.
fn record_name(text: &str) -> Result<String, String> {
    let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    let error = |reason: &str| Err(format!("{} is not a DNS name: {reason}", quoted(text)));
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'*');
    if name.len() > 253 {
        return error("it is longer than 253 characters");
    }
    if name.split('.').any(str::is_empty) {
        return error("a label is empty");
    }
    if name.split('.').any(|label| label.len() > 63) {
        return error("a label is longer than 63 characters");
    }
    if !name.split('.').all(|label| label.bytes().all(allowed)) {
        return error("it has letters, digits, `-`, `_` and dots only");
    }
    Ok(name)
}

/// An `http` or `https` URL with a host and without credentials.
pub(in crate::plan) static URL: Kind<String> = Kind {
    what: "a URL in quotes",
    read: |cell, problems| {
        let text = plain(cell, URL.what, problems)?;
        let host = text.split_once("://").map_or(text, |(_, rest)| rest);
        let host = host.split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains('@') {
            problems.report(
                cell.problem("a URL with `@` before its host: a plan file holds no passwords")
                    .secret(),
            );
            return None;
        }
        parsed(cell, URL.what, problems, url)
    },
    schema: || json!({"type": "string", "pattern": "^https?://[^@/?#]+([/?#].*)?$"}),
};

fn url(text: &str) -> Result<String, String> {
    let error = |reason: &str| Err(format!("{} is not a URL: {reason}", quoted(text)));
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return error("it begins with `http://` or `https://`");
    }
    let uri: http::Uri = match text.parse() {
        Ok(uri) => uri,
        Err(_) => return error("it is not well formed"),
    };
    let Some(authority) = uri.authority() else {
        return error("it has no host");
    };
    let port = authority.as_str().rsplit_once(']').map_or_else(
        || authority.as_str().split_once(':').map(|(_, port)| port),
        |(_, rest)| rest.strip_prefix(':'),
    );
    if authority.host().is_empty() {
        return error("it has no host");
    }
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return error("a port is a number up to 65535");
    }
    Ok(text.to_owned())
}

/// Addresses of name servers, port 53 unless they say otherwise.
pub(in crate::plan) static ADDRESSES: Kind<Vec<SocketAddr>> = Kind {
    what: "an array of IP addresses in quotes, with or without a port",
    read: |cell, problems| {
        items(cell, ADDRESSES.what, problems, |item, problems| {
            parsed(item, "an IP address in quotes", problems, address)
        })
    },
    schema: texts_schema,
};

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse::<SocketAddr>()
        .or_else(|_| text.parse::<IpAddr>().map(|ip| (ip, 53).into()))
        .ok()
        .filter(|address| address.port() != 0)
        .ok_or_else(|| {
            format!(
                "{} is not the address of a name server: write it like `192.0.2.53`, `192.0.2.53:53` or `[2001:db8::53]:53`",
                quoted(text)
            )
        })
}
