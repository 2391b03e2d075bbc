//! Being told while looking elsewhere: when the verdict's word is another one.

use crate::assess::{Verdict, VerdictState};
use crate::terms::{Instant, Span};

/// How long the word differs from the one last told before that is told. The
/// sources of one round answer within seconds of one another, and a word that
/// stands on half a round is gone when the other half is in.
pub const SETTLED: Span = Span::seconds(5);

/// After this the first round is through, even over a slow link: not to know is
/// then a word like any other, and what comes after it is a change.
const FIRST_ROUND: Span = Span::minutes(2);

/// A change of the verdict's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The plan's name.
    pub plan: String,
    /// The word before.
    pub was: VerdictState,
    /// The word now.
    pub is: VerdictState,
    /// Why: the store that is worst, or what else decides.
    pub reason: String,
    /// Whether the AWS that answers is simulated.
    pub simulated: bool,
}

impl Alert {
    /// The alert in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let simulated = if self.simulated { "SIMULATED " } else { "" };
        let (was, is) = (self.was.word(), self.is.word());
        let mut line = format!("lifeboat: {simulated}{}: {is} (was {was})", self.plan);
        if !self.reason.is_empty() {
            line.push_str(&format!(": {}", self.reason));
        }
        line
    }
}

/// Why the verdict has its word, in a few words.
#[must_use]
pub fn reason(verdict: &Verdict) -> String {
    let store = |(name, words): &(String, String)| format!("{name}: {words}");
    let first = match verdict.state {
        VerdictState::Ready => return String::new(),
        // A Region stands first there, then a record, then what was found.
        VerdictState::Down | VerdictState::AtRisk => verdict
            .also
            .first()
            .cloned()
            .or_else(|| verdict.stores.first().map(store)),
        VerdictState::Breached | VerdictState::NotKnown => verdict
            .stores
            .first()
            .map(store)
            .or_else(|| verdict.also.first().cloned()),
    };
    first.unwrap_or_default()
}

/// Watches the verdict's word, and says when a change of it is to be told.
#[derive(Debug)]
pub struct Watchman {
    began: Instant,
    /// The word that was told last, or that stood at the start.
    told: Option<VerdictState>,
    /// Since when the word is another one.
    differs: Option<Instant>,
}

impl Watchman {
    /// One that begins at `now`.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            began: now,
            told: None,
            differs: None,
        }
    }

    /// Looks at the word, and returns the one that stood before when the change
    /// is to be told now. What stands at the start is not told: someone has just
    /// sat down before it.
    pub fn look(&mut self, state: VerdictState, now: Instant) -> Option<VerdictState> {
        if self.told == Some(state) || self.is_first_round(state, now) {
            self.differs = None;
            return None;
        }
        // Other words in between change nothing: a word that never stands still
        // is told too.
        let since = self.differs.map_or(now, |since| since.min(now));
        self.differs = Some(since);
        if Span::between(since, now) < SETTLED {
            return None;
        }
        self.differs = None;
        self.told.replace(state)
    }

    /// When to look again at the latest, while a change settles.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        self.differs.map(|since| SETTLED.after(since))
    }

    fn is_first_round(&self, state: VerdictState, now: Instant) -> bool {
        self.told.is_none()
            && state == VerdictState::NotKnown
            && Span::between(self.began, now) < FIRST_ROUND
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Span::seconds(seconds).after(Instant::UNIX_EPOCH)
    }

    /// What is told of a history: when, and of which change.
    fn told(history: &[(u64, VerdictState)], until: u64) -> Vec<(u64, VerdictState, VerdictState)> {
        let mut watchman = Watchman::new(at(0));
        let mut told = Vec::new();
        for second in 0..until {
            let state = history.iter().rev().find(|(from, _)| *from <= second);
            let state = state.expect("a word at the start").1;
            if let Some(was) = watchman.look(state, at(second)) {
                told.push((second, was, state));
            }
        }
        told
    }

    use VerdictState::{AtRisk, Breached, Down, NotKnown, Ready};

    #[test]
    fn what_stands_at_the_start_is_not_told() {
        let filling = [(0, NotKnown), (3, Breached), (4, AtRisk)];
        assert_eq!(told(&filling, 600), []);
    }

    #[test]
    fn a_change_is_told_once_it_has_settled() {
        let history = [(0, Ready), (60, Down), (600, AtRisk)];
        assert_eq!(
            told(&history, 900),
            [(65, Ready, Down), (605, Down, AtRisk)]
        );
    }

    #[test]
    fn a_word_that_flips_back_is_not_told() {
        let history = [
            (0, Ready),
            (60, Breached),
            (64, Ready),
            (70, Breached),
            (74, Ready),
        ];
        assert_eq!(told(&history, 300), []);
    }

    #[test]
    fn a_word_that_never_stands_still_is_told_all_the_same() {
        let history = [
            (0, Ready),
            (60, AtRisk),
            (63, Breached),
            (66, AtRisk),
            (69, Breached),
        ];
        assert_eq!(told(&history, 66), [(65, Ready, Breached)]);
    }

    #[test]
    fn what_stays_unknown_is_news_when_it_changes() {
        let history = [(0, NotKnown), (400, Ready)];
        assert_eq!(told(&history, 500), [(405, NotKnown, Ready)]);
        let history = [(0, Ready), (60, NotKnown)];
        assert_eq!(told(&history, 100), [(65, Ready, NotKnown)]);
    }
}
