//! Pages: a walk along an order from a marker, never a copy of the whole list.

/// A page: its items, and the key to go on after, if there is more.
pub(in crate::sim) struct Page<'a, T> {
    /// The items.
    pub(in crate::sim) items: Vec<&'a T>,
    /// The key of the last item, when there is another after it.
    pub(in crate::sim) last: Option<String>,
}

/// Takes a page of at most `limit` items from a walk that starts after the marker.
pub(in crate::sim) fn page<'a, K: ToString, T>(
    walk: impl Iterator<Item = (K, &'a T)>,
    limit: usize,
) -> Page<'a, T> {
    let mut items = Vec::new();
    let mut last = None;
    for (key, item) in walk {
        if items.len() == limit {
            return Page {
                items,
                last: last.map(|key: K| key.to_string()),
            };
        }
        items.push(item);
        last = Some(key);
    }
    Page { items, last: None }
}

/// A token that says where to go on: opaque, and known for one of ours when it comes back.
pub(in crate::sim) fn token(key: &str) -> String {
    let mut token = format!("{:08x}", checksum(key));
    for byte in key.bytes() {
        token.push_str(&format!("{byte:02x}"));
    }
    token
}

/// The key of a token; none for a token that is not ours.
pub(in crate::sim) fn key_of(token: &str) -> Option<String> {
    if !token.is_ascii() || token.len() < 8 {
        return None;
    }
    let (sum, digits) = token.split_at(8);
    let bytes: Option<Vec<u8>> = (0..digits.len())
        .step_by(2)
        .map(|at| {
            let pair = digits.get(at..at + 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect();
    let key = String::from_utf8(bytes?).ok()?;
    (format!("{:08x}", checksum(&key)) == sum).then_some(key)
}

/// FNV-1a, which is enough to tell our tokens from others.
fn checksum(key: &str) -> u32 {
    key.bytes().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_back_to_its_key_and_a_stranger_leads_nowhere() {
        for key in ["", "orders-db", "a\u{202e}\0\u{1f6a2}"] {
            assert_eq!(key_of(&token(key)).as_deref(), Some(key));
        }
        for stranger in ["", "zz", "deadbeef00", "é", "00000000zz"] {
            assert_eq!(key_of(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn a_page_says_where_to_go_on_only_when_there_is_more() {
        let items = [(1, "a"), (2, "b"), (3, "c")];
        let walk = || items.iter().map(|(key, item)| (*key, item));
        assert_eq!(page(walk(), 2).last.as_deref(), Some("2"));
        assert_eq!(page(walk(), 3).last, None);
        assert_eq!(page(walk(), 3).items.len(), 3);
    }
}
