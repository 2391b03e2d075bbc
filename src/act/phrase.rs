//! What the operator types to confirm: the verb, the target, and a ceiling for
//! what will be lost, rounded up so that it is still true when the typing ends.

use crate::terms::{OutsideText, Region, Span};
use std::fmt;

/// The ceilings that are offered.
const LADDER: [Span; 11] = [
    Span::seconds(10),
    Span::seconds(30),
    Span::minutes(1),
    Span::minutes(2),
    Span::minutes(5),
    Span::minutes(15),
    Span::hours(1),
    Span::hours(4),
    Span::hours(12),
    Span::days(1),
    Span::days(7),
];

/// How much of a loss that grows is left for the typing.
const TYPING: Span = Span::seconds(20);

/// What will be lost, as far as a ceiling is to be typed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtStake {
    /// Nothing: no ceiling is typed.
    Nothing,
    /// So much, and no more.
    Measured(Span),
    /// So much by now, and growing.
    Growing(Span),
    /// It is not known: that word is typed in place of a ceiling.
    NotKnown,
}

/// The ceiling that was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceiling {
    /// Nothing is lost, or nothing that is measured.
    None,
    /// Up to so much.
    UpTo(Span),
    /// Whatever it is.
    NotKnown,
}

impl AtStake {
    /// The ceiling that is offered.
    #[must_use]
    pub fn offered(self) -> Ceiling {
        match self {
            Self::Nothing => Ceiling::None,
            Self::NotKnown => Ceiling::NotKnown,
            Self::Measured(span) => Ceiling::UpTo(rung(span)),
            Self::Growing(span) => {
                let seconds = span.duration() + TYPING.duration();
                Ceiling::UpTo(rung(Span::seconds(seconds.as_secs())))
            }
        }
    }

    /// Whether a ceiling still holds.
    #[must_use]
    pub fn is_within(self, ceiling: Ceiling) -> bool {
        match (self, ceiling) {
            (Self::Nothing, _) | (_, Ceiling::NotKnown) => true,
            (Self::Measured(span) | Self::Growing(span), Ceiling::UpTo(most)) => span <= most,
            (Self::NotKnown | Self::Measured(_) | Self::Growing(_), _) => false,
        }
    }
}

/// The smallest rung that is not below `span`; beyond the ladder, whole weeks.
fn rung(span: Span) -> Span {
    let above = LADDER.into_iter().find(|rung| *rung >= span);
    above.unwrap_or_else(|| {
        let week = Span::days(7).duration().as_secs();
        Span::seconds((span.duration().as_secs() / week + 1) * week)
    })
}

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The verb, in capitals.
    pub verb: &'static str,
    /// The target's identifier.
    pub target: OutsideText,
    /// Where it goes, when that is part of the consequence.
    pub to: Option<Region>,
    /// The ceiling.
    pub ceiling: Ceiling,
}

/// Why what was typed is not the phrase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotThePhrase {
    /// Another word stands there.
    #[error("`{typed}` is not `{wanted}`")]
    Word {
        /// What was typed.
        typed: String,
        /// What belongs there.
        wanted: String,
    },
    /// It ends too early.
    #[error("`{0}` is missing")]
    Missing(String),
    /// Something follows it.
    #[error("`{0}` is too much")]
    TooMuch(String),
    /// The ceiling is no length of time.
    #[error("`{0}` is no ceiling: write it like `30s`, `2m` or `1h`")]
    NoCeiling(String),
}

impl Phrase {
    /// Reads what was typed against this phrase. Any ceiling may be typed;
    /// whether it holds is for the review to say.
    ///
    /// # Errors
    /// When it is not the phrase, and where it differs.
    pub fn read(&self, typed: &str) -> Result<Ceiling, NotThePhrase> {
        let mut words = typed.split_whitespace();
        let mut expect = |wanted: &str| match words.next() {
            Some(word) if word == wanted => Ok(()),
            Some(word) => Err(NotThePhrase::Word {
                typed: OutsideText::new(word).to_string(),
                wanted: wanted.to_owned(),
            }),
            None => Err(NotThePhrase::Missing(wanted.to_owned())),
        };
        for word in self.verb.split(' ') {
            expect(word)?;
        }
        expect(self.target.raw())?;
        if let Some(region) = &self.to {
            expect("TO")?;
            expect(region.as_str())?;
        }
        let ceiling = match self.ceiling {
            Ceiling::None => Ceiling::None,
            offered => {
                expect("LOSE")?;
                let typed = words.by_ref().collect::<Vec<_>>().join(" ");
                read_ceiling(&typed, offered)?
            }
        };
        match words.next() {
            None => Ok(ceiling),
            Some(more) => Err(NotThePhrase::TooMuch(OutsideText::new(more).to_string())),
        }
    }
}

fn read_ceiling(typed: &str, offered: Ceiling) -> Result<Ceiling, NotThePhrase> {
    match (typed, offered) {
        ("", offered) => Err(NotThePhrase::Missing(offered.to_string())),
        ("UNKNOWN", Ceiling::NotKnown) => Ok(Ceiling::NotKnown),
        (text, _) => Span::parse(text)
            .map(Ceiling::UpTo)
            .map_err(|_| NotThePhrase::NoCeiling(OutsideText::new(text).to_string())),
    }
}

impl fmt::Display for Ceiling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::UpTo(span) => f.pad(&span.written()),
            Self::NotKnown => f.pad("UNKNOWN"),
        }
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.target)?;
        if let Some(region) = &self.to {
            write!(f, " TO {region}")?;
        }
        match self.ceiling {
            Ceiling::None => Ok(()),
            ceiling => write!(f, " LOSE {ceiling}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn promote(ceiling: Ceiling) -> Phrase {
        Phrase {
            verb: "PROMOTE",
            target: "orders-db-usw2".into(),
            to: None,
            ceiling,
        }
    }

    #[test]
    fn a_loss_that_grows_leaves_time_to_type() {
        let offered = |stake: AtStake| promote(stake.offered()).to_string();
        let frozen = AtStake::Measured(Span::seconds(44));
        assert_eq!(offered(frozen), "PROMOTE orders-db-usw2 LOSE 1m");
        let growing = AtStake::Growing(Span::seconds(51));
        assert_eq!(offered(growing), "PROMOTE orders-db-usw2 LOSE 2m");
        let unknown = AtStake::NotKnown;
        assert_eq!(offered(unknown), "PROMOTE orders-db-usw2 LOSE UNKNOWN");
        assert_eq!(offered(AtStake::Nothing), "PROMOTE orders-db-usw2");
    }

    #[test]
    fn a_lower_ceiling_may_be_typed_and_holds_while_it_is_true() {
        let phrase = promote(Ceiling::UpTo(Span::minutes(1)));
        let ceiling = phrase.read("PROMOTE orders-db-usw2 LOSE 45s").unwrap();
        assert!(AtStake::Measured(Span::seconds(44)).is_within(ceiling));
        assert!(!AtStake::Measured(Span::seconds(46)).is_within(ceiling));
        assert!(!AtStake::NotKnown.is_within(ceiling));
    }

    #[test]
    fn yes_confirms_nothing_and_what_is_wrong_is_said() {
        let phrase = promote(Ceiling::UpTo(Span::minutes(1)));
        for (typed, said) in [
            ("yes", "`yes` is not `PROMOTE`"),
            ("PROMOTE orders-db", "`orders-db` is not `orders-db-usw2`"),
            (
                "promote orders-db-usw2 LOSE 1m",
                "`promote` is not `PROMOTE`",
            ),
            ("PROMOTE orders-db-usw2", "`LOSE` is missing"),
            ("PROMOTE orders-db-usw2 LOSE", "`1m` is missing"),
            (
                "PROMOTE orders-db-usw2 LOSE everything",
                "`everything` is no ceiling: write it like `30s`, `2m` or `1h`",
            ),
            (
                "PROMOTE orders-db-usw2 LOSE UNKNOWN",
                "`UNKNOWN` is no ceiling: write it like `30s`, `2m` or `1h`",
            ),
        ] {
            assert_eq!(phrase.read(typed).unwrap_err().to_string(), said);
        }
    }

    proptest! {
        #[test]
        fn what_is_offered_is_within_reach_and_reads_back(seconds in 0_u64..10_000_000) {
            let stake = AtStake::Growing(Span::seconds(seconds));
            let phrase = promote(stake.offered());
            prop_assert!(stake.is_within(phrase.ceiling));
            prop_assert_eq!(phrase.read(&phrase.to_string()), Ok(phrase.ceiling));
        }

        #[test]
        fn any_text_is_the_phrase_or_an_error(typed in any::<String>()) {
            let phrase = promote(Ceiling::UpTo(Span::minutes(1)));
            let told = phrase.read(&typed).map_err(|error| error.to_string());
            let is_clean = |text: &String| !text.chars().any(char::is_control);
            prop_assert!(told.as_ref().err().is_none_or(is_clean));
        }
    }
}
