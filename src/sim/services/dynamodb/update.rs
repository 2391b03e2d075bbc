//! `UpdateExpression`.

use super::expression::{Cursor, Placeholders};
use super::number::Number;
use super::values::invalid;
use crate::sim::services::Failure;
use crate::sim::world::items::{AttributeValue, Item};

/// What an update does to an item.
#[derive(Debug, Default)]
pub(super) struct Update {
    sets: Vec<(String, Term)>,
    removes: Vec<String>,
    adds: Vec<(String, AttributeValue)>,
}

/// What an attribute is set to.
#[derive(Debug)]
enum Term {
    Path(String),
    Value(AttributeValue),
    IfNotExists(String, Box<Term>),
    Sum {
        one: Box<Term>,
        other: Box<Term>,
        minus: bool,
    },
}

/// The clauses there are.
const CLAUSES: [&str; 3] = ["SET", "REMOVE", "ADD"];

impl Update {
    /// Reads an update.
    pub(super) fn read(expression: &str, placeholders: &Placeholders) -> Result<Update, Failure> {
        let mut cursor = Cursor::over("UpdateExpression", expression, placeholders)?;
        let mut update = Update::default();
        let mut read: Vec<&str> = Vec::new();
        while !cursor.done() {
            let Some(clause) = CLAUSES.into_iter().find(|clause| cursor.keyword(clause)) else {
                return Err(cursor.wrong());
            };
            if read.contains(&clause) {
                return Err(invalid(format!(
                    "Invalid UpdateExpression: The \"{clause}\" section can only be used once in an \
                     update expression;"
                )));
            }
            read.push(clause);
            update.clause(clause, &mut cursor)?;
            while cursor.sign(",") {
                update.clause(clause, &mut cursor)?;
            }
        }
        update.check_overlap()?;
        Ok(update)
    }

    fn clause(&mut self, clause: &str, cursor: &mut Cursor<'_>) -> Result<(), Failure> {
        let path = cursor.path()?;
        match clause {
            "REMOVE" => self.removes.push(path),
            "ADD" => match cursor.value()? {
                Some(value) => self.adds.push((path, value)),
                None => return Err(cursor.wrong()),
            },
            _ => {
                cursor.need("=")?;
                let term = sum(cursor)?;
                self.sets.push((path, term));
            }
        }
        Ok(())
    }

    /// The attributes that it changes.
    pub(super) fn paths(&self) -> Vec<&String> {
        let sets = self.sets.iter().map(|(path, _)| path);
        let adds = self.adds.iter().map(|(path, _)| path);
        sets.chain(&self.removes).chain(adds).collect()
    }

    fn check_overlap(&self) -> Result<(), Failure> {
        let mut paths = self.paths();
        paths.sort();
        match paths.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => Err(invalid(format!(
                "Invalid UpdateExpression: Two document paths overlap with each other; must remove or \
                 rewrite one of these paths; path one: [{0}], path two: [{0}]",
                two[0]
            ))),
            None => Ok(()),
        }
    }

    /// The item as it is afterwards; every term sees it as it was before.
    pub(super) fn applied(&self, before: &Item) -> Result<Item, Failure> {
        let mut after = before.clone();
        for (path, term) in &self.sets {
            after.insert(path.clone(), term.on(before)?);
        }
        for path in &self.removes {
            after.remove(path);
        }
        for (path, value) in &self.adds {
            let value = match before.get(path) {
                None => value.clone(),
                Some(current) => added(current, value, false)?,
            };
            after.insert(path.clone(), value);
        }
        Ok(after)
    }
}

impl Term {
    fn on(&self, item: &Item) -> Result<AttributeValue, Failure> {
        match self {
            Term::Value(value) => Ok(value.clone()),
            Term::Path(path) => item.get(path).cloned().ok_or_else(|| {
                invalid(
                    "The provided expression refers to an attribute that does not exist in the item",
                )
            }),
            Term::IfNotExists(path, otherwise) => match item.get(path) {
                Some(value) => Ok(value.clone()),
                None => otherwise.on(item),
            },
            Term::Sum { one, other, minus } => added(&one.on(item)?, &other.on(item)?, *minus),
        }
    }
}

fn added(
    one: &AttributeValue,
    other: &AttributeValue,
    minus: bool,
) -> Result<AttributeValue, Failure> {
    let wrong = || invalid("An operand in the update expression has an incorrect data type");
    let (AttributeValue::Number(one), AttributeValue::Number(other)) = (one, other) else {
        return Err(wrong());
    };
    let one = Number::read(one).ok_or_else(wrong)?;
    let other = Number::read(other).ok_or_else(wrong)?;
    let other = if minus { other.negated() } else { other };
    let sum = one.plus(other).ok_or_else(|| {
        invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
    })?;
    Ok(AttributeValue::Number(sum.to_string()))
}

fn sum(cursor: &mut Cursor<'_>) -> Result<Term, Failure> {
    let one = term(cursor)?;
    let minus = cursor.sign("-");
    if !minus && !cursor.sign("+") {
        return Ok(one);
    }
    Ok(Term::Sum {
        one: Box::new(one),
        other: Box::new(term(cursor)?),
        minus,
    })
}

fn term(cursor: &mut Cursor<'_>) -> Result<Term, Failure> {
    if let Some(value) = cursor.value()? {
        return Ok(Term::Value(value));
    }
    if cursor.function(&["if_not_exists"])?.is_some() {
        let path = cursor.path()?;
        cursor.need(",")?;
        let otherwise = match cursor.value()? {
            Some(value) => Term::Value(value),
            None => Term::Path(cursor.path()?),
        };
        cursor.need(")")?;
        return Ok(Term::IfNotExists(path, Box::new(otherwise)));
    }
    Ok(Term::Path(cursor.path()?))
}
