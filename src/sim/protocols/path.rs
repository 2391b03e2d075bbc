//! REST: operations told apart by method and path, parameters in path and query string.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;

use super::form;
use crate::sim::services::Service;
use crate::sim::services::input::Input;

/// The operation a request is for, and its labels and query parameters. A path ends with a slash or not;
/// a label may hold encoded slashes, so the path is taken apart before it is decoded.
pub(super) fn read(service: &Service, request: &Request<Bytes>) -> (Option<String>, Input) {
    let mut members: BTreeMap<String, Input> = form::pairs(request.uri().query().unwrap_or(""))
        .into_iter()
        .map(|(name, value)| (name, Input::Text(value)))
        .collect();
    let path = request.uri().path();
    let path: Vec<&str> = path.trim_matches('/').split('/').collect();
    for operation in service.operations {
        let Some(route) = operation.route else {
            continue;
        };
        if request.method().as_str() != route.method {
            continue;
        }
        let template: Vec<&str> = route.path.trim_matches('/').split('/').collect();
        if let Some(labels) = labels(&template, &path) {
            members.extend(labels);
            return (Some(operation.name.to_owned()), Input::Record(members));
        }
    }
    (None, Input::Record(members))
}

/// The labels of a path, if it has the template's form. A label is never empty.
fn labels(template: &[&str], path: &[&str]) -> Option<Vec<(String, Input)>> {
    if template.len() != path.len() {
        return None;
    }
    let mut found = Vec::new();
    for (part, actual) in template.iter().zip(path) {
        match part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        {
            Some(_) if actual.is_empty() => return None,
            Some(name) => {
                found.push((name.to_owned(), Input::Text(form::decode(actual, false))));
            }
            None if part == actual => {}
            None => return None,
        }
    }
    Some(found)
}
