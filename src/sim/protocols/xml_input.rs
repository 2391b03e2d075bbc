//! XML, as REST-XML reads it.

use std::collections::BTreeMap;

use quick_xml::events::{BytesRef, Event};
use quick_xml::{Reader, XmlVersion};

use crate::sim::services::input::Input;

/// How deep elements may stand in each other; AWS's own never pass ten.
const DEEPEST: usize = 32;

/// An element while its content is read.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    members: BTreeMap<String, Input>,
}

impl Element {
    /// What the element says: its children, or its text when it has none.
    fn value(self) -> Input {
        if self.members.is_empty() {
            Input::Text(self.text)
        } else {
            Input::Record(self.members)
        }
    }

    /// Takes a child in. Children of one name are a list, in their order.
    fn take(&mut self, child: Element) {
        let name = child.name.clone();
        let value = child.value();
        match self.members.get_mut(&name) {
            None => {
                self.members.insert(name, value);
            }
            Some(Input::List(items)) => items.push(value),
            Some(first) => {
                let first = std::mem::replace(first, Input::Nothing);
                self.members.insert(name, Input::List(vec![first, value]));
            }
        }
    }
}

/// Reads a body; an empty one says nothing. The root element's own name is not looked at.
pub(super) fn read(body: &[u8]) -> Result<Input, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Input::empty());
    }
    let wrong = |what: &dyn std::fmt::Display| format!("Invalid XML ; {what}");
    let text = std::str::from_utf8(body).map_err(|error| wrong(&error))?;
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| wrong(&error))? {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(wrong(&"too deep"));
                }
                let name = start.local_name();
                open.push(Element {
                    name: AsRef::<str>::as_ref(&name).to_owned(),
                    ..Element::default()
                });
            }
            Event::Empty(empty) => {
                let name = empty.local_name();
                let element = Element {
                    name: AsRef::<str>::as_ref(&name).to_owned(),
                    ..Element::default()
                };
                match open.last_mut() {
                    Some(parent) => parent.take(element),
                    None => return Ok(Input::empty()),
                }
            }
            Event::End(_) => {
                let Some(element) = open.pop() else {
                    return Err(wrong(&"an end without a beginning"));
                };
                match open.last_mut() {
                    Some(parent) => parent.take(element),
                    None => return Ok(record(element.value())),
                }
            }
            Event::Text(content) => {
                add(&mut open, &content.xml_content(XmlVersion::Implicit1_0));
            }
            Event::CData(content) => {
                add(&mut open, &content);
            }
            Event::GeneralRef(reference) => match character(&reference) {
                Some(character) => add(&mut open, character.encode_utf8(&mut [0; 4])),
                None => return Err(wrong(&"an entity that is not known")),
            },
            Event::Eof => return Err(wrong(&"it ends before its root does")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::DocType(_) => return Err(wrong(&"a document type")),
        }
    }
}

/// A root without children says nothing.
fn record(value: Input) -> Input {
    match value {
        Input::Record(members) => Input::Record(members),
        _ => Input::empty(),
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// What a reference stands for: one of XML's five names, or a character by its number.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character);
    }
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_one_name_are_a_list_and_one_alone_is_a_list_too() {
        let two = "<R xmlns='x'><L><E>a &amp; b</E><E><![CDATA[<]]></E></L><T>&#x41;</T></R>";
        let two = read(two.as_bytes()).unwrap();
        assert_eq!(two.texts("L", "E"), ["a & b", "<"]);
        assert_eq!(two.text("T"), Some("A"));
        let one = read(b"<R><L><E><Name>x</Name></E></L></R>").unwrap();
        let items = one.list("L", "E");
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].text("Name"), Some("x"));
    }

    #[test]
    fn what_is_no_xml_is_said_to_be_none() {
        for broken in [
            "<R>",
            "<R><L></R>",
            "<R>&nobody;</R>",
            "words",
            "<!DOCTYPE R><R/>",
        ] {
            assert!(read(broken.as_bytes()).is_err(), "{broken}");
        }
        assert_eq!(read(b" \n"), Ok(Input::empty()));
    }
}
