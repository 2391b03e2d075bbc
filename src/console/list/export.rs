//! The view as a file: the rows that the filter lets through, in their order.

use super::listing::List;
use super::state::ListState;
use crate::console::glance::Glance;
use serde_json::{Map, Value, json};

/// As what a view is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Comma-separated, RFC 4180.
    Csv,
    /// A JSON object with one object a row.
    Json,
}

impl Export {
    /// The end of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// Every row of the view, every column: also those there is no room for.
#[must_use]
pub fn export(glance: &Glance<'_>, list: &dyn List, state: &ListState, form: Export) -> String {
    let shapes = list.shapes();
    let names: Vec<String> = shapes.iter().map(super::column::Shape::word).collect();
    let every: Vec<usize> = (0..shapes.len()).collect();
    let rows = state.keys().iter().filter_map(|key| {
        let cells = list.cells(glance, key, &every)?;
        let texts = cells.iter().map(super::Cell::exported);
        Some((key.scope.to_string(), texts.collect::<Vec<_>>()))
    });
    let simulated = glance.model.session.simulated;
    match form {
        Export::Csv => {
            let mut written = String::new();
            let marks = ["scope"]
                .into_iter()
                .chain(simulated.then_some("simulated"));
            let head: Vec<&str> = marks.chain(names.iter().map(String::as_str)).collect();
            csv_line(&mut written, head.into_iter());
            for (scope, texts) in rows {
                let marks = [scope.as_str()]
                    .into_iter()
                    .chain(simulated.then_some("true"));
                csv_line(&mut written, marks.chain(texts.iter().map(String::as_str)));
            }
            written
        }
        Export::Json => {
            let rows: Vec<Value> = rows
                .map(|(scope, texts)| {
                    let mut row: Map<String, Value> = Map::new();
                    row.insert("scope".to_owned(), scope.into());
                    let cells = names
                        .iter()
                        .cloned()
                        .zip(texts.into_iter().map(Value::from));
                    row.extend(cells);
                    Value::Object(row)
                })
                .collect();
            let whole = json!({
                "plan": glance.model.plan.name,
                "simulated": simulated,
                "scenario": glance.model.session.scenario,
                "list": list.title(),
                "filter": state.filter().typed(),
                "at": glance.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
                "rows": rows,
            });
            format!("{whole:#}\n")
        }
    }
}

fn csv_line<'a>(written: &mut String, fields: impl Iterator<Item = &'a str>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            written.push(',');
        }
        // A spreadsheet takes what begins like this for a formula.
        let formula = field.starts_with(['=', '+', '-', '@']);
        let quoted = formula || field.contains([',', '"', '\n', '\r']);
        if quoted {
            written.push('"');
            if formula {
                written.push('\'');
            }
            written.push_str(&field.replace('"', "\"\""));
            written.push('"');
        } else {
            written.push_str(field);
        }
    }
    written.push_str("\r\n");
}
