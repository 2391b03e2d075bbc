//! A call as a command of the AWS CLI, for whoever must go on without lifeboat.

use super::call::{Call, Value};
use serde_json::{Map, Value as Json};

/// The program and its arguments.
pub(super) fn argv(call: &Call) -> Vec<String> {
    let mut argv = vec![
        "aws".to_owned(),
        program(call.permitted.service).to_owned(),
        kebab(call.permitted.operation),
    ];
    let misread = call.parameters.iter().any(|(_, value)| is_misread(value));
    if misread {
        let whole: Map<String, Json> = call
            .parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.json()))
            .collect();
        argv.push("--cli-input-json".to_owned());
        argv.push(one_line(&Json::Object(whole)));
    } else {
        for (name, value) in &call.parameters {
            argv.extend(arguments(&kebab(name), value));
        }
    }
    // A service without Regions has one endpoint in each partition, which the CLI
    // finds by the Region it is configured for.
    if let Some(region) = call.scope.region() {
        argv.push("--region".to_owned());
        argv.push(region.as_str().to_owned());
    }
    argv
}

/// What the CLI calls a service.
fn program(service: &'static str) -> &'static str {
    match service {
        "RDS" => "rds",
        "Route 53" => "route53",
        "S3" => "s3api",
        "SNS" => "sns",
        "Backup" => "backup",
        other => other,
    }
}

fn arguments(flag: &str, value: &Value) -> Vec<String> {
    let named = |value: String| vec![format!("--{flag}"), value];
    match value {
        Value::Flag(true) => vec![format!("--{flag}")],
        Value::Flag(false) => vec![format!("--no-{flag}")],
        Value::List(list) => {
            let mut words = vec![format!("--{flag}")];
            words.extend(list.iter().cloned());
            words
        }
        _ => named(value.text()),
    }
}

/// JSON without a control character: those that its own rules leave as they are
/// are escaped, too.
fn one_line(json: &Json) -> String {
    let escaped = |c: char| match c {
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    json.to_string().chars().map(escaped).collect()
}

/// Whether the CLI would read something else than what is written: a file or a
/// page that a value names, a flag, or its shorthand for structures. A control
/// character would not be shown as it is, and the command not be what was meant.
fn is_misread(value: &Value) -> bool {
    let text = |text: &String| {
        let loads = ["file://", "fileb://", "http://", "https://"];
        text.starts_with('-')
            || text.chars().any(char::is_control)
            || loads.iter().any(|scheme| text.starts_with(scheme))
    };
    let item =
        |item: &String| text(item) || !item.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match value {
        Value::Text(value) => text(value),
        Value::List(list) => list.iter().any(item),
        Value::Number(_) | Value::Flag(_) | Value::Map(_) | Value::Structure(_) => false,
    }
}

/// An AWS name in the CLI's form: `db-instance-identifier` of
/// `DBInstanceIdentifier`.
fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words = String::with_capacity(name.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase() || after.is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            words.push('-');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// Arguments as a POSIX shell reads them back.
pub(super) fn quoted(argv: &[String]) -> String {
    let words: Vec<String> = argv.iter().map(|word| quoted_word(word)).collect();
    words.join(" ")
}

/// One word for a POSIX shell. Nothing is special between single quotes but the
/// quote itself.
pub(super) fn quoted_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
