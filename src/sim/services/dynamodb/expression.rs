//! What conditions and updates have in common: placeholders, and reading word by word.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::reserved::is_reserved;
use super::tokens::{Token, tokens};
use super::values::{self, invalid};
use crate::sim::services::input::Input;
use crate::sim::services::{Call, Failure};
use crate::sim::world::items::{AttributeValue, Item};

/// The placeholders of a request, and which of them its expressions have used.
pub(super) struct Placeholders {
    names: BTreeMap<String, String>,
    values: Item,
    used: RefCell<BTreeSet<String>>,
}

impl Placeholders {
    /// Reads `ExpressionAttributeNames` and `ExpressionAttributeValues`.
    pub(super) fn read(call: &Call<'_>) -> Result<Placeholders, Failure> {
        let names = match call.input.member("ExpressionAttributeNames") {
            Some(Input::Record(members)) => members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), value.as_text()?.to_owned())))
                .collect(),
            _ => BTreeMap::new(),
        };
        let values = values::item(call, "ExpressionAttributeValues")?;
        Ok(Placeholders {
            names,
            values: values.unwrap_or_default(),
            used: RefCell::default(),
        })
    }

    /// Refuses a request with placeholders that none of its expressions has used.
    pub(super) fn check_used(&self) -> Result<(), Failure> {
        let used = self.used.borrow();
        let unused = |keys: Vec<&String>| -> Vec<String> {
            let unused = keys.into_iter().filter(|key| !used.contains(*key));
            unused.cloned().collect()
        };
        for (member, keys) in [
            ("Names", unused(self.names.keys().collect())),
            ("Values", unused(self.values.keys().collect())),
        ] {
            if !keys.is_empty() {
                return Err(invalid(format!(
                    "Value provided in ExpressionAttribute{member} unused in expressions: keys: {{{}}}",
                    keys.join(", ")
                )));
            }
        }
        Ok(())
    }
}

/// An expression while it is read.
pub(super) struct Cursor<'a> {
    /// The parameter it stands in.
    kind: &'static str,
    placeholders: &'a Placeholders,
    tokens: Vec<Token>,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Takes an expression apart.
    pub(super) fn over(
        kind: &'static str,
        expression: &str,
        placeholders: &'a Placeholders,
    ) -> Result<Cursor<'a>, Failure> {
        if expression.trim().is_empty() {
            return Err(invalid(format!(
                "Invalid {kind}: The expression can not be empty;"
            )));
        }
        let tokens = tokens(expression).map_err(|odd| {
            invalid(format!(
                "Invalid {kind}: Syntax error; token: \"{odd}\", near: \"{expression}\""
            ))
        })?;
        Ok(Cursor {
            kind,
            placeholders,
            tokens,
            at: 0,
        })
    }

    /// Something else than what stands here was needed.
    pub(super) fn wrong(&self) -> Failure {
        let written = |at: usize| self.tokens.get(at).map_or("<EOF>", Token::written);
        let from = self.at.saturating_sub(1);
        let near: Vec<&str> = (from..from + 3).map(written).collect();
        invalid(format!(
            "Invalid {}: Syntax error; token: \"{}\", near: \"{}\"",
            self.kind,
            written(self.at),
            near.join(" ")
        ))
    }

    fn invalid(&self, what: &str) -> Failure {
        invalid(format!("Invalid {}: {what}", self.kind))
    }

    /// Whether everything has been read.
    pub(super) fn done(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// Takes a sign, if it stands here.
    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let here = matches!(self.tokens.get(self.at), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(here);
        here
    }

    /// Takes a sign that must stand here.
    pub(super) fn need(&mut self, sign: &str) -> Result<(), Failure> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err(self.wrong())
        }
    }

    /// Takes a keyword, in any case, if it stands here.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let here = matches!(
            self.tokens.get(self.at),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword)
        );
        self.at += usize::from(here);
        here
    }

    /// Takes one of these functions and its parenthesis, if they stand here. Their case counts.
    pub(super) fn function(
        &mut self,
        known: &[&'static str],
    ) -> Result<Option<&'static str>, Failure> {
        let (Some(Token::Word(word)), Some(Token::Sign("("))) =
            (self.tokens.get(self.at), self.tokens.get(self.at + 1))
        else {
            return Ok(None);
        };
        let Some(function) = known.iter().find(|name| *name == word) else {
            return Err(self.invalid(&format!("Invalid function name; function: {word}")));
        };
        self.at += 2;
        Ok(Some(function))
    }

    /// Takes the path of an attribute.
    pub(super) fn path(&mut self) -> Result<String, Failure> {
        let name = match self.tokens.get(self.at) {
            Some(Token::Word(word)) if is_reserved(word) => {
                return Err(self.invalid(&format!(
                    "Attribute name is a reserved keyword; reserved keyword: {word}"
                )));
            }
            Some(Token::Word(word)) => word.clone(),
            Some(Token::Name(placeholder)) => {
                let name = self.placeholders.names.get(placeholder).ok_or_else(|| {
                    self.invalid(&format!(
                        "An expression attribute name used in the document path is not defined; \
                         attribute name: {placeholder}"
                    ))
                })?;
                let mut used = self.placeholders.used.borrow_mut();
                used.insert(placeholder.clone());
                name.clone()
            }
            _ => return Err(self.wrong()),
        };
        self.at += 1;
        if let Some(Token::Sign("." | "[")) = self.tokens.get(self.at) {
            return Err(self.invalid("Paths into lists and maps are not simulated"));
        }
        Ok(name)
    }

    /// Takes a value, if one stands here.
    pub(super) fn value(&mut self) -> Result<Option<AttributeValue>, Failure> {
        let Some(Token::Value(placeholder)) = self.tokens.get(self.at) else {
            return Ok(None);
        };
        let value = self.placeholders.values.get(placeholder).ok_or_else(|| {
            self.invalid(&format!(
                "An expression attribute value used in expression is not defined; attribute value: \
                 {placeholder}"
            ))
        })?;
        let mut used = self.placeholders.used.borrow_mut();
        used.insert(placeholder.clone());
        self.at += 1;
        Ok(Some(value.clone()))
    }
}
