//! The words of an expression.

/// A word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word: a keyword, a function or an attribute's name.
    Word(String),
    /// `#name`.
    Name(String),
    /// `:value`.
    Value(String),
    /// Anything else: `=`, `<>`, `(`, `,`…
    Sign(&'static str),
}

/// Signs, those of two characters first.
const SIGNS: [&str; 13] = [
    "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", "+", "-", ".", "[",
];

impl Token {
    /// As it was written.
    pub(super) fn written(&self) -> &str {
        match self {
            Token::Word(text) | Token::Name(text) | Token::Value(text) => text,
            Token::Sign(sign) => sign,
        }
    }
}

/// Takes an expression apart; an error holds the character that belongs to no word.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            found.push(Token::Sign(sign));
            rest = rest[sign.len()..].trim_start();
            continue;
        }
        let mark = usize::from(matches!(first, '#' | ':'));
        let length = rest[mark..]
            .find(|character: char| !character.is_alphanumeric() && character != '_')
            .unwrap_or(rest.len() - mark);
        if length == 0 {
            return Err(first.to_string());
        }
        let (word, after) = rest.split_at(mark + length);
        found.push(match first {
            '#' => Token::Name(word.to_owned()),
            ':' => Token::Value(word.to_owned()),
            _ => Token::Word(word.to_owned()),
        });
        rest = after.trim_start();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_taken_apart_with_and_without_spaces() {
        let found = tokens("#a<>:b AND(c>=:d)").unwrap();
        let written: Vec<&str> = found.iter().map(Token::written).collect();
        assert_eq!(
            written,
            ["#a", "<>", ":b", "AND", "(", "c", ">=", ":d", ")"]
        );
        assert_eq!(tokens("a = ?"), Err("?".to_owned()));
        assert_eq!(tokens("# = :a"), Err("#".to_owned()));
    }
}
