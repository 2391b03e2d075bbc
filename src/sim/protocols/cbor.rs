//! RPC v2 CBOR.

use ciborium::Value;

use crate::sim::services::Failure;
use crate::sim::services::input::Input;
use crate::sim::services::shape::Shape;

/// Reads a body; an empty one says nothing.
pub(super) fn read(body: &[u8]) -> Result<Input, String> {
    if body.is_empty() {
        return Ok(Input::empty());
    }
    let value: Value = ciborium::from_reader(body).map_err(|error| error.to_string())?;
    match input(value) {
        record @ Input::Record(_) => Ok(record),
        _ => Err("the request must be a CBOR map".to_owned()),
    }
}

fn input(value: Value) -> Input {
    match value {
        Value::Bool(flag) => Input::Flag(flag),
        Value::Integer(number) => Input::Number(i128::from(number) as f64),
        Value::Float(number) => Input::Number(number),
        Value::Text(text) => Input::Text(text),
        // A tag of 1 is a timestamp in seconds since 1970.
        Value::Tag(_, inner) => input(*inner),
        Value::Array(items) => Input::List(items.into_iter().map(input).collect()),
        Value::Map(members) => Input::Record(
            members
                .into_iter()
                .filter_map(|(name, value)| Some((name.into_text().ok()?, input(value))))
                .collect(),
        ),
        _ => Input::Nothing,
    }
}

/// Writes an answer. Doubles are always eight bytes and lengths are always said, which every decoder takes.
pub(super) fn write(shape: &Shape) -> Vec<u8> {
    let mut body = Vec::new();
    item(shape, &mut body);
    body
}

/// A failure: its type is in the body.
pub(super) fn failure(failure: &Failure) -> Vec<u8> {
    let kind = format!("com.amazonaws.cloudwatch#{}", failure.code);
    write(&Shape::Record(vec![
        ("__type", kind.into()),
        ("message", failure.message.as_str().into()),
    ]))
}

fn item(shape: &Shape, body: &mut Vec<u8>) {
    match shape {
        Shape::Flag(flag) => body.push(if *flag { 0xf5 } else { 0xf4 }),
        Shape::Whole(number) if *number < 0 => head(1, !number.cast_unsigned(), body),
        Shape::Whole(number) => head(0, number.unsigned_abs(), body),
        Shape::Real(number) => double(*number, body),
        Shape::Text(text) => string(text, body),
        Shape::Time(time) => {
            head(6, 1, body);
            let millis = time.timestamp_millis();
            if millis % 1000 == 0 {
                item(&Shape::Whole(millis / 1000), body);
            } else {
                double(millis as f64 / 1000.0, body);
            }
        }
        Shape::Bytes(bytes) => {
            head(2, bytes.len() as u64, body);
            body.extend_from_slice(bytes);
        }
        Shape::Map(members) => {
            head(5, members.len() as u64, body);
            for (name, member) in members {
                string(name, body);
                item(member, body);
            }
        }
        Shape::List(_, items) => {
            head(4, items.len() as u64, body);
            for element in items {
                item(element, body);
            }
        }
        Shape::Record(members) => {
            head(5, members.len() as u64, body);
            for (name, member) in members {
                string(name, body);
                item(member, body);
            }
        }
    }
}

/// A major type and its argument, in as few bytes as it takes (RFC 8949, section 3).
fn head(major: u8, argument: u64, body: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = argument.to_be_bytes();
    let (extra, from) = match argument {
        0..=23 => {
            body.push(major | bytes[7]);
            return;
        }
        24..=0xff => (24, 7),
        0x100..=0xffff => (25, 6),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 0),
    };
    body.push(major | extra);
    body.extend(bytes.into_iter().skip(from));
}

fn double(number: f64, body: &mut Vec<u8>) {
    body.push(0xfb);
    body.extend(number.to_be_bytes());
}

fn string(text: &str, body: &mut Vec<u8>) {
    head(3, text.len() as u64, body);
    body.extend(text.bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_another_decoder_reads() {
        let numbers = [
            0,
            23,
            24,
            255,
            256,
            65_536,
            1 << 40,
            i64::MAX,
            -1,
            -25,
            i64::MIN,
        ];
        let shape = Shape::List("member", numbers.map(Shape::Whole).into());
        let read: Value = ciborium::from_reader(write(&shape).as_slice()).unwrap();
        let expected = numbers.map(|number| Value::Integer(number.into()));
        assert_eq!(read, Value::Array(expected.into()));

        let shape = Shape::Record(vec![("Threshold", (-1.5).into()), ("Name", "lag".into())]);
        let read: Value = ciborium::from_reader(write(&shape).as_slice()).unwrap();
        let expected = [
            (Value::Text("Threshold".into()), Value::Float(-1.5)),
            (Value::Text("Name".into()), Value::Text("lag".into())),
        ];
        assert_eq!(read, Value::Map(expected.into()));
    }
}
