//! Somebody who follows a runbook by what is on the terminal, and types.

use lifeboat::line::{Heard, Voice};
use std::collections::VecDeque;
use std::io;
use std::time::Duration;

/// How long a line takes: a moment in which anything may happen.
const TYPING: Duration = Duration::from_millis(50);

/// An operator who reads what is said and answers what is asked.
#[derive(Default)]
pub struct Operator<'a> {
    /// Everything that was said.
    pub heard: String,
    /// What is typed when a step of this title stops, is waited for, or is
    /// reviewed: the first that matches.
    pub knows: Vec<(&'static str, &'static str)>,
    /// What is done by hand, before it is said to be done, in a step of this title.
    pub does: Vec<(&'static str, &'a dyn Fn())>,
    /// What is about to be typed.
    lines: VecDeque<String>,
    /// Where the step in front was shown.
    step: usize,
    /// How much of `knows` was typed for that step.
    typed: bool,
}

impl<'a> Operator<'a> {
    pub fn who_knows(knows: &[(&'static str, &'static str)]) -> Self {
        Self {
            knows: knows.to_vec(),
            ..Self::default()
        }
    }

    /// The same, who does this in a step of that title.
    pub fn who_does(self, title: &'static str, deed: &'a dyn Fn()) -> Self {
        let does = self.does.into_iter().chain([(title, deed)]).collect();
        Self { does, ..self }
    }

    /// What was said of the step in front.
    fn front(&self) -> &str {
        &self.heard[self.step..]
    }

    fn title(&self) -> &str {
        let mut lines = self.front().lines();
        lines.find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// What is known of the step in front, once.
    fn known(&mut self) -> Option<String> {
        if self.typed {
            return None;
        }
        let title = self.title();
        let known = self.knows.iter().find(|(part, _)| title.contains(part));
        let line = known.map(|(_, line)| (*line).to_owned());
        self.typed = line.is_some();
        line
    }

    /// What confirms the review on the terminal: an override for each check that
    /// blocks, then the phrase.
    fn confirmation(&self) -> VecDeque<String> {
        let front = self.front();
        let blocks = front.lines().filter_map(|line| {
            let check = line.trim_start().strip_prefix("BLOCK")?;
            let check = check.split_whitespace().next()?;
            Some(format!("override {check} decided in INC-4711"))
        });
        let phrase = front
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("type "));
        let phrase = phrase.unwrap_or_else(|| panic!("no phrase in\n{front}"));
        blocks.chain([phrase.trim().to_owned()]).collect()
    }

    fn answer(&mut self, prompt: &str) -> String {
        if let Some(line) = self.lines.pop_front() {
            return line;
        }
        if let Some(line) = self.known() {
            return line;
        }
        match prompt.split([',', ' ']).next() {
            // What was cut off before it was sent was not done.
            Some("decide") => "again".to_owned(),
            Some("done") => {
                let own = |(part, _): &&(&str, &dyn Fn())| self.title().contains(part);
                if let Some((_, deed)) = self.does.iter().find(own) {
                    deed();
                }
                "done as it is written".to_owned()
            }
            Some("confirm") => {
                self.lines = self.confirmation();
                self.lines.pop_front().unwrap()
            }
            _ => panic!("nobody knows what to type at `{prompt}`\n{}", self.heard),
        }
    }
}

impl Voice for Operator<'_> {
    fn say(&mut self, text: &str) -> io::Result<()> {
        if text.starts_with('\n') && text.contains(" · step ") {
            // Its title is two lines below where the walk is.
            let title = text.find("\n\n").map_or(0, |at| at + 2);
            self.step = self.heard.len() + title;
            self.typed = false;
            self.lines.clear();
        }
        self.heard.push_str(text);
        Ok(())
    }

    async fn hear(&mut self, prompt: &str) -> io::Result<Heard> {
        if prompt.is_empty() {
            // It goes on by itself, unless somebody knows better.
            match self.known() {
                Some(line) => {
                    self.heard.push_str(&format!("{line}\n"));
                    return Ok(Heard::Line(line));
                }
                None => return std::future::pending().await,
            }
        }
        assert!(self.heard.len() < 1_000_000, "{}", self.heard);
        tokio::time::sleep(TYPING).await;
        let line = self.answer(prompt);
        self.heard.push_str(&format!("{prompt}{line}\n"));
        Ok(Heard::Line(line))
    }

    fn is_live(&self) -> bool {
        true
    }
}
